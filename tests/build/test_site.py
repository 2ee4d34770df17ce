"""The real site: every page, chapter, relation and entry is there and linked both ways."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup

from shohyo.data.catalogue import Catalogue, Document
from shohyo.kinds import PATTERN_KINDS
from shohyo.model import INVERSE
from shohyo.source import frontmatter
from tests.build.building import REPOSITORY, soup

REVIEW = "reviews/ai-engineer-ml-system-design-patterns.html"
SUPPLEMENT = "shohyo2026supplement"  #: key of what we wrote about the time after the book


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    documents = []
    for path in [*REPOSITORY.glob("patterns/*.md"), *REPOSITORY.glob("reviews/*.md"), REPOSITORY / "supplement.md"]:
        docname = path.relative_to(REPOSITORY).with_suffix("").as_posix()
        documents.append(Document.of(frontmatter.parse(path.read_text("utf-8"), docname + ".md", docname), docname))
    return Catalogue(documents)


@pytest.fixture(scope="module")
def pages(published: Path) -> dict[str, BeautifulSoup]:
    """All pages, parsed once: tests look at them, and change nothing."""
    found = {path.relative_to(published).as_posix(): path for path in sorted(published.rglob("*.html"))}
    return {page: soup(path) for page, path in found.items() if not page.startswith("_static/")}


def article(page: BeautifulSoup) -> BeautifulSoup:
    """Return the text of a page, without the theme around it."""
    return page.select_one("article, div.body") or page


def of_the_book(catalogue: Catalogue) -> list[Document]:
    """Return the pages of the book that is reviewed, without those of our supplement."""
    entries = catalogue.shelf["shibui2021"].entries
    return [page for page in catalogue.pattern_pages if page.slug in entries]


def internal_links(page: str, text: BeautifulSoup) -> set[str]:
    found = set()
    for link in text.find_all("a", href=True):
        address = link["href"]
        if not re.match(r"[a-z]+:", address):
            found.add(unquote(urldefrag(urljoin(page, address))[0]) or page)
    return found


def test_all_pages_are_there(catalogue: Catalogue, pages: dict[str, BeautifulSoup]) -> None:
    """One review, 47 outline pages of its book (24 patterns, 8 antipatterns, 13 topics and 2 case studies), and ours."""
    assert set(catalogue.shelf) == {"shibui2021", SUPPLEMENT}
    kinds = [page.record.kind for page in of_the_book(catalogue)]
    assert {kind: kinds.count(kind) for kind in PATTERN_KINDS} == {
        "pattern": 24,
        "antipattern": 8,
        "topic": 13,
        "case-study": 2,
    }
    assert len(list(catalogue.reviews)) == 1
    ours = [page.record.kind for page in catalogue.pattern_pages if page not in of_the_book(catalogue)]
    assert ours == ["pattern"] * 9
    assert len(catalogue.shelf[SUPPLEMENT].entries) == 9
    assert {f"patterns/{page.slug}.html" for page in catalogue.pattern_pages} <= set(pages)


def test_chapters_have_stable_anchors(pages: dict[str, BeautifulSoup]) -> None:
    """The review shows seven chapters, at ``ch-1`` to ``ch-7``."""
    sections = article(pages[REVIEW]).select("section.shohyo-chapter")
    assert [section["id"] for section in sections] == [f"ch-{number}" for number in range(1, 8)]


def test_outline_links_to_every_page_and_back(catalogue: Catalogue, pages: dict[str, BeautifulSoup]) -> None:
    """Each entry of an outline, the book's and ours, leads to its page, and the page to its chapter."""
    assert len(list(catalogue.chapters)) == 7 + 3
    for place in catalogue.chapters:
        page = f"{place.review.docname}.html"
        links = article(pages[page]).select(f"#{place.chapter.anchor} .shohyo-outline a")
        addresses = [urljoin(page, link["href"]) for link in links]
        assert addresses == [f"patterns/{entry.id}.html" for entry in place.chapter.patterns]
        for entry in place.chapter.patterns:
            places = article(pages[f"patterns/{entry.id}.html"]).select(".shohyo-place a")
            assert f"../{page}#{place.chapter.anchor}" in [link["href"] for link in places]


