"""What must hold between pages: every kind of finding, and its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shohyo.checks.doubts import Doubts
from shohyo.checks.pages import _check_cycles, _circles, check_pages
from shohyo.data.catalogue import Catalogue, Document
from shohyo.errors import Code, Diagnostic
from shohyo.source.frontmatter import parse
from tests.pages import SITE, document, relation


def found(*pages: Document, keys: list[str] | None = None) -> list[tuple[str, str, str]]:
    return [(item.path, str(item.code), item.message) for item in check_pages(Catalogue(pages), keys)]


def test_everything_that_is_wrong_in_the_sample() -> None:
    """Every kind of finding between pages, sorted by path."""
    assert [(path, code) for path, code, _ in found(*SITE, keys=["key"])] == [
        ("patterns/a.md", "relation"),
        ("patterns/a.md", "relation"),
        ("patterns/c.md", "unguarded"),
        ("patterns/d.md", "unlisted"),
        ("reviews/book.md", "citation"),
        ("reviews/book.md", "outline"),
        ("reviews/other.md", "citation"),
    ]


def test_nothing_is_unlisted_without_an_outline() -> None:
    """A project without an outline need not list its pages."""
    assert found(document("patterns/a")) == []


def test_guard_on_any_page() -> None:
    """An antipattern is guarded by the page that says so."""
    pages = (
        document("patterns/a", kind="antipattern"),
        document("patterns/b", relations=[relation("guards-against", "a")]),
    )
    assert found(*pages) == []
    assert [code for _, code, _ in found(pages[0])] == ["unguarded"]


def traits(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "value": "低い", "basis": "ours"} for name in names]


def test_a_trait_has_the_name_that_others_give_it() -> None:
    """What one page alone states is nearly what several state."""
    pages = [
        document("patterns/a", traits=traits("応答時間", "費用")),
        document("patterns/b", traits=traits("費用", "応答時間")),
        document("patterns/c", traits=traits("費用", "応答の時間")),
    ]
    assert found(*pages) == [
        ("patterns/c.md", "trait", 'no other page has a trait "応答の時間" (did you mean "応答時間"?)')
    ]
    (finding,) = check_pages(Catalogue(pages))
    assert finding.severity == "warning"
    assert "「応答の時間」という特徴" in finding.message_in("ja")


def test_names_of_traits_that_are_no_slip() -> None:
    """Nothing is said of a name that is near none, near one that itself stands alone, or stated beside the near one."""
    for others, own in (
        (("応答時間", "応答時間"), ("費用",)),
        (("応答時間",), ("応答の時間",)),
        (("応答時間", "応答時間"), ("応答時間", "応答の時間")),
        (("応答の時間", "応答時間", "応答時間"), ("応答の時間",)),
    ):
        pages = [document(f"patterns/{index}", traits=traits(name)) for index, name in enumerate(others)]
        assert found(*pages, document("patterns/z", traits=traits(*own))) == [], own


def test_a_trait_that_could_not_be_read_may_have_the_name() -> None:
    """While the traits of another page are broken and have the name, it may be no slip."""
    pages = [document(f"patterns/{name}", traits=traits("応答時間")) for name in "ab"]
    pages.append(document("patterns/c", traits=traits("応答の時間")))
    doubts = Doubts()
    doubts.parts = {"patterns/d.md": {"traits": "[{name: 応答の時間, value: , basis: ours}]"}}
    assert check_pages(Catalogue(pages), doubts=doubts) == []
    doubts = Doubts()
    doubts.parts = {"patterns/d.md": {"traits": "[{name: 費用, value: , basis: ours}]"}}
    assert [item.code for item in check_pages(Catalogue(pages), doubts=doubts)] == [Code.TRAIT]


def test_two_circles_are_two_findings() -> None:
    """Breaking one circle does not hide another; each is named from its first page on."""
    pages = [
        document("patterns/a", relations=[relation("refines", "b")]),
        document("patterns/b", relations=[relation("refines", "a"), relation("refines", "c")]),
        document("patterns/c", relations=[relation("refines", "b")]),
        document("patterns/d", relations=[relation("prerequisite-of", "e")]),
        document("patterns/e", relations=[relation("prerequisite-of", "d")]),
    ]
    assert [message.partition(";")[0] for _, code, message in found(*pages) if code == "cycle"] == [
        '"refines" runs in a circle: a → b → a',
        '"refines" runs in a circle: b → c → b',
        '"prerequisite-of" runs in a circle: d → e → d',
    ]


@given(st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=14))
def test_circles_are_those_among_all_pages(arrows: set[tuple[str, str]]) -> None:
    """Pages that no relation joins are looked at apart, which finds the same circles."""
    edges = {name: {end for start, end in sorted(arrows) if start == name != end} for name in "abcdefgh"}
    pages = [
        document(f"patterns/{name}", relations=[relation("refines", target) for target in sorted(targets)])
        for name, targets in edges.items()
    ]
    catalogue = Catalogue(pages)
    assert sorted(_check_cycles(catalogue)) == sorted(_circles("refines", edges, catalogue))


def test_long_chain_is_no_circle() -> None:
    """Depth alone is nothing wrong, and does not exhaust the stack."""
    pages = [
        document(f"patterns/p{n:04}", relations=[relation("refines", f"p{n + 1:04}")] if n < 1500 else [])
        for n in range(1501)
    ]
    assert found(*pages) == []


def test_relation_on_both_sides() -> None:
    """Only a symmetric relation may not be stated from both ends."""
    both = [
        document("patterns/a", relations=[relation("opposite-of", "b")]),
        document("patterns/b", relations=[relation("opposite-of", "a")]),
    ]
    assert [(path, code) for path, code, _ in found(*both)] == [("patterns/b.md", "relation_twice")]
    assert [(path, code) for path, code, _ in found(*both[::-1])] == [("patterns/b.md", "relation_twice")]


def test_citations_are_checked_where_there_is_a_bibliography() -> None:
    """Without keys to compare with, citations are left alone."""
    pages = [document("reviews/r", book="k", original={"title": "T", "author": "A", "cite": "o"})]
    assert found(*pages) == []
    assert [message for *_, message in found(*pages, keys=["k"])] == ['unknown BibTeX key "o"']


def test_finding_has_the_place_of_the_value() -> None:
    """Findings between pages point into the front matter that states the thing."""
    text = "---\ntitle: A\nrelations:\n- type: refines\n  target: gone\n  why: W\n  basis: ours\nsources: [k]\n---\n"
    page = Document.of(parse(text, "patterns/a.md", "patterns/a"), "patterns/a")
    assert check_pages(Catalogue([page])) == [
        Diagnostic("patterns/a.md", 5, 11, Code.RELATION, 'relation to unknown id "gone"')
    ]
