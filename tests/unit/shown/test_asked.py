"""Answers as text, and what is kept of the questions of a build."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st
from sphinx.locale import _

from shohyo.data.catalogue import Document
from shohyo.model import Pattern
from shohyo.shown import asked as module
from shohyo.shown.asked import Asked, Known, Question, canonical

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(PLAIN, PLAIN)
def test_canonical_text_tells_answers_apart(one: Any, other: Any) -> None:
    """Equal answers have the same text, and others another; the order in a mapping counts, as pages show it."""
    assert (canonical(one) == canonical(other)) == (json.dumps(one) == json.dumps(other))


@dataclass
class Record:
    name: str
    inner: list[int]


def document(**values: Any) -> Document:
    return Document(
        "patterns/a", "patterns/a.md", Pattern.model_validate({"kind": "pattern", "id": "a", **values}), "A"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", 1),
        ({1, 2}, {1, 3}),
        (Record("a", [1]), Record("a", [2])),
        (nodes.title("", "a"), nodes.title("", "", nodes.emphasis("", "a"))),
        (document(intent="x"), document(intent="y")),
    ],
)
def test_each_kind_of_answer(one: Any, other: Any) -> None:
    """Two answers of a kind differ, and each is the same when it is made again."""
    assert canonical(one) != canonical(other)
    assert canonical(one) == canonical(one)


def test_what_nobody_shows_does_not_count() -> None:
    """Where a page is named, tags and sources of it are not shown; who asks for all of it gets another digest."""
    plain, tagged = document(), document(tags=["b"])
    assert canonical(plain) == canonical(tagged)
    assert plain.digest != tagged.digest


def test_unknown_kinds_are_told() -> None:
    """An answer without a rule is a mistake of whoever wrote the question."""
    with pytest.raises(TypeError, match="no rule for"):
        canonical(object())


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """An application that knows titles, and a question for them."""
    monkeypatch.setattr(module, "_questions", {})
    site = SimpleNamespace(titles={"a": "A", "b": "B"}, asked=[])

    @Question
    def title(app: Any, docname: str) -> str | None:
        app.asked.append(docname)
        return app.titles.get(docname)

    site.title = title
    return site


def test_texts_that_wait_for_their_language_are_texts() -> None:
    """Sphinx's own labels, to which any page may refer, have such titles."""
    waiting = _("Index")
    assert not isinstance(waiting, str)
    assert canonical(waiting) == canonical("Index")


def test_pages_whose_answers_changed(site: SimpleNamespace, tmp_path: Path) -> None:
    """One that showed another title, and one of which nothing is known; each question is asked once."""
    first = Asked(site)
    for page in ("one", "two"):
        assert first.ask(page, site.title, "a") == "A"
    first.ask("two", site.title, "b")
    first.note("three", site.title, "gone")
    assert site.asked == ["a", "b"]
    path = tmp_path / "shown"
    Known.of(first, {"one", "two", "three"}).save(path)

    site.titles["b"] = "C"
    second = Asked(site)
    assert second.shown_differently(Known.load(path), ["one", "two", "three", "new"]) == {"two", "new"}
    second.ask("two", site.title, "b")
    kept = Known.of(second, {"one", "two"})
    assert kept.pages.keys() == {"one", "two"}
    # what was not written again is known as before
    site.titles["a"] = "D"
    assert Asked(site).shown_differently(kept, ["one", "two"]) == {"one"}


def test_questions_that_are_gone(site: SimpleNamespace) -> None:
    """A page that asked what can no longer be asked is written again."""
    known = Known({"one": [("nobody.knows", "a")], "two": []}, {("nobody.knows", "a"): "x"})
    assert Asked(site).shown_differently(known, ["one", "two"]) == {"one"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 0}', '{"version": 1, "answers": [], "pages": {"a": [3]}}', "\0"]
)
def test_damaged_files_say_nothing(tmp_path: Path, text: str) -> None:
    """Then all pages are written."""
    path = tmp_path / "shown"
    assert Known.load(path) is None
    path.write_text(text, "utf-8")
    assert Known.load(path) is None
