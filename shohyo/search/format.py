"""What those who write the files of an index share with those who read them; see ``docs/search-format.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from ..codes.reading import BitReader
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
#: code points of a term of these sorts, without the sort, which are written as numbers; terms of others are lines
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
#: bits of a code point
CODE_POINT = 21
#: where the numbers of characters begin, so that those of kana and Han are small
ORIGIN = 0x3000
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


def number_of(text: str) -> int:
    """Return some characters as a number, their bits by turns, so that those of alike characters are near."""
    codes = [rotated(ord(character), -ORIGIN) for character in text]
    number = 0
    for bit in reversed(range(CODE_POINT)):
        for code in codes:
            number = number << 1 | code >> bit & 1
    return number


def text_of(number: int, length: int) -> str:
    """Return the characters of a number, of which there are so many.

    Raises:
        ValueError: it is the number of none.
    """
    if number >> CODE_POINT * length:
        raise ValueError("the number is too large")
    codes = [0] * length
    for bit in range(number.bit_length()):
        codes[-1 - bit % length] |= (number >> bit & 1) << bit // length
    return "".join(chr(rotated(code, ORIGIN)) for code in codes)


def rotated(code: int, by: int) -> int:
    """Return a code point so many further on; the last one of the basic plane is before its first one."""
    return code + by & 0xFFFF if code <= 0xFFFF else code


def shard_of(term: str, shards: int) -> int:
    """Return the number of the shard that has a term."""
    return address_of(term) % shards


def address_of(term: str) -> int:
    """Return a number that says the shard of a term, and, with that, the term, if it is written as a number."""
    key = key_of(term)
    return number_of(key[1:]) if key[0] in LENGTHS else fnv1a(key)


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


def read_shard(
    sorts: Mapping[str, str | int], bits: BitReader, place: tuple[int, int], pages: int, parts: int
) -> dict[str, Postings]:
    """Return the terms of a shard with their lists.

    Args:
        sorts: sort → its terms as lines, or how many there are if they are numbers.
        place: the number of the shard, and how many there are.

    Raises:
        ValueError: the bits are damaged.
    """
    number, shards = place
    found = {}
    for sort, terms in sorts.items():
        if isinstance(terms, int):
            texts = [text_of(shards * quotient + number, LENGTHS[sort]) for quotient in bits.ascending(terms)]
        else:
            texts = terms.split("\n")
        found |= {sort + text: read_postings(bits, pages, parts) for text in texts}
    return found
