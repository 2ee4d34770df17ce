"""A paragraph of a source → the one line that it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

BREAK = re.compile("[ \t\r]*\n\\s*")


def joined(text: str) -> str:
    """Return a paragraph in one line.

    A line break of the source is a space, and nothing between two characters of Chinese or Japanese.
    """

    def between(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if is_one_word(before, after) else " "

    return BREAK.sub(between, text).strip()


def in_pieces(pieces: Sequence[str]) -> Iterator[str]:
    """Yield each piece of a paragraph without the line breaks that are no space; others stay."""
    after = [""] * (len(pieces) + 1)  # the first character behind each piece
    for index in range(len(pieces) - 1, -1, -1):
        after[index] = pieces[index].lstrip(" \t\r\n")[:1] or after[index + 1]
    before = ""
    for index, piece in enumerate(pieces):
        if "\n" in piece:
            around = before + piece + after[index + 1]

            def between(match: re.Match[str], around: str = around) -> str:
                is_none = is_one_word(around[: match.start()][-1:], around[match.end() : match.end() + 1])
                return "" if is_none else match[0]

            piece = BREAK.sub(between, around)[len(before) :]
            piece = piece[: len(piece) - len(after[index + 1])]
        yield piece
        before = piece[-1:] or before


def is_one_word(before: str, after: str) -> bool:
    """Tell whether a line break between two characters, or none at the ends, is no space."""
    return bool(before and after) and _is_wide(before) and _is_wide(after)


def _is_wide(character: str) -> bool:
    hangul = "\u1100" <= character <= "\u11ff" or "\u3130" <= character <= "\u318f" or "\uac00" <= character <= "\ud7ff"
    return unicodedata.east_asian_width(character) in "WF" and not hangul
