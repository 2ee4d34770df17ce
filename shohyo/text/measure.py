"""Widths of texts in drawings, and lines that fit into them.

No font is measured: what is drawn has none of its own.  A width is in em, that is in full-width letters, and rather
too much than too little for any common font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

#: letters nearly as wide as a full-width one
_BROAD = frozenset("MWmw@%&")


def width_of(text: str) -> float:
    """Return the width of a text in em."""
    return sum(
        1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.95 if letter in _BROAD else 0.65
        for letter in text
        if not unicodedata.combining(letter)
    )


def lines_of(pieces: Sequence[str], room: float) -> list[str]:
    """Return pieces in lines no wider than *room* (em), unless a piece alone is; no piece is cut."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of((lines[-1] + piece).strip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def even_lines(pieces: Sequence[str], room: float) -> list[str]:
    """Return as many lines as ``lines_of`` does, none much longer than the others."""
    lines = lines_of(pieces, room)
    narrowest = max((width_of(piece.strip()) for piece in pieces), default=0.0)
    while (room := room - 0.5) >= narrowest and len(narrower := lines_of(pieces, room)) == len(lines):
        lines = narrower
    return lines


def cut(text: str, room: float) -> str:
    """Return *text* if it is no wider than *room* (em), else its beginning with “…” behind it."""
    if width_of(text) <= room:
        return text
    while text and width_of(text) > room - 1:
        text = text[:-1]
    return text + "…"
