"""Ascending numbers are written as the contract says, one by one or many at once, and can be read again."""

from __future__ import annotations

import math
import random
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.codes import writing as bits
from shohyo.codes.reading import unpacked
from shohyo.codes.writing import encode, encode_ascending, encode_lists, pack


def bits_of(lists: list[list[int]], sizes: list[int]) -> str:
    """Return lists as a string of bits."""
    numbers = np.array([number for listed in lists for number in listed], np.uint32)
    found, ends = encode(numbers, np.array([*map(len, lists)], np.int64), np.array(sizes, np.int64))
    assert ends[-1] == len(found)
    return "".join(map(str, found.tolist()))


def drawn_list(size: int) -> st.SearchStrategy[tuple[int, list[int]]]:
    return st.tuples(st.just(size), st.sets(st.integers(0, max(0, size - 1)), max_size=size).map(sorted))


@given(st.lists(st.integers(0, 400).flatmap(drawn_list), min_size=1, max_size=8), st.integers(1, 500))
def test_lists_round_trip(drawn: list[tuple[int, list[int]]], batch: int) -> None:
    """Reading gives back what was written, dense or sparse, one list after another, and nothing is left over."""
    sizes, lists = zip(*drawn, strict=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bits, "BATCH", batch)
        found, ends = encode(np.array([*chain(*lists)], np.uint32), np.array([*map(len, lists)]), np.array(sizes))
    reader = unpacked(pack(found))
    for size, listed, end in zip(sizes, lists, ends, strict=True):
        assert reader.list(size) == listed
        assert reader.at == end
    assert len(reader.bits) - reader.at < 8


@pytest.mark.parametrize(
    ("numbers", "size", "expected"),
    [
        ([], 100, "1"),
        ([0], 1, "0101"),
        ([3], 4, "010011"),  # one bit as it is: 4 · 2 · 1 ≥ 2 · 4 - 1
        ([0, 1, 2], 3, "00100111"),
        ([1, 2, 7], 8, "00100" + "11" + "10" + "0010"),  # 4 · 2 · 3 ≥ 2 · 8 - 3
        ([63], 64, "010" + "01" + "11111"),
    ],
)
def test_lists_by_hand(numbers: list[int], size: int, expected: str) -> None:
    """The bits of the contract, written down without the code."""
    assert bits_of([numbers], [size]) == expected
    assert bits_of([numbers, [], numbers], [size, 5, size]) == f"{expected}1{expected}"


@given(st.lists(st.sets(st.integers(0, 60) | st.integers(0, 2**42), min_size=1, max_size=20).map(sorted), max_size=6))
def test_numbers_of_any_size_round_trip(lots: list[list[int]]) -> None:
    """Reading gives back what was written, far apart or not, one lot after another."""
    found, ends = encode_ascending(np.array([*chain(*lots)], np.int64), np.array([*map(len, lots)], np.int64))
    reader = unpacked(pack(found))
    for lot, end in zip(lots, ends, strict=True):
        assert reader.ascending(len(lot)) == lot
        assert reader.at == end
    assert len(reader.bits) - reader.at < 8


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([0], "00000" + "1"),
        ([0, 1, 5], "00000" + "1" + "1" + "00100"),
        ([7, 14, 22], "00011" + "1111" + "1110" + "1111"),  # three bits of 7, 6 and 7 as they are
        ([1000], "01010" + "1" + "1111101000"),
    ],
)
def test_numbers_of_any_size_by_hand(numbers: list[int], expected: str) -> None:
    """As many low bits are written as make the whole shortest, and the bits of γ before them."""
    found, _ends = encode_ascending(np.array([*numbers, *numbers]), np.array([len(numbers)] * 2))
    assert "".join(map(str, found.tolist())) == expected * 2


def test_short_lists() -> None:
    """Each is by itself, and there may be none."""
    assert encode_lists([], 5) == []
    assert [unpacked(data).list(5) for data in encode_lists([[], [0, 4], [2]], 5)] == [[], [0, 4], [2]]


def test_lists_are_short() -> None:
    """Numbers drawn at random take little more than the least that any code could need on average."""
    drawn = random.Random(7)
    for share in (0.5, 0.4, 0.25, 0.2, 0.14, 0.08, 0.03, 0.01):
        numbers = [number for number in range(50_000) if drawn.random() < share]
        entropy = -(share * math.log2(share) + (1 - share) * math.log2(1 - share)) * 50_000
        assert len(bits_of([numbers], [50_000])) < 1.06 * entropy


def test_numbers_beyond_the_size() -> None:
    """A list that says more than there can be is damaged."""
    with pytest.raises(ValueError, match="too large"):
        unpacked(*encode_lists([[6]], 7)).list(6)