def test_relations_are_visible_from_both_ends(catalogue: Catalogue, pages: dict[str, BeautifulSoup]) -> None:
    """All relations, 100 of them between pages of the book, stand on both pages, with the same reason and basis."""
    stated = [(page, relation) for page in catalogue.pattern_pages for relation in page.record.relations]
    book = {page.slug for page in of_the_book(catalogue)}
    assert len([page for page, relation in stated if {page.slug, relation.target} <= book]) == 100
    shown = {
        page.slug: article(pages[f"patterns/{page.slug}.html"]).select_one(".shohyo-relations")
        for page in catalogue.pattern_pages
    }
    assert {relation.type for _page, relation in stated} == set(INVERSE)
    for page, relation in stated:
        for here, there in ((page.slug, relation.target), (relation.target, page.slug)):
            items = [item for item in shown[here].select("li") if item.select_one(f'a[href="{there}.html"]')]
            texts = [item.get_text(" ", strip=True) for item in items]
            assert any(relation.why in text for text in texts), f"{here} does not show {relation.type} {there}"
            basis = "当サイトの考え" if relation.basis is None else relation.basis.where or relation.basis.source
            assert any(relation.why in text and basis in text for text in texts)


def test_every_page_is_reachable_from_home(pages: dict[str, BeautifulSoup]) -> None:
    """Following links from the home page visits every page."""
    seen, todo = set(), ["index.html"]
    while todo:
        page = todo.pop()
        if page not in seen and page in pages:
            seen.add(page)
            todo += internal_links(page, pages[page])
    assert set(pages) - seen <= {"genindex.html", "search.html"}


def test_no_internal_link_is_broken(pages: dict[str, BeautifulSoup], published: Path) -> None:
    """Every link within the site leads to a file, and every fragment to an element."""
    anchors = {page: {node["id"] for node in text.find_all(id=True)} for page, text in pages.items()}
    for page, text in pages.items():
        for link in article(text).find_all("a", href=True):
            address, fragment = urldefrag(urljoin(page, link["href"]))
            if re.match(r"[a-z]+:", address):
                continue
            address = address.partition("?")[0]
            assert (published / unquote(address)).is_file(), f"{page}: {link['href']}"
            if fragment and unquote(address) in anchors:
                assert unquote(fragment) in anchors[unquote(address)], f"{page}: {link['href']}"


def test_each_page_has_one_h1_and_stable_anchors(pages: dict[str, BeautifulSoup]) -> None:
    """One h1 a page; no heading's anchor is a number that shifts."""
    for page, text in pages.items():
        assert len(text.select("h1")) == 1, page
        assert not [section["id"] for section in text.select("section[id]") if re.fullmatch(r"id\d+", section["id"])], (
            page
        )


def test_bibliography_says_where_each_entry_is_cited(pages: dict[str, BeautifulSoup]) -> None:
    """Every entry has a label of its own and links to the pages that cite it."""
    text = article(pages["bibliography.html"])
    entries = text.select("[id^=cite-]")
    labels = [entry.select_one(".label").get_text(strip=True) for entry in entries]
    assert len(entries) >= 10
    assert len(set(labels)) == len(labels)
    for entry in entries:
        assert [link for link in entry.select("a[href]") if not link["href"].startswith(("http", "#"))], entry["id"]
    assert [node.get_text() for node in text.select(".shohyo-intent")] == []


def test_book_card_comes_from_the_bibliography(pages: dict[str, BeautifulSoup]) -> None:
    """The review shows the book's author, publisher, year, ISBN and the link to the publisher."""
    card = article(pages[REVIEW]).select_one(".shohyo-book-card")
    text = card.get_text()  # the title has marks between its phrases
    for part in (
        "『AIエンジニアのための機械学習システムデザインパターン』",
        "澁井 雄介",
        "翔泳社",
        "2021",
        "978-4-7981-6945-3",
    ):
        assert part in text
    assert card.select_one("a")["href"] == "https://www.shoeisha.co.jp/book/detail/9784798169453"


def test_pages_ask_no_third_party(pages: dict[str, BeautifulSoup]) -> None:
    """No script, style, image, font or frame is loaded from another host."""
    for page, text in pages.items():
        loaded = [
            node.get("src") or node.get("href")
            for node in text.select("script[src], img[src], iframe, link[rel=stylesheet], link[rel=preload]")
        ]
        assert not [address for address in loaded if address and re.match(r"(https?:)?//", address)], page
