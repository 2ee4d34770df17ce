"""The second site: old books, in English, built in the frame and under the themes that people use."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.building import REPOSITORY, article, build, once, soup

SHELF = REPOSITORY / "examples/shelf"
THEMES = ["shohyo", "sphinx_book_theme", "furo", "pydata_sphinx_theme", "alabaster", "sphinx_rtd_theme"]


@pytest.fixture(scope="module", params=THEMES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf under a theme, built without a warning."""
    theme = request.param

    def make(folder: Path) -> None:
        build(SHELF, folder / "html", "-W", "--keep-going", "-D", f"html_theme={theme}")

    return once(tmp_path_factory, f"example-shelf-{theme}", make) / "html"


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


def test_nothing_is_written_into_the_shelf(tmp_path: Path) -> None:
    """A build leaves the folder as it is."""
    copy = Path(shutil.copytree(SHELF, tmp_path / "shelf"))
    before = sorted(path.relative_to(copy) for path in copy.rglob("*"))
    build(copy, tmp_path / "html")
    assert sorted(path.relative_to(copy) for path in copy.rglob("*")) == before
