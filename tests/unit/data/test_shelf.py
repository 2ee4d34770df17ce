"""Books on a shelf: states, readings, ratings, series, and the order in which lists have them."""

from __future__ import annotations

import random

import pytest

from shohyo.bib.bibliography import Work
from shohyo.data.catalogue import Catalogue
from shohyo.data.shelf import ARRANGEMENTS, ShelfBook, arranged, books_of, readings_by_year
from shohyo.source.directives import OWN
from tests.pages import chapter, document


def work(key: str, **data: object) -> Work:
    known = {"title": key, "authors": (), "publisher": None, "year": None, "isbn": None, "url": None, "language": None}
    return Work(key, "book", path="a.bib", line=1, **{**known, **data})


def shelf_of(*pages: object, **works: Work) -> dict[str, ShelfBook]:
    return {book.key: book for book in books_of(Catalogue(pages).books, works)}


def test_state() -> None:
    """A page says it; a review or a date means that the book was read; else nothing is known."""
    books = shelf_of(
        document("books/a", kind="book", book="a", shelf="reading"),
        document("books/b", kind="book", book="b", date_read="2020"),
        document("reviews/c", book="c"),
        document("reviews/d", book="d", shelf="given-up"),
        document("books/e", kind="book", book="e"),
    )
    assert {key: book.state for key, book in books.items()} == {
        "a": "reading", "b": "read", "c": "read", "d": "given-up", "e": None,
    }  # fmt: skip


def test_drafts_are_on_no_shelf() -> None:
    """Neither the page of a book nor a review that is a draft puts it there."""
    assert (
        shelf_of(document("books/a", kind="book", book="a", draft=True), document("reviews/b", book="b", draft=True))
        == {}
    )


def test_readings() -> None:
    """What a reader has read before is read again; a page without author adds the dates that no other has."""
    books = shelf_of(
        document("reviews/a", book="k", author="甲", date_read=["2021-05", "2019-01-02"]),
        document("reviews/b", book="k", author="乙", date_read="2020"),
        document("books/k", kind="book", book="k", date_read=["2020", "2018"]),
    )
    assert [(reading.date, reading.readers, reading.again) for reading in books["k"].readings] == [
        ("2018", (), False), ("2019-01-02", ("甲",), False), ("2020", ("乙",), False), ("2021-05", ("甲",), True),
    ]  # fmt: skip
    assert books["k"].dates == ("2018", "2019-01-02", "2020", "2021-05")
    assert readings_by_year(books.values()) == {"2018": (1, 0), "2019": (1, 0), "2020": (1, 0), "2021": (1, 1)}
    assert list(readings_by_year(shelf_of(document("reviews/a", book="k", date_read=["1999", "2002"])).values())) == [
        "1999", "2000", "2001", "2002",
    ]  # fmt: skip
    assert readings_by_year([]) == {}


@pytest.mark.parametrize(
    ("positions", "order"),
    [
        (["10", "2", "1.5"], ["1.5", "2", "10"]),
        (["下", "上", "中"], ["上", "中", "下"]),
        (["外伝", "3", None], ["3", None, "外伝"]),
    ],
)
def test_series_goes_by_position(positions: list[str | None], order: list[str | None]) -> None:
    """Numbers go by size, volumes by their names; what is neither comes last."""
    pages = [
        document(f"reviews/r{number}", book=f"k{number}", series={"name": "S", "position": position})
        for number, position in enumerate(positions)
    ]
    random.Random(1).shuffle(pages)
    found = arranged(shelf_of(*pages).values(), "series")
    assert [book.series.position for book in found["S"]] == order


def test_series_of_the_bibliography() -> None:
    """It stands in for one that no page states, and gives way to one that is."""
    works = {"a": work("a", series="Notes", number="7"), "b": work("b", series="Notes")}
    books = shelf_of(document("reviews/a", book="a"), document("reviews/b", book="b", series="Other"), **works)
    assert [(book.series.name, book.series.position) for book in books.values()] == [("Notes", "7"), ("Other", None)]


