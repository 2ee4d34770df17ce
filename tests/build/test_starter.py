"""A site that `shohyo init` made stays one without a warning, whatever is added to it and taken from it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from shohyo.checks.project import check_project
from shohyo.kinds import KINDS, PATTERN_KINDS
from shohyo.starter import LANGUAGES, starter_path, starter_text
from shohyo.starter.site import site_files, write_site
from tests.build.building import build, run_sphinx, soup

TODAY = dt.date(2026, 11, 30)
OWN = ("reviews/second-reading.md", "patterns/first-pass.md", "patterns/margin-notes.md")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_site(tmp_path / "site", site_files("T", "A", "en", TODAY))
    return tmp_path / "site"


def add(site: Path, kinds: Iterable[str], language: str, *, is_public: bool = False) -> None:
    """Do what `shohyo new` does; without the line that keeps a page back, where it is to be public."""
    for kind in kinds:
        file = site / starter_path(kind, f"new-{kind}")
        file.parent.mkdir(exist_ok=True)
        text = starter_text(kind, f"new-{kind}", TODAY, language)
        file.write_text(re.sub("^draft:.*\n", "", text, flags=re.MULTILINE) if is_public else text, "utf-8")


def agreed(site: Path, output: Path) -> list[str]:
    """Return the findings of a check, which are all that a build warns of; whether it passes depends on nothing else."""
    found = [str(item) for item in check_project(site).diagnostics]
    done = run_sphinx(site, output, "-W", "--keep-going")
    assert done.stderr.replace(": WARNING:", ":").splitlines() == found
    assert done.returncode == bool(found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_pages_of_every_kind(language: str, tmp_path: Path) -> None:
    """What was just begun breaks nothing, and shows nothing until its author says so."""
    site = tmp_path / "site"
    write_site(site, site_files("T", "A", language, TODAY))
    add(site, KINDS, language)
    assert check_project(site).diagnostics == ()
    output = build(site, tmp_path / "out", "-W")
    assert not [path for path in output.rglob("*.html") if path.stem.startswith("new-")]
    shown = build(site, tmp_path / "shown", "-D", "shohyo_drafts=1")
    assert {path.stem for path in shown.rglob("new-*.html")} == {f"new-{kind}" for kind in KINDS}


def test_public_pages_are_in_the_sidebar(site: Path, tmp_path: Path) -> None:
    """Nothing has to be written into the home page: reviews come first, then books, outline pages and all others."""
    add(site, KINDS, "en", is_public=True)
    (site / "notes").mkdir()
    (site / "notes/deep.md").write_text("# Deep\n", "utf-8")
    found = agreed(site, tmp_path / "out")
    assert {line.rpartition("shohyo.")[2] for line in found} == {"no_source]", "unlisted]", "unguarded]"}
    links = soup(tmp_path / "out/index.html").select(".shohyo-nav--pages li a")
    assert [link["href"].removesuffix(".html") for link in links] == [
        "#",
        "reviews/new-review",
        "reviews/second-reading",
        "books/new-book",
        "patterns/first-pass",
        "patterns/margin-notes",
        *(f"patterns/new-{kind}" for kind in sorted(PATTERN_KINDS)),
        "new-page",
        "notes/deep",
    ]


@pytest.mark.parametrize("number", range(1, 4))
def test_pages_that_are_taken_away(number: int, site: Path, tmp_path: Path) -> None:
    """What is said then is what still names them; where nothing does, nothing is."""
    for count, gone in enumerate(itertools.combinations(OWN, number)):
        copy = shutil.copytree(site, tmp_path / str(count))
        for path in gone:
            (copy / path).unlink()
        left = [(copy / path).read_text("utf-8") for path in OWN if path not in gone]
        names = [name for path in gone if any((name := Path(path).stem) in text for text in left)]
        found = agreed(copy, tmp_path / f"out-{count}")
        assert {name for name in names if any(name in line for line in found)} == set(names)
        assert all(any(name in line for name in names) for line in found)
    assert number < 3 or found == []


def test_folder_of_drafts(site: Path, tmp_path: Path) -> None:
    """A pattern of the home page that only a draft matches is no mistake, also where no other takes all."""
    index = site / "index.md"
    index.write_text(index.read_text("utf-8").replace("\n**\n", "\n"), "utf-8")
    (found,) = agreed(site, tmp_path / "empty")
    assert found == (
        'index.md:27:1: the toctree entry "books/*" matches no document; '
        "write the path from this page, or from the source folder with a leading / [shohyo.link]"
    )
    add(site, ["book"], "en")
    assert agreed(site, tmp_path / "out") == []


def test_patterns_whose_findings_are_silenced(site: Path, tmp_path: Path) -> None:
    """Who wants no finding of ours on links gets Sphinx's, but for a pattern beside one that takes all."""
    conf, index = site / "conf.py", site / "index.md"
    conf.write_text(conf.read_text("utf-8") + 'suppress_warnings = ["shohyo.link"]\n', "utf-8")
    build(site, tmp_path / "all")
    index.write_text(index.read_text("utf-8").replace("\n**\n", "\n"), "utf-8")
    (warning,) = run_sphinx(site, tmp_path / "out").stderr.splitlines()
    assert "'books/*' didn't match any documents" in warning
