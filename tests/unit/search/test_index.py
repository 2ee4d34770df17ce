"""A text is split without loss, and the posting lists of what is searched meet where it stands."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.search.index import build_index
from shohyo.search.model import LENGTH, Page, Section, split
from shohyo.search.tokenise import normalise
from shohyo.text.kana import readings
from tests.oracle import counts
from tests.terms import level, levels_of, postings_of

LINES = st.lists(
    st.one_of(
        st.text("あいうえおアイウー漢字推論。、 abc.1", max_size=60),
        st.builds(lambda text, times: text * times, st.text("あいアイー漢字。ab ", min_size=1, max_size=40), st.integers(1, 120)),
    ).map(normalise),
    max_size=8,
)  # fmt: skip
SECTIONS = st.lists(LINES.map(lambda lines: Section("a", "h", tuple(lines))), max_size=4)


def page(lines: list[str], **facts: object) -> Page:
    return Page("page", "page.html", "題", (Section("", "", tuple(lines)),), **facts)


@given(SECTIONS)
def test_splitting_loses_no_line(sections: list[Section]) -> None:
    """The parts, put together, are the lines of the sections, in order; none is cut, and no section is without need."""
    parts = split(sections)
    assert parts
    found = [(number, line) for part in parts for number, lines in part.sections for line in lines]
    assert found == [(number, line) for number, section in enumerate(sections) for line in section.lines]
    for part in parts:
        numbers = [number for number, _ in part.sections]
        assert numbers == sorted(set(numbers))
        assert all(lines for _, lines in part.sections)


@given(SECTIONS)
def test_parts_have_about_their_length(sections: list[Section]) -> None:
    """A part is longer than it may be by half a line at most, unless it is one line; two neighbours do not fit in one."""
    sizes = [[len(line) for _, lines in part.sections for line in lines] for part in split(sections)]
    for lengths in sizes:
        *others, last = [length for length in lengths if length] or [0]
        assert not others or sum(others) + last // 2 <= LENGTH
    for before, after in pairwise(sizes):
        assert sum(before) + after[0] // 2 > LENGTH


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], [0]),
        ([1250], [1250]),
        ([9000], [9000]),
        ([10, 9000, 10], [10, 9000, 10]),
        ([500, 500, 500, 500], [1500, 500]),
        ([1150, 200], [1350]),
        ([1150, 202, 1], [1150, 203]),
        ([0, 5, 0], [5]),
    ],
)
def test_where_a_text_is_split(lengths: list[int], expected: list[int]) -> None:
    """A part ends with the line that brings it nearest to its length."""
    parts = split([Section("", "", tuple("あ" * length for length in lengths))])
    assert [sum(len(line) for _, lines in part.sections for line in lines) for part in parts] == expected


@given(LINES, st.data())
def test_any_ideographic_piece_is_found(lines: list[str], data: st.DataObject) -> None:
    """All terms of any piece of a line are in one part."""
    lines = [line for line in lines if line]
    if not lines:
        return
    line = data.draw(st.sampled_from(lines))
    start = data.draw(st.integers(0, len(line) - 1))
    piece = line[start : start + data.draw(st.integers(2, 200))]
    wanted = {term for term in counts(piece) if term[0] in "123"}
    index = build_index([page(lines)])
    postings = postings_of(index)
    found = [set(postings[term].parts) for term in wanted]
    assert not found or set.intersection(*found)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_index_is_that_of_the_parts(texts: list[list[str]]) -> None:
    """Each term is where a part has it, and nowhere else; where it is often is said by place."""
    pages = [Page(f"p{number}", "", "題", (Section("", "", tuple(lines)),)) for number, lines in enumerate(texts)]
    index = build_index(pages)
    parts = [part for one in pages for part in split(one.sections)]
    assert sum(index.parts) == len(parts)
    expected: dict[str, list[tuple[int, int]]] = {}
    for number, part in enumerate(parts):
        found: Counter[str] = Counter()
        for line in chain.from_iterable(lines for _, lines in part.sections):
            found.update(counts(normalise(line)))
        for term, times in found.items():
            expected.setdefault(term, []).append((number, level(times)))
    listed = {
        term: [*zip(found.parts, levels_of(found), strict=True)]
        for term, found in postings_of(index).items()
        if found.parts
    }
    runs = {term[1:] for term in expected if term[0] == "k"}
    within = {f"k{run}" for run in runs if any(run != other and run in other for other in runs)}
    expected = {term: places for term, places in expected.items() if term[0] != "k" or term in within}
    without_singles = {term: places for term, places in listed.items() if term[0] != "1"}
    assert without_singles == {term: places for term, places in expected.items() if term[0] != "1"}
    assert listed.keys() == expected.keys()
    assert list(postings_of(index)) == sorted(postings_of(index))


def test_title_names_and_headings_have_lists_of_their_own() -> None:
    """They are apart from the text, and titles and names are terms as a whole, too."""
    record = Page(
        "a", "a.html", "予測", (Section("", "", ("本文",)), Section("x", "見出し", ("節",))), names=("よそく", "Prediction cache"),
    )  # fmt: skip
    postings = postings_of(build_index([record]))
    assert {term: list(postings[term].heads) for term in ("2予測", "2よそ", "wprediction", "2見出", "1本")} == {
        "2予測": [0], "2よそ": [1], "wprediction": [1], "2見出": [2], "1本": [],
    }  # fmt: skip
    assert [list(postings[term].parts) for term in ("1本", "1節", "1予")] == [[0], [0], []]
    assert {term[1:]: list(found.heads) for term, found in postings.items() if term[0] == "t"} == {
        "予測": [0], "よそく": [1], "prediction cache": [1],
    }  # fmt: skip


def test_what_a_page_is_one_of_is_a_term_as_a_whole() -> None:
    """Categories stand beside the headings, whether there are any, and nothing in them is a term by itself."""
    records = [Page("a", "", "予測", (), categories=("書評", "Ｒｅｖｉｅｗ")), Page("b", "", "書評", ())]
    postings = postings_of(build_index(records))
    assert {term: list(found.heads) for term, found in postings.items() if term[0] in "tw" or term == "2書評"} == {
        "t予測": [0], "t書評": [2, 3], "treview": [2], "2書評": [3],
    }  # fmt: skip


def test_pages_are_numbered_by_docname() -> None:
    """The order of the index is that of the docnames, in whatever order pages come; each has a part."""
    pages = [Page(name, name, name, ()) for name in ("b", "a/z", "a")]
    index = build_index(pages)
    assert [record.docname for record in index.pages] == ["a", "a/z", "b"]
    assert postings_of(index)["wb"].heads == [6]
    assert index.parts == (1, 1, 1)


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("すいろん", ["すいろん", "suiron"]),
        ("ガクシュウ", ["ガクシュウ", "がくしゅう", "gakushuu", "gakushu"]),
        ("とうきょう", ["とうきょう", "toukyou", "tokyo"]),
        ("いっち", ["いっち", "itchi"]),
        ("きっぷ", ["きっぷ", "kippu"]),
        ("サーバー", ["サーバー", "さーばー", "saba"]),
        ("フィード", ["フィード", "ふぃーど", "fido"]),
        ("っ", ["っ"]),
        ("漢字 x", ["漢字 x"]),
        ("", []),
    ],
)
def test_readings(kana: str, expected: list[str]) -> None:
    """A reading is found as written, in hiragana, and in romaji with long vowels in full and short."""
    assert readings(kana) == expected


@given(st.lists(SECTIONS, max_size=6), st.integers(1, 400))
def test_terms_sorted_run_by_run(texts: list[list[Section]], run: int) -> None:
    """However many terms are sorted at once, the index is the same."""
    pages = [Page(f"p{n}", f"p{n}.html", f"題{n}", tuple(sections)) for n, sections in enumerate(texts)]
    whole = build_index(pages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shohyo.search.index.RUN", run)
        cut = build_index(pages)
    assert (cut.words, cut.parts) == (whole.words, whole.parts)
    for name in ("terms", "lengths", "lists"):
        assert getattr(cut, name).tolist() == getattr(whole, name).tolist()
