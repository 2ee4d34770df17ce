"""The second site: old books, in English, built in the frame and under the themes that people use."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.building import REPOSITORY, THEMES, article, build, shelf_under, soup

SHELF = REPOSITORY / "examples/shelf"


@pytest.fixture(scope="module", params=THEMES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf under a theme, built without a warning."""
    return shelf_under(tmp_path_factory, request.param)


def test_pages_have_one_title(shelf: Path) -> None:
    """Under each theme, each page of the shelf has its title once."""
    pages = [path.relative_to(SHELF).with_suffix(".html") for path in SHELF.rglob("*.md") if path.name != "README.md"]
    assert len(pages) > 25
    for page in pages:
        assert len(article(shelf / page).select("h1")) == 1, page


def test_ids_are_unique(shelf: Path) -> None:
    """Under each theme, an id stands once on a page."""
    for page in shelf.rglob("*.html"):
        ids = [tag["id"] for tag in soup(page).select("[id]")]
        assert len(ids) == len(set(ids)), page.name


def test_shelf_passes_check() -> None:
    """The command finds nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "shohyo", "check", str(SHELF)],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_chapters_are_of_their_books(shelf: Path) -> None:
    """The list of ideas names the book of each chapter, for three books have a chapter 5."""
    text = article(shelf / "ideas.html").get_text(" ", strip=True)
    for title in ("On the Economy of Machinery", "An Investigation of the Laws of Thought", "Sketch of the Analytical"):
        assert title in text


def test_long_outlines_are_folded(shelf: Path) -> None:
    """A card says how many chapters a long book has; a click shows them, one on a line, each with its place."""
    cards = article(shelf / "books.html").select(".shohyo-book-card")
    folded = {card.select_one(".shohyo-heading").get_text(): card.select("details") for card in cards}
    found = {
        title: (details[0].summary.get_text(), len(details[0].select("li a[href*='#ch-']")))
        for title, details in folded.items()
        if details
    }
    assert found == {
        "“On the Economy of Machinery and Manufactures”": ("35 chapters", 35),
        "“An Investigation of the Laws of Thought”": ("22 chapters", 22),
        "“Sketch of the Analytical Engine Invented by Charles Babbage”": ("7 chapters", 7),
    }
    assert not any("open" in details.attrs for (details,) in filter(None, folded.values()))


def test_each_book_has_a_cover(shelf: Path) -> None:
    """A list of books shows a cover for each: its author's, or one that is drawn, of its own title."""
    cards = article(shelf / "books.html").select(".shohyo-book-card")
    covers = {card.select_one(".shohyo-heading").get_text(): card.select("img") for card in cards}
    assert len(covers) == 10
    for title, images in covers.items():
        (image,) = images
        assert (shelf / image["src"]).is_file()
        if "shohyo-cover" in image["class"]:
            assert image["alt"] == f"Cover drawn by this site: {title.strip('“”')}"
    # a review is of two, and its own cover is that of the first
    (image,) = covers["“Passages from the Life of a Philosopher”"]
    drawing = (shelf / image["src"]).read_text("utf-8")
    assert "Passages" in drawing


def test_top_of_pages_is_what_the_project_says(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    """sphinx-book-theme has the search in its sidebar and above the text; at the top, where conf.py names it."""
    theme = "sphinx_book_theme"
    named = "html_theme_options.navbar_persistent=search-button-field.html"
    plain, top = shelf_under(tmp_path_factory, theme), build(SHELF, tmp_path, "-D", f"html_theme={theme}", "-D", named)
    assert [len(soup(site / "ideas.html").select("[data-shohyo-search-open]")) for site in (plain, top)] == [2, 4]


def test_nothing_is_written_into_the_shelf(tmp_path: Path) -> None:
    """A build leaves the folder as it is."""
    copy = Path(shutil.copytree(SHELF, tmp_path / "shelf"))
    before = sorted(path.relative_to(copy) for path in copy.rglob("*"))
    build(copy, tmp_path / "html")
    assert sorted(path.relative_to(copy) for path in copy.rglob("*")) == before
