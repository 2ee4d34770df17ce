"""What ``shohyo/upstream/rendering.py`` uses of Sphinx is still as it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from shohyo.upstream.rendering import html_of
from shohyo.upstream.sphinx import resolve

MakeApp = Callable[..., SphinxTestApp]

PAGE = """Page
====

.. _picture:

.. figure:: ../a.png
   :alt: A picture

   A caption

See :numref:`picture`, :download:`a file <../a.png>`.

.. code-block:: python

   this is !! no Python

Section
-------

Text.
"""


@pytest.fixture
def app(make_app: MakeApp, tmp_path: Path) -> SphinxTestApp:
    """A project with numbers, a picture, a download and a warning, not built yet."""
    (tmp_path / "conf.py").write_text("numfig = True\nhtml_theme = 'basic'\n", "utf-8")
    (tmp_path / "index.rst").write_text("Top\n===\n\n.. toctree::\n   :numbered:\n\n   inner/page\n", "utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/page.rst").write_text(PAGE, "utf-8")
    (tmp_path / "a.png").write_bytes(b"")
    return make_app("html", srcdir=tmp_path)


def text_of(html: str) -> str:
    """Return HTML in one form, with the marks of permanent links as characters."""
    return str(BeautifulSoup(html, "html.parser").select_one("section"))


def test_it_is_the_text_that_is_written(app: SphinxTestApp, tmp_path: Path) -> None:
    """Numbers, pictures and downloads, too; neither page nor builder are changed, and nothing is said twice."""
    app.build(force_all=True)
    said = app.warning.getvalue()
    assert "Lexing" in said
    doctree = resolve(app, "inner/page")
    before, state = doctree.pformat(), dict(vars(app.builder))
    html = html_of(app.builder, doctree, "inner/page")
    assert text_of(html) == text_of((tmp_path / "_build/html/inner/page.html").read_text("utf-8"))
    assert "Fig. 1" in html
    assert doctree.pformat() == before
    assert [name for name, value in vars(app.builder).items() if state.get(name) != value] == []
    assert set(vars(app.builder)) == set(state)
    assert app.warning.getvalue() == said


def test_before_anything_is_written(app: SphinxTestApp, make_app: MakeApp, tmp_path: Path) -> None:
    """A builder that has not begun to write gives the same: what it then has not is not left there."""
    app.build(force_all=True)
    html = html_of(app.builder, resolve(app, "inner/page"), "inner/page")
    other = make_app("html", srcdir=tmp_path)
    other.builder.read()
    state = set(vars(other.builder))
    assert html_of(other.builder, resolve(other, "inner/page"), "inner/page") == html
    assert set(vars(other.builder)) == state
