"""Lists that grow with the shelf: the index of tags, and one line an entry where there are many."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bench.builds.shelf import make_shelf
from bench.builds.tools import Shohyo
from shohyo.page.long import LONG

from .building import REPOSITORY, article, build, once

#: page → what it lists
LISTS = {
    "all-reviews": "```{reviews}\n:group-by: year\n:as: cards\n```",
    "all-patterns": "```{patterns}\n:as: cards\n```",
    "filtered": "```{patterns}\n:group-by: chapter\n:filter:\n```",
    "tags": "```{tags}\n```",
    "books": "```{books}\n```",
    "map": "```{map}\n```",
    "bibliography": "```{bibliography}\n```",
}
#: bytes of a page after gzip
MOST = 60 * 1024


def write_shelf(folder: Path, reviews: int, patterns: int) -> Path:
    """Write a project with short pages, each with a tag, and a page for each list."""
    folder.mkdir()
    write = {f"{name}.md": f"# {name}\n\n{text}\n" for name, text in LISTS.items()}
    write["conf.py"] = 'extensions = ["shohyo"]\nproject = "P"\nlanguage = "en"\nhtml_theme = "shohyo"\n'
    write["conf.py"] += "shohyo_api = shohyo_markdown = shohyo_references = shohyo_structured_data = False\n"
    write["index.md"] = "# Shelf\n\n```{toctree}\n:glob:\n\n*\nreviews/*\npatterns/*\n```\n"
    write["references.bib"] = "\n".join(
        f"@book{{work{number}, title = {{Book {number}}}, author = {{Author, {number}}}, publisher = {{P}}, year = {{2001}}}}"
        for number in range(reviews)
    )
    for number in range(reviews):
        write[f"reviews/r{number}.md"] = (
            f"---\ntitle: Review {number}\nbook: work{number}\nauthor: A\ndate: 2001-02-03\nsummary: Quiet words.\n"
            f"tags: [one]\n---\n\nSee {{cite:p}}`work{number}`.\n"
        )
    for number in range(patterns):
        relation = f"relations:\n- {{type: refines, target: p{number - 1}, why: Loud reason., basis: ours}}\n"
        write[f"patterns/p{number}.md"] = (
            f"---\ntitle: Pattern {number}\nintent: Quiet words.\nsources: [work0]\ntags: [two]\n"
            f"{relation if number else ''}---\n\nText.\n"
        )
    for name, text in write.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf whose lists are not long."""
    return once(tmp_path_factory, "few", lambda base: build(write_shelf(base / "s", 3, 3), base / "html")) / "html"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf whose lists are just long."""

    def make(base: Path) -> None:
        build(write_shelf(base / "s", LONG, LONG + 1), base / "html", "-j", "2")

    return once(tmp_path_factory, "many", make) / "html"


def lines(page: BeautifulSoup) -> Iterator[str]:
    """Yield the texts of the entries of the page's list."""
    for item in page.select(".shohyo-list > li, tr[data-row], .shohyo-bibliography > li"):
        yield " ".join(item.get_text(" ").split())


def test_short_lists_say_everything(few: Path) -> None:
    """Where there are few entries, each has its intent, summary, reason and card."""
    assert "Quiet words." in article(few / "all-reviews.html").get_text()
    assert "Quiet words." in article(few / "filtered.html").get_text()
    assert "Loud reason." in article(few / "map.html").get_text()
    assert len(article(few / "books.html").select(".shohyo-book-card")) == 3
    assert "Cited in: Review 1" in article(few / "bibliography.html").get_text()


@pytest.mark.parametrize(
    ("name", "count", "line"),
    [
        ("all-reviews", LONG, "Review 7 A 2001-02-03"),
        ("all-patterns", LONG + 1, "Pattern 7 Pattern"),
        ("filtered", LONG + 1, "Pattern 7 Pattern"),
        ("tags", 2 * LONG + 1, "Pattern 7"),
        ("books", LONG, "“Book 7” 7 Author 2001 → Review 7"),
        ("map", LONG, "Pattern 7 Pattern is a special form of Pattern 6 Pattern"),
        ("bibliography", LONG, "[Author 2001h] 7 Author. Book 7 . P, 2001. (citing pages: 1)"),
    ],
)
def test_long_lists_have_one_line_an_entry(many: Path, name: str, count: int, line: str) -> None:
    """Where there are many, an entry is its name and what fits beside it; nothing is left out."""
    found = list(lines(article(many / f"{name}.html")))
    assert len(found) == count
    assert line in found
    text = article(many / f"{name}.html").get_text()
    assert "Quiet words." not in text
    assert "Loud reason." not in text


def test_books_of_a_long_list_are_linked_to(many: Path) -> None:
    """The anchors of books are there in either form."""
    page = article(many / "books.html")
    assert page.select_one("#book-work7 a")["href"] == "reviews/r7.html"


def test_tags_begin_with_an_index(few: Path, published: Path) -> None:
    """Above the tags stands each of them once, with the number of its pages, and leads to them."""
    page = article(few / "tags.html")
    index = page.select_one(".shohyo-tag-index")
    assert [item.get_text(" ", strip=True) for item in index.select("li")] == ["one 3", "two 3"]
    assert index.find_next("h2").get_text().startswith("one")
    site = article(published / "tags.html")
    for link in site.select(".shohyo-tag-index a"):
        group = site.select_one(f".shohyo-group[id='{link['href'][1:]}']")
        assert len(group.select("li")) == int(link.find_next(class_="shohyo-note").get_text())


@pytest.mark.long
def test_lists_of_a_thousand_reviews_are_pages(tmp_path: Path) -> None:
    """Each list of the shelf that builds are measured with takes 60 KB (gzip) at most."""
    for name, text in Shohyo("shohyo", "Shohyo", REPOSITORY).sources(make_shelf(1000)).items():
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    build(tmp_path / "source", tmp_path / "html", "-j", "2")
    names = ("tags", "books", "bibliography", "map", "list", "table")
    sizes = {name: len(gzip.compress((tmp_path / f"html/{name}.html").read_bytes(), 6)) for name in names}
    assert {name: size for name, size in sizes.items() if size > MOST} == {}
