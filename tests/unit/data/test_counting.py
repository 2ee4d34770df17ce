"""Numbers in prose: what is counted, of all or of a part, and what is wrong with what cannot be."""

from __future__ import annotations

import pytest

from shohyo.data.catalogue import Catalogue
from shohyo.data.counting import NOUNS, number_of, parse_count
from shohyo.data.crosswalk import Crosswalk
from tests.pages import chapter, document, relation

CATALOGUE = Catalogue([
    document("reviews/a", book="x", tags=["t"], outline=[
        {"part": 1, "chapters": [chapter(1, "a", "b")]}, {"part": 2, "title": "P", "chapters": [chapter(2, "c"), chapter(3)]},
    ]),
    document("reviews/b", book="y", outline=[{"chapters": [chapter(1, "a")]}]),
    document("reviews/c", book="x", draft=True, outline=[{"chapters": [chapter(9, "d")]}]),
    document("books/z", kind="book", book="z"),
    document("patterns/a", tags=["t"], category="q", relations=[relation("refines", "b"), relation("refines", "gone")]),
    document("patterns/b", relations=[relation("combines-with", "e")]),
    document("patterns/c", kind="antipattern"),
    document("patterns/d", draft=True, relations=[relation("refines", "a")]),
    document("patterns/e", kind="topic", relations=[relation("refines", "a")]),
])  # fmt: skip
CROSSWALKS = [
    Crosswalk.model_validate(
        {"book": book, "patterns": [{"number": n, "name": "N", "chapter": 1} for n in range(size)]}
    )
    for book, size in (("x", 3), ("w", 4))
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("pages", 4), ("pages book:x", 3), ("pages book:y", 1), ("pages kind:topic", 1), ("pages kind:pattern book:x", 2),
        ("pages chapter:x/1", 2), ("pages chapter:x/3", 0), ("pages tag:t category:q", 1), ("pages category:r", 0),
        ("patterns", 2), ("antipatterns", 1), ("antipatterns book:y", 0), ("topics", 1), ("case-studies", 0),
        ("relations", 3), ("relations book:x", 1), ("relations book:y", 0),
        ("reviews", 2), ("reviews book:x", 1), ("reviews tag:t", 1), ("books", 3), ("tags", 1), ("sources", 5),
        ("parts", 2), ("parts book:y", 0), ("chapters", 4), ("chapters book:x", 3),
        ("foreign-patterns", 7), ("foreign-patterns book:w", 4),
    ],
)  # fmt: skip
def test_numbers(text: str, number: int) -> None:
    """Drafts count nowhere; filters narrow."""
    count, problem, _remedy = parse_count(text)
    assert problem == ""
    assert number_of(count, CATALOGUE, "abcde", CROSSWALKS) == number


def test_all_nouns_are_tried() -> None:
    """Each noun is counted somewhere above."""
    tried = {mark[0].partition(" ")[0] for mark in test_numbers.pytestmark[0].args[1]}
    assert tried == set(NOUNS)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("", '"" is nothing that is counted', "(allowed: pages, "),
        ("pattern", '"pattern" is nothing that is counted', '(did you mean "patterns"?)'),
        ("pages boook:x", 'pages are not narrowed by "boook:x"', '(did you mean "book"?)'),
        ("pages x", 'pages are not narrowed by "x"', "(allowed: book:…, chapter:…, category:…, tag:…, kind:…)"),
        ("pages book:", 'pages are not narrowed by "book:"', '(did you mean "book"?)'),
        ("books book:x", 'books are not narrowed by "book:x"', "remove it"),
        ("pages kind:patern", '"patern" is not a kind of outline pages', '(did you mean "pattern"?)'),
    ],
)
def test_what_cannot_be_counted(text: str, problem: str, remedy: str) -> None:
    """It is said what is wrong, and what to write instead."""
    count, *said = parse_count(text)
    assert count is None
    assert said[0] == problem
    assert said[1].startswith(remedy)
