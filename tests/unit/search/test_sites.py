"""Addresses of other sites, and pages that are joined."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.manifest import Manifest
from shohyo.search.index import build_index
from shohyo.search.model import FACETS, Page, Section
from shohyo.search.reader import Site
from shohyo.search.shards import build_files, write_files
from shohyo.search.sites import Member, address_of, joined


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("babbage", "babbage/"),
        ("babbage/", "babbage/"),
        ("a/b", "a/b/"),
        ("書棚/一 号", "書棚/一 号/"),
        ("..", "../"),
        ("../../main", "../../main/"),
        ("..x", "..x/"),
        ("", None),
        ("/", None),
        ("/a", None),
        ("a//b", None),
        ("a//", None),
        (".", None),
        ("./a", None),
        ("a/..", None),
        ("../a/..", None),
        ("https://example.org/", None),
        ("//example.org/", None),
        ("a\\b", None),
        ("a\n", None),
        ("a\ud800", None),
        (None, None),
        (b"a", None),
        (Path("a"), None),
    ],
)
def test_addresses(name: object, address: str | None) -> None:
    """An address is relative, names folders alone, and is the same with and without a slash at its end."""
    assert address_of(name) == address


def page(docname: str, **others: object) -> Page:
    facets = {facet: {} for facet in FACETS}
    return Page(docname, f"{docname}.html", docname, (Section("", "", ("一行",)),), **{"facets": facets, **others})


def test_a_page_is_written_and_read_as_it_is(tmp_path: Path) -> None:
    """What an index has of a page comes back, with sections without text, names, filters, and a text of many parts."""
    facets = {"tag": {"a": "A", "b": "乙"}, "chapter": {}, "book": {"k": "本"}}
    sections = (
        Section("", "", ("一行", "", "code:\tx")),
        Section("empty", "空", ()),
        Section("long", "長い", tuple(f"{number} 行目" * 50 for number in range(100))),
    )
    pages = [
        Page("a", "a.html", "題", sections, ("名", "another"), "review", "書評", ("上", "中"), facets),
        page("b"),
    ]
    folder = tmp_path / "searchindex"
    folder.mkdir()
    write_files(Manifest(tmp_path / "files", folder), build_files(build_index(pages))[1])
    site = Site(folder)
    for number, written in enumerate(pages):
        read = site.page(number)
        assert read.docname == written.url
        assert vars(read) | {"docname": written.docname} == vars(written)
    (first, second) = Member("x/", "題", site).pages()
    assert (first.trail, second.trail) == (("題", "上", "中"), ("題",))
    (front, _) = Member("x/", "b", site).pages()
    assert front.trail == ("b", "上", "中")
    assert [one.trail for one in Member("x/", "b", site).pages()][1] == ()


@given(st.lists(st.sampled_from(["a", "a-", "b/x", "b", "b0", "c/", "書"]), unique=True), st.randoms())
def test_pages_stand_where_their_site_does(names: list[str], chance) -> None:
    """Pages of a site keep their order, and no page of this site comes between them."""
    own = [page(name) for name in names]
    others = [page(f"/b/{name}", place=("b/", number)) for number, name in enumerate("zyx")]
    found = joined(own, others)
    chance.shuffle(found)
    docnames = [one.docname for one in build_index(found).pages]
    first = docnames.index("/b/z")
    assert docnames[first : first + 3] == ["/b/z", "/b/y", "/b/x"]
    assert docnames[:first] == sorted(name for name in names if name < "b/")
    assert docnames[first + 3 :] == sorted(name for name in names if name > "b/")


def test_labels_are_those_of_this_site() -> None:
    """A kind or a value that this site has is called as here; others keep their names."""
    own = [page("a", kind="page", kind_label="ページ", facets={"tag": {"x": "甲"}})]
    other = page("/b/a", kind="page", kind_label="Page", facets={"tag": {"x": "X", "y": "Y"}}, place=("b/", 0))
    note = page("/b/c", kind="note", kind_label="Note", place=("b/", 1))
    _, first, second = joined(own, [other, note])
    assert (first.kind_label, first.facets["tag"], second.kind_label) == ("ページ", {"x": "甲", "y": "Y"}, "Note")
