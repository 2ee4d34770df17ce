"""What is written for the browser can be read again, is the same every time, and is a plain script."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.search.index import Page, Section, build_index
from shohyo.search.shards import (
    build_files,
    decode_postings,
    decode_varints,
    encode_postings,
    encode_varints,
    fnv1a,
    shard_of,
    write_files,
)

PAGES = [
    Page(f"p{number}", f"p{number}.html", f"題{number}", (Section("", "", (f"本文{number}の推論を書く。", "infer " * number)),),
         facets={"tag": {"甲": "甲"}} if number % 2 else {})
    for number in range(20)
]  # fmt: skip


def arguments(script: bytes) -> tuple[str, list[object]]:
    """Return the function that a script calls, and with what."""
    function, text = re.fullmatch(r"Shohyo\.search\.(\w+)\((.*)\);\n", script.decode("utf-8"), re.DOTALL).groups()
    return function, json.loads(f"[{text}]")


@given(st.lists(st.integers(0, 2**40)))
def test_varints_round_trip(numbers: list[int]) -> None:
    """Decoding gives back what was encoded."""
    assert list(decode_varints(encode_varints(numbers))) == numbers


@given(st.one_of(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 10**6))))
def test_postings_round_trip(numbers: set[int]) -> None:
    """Decoding gives back what was encoded, dense or sparse, and the shorter form is taken."""
    listed = sorted(numbers)
    data = encode_postings(listed)
    assert decode_postings(data) == listed
    assert len(data) <= 1 + len(encode_varints(b - a for a, b in zip([0, *listed], listed, strict=False)))


@pytest.mark.parametrize(
    ("numbers", "data"),
    [
        ([], b"\0"),
        ([0], b"\0\0"),
        ([5], b"\0\5"),
        ([300], b"\0\xac\2"),
        ([0, 1, 2, 9], b"\1\7\2"),
        ([1, 200], b"\0\1\xc7\1"),
    ],
)
def test_postings_by_hand(numbers: list[int], data: bytes) -> None:
    """The bytes of the contract, written down without the code."""
    assert encode_postings(numbers) == data


@pytest.mark.parametrize(("text", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_hash(text: str, value: int) -> None:
    """The published values of FNV-1a hold."""
    assert fnv1a(text) == value


def test_words_that_begin_alike_share_a_shard() -> None:
    """Words with three letters in common are in one file, so that a prefix finds all of them."""
    assert len({shard_of(word, 97) for word in ("winf", "winfer", "winference")}) == 1
    assert shard_of("2推論", 97) == shard_of("v推論", 97) == fnv1a("2推論") % 97


def test_files_hold_the_index() -> None:
    """Every term is in the shard where the reader looks, with its posting list, and every page has its record."""
    index = build_index(PAGES)
    generation, files = build_files(index)
    function, [manifest] = arguments(files["manifest.js"])
    assert (function, manifest["version"], manifest["generation"], manifest["pages"]) == ("manifest", 3, generation, 20)
    assert list(decode_varints(base64.b64decode(manifest["passages"]))) == list(index.passages)
    found = {}
    for number in range(manifest["shards"]):
        function, (name, n, names, postings) = arguments(files[f"{generation}/t{number}.js"])
        assert (function, name, n) == ("terms", generation, number)
        assert names == sorted(names)
        data, at = base64.b64decode(postings), 0
        for term in names:
            assert shard_of(term, manifest["shards"]) == number
            length, shift = 0, 0
            while True:
                byte = data[at]
                at += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            found[term] = decode_postings(data[at : at + length])
            at += length
        assert at == len(data)
    assert found == {term: list(numbers) for term, numbers in index.postings.items()}
    for number, page in enumerate(index.pages):
        function, (_, n, record) = arguments(files[f"{generation}/d{number}.js"])
        assert (function, n, record["title"], record["parts"]) == ("page", number, page.title, [3])
        function, (_, n, part, text) = arguments(files[f"{generation}/x{number}-0.js"])
        assert (function, n, part, text) == ("part", number, 0, [[0, "\n".join(page.sections[0].lines)]])
    _, (_, facets) = arguments(files[f"{generation}/facets.js"])
    label, postings = facets["tag"]["甲"]
    assert [index.pages[n].docname for n in decode_postings(base64.b64decode(postings))] == [
        page.docname for page in index.pages if page.facets
    ]
    assert label == "甲"
    assert len(files) == 1 + manifest["shards"] + manifest["words"] + 20 + 20 + 1


def test_files_are_the_same_every_time() -> None:
    """The order of pages makes no difference; any difference in the text makes another generation."""
    generation, files = build_files(build_index(PAGES))
    assert build_files(build_index(PAGES[::-1])) == (generation, files)
    other, _ = build_files(build_index([*PAGES[:-1], Page("p19", "p19.html", "題19", ())]))
    assert other != generation


def test_no_pages_is_an_index() -> None:
    """A site where nothing is searchable has a manifest that says so."""
    _, files = build_files(build_index([]))
    _, [manifest] = arguments(files["manifest.js"])
    assert (manifest["pages"], manifest["passages"], manifest["shards"]) == (0, "", 1)


def test_text_cannot_leave_its_string() -> None:
    """Quotes, markup, line separators and lone surrogates in a text stay text, and the file is UTF-8."""
    nasty = '"); alert(1); ("</script><!-- \u2028 \\ \0 '
    generation, files = build_files(
        build_index([Page("a", "a.html", nasty + "\ud800", (Section("", nasty, (nasty,)),))])
    )
    _, (_, _, record) = arguments(files[f"{generation}/d0.js"])
    assert record["title"].startswith(nasty)
    assert record["sections"] == [["", nasty, 0]]
    assert arguments(files[f"{generation}/x0-0.js"])[1][3] == [[0, nasty]]


def test_folder_holds_one_generation(tmp_path: Path) -> None:
    """Writing another index removes the files of the one before, and writing it again touches nothing."""
    _, old = build_files(build_index(PAGES))
    write_files(tmp_path, old)
    (tmp_path / next(iter(old))).with_name("stray.js").write_text("")
    generation, new = build_files(build_index(PAGES[:3]))
    write_files(tmp_path, new)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.js")} == set(new)
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.js", generation}
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.js")}
    write_files(tmp_path, new)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.js")} == times
