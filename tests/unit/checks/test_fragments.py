"""Places that a text names: which may stand where only a build reads, and which can stand nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from shohyo.checks.project import check_project
from tests.bad import write_files

#: links and roles of a page to a place that nothing here shows, and to one that nothing may have
PAGE = "# T\n\n[a](#far-away) {ref}`far-away`\n\n[b](#never-ever) {ref}`never-ever`\n"
NEVER = [
    '5:1: the link "#never-ever" leads to no heading and no label; write "(never-ever)=" above the place that is meant '
    "[shohyo.link]",
    '5:18: unknown label "never-ever"; write "(never-ever)=" above the place that is meant [shohyo.reference]',
]
#: where the one may stand: files beside the page
ELSEWHERE = {
    "an included file": {"other.md": "# O\n\n```{include} part.inc\n```\n", "part.inc": "(far-away)=\n## H\n"},
    "a file that an included one includes": {
        "other.md": "# O\n\n```{include} part.inc\n```\n",
        "part.inc": "```{include} more.inc\n```\n",
        "more.inc": "(far-away)=\n## H\n",
    },
    "embedded reStructuredText": {"other.md": "# O\n\n```{eval-rst}\n.. _far-away:\n\nH\n```\n"},
    "reStructuredText": {"other.rst": "O\n=\n\n.. _far-away:\n\nHeading\n-------\n"},
    "the name of a table": {"other.md": "# O\n\n```{csv-table}\n\n_`Far away`, b\n```\n"},
    "an argument": {"other.md": "# O\n\n```{figure-md} far-away\n![a](#)\n```\n"},
}


def found(root: Path, path: str = "page.md") -> list[str]:
    """Return what is found in a page, without its path."""
    lines = map(str, check_project(root).diagnostics)
    return [line.removeprefix(f"{path}:") for line in lines if line.startswith(f"{path}:")]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_may_stand_elsewhere(name: str, tmp_path: Path) -> None:
    """What is not read here has the labels of which it has the words, and no others."""
    write_files(tmp_path, {"page.md": PAGE, **ELSEWHERE[name]})
    assert found(tmp_path) == NEVER
    write_files(tmp_path, dict.fromkeys(ELSEWHERE[name], "Nothing.\n"))
    assert [line.split(":")[0] for line in found(tmp_path)] == ["3", "3", "5", "5"]


#: pages and settings by which anything may be a label
ANYTHING = {
    "directives of others": {"other.md": "# O\n\n```{autothing} package\n```\n"},
    "another project": {"conf.py": 'intersphinx_mapping = {"py": ("https://docs.python.org/3", None)}\n'},
}


@pytest.mark.parametrize("name", ANYTHING)
def test_what_may_be_made_anywhere(name: str, tmp_path: Path) -> None:
    """Labels that stand in no text may be any; places on a page that is read are known all the same."""
    page = PAGE + "\n[c](clear.md#never-ever)\n"
    write_files(tmp_path, {"page.md": page, "clear.md": "# C\n", **ANYTHING[name]})
    assert found(tmp_path) == [
        '7:1: the link "clear.md#never-ever" leads to no heading and no label of that page; write "(never-ever)=" '
        "there, above the place that is meant [shohyo.link]"
    ]


#: text of another page → whether a link to its place "far-away" leads somewhere
OTHERS = {
    "# O\n\n## Far *away*\n": True,
    "# O\n\n```{include} page.md\n```\n": True,  # its text has the words
    "# O\n\n```{include} empty.inc\n```\n": False,
    "# O\n\n```{eval-rst}\nFar away\n--------\n```\n": True,
    "# O\n\n```{eval-rst}\nNear\n----\n```\n": False,
    "# O\n\n```{autothing} package\n```\n": True,
    "# O\n\n```text\nwithout an end\n\n## Near\n": True,
    "# O\n\n<a name='far-away'></a>\n": True,
    "# O\n\n(far)=\n(away)=\nText.\n": False,
}


@pytest.mark.parametrize("text", OTHERS)
def test_places_on_another_page(text: str, tmp_path: Path) -> None:
    """A page is asked for itself: whether others hold what is not read here does not matter."""
    files = {"page.md": "# T\n\n[far away](other.md#far-away)\n", "other.md": text, "empty.inc": "Text.\n"}
    write_files(
        tmp_path, {**files, "third.rst": "T\n=\n\n.. _far-away:\n", "fourth.md": "# F\n\n```{autothing}\n```\n"}
    )
    assert [line.split(":")[:2] for line in found(tmp_path)] == ([] if OTHERS[text] else [["3", "1"]])


def test_headings_as_labels(tmp_path: Path) -> None:
    """With the extension for it the words of a heading are a label, on its own or behind the name of its page."""
    page = "# T\n\n## Far away\n\n{ref}`Far away` {ref}`page:Far away` {ref}`page:Near`\n"
    write_files(tmp_path, {"page.md": page, "conf.py": 'extensions = ["sphinx.ext.autosectionlabel"]\n'})
    assert [line.split(";")[0] for line in found(tmp_path)] == ['5:38: unknown label "page:near"']
    write_files(tmp_path, {"conf.py": "extensions = []\n"})
    assert len(found(tmp_path)) == 3
