"""The catalogue: derived order, inverses and names."""

from __future__ import annotations

import pickle
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.checks.pages import check_pages
from shohyo.data.catalogue import OBJECT_TYPES, Catalogue, Document, cited_places
from shohyo.model import INVERSE, MODELS
from shohyo.text.folding import fold
from tests.pages import SITE, document, relation
from tests.strategies import documents


def test_names_in_any_spelling() -> None:
    """Id, alias, title and English title name a page, without regard to width, case and spaces."""
    catalogue = Catalogue(SITE)
    for name in ("a", "甲", "ALPHA", "a pattern", "Ａ　ＰＡＴＴＥＲＮ", "alpha "):
        assert catalogue.find("pattern", name).docname == "patterns/a"
    assert catalogue.find("pattern", "book") is None
    assert catalogue.find("review", "book").docname == "reviews/book"


def test_ids_win_over_other_names() -> None:
    """What is one page's id and another's alias or title means the page with the id, in any order."""
    pages = [
        document("patterns/a", aliases=["b"]),
        document("patterns/b", title="c"),
        document("patterns/c", title="a"),
    ]
    for order in (pages, pages[::-1]):
        catalogue = Catalogue(order)
        assert [catalogue.find("pattern", name).docname for name in "abc"] == ["patterns/a", "patterns/b", "patterns/c"]


@pytest.mark.parametrize(
    ("objtype", "known", "unknown"),
    [
        ("pattern", ["a", "甲"], ["book", "gone"]),
        ("review", ["book", "other"], ["a"]),
        ("chapter", ["k/1", "k/two", "k/2", "k/ch-3"], ["k/ch-2", "k/4", "book/1"]),
        ("book", ["k"], ["book"]),
        ("tag", ["x", "MLOps"], ["X", "y"]),
    ],
)
def test_known_names(objtype: str, known: list[str], unknown: list[str]) -> None:
    """A role finds what the catalogue knows."""
    catalogue = Catalogue(SITE)
    assert [name for name in known if not catalogue.knows(objtype, name)] == []
    assert [name for name in unknown if catalogue.knows(objtype, name)] == []
    assert catalogue.known_names(objtype)
    assert all(catalogue.knows(objtype, name) for name in catalogue.known_names(objtype))


def test_every_object_type_is_known() -> None:
    """The object types are those of the domain."""
    assert OBJECT_TYPES == ("review", "book", "chapter", "pattern", "tag")


def test_relations_are_seen_from_both_ends() -> None:
    """A relation is stated once and shown twice; unknown targets and the page itself are left out."""
    relations = Catalogue(SITE).relations
    assert [(end.name, end.other.slug, end.stated_here) for end in relations["a"]] == [
        ("combines-with", "c", True),
        ("refines", "b", True),
        ("requires", "b", False),
    ]
    assert [(end.name, end.other.slug, end.stated_here) for end in relations["b"]] == [
        ("prerequisite-of", "a", True),
        ("refined-by", "a", False),
    ]
    assert [end.name for end in relations["c"]] == ["combines-with"]
    assert relations["d"] == []


def test_order_of_the_book() -> None:
    """Pages follow the first outline that lists them; what no outline lists comes last, by id."""
    catalogue = Catalogue(SITE)
    assert sorted(catalogue.patterns, key=catalogue.book_order.__getitem__) == ["b", "a", "c", "d"]
    assert [page and page.slug for page in catalogue.neighbours("a")] == ["b", "c"]
    assert [page and page.slug for page in catalogue.neighbours("b")] == [None, "a"]
    assert [page and page.slug for page in catalogue.neighbours("c")] == ["a", None]
    assert catalogue.neighbours("d") == (None, None)
    assert [place.target for place in catalogue.chapters_of["c"]] == ["k/2", "k/1"]


def test_drafts_are_in_no_listing() -> None:
    """A draft has tags, but the tags' pages do not show it."""
    assert {tag: [page.docname for page in pages] for tag, pages in Catalogue(SITE).tags.items()} == {
        "MLOps": ["patterns/a", "reviews/book"],
        "x": ["about", "patterns/a"],
    }


def test_books() -> None:
    """A book has all of its reviews but drafts."""
    assert {key: [page.slug for page in pages] for key, pages in Catalogue(SITE).books.items()} == {"k": ["book"]}


