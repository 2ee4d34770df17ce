"""What ``shohyo/upstream`` saves of the work of others is still done by them, and comes out the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import OptionParser
from sphinx.testing.util import SphinxTestApp

MakeApp = Callable[..., SphinxTestApp]

PAGES = 6
#: settings that name the page or the project
OF_PAGES = frozenset(["env", "_source", "_config_files"])


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str], list[Any]]:
    """Return a function that lets the calls of a method be noted: each adds what it is a method of."""

    def count(owner: type, name: str) -> list[Any]:
        calls: list[Any] = []
        method = getattr(owner, name)

        def noted(self: Any, *arguments: Any, **options: Any) -> Any:
            calls.append(self)
            return method(self, *arguments, **options)

        monkeypatch.setattr(owner, name, noted)
        return calls

    return count


def project(folder: Path, extension: str, **pages: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(f'extensions = ["{extension}"]\nexclude_patterns = ["o"]\n', "utf-8")
    listed = "\n".join(f"page{number}" for number in range(PAGES))
    pages = {f"page{number}": f"# Page {number}\n\nText.\n" for number in range(PAGES)} | pages
    pages = {"index": f"# Top\n\n```{{toctree}}\n{listed}\n```\n"} | pages
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


def test_settings_are_made_for_each_page(make_app: MakeApp, tmp_path: Path, counted: Callable[..., list[Any]]) -> None:
    """Sphinx and MyST make the settings of each page anew; with us they are made a few times for all."""
    made = counted(OptionParser, "__init__")
    make_app("html", srcdir=project(tmp_path / "stock", "myst_parser")).build()
    assert len(made) >= 2 * (PAGES + 1)
    made.clear()
    make_app("html", srcdir=project(tmp_path / "ours", "shohyo")).build()
    assert len(made) <= PAGES


def test_settings_are_those_of_upstream(make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the same, value for value, and what one page adds to its own does not reach the next."""

    def settings(name: str, extension: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []

        def on_doctree_read(app: SphinxTestApp, doctree: nodes.document) -> None:
            values = vars(doctree.settings)
            found.append({key: value for key, value in values.items() if key not in OF_PAGES})
            assert not values["record_dependencies"].list
            values["record_dependencies"].add("something")
            assert "something" not in values["strip_classes"]
            values["strip_classes"].append("something")

        folder = project(tmp_path / name, extension)
        (folder / "docutils.conf").write_text("[general]\nstrip_classes: one\n", "utf-8")
        monkeypatch.setenv("DOCUTILSCONFIG", str(folder / "docutils.conf"))
        app = make_app("html", srcdir=folder)
        app.connect("doctree-read", on_doctree_read)
        app.build()
        assert len(found) == PAGES + 1
        return [{key: repr(value) for key, value in values.items() if key != "record_dependencies"} for values in found]

    assert settings("ours", "shohyo") == settings("stock", "myst_parser")
