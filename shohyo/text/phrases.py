"""Where Japanese text may be cut: into phrases for headings and covers, into sentences for quotations.

Phrases are those of BudouX (Google, 2021), which is asked during the build: ``word-break: auto-phrase`` is not
everywhere.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import budoux

from .kana import JAPANESE

#: longer phrases (in characters) are compounds that fit no narrow line; they may be cut where kanji meet katakana,
#: and before the word that ends the names of patterns
LONG = 8
_SEAM = re.compile("(?<=[\u3005\u4e00-\u9fff])(?=[\u30a1-\u30fa])|(?<=[\u30a1-\u30fc])(?=\u30d1\u30bf\u30fc\u30f3)")
#: ends a sentence, with what closes behind it, never inside brackets; marks of ASCII do only before a space or a
#: letter of Japanese, for they stand in names and addresses, too
_END = re.compile(
    '[。！？]+[!?」』）)”’"]*|[!?]+[」』）)”’"]*(?=\\s|$|[\u3000-\u30ff\u4e00-\u9fff])|\\.+[」』）)”’"]*(?=\\s|$)'
)
_OPENING, _CLOSING = "「『（(〈《【“", "」』）)〉》】”"
#: words whose full stop ends no sentence, which Unicode's rules (UAX #29) leave to lists: before a name, and letters
#: of names such as "J." and "U.S.", …
_BEFORE_NAMES = re.compile(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|St|eds?|trans|tr|vs?|cf|ca|c|approx|viz|(?:[^\W\d_]\.)*[^\W\d_])\."
)
#: … before a number, …
_BEFORE_NUMBERS = re.compile(r"(?:[Ff]igs?|[Ee]qs?|[Ss]ect?|[Cc]h|[Cc]hap|[Vv]ol|[Nn]os?|Nr|pp?|ff?)\.")
#: (the number may be in brackets, or stand for itself until all pages are known; Roman or a letter behind most)
_NUMBER = re.compile("[0-9(\\[\ue000-\uf8ff]|[IVXLC]+\\b|[A-Z]\\b")
_OFTEN_LAST = re.compile(r"(?:[Nn]o|ff?)\.")
#: … and at the end of one, too, before a capital letter
_LAST = re.compile(r"(?:al|etc|[Jj]r|[Ss]r|Inc|Ltd|Co|Corp|[ap]\.m)\.")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def parsed(text: str) -> list[str]:
    """Return the phrases of *text* as BudouX sees them; joined they are the text."""
    return _parser().parse(text)


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """Return the pieces of *text* that a line should not break inside; joined they are the text."""
    if not JAPANESE.search(text):
        return tuple(re.findall(r"\S+\s*|^\s+", text))
    found: list[str] = []
    for phrase in parsed(text):
        found += _SEAM.split(phrase) if len(phrase) > LONG else [phrase]
    return tuple(found)


def sentences(text: str) -> list[str]:
    """Return the sentences of *text* with their ends; joined they are the text.

    A sentence quoted in brackets does not end the one around it; nor does the full stop of an abbreviation, or one
    before a small letter.
    """
    found, start, depth, position = [], 0, 0, 0
    while position < len(text):
        end = _END.match(text, position) if depth == 0 else None
        if end and not _goes_on(text, start, end):
            position = end.end()
            found.append(text[start:position])
            start = position
            continue
        depth = max(0, depth + (text[position] in _OPENING) - (text[position] in _CLOSING))
        position += 1
    return [*found, text[start:]] if text[start:].strip() else found


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Tell whether a sentence that began at *start* goes on behind a full stop."""
    if end[0][0] not in ".!?":
        return False
    behind = text[end.end() : end.end() + 20].lstrip()
    after = behind[:1]
    if after.islower():
        return True
    if end[0] != ".":
        return False
    word = re.search(r"\S*$", text[max(start, end.start() - 20) : end.start()])[0].lstrip("([“\"'") + "."
    if _LAST.fullmatch(word):
        return bool(after) and not after.isupper()
    if _BEFORE_NUMBERS.fullmatch(word):
        return after.isdigit() or (not _OFTEN_LAST.fullmatch(word) and _NUMBER.match(behind) is not None)
    return bool(after) and _BEFORE_NAMES.fullmatch(word) is not None
