"""The pages of a book as one page to be printed: ids and links of the whole, numbers where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from shohyo.bound import package
from shohyo.bound.order import Entry
from shohyo.bound.paper import Paper, paper_in

HEAD = '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>\n'
PAGES = {
    "index.xhtml": '<h1 id="a">Home</h1><a href="p/one.xhtml#a">one</a><a href="#a">here</a><img src="_images/x%20y.png" alt=""/>',
    "p/one.xhtml": '<h1 id="a" aria-labelledby="a b">One</h1><label for="b">l</label><img src="../_images/z.png" alt=""/>'
    '<a href="../index.xhtml">home</a><a href="https://example.org/#a">away</a>',
    "shohyo-index.xhtml": '<h2>あ</h2><ul><li><a href="p/one.xhtml">いち</a></li></ul>',
}
BOOK = package.Book("本 & <b>", ("甲", "乙"), "ja", "urn:x", "2026-11-30", rights="CC BY")
ENTRIES = (
    Entry("index", "Home"),
    Entry("", "第1章 <始>", (Entry("one", "One"),)),
    Entry("index-page", "索引"),
)
FILE_OF = {"index": "index.xhtml", "one": "p/one.xhtml", "index-page": "shohyo-index.xhtml"}


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    words = package.Words("目次", "表紙", "本文", "索引")
    files: dict[str, str] = {name: f"{HEAD}{text}</body></html>" for name, text in PAGES.items()}
    files[package.NAV] = package.navigation(BOOK, ENTRIES, FILE_OF, words, "s.css")
    files[package.NCX] = package.ncx(BOOK, ENTRIES, FILE_OF)
    spine = ["index.xhtml", package.NAV, "p/one.xhtml", "shohyo-index.xhtml"]
    files[package.OPF] = package.package(BOOK, spine, {**files, "cover.png": b""}, "cover.png")
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return paper_in(tmp_path)


def test_what_the_book_is(paper: Paper) -> None:
    assert (paper.title, paper.creators, paper.language, paper.modified) == (
        "本 & <b>",
        ("甲", "乙"),
        "ja",
        "2026-11-30",
    )
    assert (paper.rights, paper.heading, paper.cover) == ("CC BY", "目次", "cover.png")
    assert [line.title for top in paper.lines for line in top.all] == ["Home", "第1章 <始>", "One", "索引"]


def test_links_lead_to_places_of_the_whole(paper: Paper) -> None:
    page = BeautifulSoup(paper.html({}), "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(set(ids)) == len(ids)
    links = [tag["href"] for tag in page.select("body a")]
    assert "https://example.org/#a" in links
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(link.startswith(("#", "https:")) for link in links)
    assert [tag["src"] for tag in page.select("img")] == ["cover.png", "_images/x%20y.png", "_images/z.png"]
    assert page.select_one("#p2-a")["aria-labelledby"] == "p2-a p2-b"
    assert page.select_one("label")["for"] == "p2-b"


def test_a_chapter_has_a_page_before_its_first(paper: Paper) -> None:
    page = BeautifulSoup(paper.html({}), "html.parser")
    assert [(tag["class"][0], tag.get("id")) for tag in page.body.find_all(["div", "section"], recursive=False)][3:] == [
        ("page", "p1"), ("chapter", "c-2"), ("page", "p2"), ("index", "p3"),
    ]  # fmt: skip
    assert page.select_one(".chapter h1").get_text() == "第1章 <始>"


def test_numbers_stand_in_contents_and_index(paper: Paper) -> None:
    page = BeautifulSoup(paper.html({"p1": 5, "c-2": 7, "p2": 8}), "html.parser")
    assert [tag.get_text() for tag in page.select(".contents__number")] == ["5", "7", "8", ""]
    assert [tag.get_text() for tag in page.select(".index__number")] == ["8"]
    assert page.select(".page .index__number") == []
