"""Widths are on the safe side, and lines hold the whole text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.text.measure import cut, even_lines, lines_of, width_of

PIECES = st.lists(st.text("あア漢字ーi.MW・ e\u0301—", min_size=1, max_size=6), max_size=12)
ROOMS = st.integers(2, 24).map(lambda half: half / 2)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("推論", 2), ("ｱ", 0.65), ("Ａ", 1), ("e\u0301", 0.65), ("MW", 1.9), ("…", 1), ("AIのAI", 3.6)],
)
def test_width(text: str, width: float) -> None:
    """Full-width and ambiguous letters are an em, broad ones nearly that, combining marks nothing."""
    assert width_of(text) == pytest.approx(width)


@given(PIECES, ROOMS)
def test_lines_hold_all_pieces(pieces: list[str], room: float) -> None:
    """Lines are runs of whole pieces; one is wider than the room only if it is one piece."""
    for lines in (lines_of(pieces, room), even_lines(pieces, room)):
        assert "".join("".join(lines).split()) == "".join("".join(pieces).split())
        assert all(line == line.strip() and line for line in lines)
        whole = {piece.strip() for piece in pieces}
        assert all(width_of(line) <= room or line in whole for line in lines)


@given(PIECES, ROOMS)
def test_even_lines_are_as_many(pieces: list[str], room: float) -> None:
    """Evening out never takes another line, and never makes the longest one longer."""
    lines, even = lines_of(pieces, room), even_lines(pieces, room)
    assert len(lines) == len(even)
    assert max(map(width_of, even), default=0) <= max(map(width_of, lines), default=0)


def test_even_lines_are_even() -> None:
    """A word is not left alone where the line above can spare one."""
    assert lines_of(["機械", "学習", "の", "型"], 5) == ["機械学習の", "型"]
    assert even_lines(["機械", "学習", "の", "型"], 5) == ["機械学習", "の型"]


@given(st.text("あアiM漢 ", max_size=20), st.integers(1, 12))
def test_cut(text: str, room: int) -> None:
    """What fits stays; what does not ends in an ellipsis and fits, too."""
    found = cut(text, room)
    assert found == text if width_of(text) <= room else (found.endswith("…") and text.startswith(found[:-1]))
    assert width_of(found) <= room
