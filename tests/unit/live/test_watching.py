"""What is a file of the site, and what its change asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shohyo.live.watching import Change, Scope, Site

#: name of a file below the project → what becomes of the site when it is changed
CHANGED = {
    "index.md": Scope.PAGES,
    "reviews/cache.md": Scope.PAGES,
    "parts/included.txt": Scope.PAGES,
    "guide.yaml": Scope.PAGES,
    "conf.py": Scope.ALL,
    "refs.bib": Scope.ALL,
    "version.txt": Scope.ALL,
    "_ext/mine.py": Scope.ALL,
    "_static/style.css": Scope.ALL,
    "_templates/deep/page.html": Scope.ALL,
    # what nobody reads
    "debug.log": None,
    "notes.txt": None,
    "README.md": None,
    ".git/index": None,
    ".venv/lib/python3.11/site-packages/package/README.md": None,
    # what editors write
    "index.md~": None,
    ".index.md.swp": None,
    "#index.md#": None,
    ".#index.md": None,
    "4913": None,
    "_static/style.css~": None,
    "_static/.style.css.swp": None,
    "_static/__pycache__/style.pyc": None,
    # what is built
    "_build/html/index.html": None,
    "_build/doctrees/index.doctree": None,
    "_build": None,
}

#: name of a new file → the same
ADDED = {
    "reviews/new.md": Scope.ALL,
    "reviews/deep/new.md": Scope.ALL,
    "_static/new.svg": Scope.ALL,
    "new.rst": None,
    "new.log": None,
    "drafts/new.md": None,
    "README.ja.md": None,
    "reviews/.#new.md": None,
    "reviews/new.md~": None,
    "_build/new.md": None,
    ".venv/lib/new.md": None,
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    for name in (*CHANGED, *ADDED):
        if name != "_build":
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    below = {
        kind: frozenset(str(tmp_path / name) for name, scope in CHANGED.items() if scope is kind and "/_" not in name)
        for kind in Scope
    }
    folders = tuple(str(tmp_path / name) for name in ("_static", "_templates", "missing"))
    return Site(
        source=str(tmp_path),
        written=(str(tmp_path / "_build"), str(tmp_path / "_build/doctrees")),
        pages=below[Scope.PAGES],
        settings=frozenset(path for path in below[Scope.ALL] if not path.startswith(folders)),
        folders=folders,
        suffixes=(".md",),
        include=("**",),
        exclude=("README*", ".*", "drafts", "_build", "**/.#*"),
    )


@pytest.mark.parametrize("name", CHANGED)
def test_changes_of_the_site_count_and_no_others(site: Site, tmp_path: Path, name: str) -> None:
    """What was read counts as a page or as a setting; logs, output, copies and what Sphinx leaves out do not."""
    assert site.scope(str(tmp_path / name), {Change.MODIFIED}) is CHANGED[name]


@pytest.mark.parametrize("name", ADDED)
def test_new_pages_count(site: Site, tmp_path: Path, name: str) -> None:
    """A new file counts where Sphinx would read or publish it."""
    assert site.scope(str(tmp_path / name), {Change.ADDED}) is ADDED[name]


def test_files_that_are_replaced_were_changed(site: Site, tmp_path: Path) -> None:
    """Editors write a new file and move it to the place of the old one."""
    assert site.scope(str(tmp_path / "index.md"), {Change.ADDED, Change.DELETED}) is Scope.PAGES
    assert site.scope(str(tmp_path / "index.md"), {Change.ADDED}) is Scope.PAGES


def test_pages_that_are_gone_change_the_site(site: Site, tmp_path: Path) -> None:
    """The list of pages is another then."""
    (tmp_path / "reviews/cache.md").unlink()
    assert site.scope(str(tmp_path / "reviews/cache.md"), {Change.DELETED}) is Scope.ALL
    (tmp_path / "_static/style.css").unlink()
    assert site.scope(str(tmp_path / "_static/style.css"), {Change.DELETED}) is Scope.ALL


def test_files_that_came_and_went_are_nothing(site: Site, tmp_path: Path) -> None:
    """Editors try whether they may write, and write halves."""
    assert site.scope(str(tmp_path / "_static/x1y2"), {Change.ADDED, Change.DELETED}) is None


def test_everything_is_watched_once(site: Site, tmp_path: Path) -> None:
    """Folders in the folder of the pages are watched with it, and those of single files for themselves."""
    other = tmp_path.parent / f"{tmp_path.name}-other"
    other.mkdir()
    told = site.as_told()
    told["pages"].append(str(other / "shared.md"))
    told["pages"].append("/no/such/folder/file.md")
    assert Site.of(told).roots() == {str(tmp_path): True, str(other): False}


def test_what_is_told_is_what_there_is(site: Site) -> None:
    """A site goes from process to process as JSON."""
    told = json.loads(json.dumps(site.as_told()))
    assert Site.of(told).as_told() == told
    assert Site.of(told).pages == site.pages
