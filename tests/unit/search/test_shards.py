"""What is written for the browser can be read again, is the same every time, and is a plain script."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.codes.reading import unpacked
from shohyo.manifest import Manifest
from shohyo.search.format import read_shard, shard_of, swapped
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.reader import Site
from shohyo.search.shards import build_files, spelled, write_files
from tests.terms import postings_of

PAGES = [
    Page(f"p{number}", f"p{number}.html", f"題{number}", (Section("", "", (f"本文{number}の推論を書く。", "infer " * (number if number < 19 else 900))),),
         facets={"tag": {"甲": "甲"}} if number % 2 else {})
    for number in range(20)
]  # fmt: skip


def arguments(script: bytes) -> tuple[str, list[object]]:
    """Return the function that a script calls, and with what."""
    function, text = re.fullmatch(r"Shohyo\.search\.(\w+)\((.*)\);\n", script.decode("utf-8"), re.DOTALL).groups()
    return function, json.loads(f"[{text if function == 'manifest' else swapped(text)}]")


def test_sections_begin_with_their_part() -> None:
    """A section without text of its own shows what stands before it."""
    lines = ("あ" * 2000,)
    texts = ((), lines, (), lines, ())
    page = Page("a", "a.html", "題", tuple(Section(f"s{number}", "", text) for number, text in enumerate(texts)))
    generation, files = build_files(build_index([page]))
    record = arguments(files[f"{generation}/d0.js"])[1][2]
    assert [part for _, _, part in record["sections"]] == [0, 0, 0, 1, 1]


def test_files_hold_the_index() -> None:
    """Every term is in the shard where the reader looks, with its posting list, and every page has its record."""
    index = build_index(PAGES)
    generation, files = build_files(index)
    function, [manifest] = arguments(files["manifest.js"])
    assert (function, manifest["version"], manifest["generation"], manifest["pages"]) == ("manifest", 5, generation, 20)
    assert (manifest["parts"], manifest["terms"]) == (21, len(index.terms))
    assert unpacked(manifest["starts"]).list(21) == [*range(12), *range(13, 21)]
    found = {}
    for number in range(manifest["shards"]):
        function, (name, n, sorts, postings) = arguments(files[f"{generation}/t{number}.js"])
        assert (function, name, n) == ("terms", generation, number)
        bits = unpacked(postings)
        shard = read_shard(sorts, bits, (number, manifest["shards"]), 20, 21)
        assert list(sorts) == sorted(sorts)
        for terms in sorts.values():
            assert isinstance(terms, int) or (lines := terms.split("\n")) == sorted(lines)
        for term in shard:
            assert shard_of(term, manifest["shards"]) == number
        found |= shard
        assert len(bits.bits) - bits.at < 8
    assert found == postings_of(index)
    for number, page in enumerate(index.pages):
        function, (_, n, record, *text) = arguments(files[f"{generation}/d{number}.js"])
        assert (function, n, record["title"]) == ("page", number, page.title)
        if page.title != "題19":
            assert (record["parts"], text) == (1, [[[0, "\n".join(page.sections[0].lines)]]])
            continue
        assert (record["parts"], text) == (2, [])
        for part in range(2):
            function, (_, n, m, text) = arguments(files[f"{generation}/x{number}-{part}.js"])
            assert (function, n, m, text) == ("part", number, part, [[0, page.sections[0].lines[part]]])
    _, (_, facets) = arguments(files[f"{generation}/facets.js"])
    label, postings = facets["tag"]["甲"]
    assert [index.pages[n].docname for n in unpacked(postings).list(20)] == [
        page.docname for page in index.pages if page.facets
    ]
    assert label == "甲"
    assert len(files) == 1 + manifest["shards"] + manifest["words"] + 20 + 2 + 2


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
    assert (manifest["pages"], manifest["parts"], manifest["shards"]) == (0, 0, 1)


def test_text_cannot_leave_its_string() -> None:
    """Quotes, markup, line separators and lone surrogates in a text stay text, and the file is UTF-8."""
    nasty = '"); alert(1); ("</script><!-- \u2028 \\ \0 '
    generation, files = build_files(
        build_index([Page("a", "a.html", nasty + "\ud800", (Section("", nasty, (nasty,)),))])
    )
    _, (_, _, record, text) = arguments(files[f"{generation}/d0.js"])
    assert record["title"].startswith(nasty)
    assert record["sections"] == [["", nasty, 0]]
    assert text == [[0, nasty]]


def test_folder_holds_one_generation(tmp_path: Path) -> None:
    """Writing another index removes the files of the one before, and writing it again touches nothing."""

    def write(files: dict[str, bytes]) -> dict[str, int]:
        write_files(Manifest(tmp_path / "files", tmp_path / "index"), files)
        paths = (tmp_path / "index").rglob("*.js")
        return {path.relative_to(tmp_path / "index").as_posix(): path.stat().st_mtime_ns for path in paths}

    old_generation, old = build_files(build_index(PAGES))
    assert set(write(old)) == set(old)
    generation, new = build_files(build_index(PAGES[:3]))
    times = write(new)
    assert set(times) == set(new)
    assert {path.name for path in (tmp_path / "index").iterdir()} == {"manifest.js", generation}
    assert write(new) == times
    (tmp_path / "index" / generation / "stray.js").write_text("")
    write(old)
    write(new)
    write(old)
    assert [path.name for path in (tmp_path / "index" / generation).iterdir()] == ["stray.js"]
    assert {path.name for path in (tmp_path / "index").iterdir()} == {"manifest.js", generation, old_generation}


@given(st.text())
def test_texts_are_spelled_alike(text: str) -> None:
    """What writes files exchanges the same characters as what reads them, and twice is as before."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    assert spelled(text).decode("utf-8") == swapped(text)
    assert swapped(swapped(text)) == text


def test_kana_take_two_bytes() -> None:
    """Kana and Japanese marks are shorter, and what they change places with is as readable as before."""
    assert len(spelled("サーバー、推論の")) == 6 * 2 + 2 * 3
    assert swapped("ō—Ā") == "\u304d—\u3000"


@pytest.mark.parametrize(
    ("trails", "shared", "written"),
    [
        ([("本", "第1章"), ("本", "第2章"), ()], "本", [["", "第1章"], ["", "第2章"], []]),
        ([("本", "第1章"), ("別の本", "第1章"), ()], "", [["本", "第1章"], ["別の本", "第1章"], []]),
        ([("本", "第1章"), (), ()], "", [["本", "第1章"], [], []]),
        ([("本",), ("本",)], "本", [[""], [""]]),
        ([(), ()], "", [[], []]),
    ],
)
def test_what_all_places_begin_with_is_said_once(
    trails: list[tuple[str, ...]], shared: str, written: list[list[str]], tmp_path: Path
) -> None:
    """The only book of a site is in the manifest and not in each record; who reads the pages has it again."""
    pages = [Page(f"p{n}", f"p{n}.html", f"題{n}", (), trail=trail) for n, trail in enumerate(trails)]
    generation, files = build_files(build_index(pages))
    records = [arguments(files[f"{generation}/d{n}.js"])[1][2] for n in range(len(pages))]
    assert arguments(files["manifest.js"])[1][0]["shared"] == shared
    assert [record["trail"] for record in records] == written
    write_files(Manifest(tmp_path / "files", tmp_path / "index"), files)
    assert [Site(tmp_path / "index").page(n).trail for n in range(len(pages))] == trails
