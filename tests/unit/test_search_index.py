"""Passages lose nothing, and the posting lists of what is searched meet in the passage that has it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.search.index import LENGTH, Page, Section, body_terms, build_index, cut, passage_terms
from shohyo.search.romaji import readings
from shohyo.search.tokenise import class_of, normalise, occurrences, terms

LINES = st.lists(
    st.one_of(
        st.text("あいうえお漢字推論。、 abc.1", max_size=60),
        st.builds(lambda text, times: text * times, st.text("あいう漢字。ab ", min_size=1, max_size=40), st.integers(1, 60)),
    ).map(normalise),
    max_size=8,
)  # fmt: skip


def page(lines: list[str], **facts: object) -> Page:
    return Page("page", "page.html", "題", (Section("", "", tuple(lines)),), **facts)


@given(LINES)
def test_cutting_loses_no_character(lines: list[str]) -> None:
    """The pieces of the passages, put together, are the lines; none is too long or empty."""
    passages = cut(lines)
    rebuilt = [""] * len(lines)
    for passage in passages:
        assert 0 < sum(end - start for _, start, end in passage) <= LENGTH
        for number, start, end in passage:
            assert start == len(rebuilt[number])
            rebuilt[number] += lines[number][start:end]
    assert rebuilt == lines


@given(LINES)
def test_cuts_of_a_line_are_far_apart(lines: list[str]) -> None:
    """Between two cuts in one line there are more than 200 code points, so a match is in two passages at most."""
    for number in range(len(lines)):
        starts = [start for passage in cut(lines) for line, start, _ in passage if line == number and start]
        assert all(after - before > 200 for before, after in pairwise(starts))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        (["あ" * 320], [320]),
        (["あ" * 321], [320, 1]),
        (["あ" * 299 + "。" + "い" * 100], [300, 100]),
        (["あ" * 200, "い" * 200], [200, 200]),
        (["あ" * 100, "い" * 300], [320, 80]),
        (["", "あ", ""], [1]),
    ],
)
def test_where_lines_are_cut(lines: list[str], expected: list[int]) -> None:
    """A passage ends with a block or a sentence where one is near, else where it is full."""
    assert [sum(end - start for _, start, end in passage) for passage in cut(lines)] == expected


@given(LINES, st.data())
def test_any_ideographic_part_is_found(lines: list[str], data: st.DataObject) -> None:
    """All terms of any part of a line are in one passage, or in it and the next."""
    lines = [line for line in lines if line]
    if not lines:
        return
    line = data.draw(st.sampled_from(lines))
    start = data.draw(st.integers(0, len(line) - 1))
    part = line[start : start + data.draw(st.integers(2, 200))]
    wanted = {term for term in terms(part) if term[0] in "12"}
    index = build_index([page(lines)])
    postings = [set(index.postings[term]) for term in wanted]
    assert any(all({number, number + 1} & found for found in postings) for number in range(index.passages[0]))


@given(LINES)
def test_index_is_that_of_the_passages(lines: list[str]) -> None:
    """A word or pair that is wholly in a passage is in its posting list, and nothing is in one that is not there."""
    record = page(lines)
    found = passage_terms(record)
    for number, passage in enumerate(cut(lines), 3):
        for line, start, end in passage:
            for at in range(start, min(end, len(lines[line]) - 1)):
                pair = lines[line][at : at + 2]
                if all(class_of(character) == "ideographic" for character in pair):
                    assert "2" + pair in found[number]
    everything = {term for line in lines for term in terms(line)}
    assert set().union(*found[3:]) == everything


@given(LINES)
def test_term_belongs_to_the_passage_where_it_begins(lines: list[str]) -> None:
    """However a line is cut, each term is in the passage of its first character, and in no other for its sake."""
    expected = [
        {term for line, start, end in passage for at, term in occurrences(lines[line]) if start <= at < end}
        for passage in cut(lines)
    ]
    assert body_terms([Section("", "", tuple(lines))]) == expected


def test_fields_have_passages_of_their_own() -> None:
    """Title, names and headings come first, then the body, section by section."""
    record = Page(
        "a", "a.html", "予測", (Section("", "", ("本文",)), Section("x", "見出し", ("節",))), names=("よそく", "prediction"),
    )  # fmt: skip
    title, names, headings, *body = passage_terms(record)
    assert "2予測" in title
    assert {"2よそ", "wprediction"} <= names
    assert "2見出" in headings
    assert ["1本" in body[0], "1節" in body[0], "1節" in body[1]] == [True, False, True]


def test_pages_are_numbered_by_docname() -> None:
    """The order of the index is that of the docnames, in whatever order pages come."""
    pages = [Page(name, name, name, ()) for name in ("b", "a/z", "a")]
    index = build_index(pages)
    assert [record.docname for record in index.pages] == ["a", "a/z", "b"]
    assert list(index.postings["wb"]) == [6]
    assert index.passages == (3, 3, 3)


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
