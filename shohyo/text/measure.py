"""Widths of texts in drawings, and lines that fit into them.

A width is in em, that is in full-width letters.  Where what is drawn has no font of its own, it is estimated, and
rather too much than too little for any common font; who has a font says how it measures.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

#: letters nearly as wide as a full-width one
_BROAD = frozenset("MWmw@%&")


def width_of(text: str) -> float:
    """Return the width of a text in em."""
    return sum(
        1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.95 if letter in _BROAD else 0.65
        for letter in text
        if not unicodedata.combining(letter)
    )


#: text → width in em
Measure = Callable[[str], float]


def lines_of(pieces: Sequence[str], room: float, measure: Measure = width_of) -> list[str]:
    """Return pieces in lines no wider than *room* (em), unless a piece alone is; no piece is cut."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure((lines[-1] + piece).strip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def even_lines(pieces: Sequence[str], room: float, measure: Measure = width_of) -> list[str]:
    """Return as many lines as ``lines_of`` does, none much longer than the others."""
    lines = lines_of(pieces, room, measure)
    narrowest = max((measure(piece.strip()) for piece in pieces), default=0.0)
    while (room := room - 0.5) >= narrowest and len(narrower := lines_of(pieces, room, measure)) == len(lines):
        lines = narrower
    return lines


def cut(text: str, room: float, measure: Measure = width_of) -> str:
    """Return *text* if it is no wider than *room* (em), else its beginning with “…” behind it."""
    if measure(text) <= room:
        return text
    while text and measure(text) > room - 1:
        text = text[:-1]
    return text + "…"


def fit(
    pieces: Sequence[str],
    width: float,
    height: float,
    sizes: Iterable[int],
    leading: float,
    measure: Measure = width_of,
) -> tuple[int, list[str]]:
    """Return the first of some sizes at which pieces fit, and their lines, even ones; what fits at none ends in “…”.

    Args:
        width, height: of the place, in the unit of *sizes*.
        sizes: the largest first.
        leading: from one line to the next, in em.
    """
    widest = max((measure(piece.strip()) for piece in pieces), default=0.0)
    size, room, most = 0, 0.0, 0
    for size in sizes:
        room, most = width / size, int(height / (size * leading))
        if widest <= room and len(lines_of(pieces, room, measure)) <= most:
            return size, even_lines(pieces, room, measure)
    # a title like a paragraph, or a piece wider than the place, which is cut anywhere: the smallest letters
    lines = lines_of(pieces if widest <= room else tuple("".join(pieces)), room, measure)
    if len(lines) > most:
        lines = [*lines[: most - 1], cut("".join(lines[most - 1 : most + 1]), room, measure)]
    return size, lines
