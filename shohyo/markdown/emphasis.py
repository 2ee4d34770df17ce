"""Emphasis beside Chinese, Japanese and Korean, as the CJK-friendly amendments to CommonMark have it.

CommonMark tells by spaces and punctuation whether ``**`` opens or closes, and text in these scripts has no spaces: a
sentence in stars with another behind it would stay as it is written.  The amendments (tats-u, markdown-cjk-friendly,
specification.md, 2.1 and 6.2; commonmark-spec#650) let full-width punctuation count as a letter, and a CJK character
outside as punctuation.  Where no CJK character stands beside the run, all is as CommonMark has it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.rules_inline.state_inline import Scanned

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt

    Rule = Callable[[StateInline, bool], bool]


def beside_cjk(parser: MarkdownIt) -> None:
    """Let a parser's rules of emphasis ask here."""
    parser.inline.ruler.at("emphasis", _asking(emphasis.tokenize, "*_"))
    parser.inline.ruler.at("strikethrough", _asking(strikethrough.tokenize, "~"))


def _asking(rule: Rule, markers: str) -> Rule:
    def friendly(state: StateInline, silent: bool) -> bool:
        if not silent and state.src[state.pos] in markers:
            state.scanDelims = partial(scan, state)
        return rule(state, silent)

    return friendly


def scan(state: StateInline, start: int, can_split_word: bool) -> Scanned:
    """Return whether a run of markers can open and can close, and its length; in place of ``scanDelims``.

    Args:
        state: what is read.
        start: position of the first marker.
        can_split_word: whether the marker counts inside a word.
    """
    scanned = StateInline.scanDelims(state, start, can_split_word)
    end = start + scanned.length
    before, after = _before(state.src, start), state.src[end : min(end + 1, state.posMax)]
    if not (_is_cjk(before) or _is_cjk(after) or _is_selector(before)):
        return scanned
    opens = _flanks(after, before)
    closes = _flanks(before, after)
    return Scanned(
        opens and (can_split_word or not closes or _is_punctuation(before)),
        closes and (can_split_word or not opens or _is_punctuation(after)),
        scanned.length,
    )


def _flanks(inside: str, outside: str) -> bool:
    """Tell whether a run belongs to what stands on one side of it."""
    if _is_space(inside):
        return False
    if not _is_punctuation(inside) or _is_cjk(inside):
        return True
    return _is_space(outside) or _is_punctuation(outside) or _is_cjk(outside) or _is_selector(outside)


def _before(text: str, start: int) -> str:
    """Return the character before a position, with a variation selector behind it."""
    character = text[max(0, start - 1) : start]
    if "\ufe00" <= character <= "\ufe0e" and start > 1:
        return text[start - 2 : start]
    return character


def _is_space(text: str) -> bool:
    return not text or isWhiteSpace(ord(text[0]))


def _is_punctuation(text: str) -> bool:
    return bool(text) and (isMdAsciiPunct(ord(text[0])) or isPunctChar(text[0]))


def _is_selector(text: str) -> bool:
    """Tell whether a character chooses the form of an ideograph."""
    return "\U000e0100" <= text <= "\U000e01ef"


@lru_cache(maxsize=4096)
def _is_cjk(text: str) -> bool:
    """Tell whether a character is CJK, or a quotation mark in its full-width form."""
    if not text:
        return False
    character = text[0]
    if text[1:] == "\ufe01" and character in "‘’“”":
        return True
    if "\u1100" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff":  # Hangul that is not wide
        return True
    if unicodedata.east_asian_width(character) not in "WFH":
        return False
    # pictures are wide, too
    is_symbol = unicodedata.category(character) in ("So", "Sk", "Cn")
    return not (is_symbol and ("\u2300" <= character <= "\u2bff" or character >= "\U0001f000"))
