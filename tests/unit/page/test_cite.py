"""What a page offers to those who cite it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shohyo.bib.bibliography import load_bibliography
from shohyo.page.cite import PageCitation


@pytest.mark.parametrize(
    ("title", "author"),
    [("推論キャッシュパターン", "Shohyo 編集部"), (r"50% of A & B_1 \x #2 ~ 5", "Doe, Jane and Sons")],
)
def test_bibtex_is_read_as_it_was_meant(tmp_path: Path, title: str, author: str) -> None:
    """The entry parses without a finding, with one author and the title as printed, whatever TeX makes of its signs."""
    entry = PageCitation("a-page", (author,), title, "小さな棚", "2026", "https://example.org/a_page.html").bibtex()
    (tmp_path / "x.bib").write_text(entry, "utf-8")
    bibliography = load_bibliography([tmp_path / "x.bib"], tmp_path)
    assert bibliography.diagnostics == ()
    work = bibliography.entries["a-page"]
    assert (work.title, work.authors, work.year) == (title, (author,), "2026")
    assert work.url == "https://example.org/a_page.html"


def test_braces_stay_balanced() -> None:
    """BibTeX counts braces: one in a title opens no group."""
    entry = PageCitation("k", ("A}",), "{{ T ^", "S", None, "x.html").bibtex()
    assert entry.count("{") == entry.count("}")
    assert r"\textbraceleft{}\textbraceleft{} T \textasciicircum{}" in entry


@pytest.mark.parametrize(
    ("authors", "site", "year", "text"),
    [
        ((), "S", "2026", "“T” (2026). S. x.html"),
        ((), "S", None, "“T”. S. x.html"),
        ((), "", "2026", "“T” (2026). x.html"),
        (("A",), "", None, "A. “T”. x.html"),
    ],
)
def test_what_conf_py_does_not_say(authors: tuple[str, ...], site: str, year: str | None, text: str) -> None:
    """Without author or name of the project, neither form has a word in its place."""
    page = PageCitation("k", authors, "T", site, year, "x.html")
    assert page.text() == text
    assert ("author" in page.bibtex(), "howpublished" in page.bibtex()) == (bool(authors), bool(site))


def test_what_is_unknown_is_left_out() -> None:
    """A page without a date has no year, in neither form."""
    page = PageCitation("k", ("A",), "T", "S", None, "x.html")
    assert "year" not in page.bibtex()
    assert page.text() == "A. “T”. S. x.html"
    assert PageCitation("k", ("A",), "T", "S", "2026", "x.html").text() == "A (2026). “T”. S. x.html"
