"""Index → files that the browser reads, and the way back for tests; see ``docs/search-format.md``."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from operator import sub
from pathlib import Path
from typing import Any

from .index import FIELDS, Index, Page, Part, Postings, split
from .tokenise import MARK, WORD
from .words import keys, words_of

#: version of the format; the browser refuses another
VERSION = 4
FOLDER = "searchindex"
#: pages from which on a site is large: there shards are larger, so that they are not too many
LARGE_SITE = 1000
#: what a shard of terms is meant to weigh, in bytes after gzip; in a large site
SHARD_SIZE, LARGE_SHARD_SIZE = 1536, 3072
#: what a shard of words is meant to weigh, in bytes
WORDS_SIZE = 6144
#: code points of a term of these sorts, without the sort; terms of others are lines
LENGTHS = {"1": 1, "2": 2, "3": 3, "b": 2, "m": 2, "u": 3, "v": 2, "x": 2}
#: sort of the term with which a title begins
_BEGINNINGS = tuple(
    (sort, re.compile(pattern))
    for sort, pattern in (("3", "[ァ-ヺー]{3}"), ("2", f"[^ {WORD}{MARK}]{{2}}"), ("w", f"[{WORD}]{{1,3}}"), ("1", "."))
)


class _Codes(dict[int, str]):
    """Difference of neighbours in a list → its Rice code, made once."""

    def __init__(self, low: int) -> None:
        self.low = low

    def __missing__(self, difference: int) -> str:
        high, rest = divmod(difference - 1, 1 << self.low)
        code = self[difference] = "0" * high + f"{rest | 1 << self.low:b}"
        return code


_CODES = tuple(map(_Codes, range(64)))


def encode_list(numbers: Sequence[int], size: int) -> str:
    """Return ascending numbers below *size* as bits: how many, then their differences (Golomb 1966, Rice 1979).

    The number is coded as Elias (1975) did, γ of one more, so that no numbers are one bit.
    """
    if not numbers:
        return "1"
    count = f"{len(numbers) + 1:b}"
    codes = _CODES[low_bits(len(numbers), size)]
    return f"{'0' * (len(count) - 1)}{count}{''.join(map(codes.__getitem__, map(sub, numbers, (-1, *numbers))))}"


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
        """Return the numbers that :func:`encode_list` has written.

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


