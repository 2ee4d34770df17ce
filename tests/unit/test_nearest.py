"""What was meant: as difflib finds it, at a cost that does not grow with the names that are nothing like the word."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo import nearest
from shohyo.nearest import Names, suggestion

PATTERNS = Path(__file__).parents[2] / "patterns"
NAMES = sorted(
    {file.stem for file in PATTERNS.glob("*.md")}
    | {
        f"{a}-{b}-{c}"
        for a in ("model", "data", "batch")
        for b in ("load", "test", "serve")
        for c in ("cache", "queue")
    }
)


@st.composite
def slips(draw: st.DrawFn) -> str:
    """A name with a character that is gone, added, another, or in its neighbour's place."""
    name = draw(st.sampled_from(NAMES))
    at = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from("abcxyz-"))
    before, here, after = name[:at], name[at], name[at + 1 :]
    return draw(
        st.sampled_from(
            [
                before + after,
                before + letter + here + after,
                before + letter + after,
                before + after[:1] + here + after[1:],
            ]
        )
    )


@given(slips())
def test_as_difflib(word: str) -> None:
    """Of many names the same is found as by comparing the word with each."""
    assert len(NAMES) > nearest.FEW
    (near,) = difflib.get_close_matches(word, NAMES, n=1, cutoff=0.6)
    assert suggestion(word, NAMES) == f'(did you mean "{near}"?)'


@given(slips(), st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_sets_that_share_names(word: str, gone: set[str], own: set[str]) -> None:
    """A set that is told by another, less some names and with others, means the same as if it were told whole."""
    own -= set(NAMES) - gone
    whole, told = Names((set(NAMES) - gone) | own), Names(own, Names(NAMES), frozenset(gone))
    assert told.size == whole.size
    assert told.like(word, "") == whole.like(word, "")
    assert told.suggestion(word) == whole.suggestion(word)


def test_nothing_is_like_it() -> None:
    """A word that is like no name has no suggestion, among few names and among many."""
    assert suggestion("quux", ["alpha", "beta"]) == suggestion("quux", NAMES) == suggestion("", NAMES) == ""


def test_few_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand slips in a thousand names are a few thousand comparisons, and not a million."""
    compared = 0

    def get_close_matches(word: str, names: list[str], n: int, cutoff: float) -> list[str]:
        nonlocal compared
        compared += len(names)
        return names[:n]

    monkeypatch.setattr(difflib, "get_close_matches", get_close_matches)
    names = frozenset(f"page-number-{number}" for number in range(1000))
    for number in range(1000):
        suggestion(f"pgae-number-{number}", names)
    assert compared <= 1000 * nearest.COMPARED
