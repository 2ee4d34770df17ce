"""Index → files that the browser reads; see ``docs/search-format.md``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise, starmap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..codes.writing import encode, encode_ascending, encode_lists, pack
from .format import BITS, CODE_POINT, LENGTHS, ORIGIN, SORTS, TOGETHER, VERSION, WHOLE, address_of, fnv1a, fnv1a_step
from .index import Index
from .model import FACETS, FIELDS, Page, Part, split
from .terms import Numbers, code_points, runs
from .words import keys, words_of

if TYPE_CHECKING:
    from ..manifest import Manifest

#: pages from which on a site is large: there shards are larger, so that they are not too many
LARGE_SITE = 1000
#: what a shard of terms is meant to weigh, in bytes after gzip; in a large site
SHARD_SIZE, LARGE_SHARD_SIZE = 1024, 3072
#: what a shard of words is meant to weigh, in bytes
WORDS_SIZE = 6144


#: rows of forms
Table = Sequence[Sequence[str]]


def build_files(index: Index, tables: Mapping[str, Table] | None = None) -> tuple[str, dict[str, bytes]]:
    """Return the generation and all files by their path under the folder of the index.

    Args:
        tables: name → a further table that steps beyond a query look at, such as ``synonyms``.
    """
    count, total = len(index.pages), sum(index.parts)
    shards = list(_shards(index))
    calls: dict[str, tuple[Any, ...]] = {
        f"t{number}": ("terms", number, *content) for number, content in enumerate(shards)
    }
    shared = _shared(index.pages)
    for number, page in enumerate(index.pages):
        first, *others = texts = [_text(part) for part in split(page.sections)]
        if others:
            calls |= {f"x{number}-{n}": ("part", number, n, text) for n, text in enumerate(texts)}
            calls[f"d{number}"] = ("page", number, _record(page, texts, shared))
        else:
            calls[f"d{number}"] = ("page", number, _record(page, texts, shared), first)
    words = list(_word_shards(index.pages))
    calls |= {f"w{number}": ("words", number, entries) for number, entries in enumerate(words)}
    calls["facets"] = ("facets", _facets(index.pages))
    tables = {"categories": _categories(index.pages), **(tables or {})}
    calls |= {name: ("table", name, rows) for name, rows in tables.items()}
    manifest = {
        "version": VERSION,
        "pages": count,
        "parts": total,
        "starts": encode_lists([[0, *accumulate(index.parts)][:-1]], total)[0],
        "shards": len(shards),
        "words": len(words),
        "shared": shared,
        "tables": sorted(tables),
        "terms": len(index.terms),
    }
    state = hashlib.sha256(_json(manifest).encode())
    arguments: dict[str, bytes] = {}
    for name in sorted(calls):
        arguments[name] = spelled(",".join(map(_json, calls[name][1:])))
        state.update(_utf8(f"\n{name}:") + arguments[name])
    generation = state.hexdigest()[:16]
    files = {
        f"{generation}/{name}.js": _script(call[0], _utf8(f"{_json(generation)},") + arguments.pop(name))
        for name, call in calls.items()
    }
    files["manifest.js"] = _script("manifest", _utf8(_json({**manifest, "generation": generation})))
    return generation, files


def _shards(index: Index) -> Iterator[tuple[dict[str, str | int], str]]:
    """Yield (sort → its terms as lines, or how many, numbers and lists) of each shard."""
    count, total = len(index.pages), sum(index.parts)
    sizes = np.full_like(index.lengths, FIELDS * count)
    sizes[:, 1] = total
    sizes[:, 2:] = index.lengths[:, 1:-1]
    # after a level that no part has, the others are not written
    is_written = np.ones_like(index.lengths, np.bool_)
    is_written[:, 3:] = index.lengths[:, 2:-1] > 0
    bits, ends = encode(index.lists, index.lengths[is_written], sizes[is_written])
    ends = np.insert(ends, 0, 0)[np.cumsum(is_written.sum(axis=1))]
    begins = np.append(0, ends[:-1])
    sorts, characters = index.terms >> BITS, code_points(index.terms)
    of_words = np.flatnonzero(_are(WHOLE, sorts))
    words = [index.words[number] for number in (index.terms[of_words] & ((1 << BITS) - 1)).tolist()]
    characters[of_words] = 0  # they are numbers of words
    is_number = _are(LENGTHS, sorts)

    spelled = characters.view("<U3")[:, 0].tolist()
    for at, word in zip(of_words.tolist(), words, strict=True):
        spelled[at] = word[1:]
    # a number weighs about two bytes, and so does a code point of a line
    size = 2 * (is_number.sum() + sum(map(len, words))) + len(bits) / 8
    shards = max(1, round(size / (LARGE_SHARD_SIZE if count >= LARGE_SITE else SHARD_SIZE)))

    numbers = np.where(is_number, _numbers(sorts, characters), _hashes(sorts, characters))
    numbers[of_words] = [*map(address_of, words)]
    numbers, shard = np.divmod(numbers, np.uint64(shards))
    numbers[~is_number] = 0  # lines stay in their order
    order = np.lexsort((numbers, sorts, shard))
    firsts, lengths = runs((shard * len(SORTS) + sorts)[order])
    are_numbers = is_number[order][firsts]
    written, ends_of = encode_ascending(numbers[order][is_number[order]].astype(np.int64), lengths[are_numbers])
    lots = map(written.__getitem__, starmap(slice, pairwise([0, *ends_of.tolist()])))
    groups = np.split(order, firsts[1:])
    of_shards = np.searchsorted(shard[order[firsts]], np.arange(shards + 1, dtype=np.uint64))
    for first, last in pairwise(of_shards.tolist()):
        terms: dict[str, str | int] = {}
        pieces = [bits[:0]]
        for members in groups[first:last]:
            sort = SORTS[sorts[members[0]]]
            if sort in LENGTHS:
                terms[sort] = len(members)
                pieces.append(next(lots))
            else:
                terms[sort] = "\n".join(map(spelled.__getitem__, members.tolist()))
            pieces += map(bits.__getitem__, map(slice, begins[members].tolist(), ends[members].tolist()))
        yield terms, pack(np.concatenate(pieces))


def _are(some: Iterable[str], sorts: Numbers) -> NDArray[np.bool_]:
    """Tell which sorts are among some."""
    return np.isin(sorts, [SORTS.index(sort) for sort in some])


def _numbers(sorts: Numbers, characters: NDArray[np.uint32]) -> Numbers:
    """Return :func:`.format.number_of` of terms that are of characters."""
    codes = np.where(characters <= 0xFFFF, characters - np.uint32(ORIGIN) & 0xFFFF, characters).astype(np.uint64)
    found = np.zeros_like(sorts)
    lengths = np.array([LENGTHS.get(sort, 0) for sort in SORTS])[sorts]
    for length in set(LENGTHS.values()):
        columns = codes[lengths == length, :length].T.copy()
        numbers = np.zeros_like(columns[0])
        for bit in reversed(range(CODE_POINT)):
            for column in columns:
                numbers = numbers << 1 | column >> bit & 1
        found[lengths == length] = numbers
    return found


def _hashes(sorts: Numbers, characters: NDArray[np.uint32]) -> Numbers:
    """Return :func:`fnv1a` of the keys of terms that are of characters."""
    of_sorts = np.array([ord(TOGETHER.get(sort, sort)) for sort in SORTS], np.uint64)
    hashes = fnv1a_step(np.uint64(fnv1a("")), of_sorts[sorts])
    for column in characters.T.astype(np.uint64):
        hashes = np.where(column, fnv1a_step(hashes, column), hashes)
    return hashes


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


def _shared(pages: Iterable[Page]) -> str:
    """Return that with which the place of every page begins that has one, or nothing: it tells no page from another."""
    found = [page.trail[0] for page in pages if page.trail]
    return found[0] if len(found) > 1 and len(set(found)) == 1 else ""


def _record(page: Page, texts: Sequence[Sequence[tuple[int, str]]], shared: str) -> dict[str, Any]:
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
        "trail": ["", *page.trail[1:]] if shared and page.trail else page.trail,
        "names": page.names,
        "sections": [[section.anchor, section.heading, begins[order]] for order, section in enumerate(page.sections)],
        "parts": len(texts),
    }


def _facets(pages: Sequence[Page]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, tuple[str, list[int]]]] = {facet: {} for facet in ("kind", *FACETS)}
    for number, page in enumerate(pages):
        for facet, values in page.filters.items():
            for value, label in values.items():
                found[facet].setdefault(value, (label, []))[1].append(number)
    ordered = {facet: sorted(values.items()) for facet, values in found.items()}
    numbers = [numbers for values in ordered.values() for _, (_, numbers) in values]
    lists = iter(encode_lists(numbers, len(pages)))
    return {facet: {value: [label, next(lists)] for value, (label, _) in values} for facet, values in ordered.items()}


def _categories(pages: Sequence[Page]) -> list[tuple[str, str]]:
    """Return each category with the list of its pages; for who checks or takes over an index, no query reads it."""
    found: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        for category in dict.fromkeys(page.categories):
            found.setdefault(category, []).append(number)
    return [*zip(found, encode_lists(list(found.values()), len(pages)), strict=True)]


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def spelled(text: str) -> bytes:
    """Return a text as :func:`.format.swapped` spells it; there are megabytes of it."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    block = codes >> 8
    return (codes ^ (((block == 0x30) | (block == 0x01)) * np.uint32(0x3100))).tobytes().decode("utf-32-le").encode()


def _script(function: str, arguments: bytes) -> bytes:
    return b"Shohyo.search.%b(%b);\n" % (function.encode(), arguments)


def write_files(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and none of those that an earlier index had there.

    The file that names the others goes last: until then the index of the build before is whole.
    """
    manifest.write({name: files[name] for name in sorted(files, key=lambda name: (name == "manifest.js", name))})
    if gone := manifest.files.keys() - files.keys():
        manifest.remove(gone)
        manifest.save()
