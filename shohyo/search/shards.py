"""Index → files that the browser reads, and the way back for tests; see ``docs/search-format.md``."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .index import Index, Page, Part, parts
from .words import keys, words_of

#: version of the format; the browser refuses another
VERSION = 3
FOLDER = "searchindex"
#: pages from which on a site is large: there files are larger, so that they are not too many
LARGE_SITE = 1000
#: what a shard of terms is meant to weigh, in bytes after gzip; in a large site
SHARD_SIZE, LARGE_SHARD_SIZE = 2048, 4096
#: code points of a part of a page's text; in a large site
PART, LARGE_PART = 400, 1000
#: bytes from which on a posting list has a file of its own, so that a query need not read it; what it begins with then
HEAVY, APART = 1024, 2
#: what a shard of words is meant to weigh, in bytes
WORDS_SIZE = 6144


def encode_varints(numbers: Iterable[int]) -> bytes:
    """Return numbers as seven bits a byte, the lowest first."""
    return b"".join(map(_varint, numbers))


@lru_cache(maxsize=1 << 16)
def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def decode_varints(data: bytes) -> Iterator[int]:
    """Yield the numbers again."""
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0


def encode_postings(numbers: Sequence[int]) -> bytes:
    """Return ascending numbers as differences or as a bitmap, whichever is shorter."""
    listed = encode_varints(map(int.__sub__, numbers, (0, *numbers)))
    length = numbers[-1] // 8 + 1 if numbers else 0
    if length >= len(listed):
        return b"\0" + listed
    bitmap = bytearray(length)
    for number in numbers:
        bitmap[number >> 3] |= 1 << (number & 7)
    return b"\1" + bytes(bitmap)


def decode_postings(data: bytes) -> list[int]:
    """Return the numbers again."""
    if data[0] == 1:
        return [8 * at + bit for at, byte in enumerate(data[1:]) for bit in range(8) if byte >> bit & 1]
    numbers, number = [], 0
    for difference in decode_varints(data[1:]):
        number += difference
        numbers.append(number)
    return numbers


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash over code points."""
    value = 2166136261
    for character in text:
        value = (value ^ ord(character)) * 16777619 & 0xFFFFFFFF
    return value


def shard_of(term: str, shards: int) -> int:
    """Return the number of the shard that has a term; words that begin alike are together, and both sorts of pairs."""
    return fnv1a({"w": term[:4], "v": "2" + term[1:]}.get(term[0], term)) % shards


def build_files(index: Index) -> tuple[str, dict[str, bytes]]:
    """Return the generation and all files by their path under the folder of the index."""
    encoded = {term: encode_postings(index.postings[term]) for term in sorted(index.postings)}
    heavy = [term for term, data in encoded.items() if len(data) > HEAVY]
    calls: dict[str, tuple[Any, ...]] = {f"l{n}": ("list", n, _base64(encoded[term])) for n, term in enumerate(heavy)}
    for number, term in enumerate(heavy):
        encoded[term] = bytes([APART]) + encode_varints([len(index.postings[term]), number])
    size = sum(len(term.encode()) // 2 + len(data) + 1 for term, data in encoded.items())
    is_large = len(index.pages) >= LARGE_SITE
    shards = max(1, round(size / (LARGE_SHARD_SIZE if is_large else SHARD_SIZE)))
    calls |= {f"t{number}": ("terms", number, *content) for number, content in enumerate(_shards(encoded, shards))}
    length = LARGE_PART if is_large else PART
    for number, page in enumerate(index.pages):
        split = parts(page, length)
        calls[f"d{number}"] = ("page", number, _record(page, split))
        calls |= {f"x{number}-{n}": ("part", number, n, _text(part)) for n, part in enumerate(split)}
    words = list(_word_shards(index.pages))
    calls |= {f"w{number}": ("words", number, entries) for number, entries in enumerate(words)}
    calls["facets"] = ("facets", _facets(index.pages))
    manifest = {
        "version": VERSION,
        "pages": len(index.pages),
        "passages": _base64(encode_varints(index.passages)),
        "shards": shards,
        "words": len(words),
        "counts": {"passages": sum(index.passages), "terms": len(encoded)},
        "average": round(sum(index.passages) / len(index.pages), 3) if index.pages else 0,
    }
    state = hashlib.sha256(_json(manifest).encode())
    texts = {name: ",".join(_json(value) for value in call[1:]) for name, call in calls.items()}
    for name in sorted(texts):
        state.update(f"\n{name}:{texts[name]}".encode("utf-8", "replace"))
    generation = state.hexdigest()[:16]
    files = {
        f"{generation}/{name}.js": _script(calls[name][0], _json(generation) + "," + text)
        for name, text in texts.items()
    }
    files["manifest.js"] = _script("manifest", _json({**manifest, "generation": generation}))
    return generation, files


def _shards(encoded: Mapping[str, bytes], shards: int) -> Iterator[tuple[list[str], str]]:
    terms: list[list[str]] = [[] for _ in range(shards)]
    data = [bytearray() for _ in range(shards)]
    for term, postings in encoded.items():
        number = shard_of(term, shards)
        terms[number].append(term)
        data[number] += encode_varints([len(postings)]) + postings
    return zip(terms, map(_base64, data), strict=True)


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


def _record(page: Page, split: Sequence[Part]) -> dict[str, Any]:
    # the part with which a section begins; one without text shows what is near
    begins = {section: n for n in reversed(range(len(split))) for section, _ in split[n].sections}
    return {
        "url": page.url,
        "title": page.title,
        "kind": page.kind,
        "kindLabel": page.kind_label,
        "trail": page.trail,
        "names": page.names,
        "sections": [
            [section.anchor, section.heading, begins.get(order, 0)] for order, section in enumerate(page.sections)
        ],
        "parts": [part.first for part in split],
    }


def _facets(pages: Sequence[Page]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, tuple[str, list[int]]]] = {"kind": {}, "tag": {}, "chapter": {}, "book": {}}
    for number, page in enumerate(pages):
        for facet, values in {**page.facets, "kind": {page.kind: page.kind_label}}.items():
            for value, label in values.items():
                found[facet].setdefault(value, (label, []))[1].append(number)
    return {
        facet: {value: [label, _base64(encode_postings(numbers))] for value, (label, numbers) in sorted(values.items())}
        for facet, values in found.items()
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


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
