"""What is written for the browser can be read again, is the same every time, and is a plain script."""

from __future__ import annotations

import json
import math
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.search.index import Page, Postings, Section, build_index
from shohyo.search.shards import (
    build_files,
    encode_list,
    fnv1a,
    low_bits,
    packed,
    read_postings,
    shard_of,
    terms_in,
    unpacked,
    write_files,
)

PAGES = [
    Page(f"p{number}", f"p{number}.html", f"題{number}", (Section("", "", (f"本文{number}の推論を書く。", "infer " * (number if number < 19 else 900))),),
         facets={"tag": {"甲": "甲"}} if number % 2 else {})
    for number in range(20)
]  # fmt: skip


def arguments(script: bytes) -> tuple[str, list[object]]:
    """Return the function that a script calls, and with what."""
    function, text = re.fullmatch(r"Shohyo\.search\.(\w+)\((.*)\);\n", script.decode("utf-8"), re.DOTALL).groups()
    return function, json.loads(f"[{text}]")


@given(
    st.integers(0, 400).flatmap(
        lambda size: st.tuples(st.just(size), st.sets(st.integers(0, max(0, size - 1)), max_size=size))
    )
)
def test_lists_round_trip(drawn: tuple[int, set[int]]) -> None:
    """Reading gives back what was written, dense or sparse, one list after another, and nothing is left over."""
    size, numbers = drawn
    listed = sorted(numbers) if size else []
    bits = encode_list(listed, size) + encode_list([], 5) + encode_list(listed, size)
    reader = unpacked(packed(bits))
    assert [reader.list(size), reader.list(5), reader.list(size)] == [listed, [], listed]
    assert len(reader.bits) - reader.at < 8


@pytest.mark.parametrize(
    ("numbers", "size", "bits"),
    [
        ([], 100, "1"),
        ([0], 1, "0101"),
        ([3], 4, "010011"),  # one bit as it is: 4 · 2 · 1 ≥ 2 · 4 - 1
        ([0, 1, 2], 3, "00100111"),
        ([1, 2, 7], 8, "00100" + "11" + "10" + "0010"),  # 4 · 2 · 3 ≥ 2 · 8 - 3
        ([63], 64, "010" + "01" + "11111"),
    ],
)
def test_lists_by_hand(numbers: list[int], size: int, bits: str) -> None:
    """The bits of the contract, written down without the code."""
    assert encode_list(numbers, size) == bits


@given(st.integers(1, 10**6).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_low_bits_are_as_the_contract_says(drawn: tuple[int, int]) -> None:
    """They are the least k with 4 · 2ᵏ · count ≥ 2 · size - count."""
    count, size = drawn
    low = low_bits(count, size)
    assert 4 * 2**low * count >= 2 * size - count
    assert not low or 4 * 2 ** (low - 1) * count < 2 * size - count


def test_lists_are_short() -> None:
    """Numbers drawn at random take little more than the least that any code could need on average."""
    drawn = random.Random(7)
    for share in (0.5, 0.4, 0.25, 0.2, 0.14, 0.08, 0.03, 0.01):
        numbers = [number for number in range(50_000) if drawn.random() < share]
        entropy = -(share * math.log2(share) + (1 - share) * math.log2(1 - share)) * 50_000
        assert len(encode_list(numbers, 50_000)) < 1.06 * entropy


def test_numbers_beyond_the_size() -> None:
    """A list that says more than there can be is damaged."""
    with pytest.raises(ValueError, match="too large"):
        unpacked(packed(encode_list([6], 7))).list(6)


def test_sections_begin_with_their_part() -> None:
    """A section without text of its own shows what stands before it."""
    lines = ("あ" * 2000,)
    texts = ((), lines, (), lines, ())
    page = Page("a", "a.html", "題", tuple(Section(f"s{number}", "", text) for number, text in enumerate(texts)))
    generation, files = build_files(build_index([page]))
    record = arguments(files[f"{generation}/d0.js"])[1][2]
    assert [part for _, _, part in record["sections"]] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("data", ["", "AAAA", "f", "?", "gA"])
def test_bits_that_end_too_early(data: str) -> None:
    """What is cut off or no base64 is an error, never an endless loop."""
    with pytest.raises(ValueError, match=r"."):
        read_postings(unpacked(data), 3, 5)


@pytest.mark.parametrize(("text", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_hash(text: str, value: int) -> None:
    """The published values of FNV-1a hold."""
    assert fnv1a(text) == value


def test_words_that_begin_alike_share_a_shard() -> None:
    """Words with three letters in common are in one file, so that a prefix finds all of them."""
    assert len({shard_of(word, 97) for word in ("winf", "winfer", "winference")}) == 1
    assert shard_of("2推論", 97) == shard_of("v推論", 97) == shard_of("x推論", 97) == fnv1a("2推論") % 97
    assert shard_of("3キャッ", 97) == shard_of("uキャッ", 97) == fnv1a("3キャッ") % 97


@pytest.mark.parametrize(
    ("title", "key"),
    [("推論キャッシュ", "2推論"), ("キャッシュ", "3キャッ"), ("キャ", "2キャ"), ("ml system", "wml"), ("inference", "winf"),
     ("論 x", "1論"), ("論", "1論"), ("「推」", "1「"), ("a/b", "wa"), ("𠮷野", "2𠮷野")],
)  # fmt: skip
def test_titles_are_beside_their_beginning(title: str, key: str) -> None:
    """Who looks for the beginning of a title has its shard already."""
    assert shard_of("t" + title, 997) == fnv1a(key) % 997


def test_files_hold_the_index() -> None:
    """Every term is in the shard where the reader looks, with its posting list, and every page has its record."""
    index = build_index(PAGES)
    generation, files = build_files(index)
    function, [manifest] = arguments(files["manifest.js"])
    assert (function, manifest["version"], manifest["generation"], manifest["pages"]) == ("manifest", 4, generation, 20)
    assert (manifest["parts"], manifest["terms"]) == (21, len(index.postings))
    assert unpacked(manifest["starts"]).list(21) == [*range(12), *range(13, 21)]
    found = {}
    for number in range(manifest["shards"]):
        function, (name, n, sorts, postings) = arguments(files[f"{generation}/t{number}.js"])
        assert (function, name, n) == ("terms", generation, number)
        names, bits = terms_in(sorts), unpacked(postings)
        assert names == sorted(names)
        for term in names:
            assert shard_of(term, manifest["shards"]) == number
            found[term] = read_postings(bits, 20, 21)
        assert len(bits.bits) - bits.at < 8
    assert found == {
        term: Postings(list(one.heads), list(one.parts), list(one.often)) for term, one in index.postings.items()
    }
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
    assert len(files) == 1 + manifest["shards"] + manifest["words"] + 20 + 2 + 1


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
