"""Diagnostics: how they read, how they are sorted, what they suggest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.errors import CODES, Code, Diagnostic, Severity, printable, suggestion


def test_line_of_a_diagnostic() -> None:
    """Place, message and code stand in the form that editors and suppress_warnings know."""
    assert (
        str(Diagnostic("a/b.md", 3, 7, Code.FLOW, "problem", "remedy")) == "a/b.md:3:7: problem; remedy [shohyo.flow]"
    )
    assert str(Diagnostic("a.md", 1, 1, Code.LINK, "problem")) == "a.md:1:1: problem [shohyo.link]"
    assert Diagnostic("a.md", 1, 1, Code.LINK, "problem", "(this?)").message == "problem (this?)"


def test_diagnostics_sort_by_place() -> None:
    """A report goes down the files, and down each file, by numbers."""
    places = [("b.md", 1, 1), ("a.md", 10, 1), ("a.md", 9, 2), ("a.md", 9, 1)]
    found = sorted(Diagnostic(*place, Code.LINK, "p") for place in places)
    assert [(item.path, item.line, item.column) for item in found] == sorted(places)


def test_every_code_is_explained() -> None:
    """Every code has a severity and a sentence for the manual."""
    assert list(CODES) == list(Code)
    for severity, sentence in CODES.values():
        assert isinstance(severity, Severity)
        assert sentence.endswith(".")
        assert sentence[0].isupper()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("data-cashe", '(did you mean "data-cache"?)'),
        ("aliasses", '(did you mean "aliases"?)'),
        ("推論キャッシ", '(did you mean "推論キャッシュ"?)'),
        ("zebra", ""),
        ("", ""),
    ],
)
def test_suggestion(word: str, expected: str) -> None:
    """A near miss is named; what is far from everything is not guessed at."""
    assert suggestion(word, ["推論キャッシュ", "data-cache", "aliases", "author"]) == expected


def test_suggestion_does_not_depend_on_order() -> None:
    """Two names that are as near give one answer, whatever the order of a set."""
    assert suggestion("ab", ["abx", "aby"]) == suggestion("ab", ["aby", "abx"])


@given(st.text())
def test_message_is_one_printable_line(text: str) -> None:
    """Nothing in a file can break the report's lines or steer the reader's terminal."""
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    shown.encode()
    assert printable(shown) == shown
    assert len(str(Diagnostic(text, 1, 1, Code.LINK, text, text)).splitlines()) == 1


def test_printable_keeps_text() -> None:
    """Japanese, ideographic space and joined emoji are text."""
    assert printable("書評\u3000👩\u200d💻 é") == "書評\u3000👩\u200d💻 é"
    assert printable("a\nb\x1b\ud800") == "a\\nb\\x1b\\ud800"