def test_names_go_by_their_reading() -> None:
    """Kana in the order of the 50 sounds, then Latin letters by family name, then what has no reading; nothing last."""
    works = {
        "a": work("a", authors=("夏目 漱石",), reading="なつめ, そうせき"),
        "b": work("b", authors=("Zoe Adams",)),
        "c": work("c", authors=("アリス",)),
        "d": work("d", authors=("Ann Young",)),
        "g": work("g", authors=("Gabriel García Márquez",)),
        "h": work("h", authors=("Émile Élan",)),
        "e": work("e", authors=("未詳",)),
        "f": work("f"),
    }
    books = shelf_of(*(document(f"reviews/{key}", book=key) for key in works), **works)
    latin = ["Zoe Adams", "Émile Élan", "Gabriel García Márquez", "Ann Young"]
    assert list(arranged(books.values(), "author")) == ["アリス", "夏目 漱石", *latin, "未詳", ""]


def test_ratings_and_years_from_the_top() -> None:
    """The highest rating and the latest year come first, what has none last; a book may stand in several."""
    books = shelf_of(
        document("reviews/a", book="a", rating=4.5, date_read=["2019-03", "2021"]),
        document("reviews/b", book="b", rating=10 / 4, date_read="2021-01-01"),
        document("reviews/c", book="a", rating=3),
        document("reviews/d", book="d"),
    )
    ratings = arranged(books.values(), "rating")
    assert {value: [book.key for book in found] for value, found in ratings.items()} == {
        "4.5": ["a"], "3": ["a"], "2.5": ["b"], "": ["d"],
    }  # fmt: skip
    assert list(ratings) == ["4.5", "3", "2.5", ""]
    assert [(year, [book.key for book in found]) for year, found in arranged(books.values(), "year").items()] == [
        ("2021", ["a", "b"]), ("2019", ["a"]), ("", ["d"]),
    ]  # fmt: skip


def test_directive_offers_every_arrangement() -> None:
    """The table of directives names what can be arranged, so that it loads nothing of it."""
    assert set(OWN["books"].options["by"].allowed) == set(ARRANGEMENTS)
    for name in ARRANGEMENTS:
        assert arranged(shelf_of(document("reviews/a", book="a")).values(), name)


def test_outlines_of_several_books() -> None:
    """Each part is of the book that it or the one before it names; the first book has the anchors that it has alone."""
    review = document("reviews/r", books=["A:1", "Doe 2019", "本"], outline=[
        {"book": "A:1", "chapters": [chapter(1, "a")]}, {"chapters": [chapter(2)]},
        {"book": "Doe 2019", "chapters": [chapter(1, "a", "b"), chapter(2, id="own")]},
        {"book": "本", "chapters": [chapter(1)]},
    ])  # fmt: skip
    catalogue = Catalogue([document("patterns/a"), document("patterns/b"), review])
    assert [(place.target, place.anchor) for place in catalogue.chapters] == [
        ("A:1/1", "ch-1"), ("A:1/2", "ch-2"), ("Doe 2019/1", "ch-doe-2019-1"), ("Doe 2019/2", "own"), ("本/1", "ch-3-1"),
    ]  # fmt: skip
    assert list(catalogue.shelf) == ["A:1", "Doe 2019", "本"]
    assert [place.book for place in catalogue.chapters_of["a"]] == ["A:1", "Doe 2019"]
    assert [page and page.slug for page in catalogue.neighbours("a")] == [None, None]
    assert catalogue.find_chapter("Doe 2019/ch-doe-2019-1") is catalogue.find_chapter("Doe 2019/1")


def test_one_book_outlined_twice() -> None:
    """Two reviews of a book may both have its outline: its chapters are listed once, and drafts give way."""
    catalogue = Catalogue([
        document("patterns/a"), document("patterns/b"),
        document("reviews/a", book="k", draft=True, outline=[{"chapters": [chapter(1, "a"), chapter(3, "b")]}]),
        document("reviews/b", book="k", outline=[{"chapters": [chapter(1, "a"), chapter(2, "b")]}]),
    ])  # fmt: skip
    assert [(place.target, place.review.docname) for place in catalogue.outlines["k"].places] == [
        ("k/1", "reviews/b"), ("k/2", "reviews/b"), ("k/3", "reviews/a"),
    ]  # fmt: skip
    assert [place.target for place in catalogue.shelf["k"].places] == ["k/1", "k/2"]
    assert [place.target for place in catalogue.chapters_of["a"]] == ["k/1"]
    assert not catalogue.has_several
