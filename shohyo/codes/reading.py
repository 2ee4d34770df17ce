"""Bits → the ascending numbers that are written in them; "Lists" in ``docs/search-format.md``."""

from __future__ import annotations

import base64

#: bits in which is written how many bits of a difference are written as they are, where no size tells
LOW = 5


def low_bits(count: int, size: int) -> int:
    """Return how many bits of a difference are written as they are: the fewer, the denser the list.

    The least k with 4 · 2ᵏ · count ≥ 2 · size - count, which is the best one, or next to it, for numbers drawn
    at random: lists of half of all numbers and fewer are at most 6 % above their entropy.
    """
    return max(0, (-(-(2 * size - count) // (4 * count)) - 1).bit_length()) if count else 0


class BitReader:
    """Reads bits again, the first of a byte first."""

    def __init__(self, data: bytes) -> None:
        self.bits = "".join(f"{byte:08b}" for byte in data)
        self.at = 0

    def number(self, length: int) -> int:
        """Return the next *length* bits.

        Raises:
            ValueError: there are not so many.
        """
        self.at += length
        if self.at > len(self.bits):
            raise ValueError("the bits end too early")
        return int(self.bits[self.at - length : self.at] or "0", 2)

    def zeros(self) -> int:
        """Return how many zeros there are before the next one, which is read, too."""
        start = self.at
        self.at = self.bits.index("1", start) + 1
        return self.at - start - 1

    def one_of_any(self) -> int:
        """Return the next number, of which nothing is known."""
        length = self.zeros()
        return (1 << length | self.number(length)) - 1

    def ascending(self, count: int) -> list[int]:
        """Return so many numbers that :func:`.writing.encode_ascending` has written.

        Raises:
            ValueError: the bits end too early.
        """
        low = self.number(LOW)
        numbers, number = [], -1
        for _ in range(count):
            number += (self.one_of_any() << low | self.number(low)) + 1
            numbers.append(number)
        return numbers

    def list(self, size: int) -> list[int]:
        """Return the numbers that :func:`.writing.encode` has written.

        Raises:
            ValueError: the bits end too early, or the numbers are not below *size*.
        """
        count = self.one_of_any()
        low = low_bits(count, size)
        numbers, number = [], -1
        for _ in range(count):
            number += (self.zeros() << low | self.number(low)) + 1
            numbers.append(number)
        if number >= size:
            raise ValueError("the numbers are too large")
        return numbers


def unpacked(data: str) -> BitReader:
    """Return a reader of such bits.

    Raises:
        ValueError: it is no base64.
    """
    return BitReader(base64.b64decode(data, validate=True))
