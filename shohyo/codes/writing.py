"""Ascending numbers → the bits in which they are written; "Lists" in ``docs/search-format.md``."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from .reading import LOW

#: numbers that are encoded at once, about
BATCH = 1 << 18

Bits = NDArray[np.uint8]  # one in a byte
Integers = NDArray[np.int64]


def encode(lists: NDArray[np.integer], lengths: Integers, sizes: Integers) -> tuple[Bits, Integers]:
    """Return lists, which follow one another, as bits that do so, and where those of each end.

    The numbers of a list ascend and are below its size.  First comes how many there are, then their differences
    (Golomb 1966, Rice 1979); the former is coded as Elias (1975) did, γ of one more, so that no numbers are one bit.
    """
    ends = np.cumsum(lengths)
    cuts = np.searchsorted(ends, np.arange(BATCH, len(lists), BATCH), "right")
    bits, written = [np.empty(0, np.uint8)], [np.empty(0, np.int64)]
    for first, last in pairwise(sorted({0, *cuts.tolist(), len(lengths)})):
        numbers = lists[ends[first] - lengths[first] : ends[last - 1]]
        found, of_list = _encode(numbers.astype(np.int64), lengths[first:last], sizes[first:last])
        bits.append(found)
        written.append(of_list)
    return np.concatenate(bits), np.cumsum(np.concatenate(written))


def _encode(numbers: Integers, lengths: Integers, sizes: Integers) -> tuple[Bits, Integers]:
    ends = np.cumsum(lengths)
    steps = np.diff(numbers, prepend=-1) - 1
    begins = (ends - lengths)[lengths > 0]
    steps[begins] = numbers[begins]
    # as reading.low_bits says
    low = np.repeat(_bit_lengths(-(-(2 * sizes - lengths) // np.maximum(4 * lengths, 1)) - 1), lengths)
    high = steps >> low
    of_length = _bit_lengths(lengths + 1)
    heading = 2 * of_length - 1
    before = np.insert(np.cumsum(high + 1 + low), 0, 0)
    # bits of all lists up to here, and of the lists before with their own heading
    up_to = before[ends] + np.cumsum(heading)
    steps_begin = before[:-1] + np.repeat(np.cumsum(heading), lengths)

    bits = np.zeros(up_to[-1] if len(up_to) else 0, np.uint8)
    bits[steps_begin + high] = 1
    _write(bits, steps_begin + high + low, steps, low)
    _write(bits, up_to - (before[ends] - before[ends - lengths]) - 1, lengths + 1, of_length)
    return bits, np.diff(up_to, prepend=0)


def encode_ascending(numbers: Integers, lengths: Integers) -> tuple[Bits, Integers]:
    """Return numbers that ascend, some after others, as bits, and where those of each lot end.

    Nothing is known of them but how many there are, so that differences are exponential Golomb codes (Teuhola 1978):
    γ for what is above the lowest bits, and these, of which there are as many as make the lot shortest.
    """
    ends = np.cumsum(lengths)
    begins = ends - lengths
    steps = np.diff(numbers, prepend=-1) - 1
    steps[begins] = numbers[begins]
    shortest = np.full(len(lengths), np.iinfo(np.int64).max)
    low = np.zeros_like(lengths)
    for of_low in range(1 << LOW):
        sizes = np.add.reduceat(2 * _bit_lengths((steps >> of_low) + 1) - 1 + of_low, begins)
        low[sizes < shortest] = of_low
        shortest = np.minimum(shortest, sizes)
    up_to = np.cumsum(LOW + shortest)
    lows = np.repeat(low, lengths)
    of_high = _bit_lengths((steps >> lows) + 1)
    ends_of = np.cumsum(2 * of_high - 1 + lows) + np.repeat(LOW * np.arange(1, len(lengths) + 1), lengths)

    bits = np.zeros(up_to[-1] if len(up_to) else 0, np.uint8)
    _write(bits, up_to - shortest - 1, low, np.full_like(low, LOW))
    _write(bits, ends_of - lows - 1, (steps >> lows) + 1, of_high)
    _write(bits, ends_of - 1, steps, lows)
    return bits, up_to


def _write(bits: Bits, last: Integers, values: Integers, lengths: Integers) -> None:
    """Write the lowest bits of each value, so many, the last one there."""
    for place in range(lengths.max(initial=0)):
        has = lengths > place
        bits[last[has] - place] = values[has] >> place & 1


def _bit_lengths(values: Integers) -> Integers:
    return np.frexp(values)[1].astype(np.int64)


def pack(bits: Bits) -> str:
    """Return bits as base64, filled up with zeros."""
    return base64.b64encode(np.packbits(bits).tobytes()).decode("ascii")


def encode_lists(lists: Sequence[Sequence[int]], size: int) -> list[str]:
    """Return each of some short lists below one size by itself, as base64."""
    lengths = np.array(list(map(len, lists)), np.int64)
    bits, ends = encode(np.array([*chain.from_iterable(lists)], np.int64), lengths, np.full_like(lengths, size))
    return [pack(bits[begin:end]) for begin, end in pairwise([0, *ends.tolist()])]
