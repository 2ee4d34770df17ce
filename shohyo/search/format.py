"""What those who write the files of an index share with those who read them; see ``docs/search-format.md``."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from .model import FIELDS
from .tokenise import MARK, WORD

#: version of the format; the browser refuses another
VERSION = 5
FOLDER = "searchindex"
#: sorts of terms, in the order of their numbers
SORTS = "123bfkmptuvwx"
#: bits of a term beside its sort, where it is a number
BITS = 42
#: how many times a term is in a part that has it often, more often, and more often still
LEVELS = (2, 4, 8)
#: code points of a term of these sorts, without the sort; terms of others are lines
LENGTHS = {"1": 1, "2": 2, "3": 3, "b": 2, "m": 2, "u": 3, "v": 2, "x": 2}
#: sorts whose terms are texts of any length, which have numbers
WHOLE = "fktw"
#: sorts whose terms are in the shard of another sort
TOGETHER = {"b": "2", "f": "w", "m": "2", "p": "w", "u": "3", "v": "2", "x": "2"}
#: sort of the term with which a title begins, or a run of katakana
_BEGINNINGS = tuple(
    (sort, re.compile(pattern))
    for sort, pattern in (("3", "[ァ-ヺー]{3}"), ("2", f"[^ {WORD}{MARK}]{{2}}"), ("w", f"[{WORD}]{{1,3}}"), ("1", "."))
)
#: characters whose code points are exchanged in files
_SWAPPED = {code: code ^ 0x3100 for code in (*range(0x100, 0x200), *range(0x3000, 0x3100))}


@dataclass(frozen=True)
class Postings:
    """Where a term is; all numbers ascend."""

    heads: Sequence[int] = ()  #: 3 × page, + 0 if it is in the title, + 1 in the names, + 2 in the headings
    parts: Sequence[int] = ()  #: parts of the site that have it
    #: those that have it as often as ``LEVELS`` say, as far as there are any: places in the list before
    often: Sequence[Sequence[int]] = ()


@lru_cache(maxsize=1 << 14)
def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash over code points."""
    return reduce(fnv1a_step, map(ord, text), 2166136261)


def fnv1a_step(value: Any, code: Any) -> Any:
    """Return the hash of a text and one more character, or of many."""
    return (value ^ code) * 16777619 & 0xFFFFFFFF


def key_of(term: str) -> str:
    """Return that by which a term is given to a shard.

    Words that begin alike are together, pairs of all sorts are, and so is a title or a run with its beginning.
    """
    sort, text = term[0], term[1:]
    if sort in "kt":
        sort, text = next((sort, found[0]) for sort, begins in _BEGINNINGS if (found := begins.match(text)))
    return TOGETHER.get(sort, sort) + (text[:3] if sort in "fw" else text)


def swapped(text: str) -> str:
    """Return a text as files have it, or back: kana and U+3000 to U+303F take two bytes there."""
    return text.translate(_SWAPPED)


def shard_of(term: str, shards: int) -> int:
    """Return the number of the shard that has a term."""
    return fnv1a(key_of(term)) % shards


def terms_in(sorts: Mapping[str, str]) -> list[str]:
    """Return the terms of a shard, in the order of their lists."""
    found: list[str] = []
    for sort, text in sorts.items():
        length = LENGTHS.get(sort)
        parts = text.split("\n") if length is None else (text[at : at + length] for at in range(0, len(text), length))
        found += (sort + part for part in parts)
    return found


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

    def list(self, size: int) -> list[int]:
        """Return the numbers that :func:`.bits.encode` has written.

        Raises:
            ValueError: the bits end too early, or the numbers are not below *size*.
        """
        length = self.zeros()
        count = (1 << length | self.number(length)) - 1
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


def read_postings(bits: BitReader, pages: int, parts: int) -> Postings:
    """Return the next lists: heads, parts, and places in the list before, level by level until one has none."""
    heads, found = bits.list(FIELDS * pages), bits.list(parts)
    often: list[list[int]] = []
    for _ in LEVELS:
        places = bits.list(len(often[-1] if often else found))
        if not places:
            break
        often.append(places)
    return Postings(heads, found, often)
