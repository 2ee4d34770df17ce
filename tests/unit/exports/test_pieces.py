"""What is made of pages, kept in a real database; what Sphinx does is played by an object with a few functions."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shohyo.exports import pieces as module
from shohyo.exports.pieces import Pieces


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    app = SimpleNamespace(env=SimpleNamespace(found_docs={"a", "b"}), resolved=[])
    monkeypatch.setattr(module, "kept_beside", lambda _app, suffix: tmp_path / suffix)
    monkeypatch.setattr(module, "resolve", lambda app, docname: app.resolved.append(docname))
    return app


def test_a_piece_comes_back_in_the_next_build(app: Any) -> None:
    pieces = Pieces(app)
    pieces.note("a", "twin", "本文\ud800")
    pieces.close()
    again = Pieces(app)
    assert again.get("a", "twin") == "本文\ud800"
    assert app.resolved == []


def test_a_later_one_takes_its_place(app: Any) -> None:
    pieces = Pieces(app)
    pieces.note("a", "twin", "one")
    pieces.note("a", "feed", "other")
    pieces.note("a", "twin", "two")
    assert [pieces.get("a", name) for name in ("twin", "feed")] == ["two", "other"]


def test_a_page_that_nothing_is_known_of_is_resolved(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = Pieces(app)
    monkeypatch.setattr(module, "resolve", lambda _app, docname: pieces.note(docname, "twin", f"of {docname}"))
    assert pieces.get("b", "twin") == "of b"


def test_pages_that_are_gone_are_forgotten(app: Any) -> None:
    pieces = Pieces(app)
    pieces.note("a", "twin", "a")
    pieces.note("b", "twin", "b")
    app.env.found_docs.discard("a")
    pieces.close()
    app.env.found_docs.add("a")
    again = Pieces(app)
    assert (again.get("a", "twin"), again.get("b", "twin")) == ("", "b")
    assert app.resolved == ["a"]


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0"])
def test_what_is_damaged_or_of_another_version_is_made_anew(
    app: Any, tmp_path: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pieces.sqlite").write_bytes(damage * 200)
    pieces = Pieces(app)
    pieces.note("a", "twin", "a")
    pieces.close()
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
    assert Pieces(app).get("a", "twin") == ""