@pytest.mark.parametrize(
    ("first", "second"), [("Ａ Ｂ", "ab"), ("ｶﾞ", "ガ"), ("Straße", "STRASSE"), ("推論 キャッシュ", "推論キャッシュ")]
)
def test_fold(first: str, second: str) -> None:
    """Names are compared without width, case and white space."""
    assert fold(first) == fold(second)


def test_cited_places() -> None:
    """Every citation of the front matter is found with its place."""
    page = document(
        "patterns/a",
        sources=["s", {"source": "notes"}, {"cite": "t"}],
        relations=[relation("refines", "b", basis={"cite": "r"})],
    )
    assert list(cited_places(page.record)) == [
        (("relations", 0, "basis", "cite"), "r"),
        (("sources", 0, "cite"), "s"),
        (("sources", 2, "cite"), "t"),
    ]


# --- properties ----------------------------------------------------------------------------------


RELATION_TYPES = st.sampled_from(sorted(INVERSE))
EITHER = st.sampled_from(["pattern", "antipattern"])


@st.composite
def sites(draw: st.DrawFn) -> list[Document]:
    """Pages of all kinds that name one another, well or badly."""
    pages = []
    for index in range(draw(st.integers(0, 6))):
        kind, data = draw(documents())
        record = MODELS[kind].model_validate(
            {key: value for key, value in data.items() if key in MODELS[kind].model_fields}
        )
        pages.append(Document(f"d{index}", f"d{index}.md", record, record.title))
    ids = [page.slug for page in pages] or ["a"]
    for index in range(draw(st.integers(0, 6))):
        targets = [*ids, *"pqr"]
        drawn = draw(st.lists(st.tuples(RELATION_TYPES, st.integers(0, len(targets) - 1)), max_size=4))
        relations = [relation(kind, targets[number]) for kind, number in drawn]
        pages.append(
            document(
                f"patterns/{'pqrstu'[index]}",
                kind=draw(EITHER),
                relations=relations,
            )
        )
    return pages


def view(catalogue: Catalogue) -> Any:
    """Return all that a catalogue derives, as plain data."""
    return (
        [(name, page.docname) for name, page in catalogue.patterns.items()],
        {
            name: [(end.name, end.other.docname, end.stated_here) for end in ends]
            for name, ends in catalogue.relations.items()
        },
        list(catalogue.book_order.items()),
        [(place.target, place.review.docname) for place in catalogue.chapters],
        [(tag, [page.docname for page in pages]) for tag, pages in catalogue.tags.items()],
        [(key, [page.docname for page in pages]) for key, pages in catalogue.books.items()],
        {objtype: catalogue.known_names(objtype) for objtype in OBJECT_TYPES},
        {name: [page and page.docname for page in catalogue.neighbours(name)] for name in catalogue.patterns},
    )


@given(sites(), st.randoms(use_true_random=False))
def test_catalogue_does_not_depend_on_order(pages: list[Document], shuffle: random.Random) -> None:
    """Workers hand in their pages in any order and any split; the catalogue and the findings are the same."""
    expected, findings = view(Catalogue(pages)), check_pages(Catalogue(pages), ["key"])
    shuffled = list(pages)
    shuffle.shuffle(shuffled)
    cut = shuffle.randint(0, len(pages))
    first, second = ({page.docname: page for page in part} for part in (shuffled[:cut], shuffled[cut:]))
    merged = pickle.loads(pickle.dumps({**second, **first}))
    assert view(Catalogue(merged.values())) == expected
    assert check_pages(Catalogue(merged.values()), ["key"]) == findings
    assert sorted(findings) == findings


@given(sites())
def test_every_relation_has_two_ends(pages: list[Document]) -> None:
    """What a page shows as stated there, the other shows inverted."""
    catalogue = Catalogue(pages)
    stated = sorted(
        (name, end.name, end.other.slug)
        for name, ends in catalogue.relations.items()
        for end in ends
        if end.stated_here
    )
    shown = sorted(
        (end.other.slug, end.name, name)
        for name, ends in catalogue.relations.items()
        for end in ends
        if not end.stated_here
    )
    assert sorted((a, INVERSE[kind], b) for a, kind, b in stated) == shown
