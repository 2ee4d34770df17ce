"""The contents of a site as one book: every page once, those of an outline under its chapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.bound.order import Entry, contents
from shohyo.data.catalogue import Catalogue, Document
from shohyo.model import Pattern, Review


def review(docname: str, *chapters: Sequence[str]) -> Document:
    numbered = [
        {"number": number, "title": f"Of {number}", "patterns": list(ids)} for number, ids in enumerate(chapters, 1)
    ]
    return Document(docname, f"{docname}.md", Review(title=docname, outline=[{"chapters": numbered}]), docname)


def patterns(*names: str) -> list[Document]:
    return [Document(f"p/{name}", f"p/{name}.md", Pattern(title=name, id=name), name) for name in names]


def lines(entries: Sequence[Entry]) -> list[object]:
    """Return titles, each with those below it."""
    return [(entry.title, lines(entry.children)) if entry.children else entry.title for entry in entries]


def bound(below: Mapping[str, Sequence[str]], *documents: Document, others: Sequence[str] = ()) -> tuple[Entry, ...]:
    titles = {"index": "index", **{name: name for name in others}} | {one.docname: one.title for one in documents}
    return contents("index", titles, below, Catalogue(documents))


def test_pages_of_an_outline_stand_under_its_chapters() -> None:
    below = {"index": ["about", "p/index", "r"], "p/index": ["p/a", "p/b", "p/c", "p/d"]}
    found = bound(below, review("r", ["b", "a"], [], ["d"]), *patterns("a", "b", "c", "d"), others=["about", "p/index"])
    assert lines(found) == [
        "index",
        "about",
        ("p/index", ["c"]),
        ("r", [("Chapter 1: Of 1", ["b", "a"]), ("Chapter 3: Of 3", ["d"])]),
    ]
    assert [page for entry in found for page in entry.pages] == [
        "index", "about", "p/index", "p/c", "r", "p/b", "p/a", "p/d",
    ]  # fmt: skip


def test_a_page_of_two_books_stands_in_the_first() -> None:
    found = bound({"index": ["r", "s"]}, review("r", ["a"]), review("s", ["a", "b"]), *patterns("a", "b"))
    assert lines(found) == ["index", ("r", [("Chapter 1: Of 1", ["a"])]), ("s", [("Chapter 1: Of 1", ["b"])])]


def test_pages_in_no_table_of_contents_come_last() -> None:
    found = bound({"index": ["a"]}, *patterns("x"), others=["z", "a", "m"])
    assert lines(found) == ["index", "a", "m", "x", "z"]


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["index", *"abcdef"]), st.lists(st.sampled_from([*"abcdef", "gone", "index"]))))
def test_every_page_stands_once(below: dict[str, list[str]]) -> None:
    """Whatever the tables of contents are, also in a circle, the book has each page once."""
    found = [page for entry in bound(below, others="abcdef") for page in entry.pages]
    assert sorted(found) == ["a", "b", "c", "d", "e", "f", "index"]
    assert found[0] == "index"
