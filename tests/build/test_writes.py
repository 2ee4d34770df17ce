"""An edit costs what it touches: how many pages are read and written again, whatever the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.builds.shelf import EDITS, make_shelf
from bench.builds.tools import Shohyo, folder_of
from tests.build.building import build, digest

REVIEWS = 16
#: pages that list what there is: any front matter may change them
LISTS = {"index", "tags", "books", "bibliography", "map", "list", "table"}


def times(folder: Path, suffix: str) -> dict[str, int]:
    """Return page → when its file was written."""
    paths = [path for path in folder.rglob(f"*{suffix}") if path.is_file()]
    return {path.relative_to(folder).as_posix().removesuffix(suffix): path.stat().st_mtime_ns for path in paths}


def pages(output: Path) -> dict[str, str]:
    """Return page → digest of its HTML."""
    return {name.removesuffix(".html"): found for name, found in digest(output).items() if name.endswith(".html")}


class Case:
    """A shelf that is built."""

    def __init__(self, folder: Path) -> None:
        self.tool = Shohyo("shohyo", "Shohyo", Path())
        self.shelf = make_shelf(REVIEWS)
        self.source, self.output, self.doctrees = folder / "source", folder / "output", folder / "output.doctrees"
        self.write(self.tool.sources(self.shelf))
        build(self.source, self.output)

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")

    def rebuild(self) -> tuple[set[str], set[str], set[str]]:
        """Return the pages that were read and written, and those whose HTML is another one."""
        doctrees, files, before = times(self.doctrees, ".doctree"), times(self.output, ".html"), pages(self.output)
        build(self.source, self.output)
        read = {name for name, time in times(self.doctrees, ".doctree").items() if time != doctrees.get(name)}
        now = times(self.output, ".html")
        written = {name for name in doctrees if now[name] != files.get(name)}
        after = pages(self.output)
        return read, written, {name for name in doctrees if after[name] != before.get(name)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, dict[str, str]]:
    """A shelf, and path → digest of what is written of it."""
    made = Case(tmp_path_factory.mktemp("writes"))
    return made, digest(made.output)


@pytest.fixture
def case(built: tuple[Case, dict[str, str]]) -> Iterator[Case]:
    """The shelf, which is as it was before the next test; an edit that is taken back leaves nothing."""
    made, before = built
    yield made
    made.write(made.tool.sources(made.shelf))
    made.rebuild()
    assert digest(made.output) == before


def test_nothing(case: Case) -> None:
    """A build without a change reads and writes nothing, not even a file that is no page."""
    before = times(case.output, "")
    assert len(before) > 100
    assert case.rebuild() == (set(), set(), set())
    assert times(case.output, "") == before


def test_index_of_the_search(case: Case) -> None:
    """It is made again when a text or a fact of a page is another, and only then."""
    manifest = case.output / "searchindex" / "manifest.js"
    before = manifest.read_bytes()
    page = case.source / f"{folder_of(case.shelf.reviews[0].name)}{case.shelf.reviews[0].name}.md"
    page.write_text(page.read_text("utf-8") + "<!-- nobody sees this -->\n", "utf-8")
    assert case.rebuild()[0]
    assert manifest.read_bytes() == before
    page.write_text(page.read_text("utf-8") + "\n検索される文です。\n", "utf-8")
    case.rebuild()
    assert manifest.read_bytes() != before


@pytest.mark.parametrize("kind", EDITS)
def test_edits(case: Case, tmp_path: Path, kind: str) -> None:
    """What is read is what was edited, or cites it; what is written is what shows it, beside pages of lists."""
    edit = EDITS[kind](case.shelf)
    case.write(case.tool.sources(edit.shelf))
    read, written, changed = case.rebuild()
    name = f"{folder_of(edit.page)}{edit.page}"
    assert changed
    assert changed | read <= written
    assert written - changed <= (set() if kind == "body" else LISTS)
    if kind == "entry":
        cited = next(new.key for old, new in zip(case.shelf.entries, edit.shelf.entries, strict=True) if old != new)
        citing = {
            path.relative_to(case.source).as_posix()
            for path in case.source.rglob("*.md")
            if cited in path.read_text("utf-8")
        }
        assert read == {path.removesuffix(".md") for path in citing} | {"bibliography"}
    else:
        assert read == {name}
    if kind == "body":
        assert written == {name}
    assert digest(case.output) == digest(build(case.source, tmp_path / "clean"))
