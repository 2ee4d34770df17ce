"""Columns of plain text: how wide each is, and where its lines break: between words, or between phrases in Japanese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from .phrases import phrases

#: width of a text in columns of a terminal
Measure = Callable[[str], int]
#: what stands between spaces, with those behind it
_WORD = re.compile(r"^\s+|\S+\s*")


def pieces_of(line: str) -> list[str]:
    """Return what no line of a column breaks inside, each with the spaces behind it; joined they are the line."""
    found: list[str] = []
    for phrase in (phrase for word in _WORD.findall(line) for phrase in phrases(word)):
        word = phrase.lstrip()
        if found:
            found[-1] += phrase[: len(phrase) - len(word)]
        # a phrase may end within a word of another language
        if found and word and _is_latin(found[-1][-1]) and _is_latin(word[0]):
            found[-1] += word
        elif word or not found:
            found.append(word if found else phrase)
    return found


def _is_latin(letter: str) -> bool:
    return letter.isascii() and not letter.isspace()


def broken(text: str, width: int, measure: Measure) -> list[str]:
    """Return a text in lines no wider than *width*, unless a piece alone is; its own line breaks stay."""
    found: list[str] = []
    for line in text.splitlines():
        lines = [""]
        for piece in pieces_of(line):
            if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
                lines.append("")
            lines[-1] += piece
        found += [line.rstrip() for line in lines]
    return found


def widths_of(columns: Sequence[Iterable[str]], room: int, measure: Measure) -> list[int]:
    """Return how wide each column is, together no wider than *room*, unless words need more.

    Each has what its widest piece needs; the rest goes to those that would be wider, by how much they would be.

    Args:
        columns: the texts in each.
    """
    lines = [[line for text in column for line in text.splitlines()] for column in columns]
    wanted = [max((measure(line) for line in column), default=1) or 1 for column in lines]
    if sum(wanted) <= room:
        return wanted
    least = [
        max((measure(piece.rstrip()) for line in column for piece in pieces_of(line)), default=1) or 1
        for column in lines
    ]
    left, missing = max(0, room - sum(least)), sum(wanted) - sum(least)
    return [low + left * (high - low) // missing if missing else low for low, high in zip(least, wanted, strict=True)]
