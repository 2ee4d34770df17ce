"""Which files belong to a project, as conf.py says without being run."""

from __future__ import annotations

import itertools
import os
import re
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sphinx.util.matching import get_matching_files, patmatch

from shohyo.errors import Code, ShohyoError
from shohyo.source.project import find_root, glob_expression, load_project, read_literals

FILES = ("index.md", "a.rst", "b.txt", "reviews/r.md", "reviews/deep/s.md", "_build/x.md", ".venv/y.md", "node_modules/z/z.md", "docs/.hidden/h.md",
         "docs/d.md", "_sources/o.md", "docs/_sources/o.md", "templates/t.md", "README.md", "docs/README.md", "[x].md", "日本/語.md")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in FILES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("# T\n", encoding="utf-8")
    return tmp_path


def paths(root: Path, conf: str | None = None) -> list[str]:
    """Return the documents of a project with that conf.py."""
    if conf is not None:
        (root / "conf.py").write_text(conf, encoding="utf-8")
    return sorted(document.path for document in load_project(root).documents.values())


def test_without_conf_every_page_belongs(folder: Path) -> None:
    """Output, tools and hidden folders are left out."""
    assert paths(folder) == sorted(
        [
            "index.md",
            "a.rst",
            "_sources/o.md",
            "reviews/r.md",
            "reviews/deep/s.md",
            "docs/d.md",
            "templates/t.md",
            "README.md",
            "docs/README.md",
            "[x].md",
            "日本/語.md",
        ]
    )


def test_patterns_of_conf(folder: Path) -> None:
    """What conf.py includes and excludes decides, and templates and static files are never pages."""
    assert paths(folder, "include_patterns = ['*.md', 'reviews/**']\nexclude_patterns = ['README*.md']\n") == [
        "[x].md", "index.md", "reviews/deep/s.md", "reviews/r.md",
    ]  # fmt: skip
    assert paths(folder, "exclude_patterns = ['**/README.md', 'reviews', '_build', '.venv', 'node_modules', 'docs/.*']\ntemplates_path = ['templates']\n") == [
        "README.md", "[x].md", "_sources/o.md", "a.rst", "docs/d.md", "index.md", "日本/語.md",
    ]  # fmt: skip


def test_suffixes(folder: Path) -> None:
    """Other suffixes are those of documents, too; .md is always one, as with MyST."""
    (folder / "conf.py").write_text(
        "source_suffix = {'.txt': 'markdown', '.rst': None}\ninclude_patterns = ['*']\n", encoding="utf-8"
    )
    documents = load_project(folder).documents
    assert {document.path: document.is_markdown for document in documents.values()} == {
        "README.md": True, "[x].md": True, "a.rst": False, "b.txt": True, "index.md": True,
    }  # fmt: skip
    assert paths(folder, "source_suffix = '.txt'\ninclude_patterns = ['?.txt', '?.rst', 'i*']\n") == [
        "b.txt",
        "index.md",
    ]


def test_conf_is_not_run(folder: Path) -> None:
    """A conf.py that would do something does not; what it computes counts as not set."""
    conf = """
import os, no_such_module
(__import__("pathlib").Path(__file__).parent / "ran").touch()
include_patterns = ["reviews/**"]
include_patterns += ["index.md"]
include_patterns: list[str]
exclude_patterns = [os.getcwd()]
if True:
    include_patterns = []
suppress_warnings = first = ("shohyo.flow",)
bibtex_bibfiles = ["a.bib", "sub/b.bib"]
"""
    assert paths(folder, conf) == ["index.md", "reviews/deep/s.md", "reviews/r.md"]
    project = load_project(folder)
    assert not (folder / "ran").exists()
    assert project.is_suppressed(Code.FLOW)
    assert not project.is_suppressed(Code.LINK)
    assert project.bib_files == (folder / "a.bib", folder / "sub/b.bib")


@pytest.mark.parametrize(
    "conf", ["include_patterns = [", "x = '\\ud800", "\0", "a = " + "-" * 100_000 + "1", "# coding: nonsense\n"]
)
def test_conf_that_is_not_python(conf: str, tmp_path: Path) -> None:
    """A broken conf.py ends the command with its name, not with a traceback."""
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    with pytest.raises(ShohyoError, match=r"^conf\.py"):
        load_project(tmp_path)


def test_literals_of_any_type_are_read(tmp_path: Path) -> None:
    """A setting of the wrong type counts as not set."""
    (tmp_path / "conf.py").write_text(
        "include_patterns = 'x'\nsource_suffix = 3\nbibtex_bibfiles = [1]\nb = b'x' + b'y'\n", encoding="utf-8"
    )
    (tmp_path / "a.md").write_text("", encoding="utf-8")
    assert paths(tmp_path) == ["a.md"]
    assert read_literals(tmp_path / "conf.py")["include_patterns"] == "x"


