"""Columns of plain text: widths, and lines that end between words."""

from __future__ import annotations

from docutils.utils import column_width
from hypothesis import given
from hypothesis import strategies as st

from shohyo.text.columns import broken, pieces_of, widths_of


def test_words_of_both_languages_stay_whole() -> None:
    """Japanese breaks between phrases, English between words, and what is mixed at both."""
    assert broken("推論の結果をためておき、同じ要求に返す。", 16, column_width) == [
        "推論の結果を",
        "ためておき、同じ",
        "要求に返す。",
    ]
    assert broken("a cache of predictions", 12, column_width) == ["a cache of", "predictions"]
    assert broken("Web APIサーバーを MLOps で動かす", 12, column_width) == [
        "Web",
        "APIサーバーを",
        "MLOps で",
        "動かす",
    ]


def test_lines_of_a_cell_stay_lines() -> None:
    """A list in a cell is still one, and an empty line between paragraphs is there."""
    assert broken("* one\n\n* two", 40, column_width) == ["* one", "", "* two"]


def test_columns_share_what_there_is() -> None:
    """What fits is as wide as it is; else each has its widest word, and the longest text the most of the rest."""
    assert widths_of([["a", "bb"], ["ccc"]], 20, column_width) == [2, 3]
    short, long = widths_of([["one two"], ["some words " * 20]], 40, column_width)
    assert short >= 3
    assert long > 25
    assert short + long <= 40
    assert widths_of([["unbreakable"], ["推論"]], 5, column_width) == [11, 4]
    assert widths_of([[], [""]], 5, column_width) == [1, 1]


TEXT = st.text("あ推キー、。ab- \n", max_size=40)


@given(TEXT, st.integers(1, 30))
def test_nothing_is_lost(text: str, width: int) -> None:
    """Whatever the width, all letters are there in their order, and a line that is too wide is one piece."""
    lines = broken(text, width, column_width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    pieces = {piece.rstrip() for line in text.splitlines() for piece in pieces_of(line)}
    assert all(column_width(line) <= width or line in pieces for line in lines)
