"""Where Japanese text may be cut: into phrases for headings and covers, into sentences for quotations.

Phrases are those of BudouX (Google, 2021), which is asked during the build: ``word-break: auto-phrase`` is not
everywhere.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import budoux

#: longer phrases (in characters) are compounds that fit no narrow line; they may be cut where kanji meet katakana,
#: and before the word that ends the names of patterns
LONG = 8
_SEAM = re.compile("(?<=[\u3005\u4e00-\u9fff])(?=[\u30a1-\u30fa])|(?<=[\u30a1-\u30fc])(?=\u30d1\u30bf\u30fc\u30f3)")
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
#: ends a sentence, with what closes behind it; a full stop does only before a space, never inside brackets
_END = re.compile('[。！？!?]+[」』）)”’"]*|\\.(?=\\s|$)')
_OPENING, _CLOSING = "「『（(〈《【", "」』）)〉》】"


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def parsed(text: str) -> list[str]:
    """Return the phrases of *text* as BudouX sees them; joined they are the text."""
    return _parser().parse(text)


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """Return the pieces of *text* that a line should not break inside; joined they are the text."""
    if not _JAPANESE.search(text):
        return tuple(re.findall(r"\S+\s*|^\s+", text))
    found: list[str] = []
    for phrase in parsed(text):
        found += _SEAM.split(phrase) if len(phrase) > LONG else [phrase]
    return tuple(found)


def sentences(text: str) -> list[str]:
    """Return the sentences of *text* with their ends; joined they are the text.

    A sentence quoted in brackets does not end the one around it.
    """
    found, start, depth, position = [], 0, 0, 0
    while position < len(text):
        if depth == 0 and (end := _END.match(text, position)):
            position = end.end()
            found.append(text[start:position])
            start = position
            continue
        depth = max(0, depth + (text[position] in _OPENING) - (text[position] in _CLOSING))
        position += 1
    return [*found, text[start:]] if text[start:].strip() else found