@pytest.mark.parametrize(
    ("conf", "expected"),
    [
        (None, ["a.md"]),
        ("", [".notes/b.md", "_build/c.md", "a.md"]),
        ("exclude_patterns = ['_build']", [".notes/b.md", "a.md"]),
        ("exclude_patterns = list(map(str, []))", ["a.md"]),
    ],
)
def test_what_is_left_out_by_default(conf: str | None, expected: list[str], tmp_path: Path) -> None:
    """With a conf.py what Sphinx would take; without, or where it cannot be told, no output and no hidden folders."""
    for path in (".notes/b.md", "_build/c.md", "a.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("", encoding="utf-8")
    if conf is not None:
        (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    assert paths(tmp_path) == expected


def test_bibliography_by_default(folder: Path) -> None:
    """references.bib is the bibliography where conf.py names none."""
    assert load_project(folder).bib_files == ()
    (folder / "references.bib").touch()
    assert load_project(folder).bib_files == (folder / "references.bib",)


def test_root(folder: Path) -> None:
    """The nearest conf.py makes the project; a folder outside of its pages is one of its own."""
    assert find_root(folder / "reviews/r.md") == folder / "reviews"
    (folder / "conf.py").write_text("include_patterns = ['*.md', 'reviews/**']\n", encoding="utf-8")
    assert find_root(folder) == folder
    assert find_root(folder / "reviews/deep") == folder
    assert find_root(folder / "reviews/r.md") == folder
    assert find_root(folder / "docs") == folder / "docs"
    (folder / "docs/conf.py").touch()
    assert find_root(folder / "docs/d.md") == folder / "docs"


@pytest.mark.filterwarnings("ignore:Possible nested set")
@pytest.mark.parametrize(
    "includes",
    [("**",), ("*.md", "reviews/**"), ("*/r.md",), ("**/d.md",), ("[[]x].md", "??.rst"), ("reviews/*/*",), ("日*/**",)],
)
@pytest.mark.parametrize("excludes", [(), ("reviews",), ("**/README.md",), ("docs/.*", "*.rst"), ("re[!x]iews/r*",)])
def test_patterns_mean_what_they_mean_to_sphinx(
    includes: tuple[str, ...], excludes: tuple[str, ...], folder: Path
) -> None:
    """We find the documents that Sphinx finds."""
    never = ("**/_sources", ".#*", "**/.#*", "*.lproj/**")
    expected = [
        path for path in get_matching_files(folder, includes, (*excludes, *never)) if path.endswith((".md", ".rst"))
    ]
    (folder / "conf.py").write_text(
        f"include_patterns = {list(includes)!r}\nexclude_patterns = {list(excludes)!r}\n", encoding="utf-8"
    )
    assert paths(folder) == sorted(expected)


@given(st.text("ab/*?[]!^.-\\", max_size=8), st.text("ab/.-^!\\[]", max_size=8))
@example("a[", "a[")
@example("[!]a]", "b")
def test_any_pattern_means_what_it_means_to_sphinx(pattern: str, path: str) -> None:
    """Brackets, carets and backslashes included; what Sphinx cannot read is reported."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            expected = patmatch(path, pattern) is not None
    except re.error:
        with pytest.raises(ShohyoError, match="is not a pattern"):
            glob_expression(pattern)
        return
    assert (glob_expression(pattern).fullmatch(path) is not None) == expected


def test_folders_that_cannot_hold_a_page_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tools' folders beside the pages may be huge; patterns say that nothing in them is wanted."""
    read: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path: (read.append(Path(path).relative_to(folder).as_posix()), scandir(path))[1]
    )
    paths(folder, "include_patterns = ['*.md', 'reviews/**', 'docs/*.md', 'd*/x/*']\n")
    assert sorted(read) == [".", "docs", "reviews", "reviews/deep"]


def test_links_among_folders_end(tmp_path: Path) -> None:
    """Folders that link to one another are read, and not for ever."""
    names = "abcd"
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.md").write_text("# P\n", encoding="utf-8")
    for first, second in itertools.permutations(names, 2):
        (tmp_path / first / second).symlink_to(tmp_path / second)
    found = paths(tmp_path)
    assert {"a/p.md", "a/b/p.md", "a/b/c/d/p.md"} <= set(found)
    assert len(found) == 64


@pytest.mark.parametrize("conf", [None, "exclude_patterns = []\n"])
def test_what_a_build_has_written_is_no_source(conf: str | None, folder: Path) -> None:
    """Pages have twins in Markdown, and not every project leaves out where it builds."""
    before = paths(folder, conf)
    for name in ("public/html", "public/html/patterns"):
        (folder / name).mkdir(parents=True)
        (folder / name / "twin.md").write_text("# T\n", "utf-8")
    assert len(paths(folder)) == len(before) + 2
    (folder / "public/html/.buildinfo").write_text("# Sphinx build info version 1\n", "utf-8")
    assert paths(folder) == before
    (folder / ".buildinfo").write_text("", "utf-8")  # a project that is built over itself goes on having pages
    assert paths(folder) == before