def packed(bits: str) -> str:
    """Return bits as base64, filled up with zeros."""
    length = -(-len(bits) // 8)
    return base64.b64encode(int(bits.ljust(8 * length, "0") or "0", 2).to_bytes(length)).decode("ascii")


def unpacked(data: str) -> BitReader:
    """Return a reader of such bits.

    Raises:
        ValueError: it is no base64.
    """
    return BitReader(base64.b64decode(data, validate=True))


def read_postings(bits: BitReader, pages: int, parts: int) -> Postings:
    """Return the next three lists: heads, parts, and places in the latter."""
    heads, found = bits.list(FIELDS * pages), bits.list(parts)
    return Postings(heads, found, bits.list(len(found)))


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash over code points."""
    value = 2166136261
    for character in text:
        value = (value ^ ord(character)) * 16777619 & 0xFFFFFFFF
    return value


def shard_of(term: str, shards: int) -> int:
    """Return the number of the shard that has a term.

    Words that begin alike are together, terms of both forms of a text are, and so is a title with its beginning.
    """
    sort, text = term[0], term[1:]
    if sort == "t":
        sort, text = next((sort, found[0]) for sort, begins in _BEGINNINGS if (found := begins.match(text)))
    return fnv1a({"u": "3", "v": "2", "x": "2"}.get(sort, sort) + (text[:3] if sort == "w" else text)) % shards


def build_files(index: Index) -> tuple[str, dict[str, bytes]]:
    """Return the generation and all files by their path under the folder of the index."""
    count, total = len(index.pages), sum(index.parts)
    encoded = {
        term: encode_list(found.heads, FIELDS * count)
        + encode_list(found.parts, total)
        + encode_list(found.often, len(found.parts))
        for term, found in index.postings.items()
    }
    # a code point of a term weighs about two bytes
    size = sum(2 * len(term) + len(bits) / 8 for term, bits in encoded.items())
    shards = max(1, round(size / (LARGE_SHARD_SIZE if count >= LARGE_SITE else SHARD_SIZE)))
    calls: dict[str, tuple[Any, ...]] = {
        f"t{number}": ("terms", number, *content) for number, content in enumerate(_shards(encoded, shards))
    }
    for number, page in enumerate(index.pages):
        first, *others = texts = [_text(part) for part in split(page.sections)]
        if others:
            calls |= {f"x{number}-{n}": ("part", number, n, text) for n, text in enumerate(texts)}
            calls[f"d{number}"] = ("page", number, _record(page, texts))
        else:
            calls[f"d{number}"] = ("page", number, _record(page, texts), first)
    words = list(_word_shards(index.pages))
    calls |= {f"w{number}": ("words", number, entries) for number, entries in enumerate(words)}
    calls["facets"] = ("facets", _facets(index.pages))
    manifest = {
        "version": VERSION,
        "pages": count,
        "parts": total,
        "starts": packed(encode_list([0, *accumulate(index.parts)][:-1], total)),
        "shards": shards,
        "words": len(words),
        "terms": len(encoded),
    }
    state = hashlib.sha256(_json(manifest).encode())
    scripts = {name: ",".join(_json(value) for value in call[1:]) for name, call in calls.items()}
    for name in sorted(scripts):
        state.update(f"\n{name}:{scripts[name]}".encode("utf-8", "replace"))
    generation = state.hexdigest()[:16]
    files = {
        f"{generation}/{name}.js": _script(calls[name][0], _json(generation) + "," + text)
        for name, text in scripts.items()
    }
    files["manifest.js"] = _script("manifest", _json({**manifest, "generation": generation}))
    return generation, files


def _shards(encoded: Mapping[str, str], shards: int) -> Iterator[tuple[dict[str, str], str]]:
    """Yield (sort → its terms in one string, their lists in the same order) of each shard."""
    terms: list[dict[str, list[str]]] = [{} for _ in range(shards)]
    bits: list[list[str]] = [[] for _ in range(shards)]
    for term, data in encoded.items():
        number = shard_of(term, shards)
        terms[number].setdefault(term[0], []).append(term[1:])
        bits[number].append(data)
    for sorts, data in zip(terms, bits, strict=True):
        yield (
            {sort: ("" if sort in LENGTHS else "\n").join(found) for sort, found in sorts.items()},
            packed("".join(data)),
        )


def terms_in(sorts: Mapping[str, str]) -> list[str]:
    """Return the terms of a shard, in the order of their lists."""
    found: list[str] = []
    for sort, text in sorts.items():
        length = LENGTHS.get(sort)
        parts = text.split("\n") if length is None else (text[at : at + length] for at in range(0, len(text), length))
        found += (sort + part for part in parts)
    return found


def _word_shards(pages: Sequence[Page]) -> list[list[str]]:
    """Return the words offered for slips, each under its beginning and its end; once, if one file has all."""
    found = words_of(pages)
    shards = max(1, round(sum(len(entry.encode("utf-8", "replace")) for _, entry in found) / WORDS_SIZE))
    entries: list[dict[str, None]] = [{} for _ in range(shards)]
    for sound, entry in found:
        for key in keys(sound):
            entries[fnv1a(key) % shards][entry] = None
    return [list(shard) for shard in entries]


def _text(part: Part) -> list[tuple[int, str]]:
    return [(section, "\n".join(lines)) for section, lines in part.sections]


def _record(page: Page, texts: Sequence[Sequence[tuple[int, str]]]) -> dict[str, Any]:
    # the part with which a section begins; one without text shows what is before it
    begins: dict[int, int] = {}
    for part, text in enumerate(texts):
        for section, _lines in text:
            begins.setdefault(section, part)
    for section in range(len(page.sections)):
        begins.setdefault(section, begins.get(section - 1, 0))
    return {
        "url": page.url,
        "title": page.title,
        "kind": page.kind,
        "kindLabel": page.kind_label,
        "trail": page.trail,
        "names": page.names,
        "sections": [[section.anchor, section.heading, begins[order]] for order, section in enumerate(page.sections)],
        "parts": len(texts),
    }


def _facets(pages: Sequence[Page]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, tuple[str, list[int]]]] = {"kind": {}, "tag": {}, "chapter": {}, "book": {}}
    for number, page in enumerate(pages):
        for facet, values in {**page.facets, "kind": {page.kind: page.kind_label}}.items():
            for value, label in values.items():
                found[facet].setdefault(value, (label, []))[1].append(number)
    return {
        facet: {
            value: [label, packed(encode_list(numbers, len(pages)))]
            for value, (label, numbers) in sorted(values.items())
        }
        for facet, values in found.items()
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _script(function: str, arguments: str) -> bytes:
    return f"Shohyo.search.{function}({arguments});\n".encode("utf-8", "replace")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make *folder* hold these files and nothing else; what is there already is not written again.

    The manifest goes last: until then the index of the build before is whole.
    """
    old = {path for path in folder.rglob("*.js") if path.is_file()}
    for parent in {(folder / name).parent for name in files}:
        parent.mkdir(parents=True, exist_ok=True)
    for name in sorted(files, key=lambda name: (name == "manifest.js", name)):
        path = folder / name
        if path not in old or path.read_bytes() != files[name]:
            path.write_bytes(files[name])
    kept = {folder / name for name in files} | {(folder / name).parent for name in files}
    for parent in {path.parent for path in kept if path != folder}:
        for path in parent.iterdir():
            if path not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
