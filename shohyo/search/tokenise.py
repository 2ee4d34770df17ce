"""Text → normal form → index terms, as ``docs/search-format.md`` says; the twin of ``shohyo-text.js``.

The classes of characters are ranges rather than Unicode properties, so that every version of Python
and every browser splits alike.  Lengths and offsets count code points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: characters of the normal form by class; what is in neither, and no space, is ideographic
WORD = "0-9a-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u10ff\u1200-\u1fff"
MARK = (
    r"!-/:-@\[-`{-~"
    "\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u02b0-\u02ff\u2010-\u206f\u2e00-\u2e7f"
    "\u3001-\u3004\u3008-\u3020\u3030\u303d\ufe10-\ufe6f\uff00-\uff65"
)
#: marks that may stand before a word that a term begins with, as in ``.net``
LEADING = ".#@$-"
#: marks whose pairs are terms: those of code and of names such as ``C++``
PAIRED = r"!-/:-@\[-`{-~"

_REPLACED = {
    ord("ß"): "ss",
    ord("ς"): "σ",
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"),
    **dict.fromkeys([0xB7, 0x2022, 0x2027], "・"),
    **dict.fromkeys([0x2018, 0x2019], "'"),
    **dict.fromkeys([0x201C, 0x201D], '"'),
}
_REMOVED = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef\ud800-\udfff]+")
_SPACES = re.compile("[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]+")

_WORD = re.compile(f"[{WORD}]+")
_MARK = re.compile(f"[{MARK}]")
_IDEOGRAPHIC = re.compile(f"[^ {WORD}{MARK}]")
_BOUND = re.compile(f"[{re.escape(LEADING)}]*[{WORD}]")
_PAIR = re.compile(f"(?=([{PAIRED}][{WORD}{PAIRED}]|[{WORD}][{PAIRED}]))")
_RUN = re.compile(f"[{WORD}{MARK}]+|[^ {WORD}{MARK}]+")
#: what the variant form leaves out, one by one and as far as it goes
_FOLDED = re.compile(f"[ー・]|(?<=[^ {WORD}{MARK}]) | (?=[^ {WORD}{MARK}])")
_GAP = re.compile(f"(?:{_FOLDED.pattern})+")


def normalise(text: str) -> str:
    """Return the normal form, in which text and query are compared."""
    text = unicodedata.normalize("NFKC", text)
    # lower() looks at the context of this one letter only
    text = text.replace("Σ", "σ").lower()
    text = _REMOVED.sub("", text.translate(_REPLACED))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip(" ")


def variant(text: str) -> str:
    """Return a normal form without long-vowel marks, middle dots, and spaces beside ideographic characters."""
    return _FOLDED.sub("", text)


def kept(text: str) -> list[int]:
    """Return where the characters of the variant form stand in a normal form."""
    gone = {match.start() for match in _FOLDED.finditer(text)}
    return [at for at in range(len(text)) if at not in gone]


def begins_word(term: str) -> bool:
    """Tell whether a term begins with a word, so that it may not follow a word character."""
    return _BOUND.match(term) is not None


def class_of(character: str) -> str:
    """Return the class of a character of the normal form: space, word, mark or ideographic."""
    if character == " ":
        return "space"
    if _WORD.match(character):
        return "word"
    return "mark" if _MARK.match(character) else "ideographic"


def split(text: str) -> Iterator[tuple[int, str]]:
    """Yield the runs of words and marks and the ideographic runs of a normal form, with their offsets."""
    return ((run.start(), run.group()) for run in _RUN.finditer(text))


def words(run: str) -> list[tuple[int, str]]:
    """Return the words of a run, with their offsets in it."""
    return [(word.start(), word.group()) for word in _WORD.finditer(run)]


def pairs(run: str) -> list[tuple[int, str]]:
    """Return the neighbours in a run that are a term: one or both are marks of ASCII, none another mark."""
    return [(pair.start(), pair[1]) for pair in _PAIR.finditer(run)]


def occurrences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each term of a normal form with the offset at which it begins; the same one may come again."""
    for start, run in split(text):
        if _IDEOGRAPHIC.match(run):
            for offset, character in enumerate(run, start):
                yield offset, "1" + character
            for offset in range(len(run) - 1):
                yield start + offset, "2" + run[offset : offset + 2]
            continue
        for offset, word in words(run):
            for sort, length in (("w", None), ("p", 1), ("p", 2)):
                yield start + offset, sort + word[:length]
        for offset, pair in pairs(run):
            yield start + offset, "m" + pair
    yield from _folded_terms(text)


def _folded_terms(text: str) -> Iterator[tuple[int, str]]:
    """Yield the pairs of ideographic characters that are neighbours in the variant form only."""
    for gap in _GAP.finditer(text):
        before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
        if before and after and _IDEOGRAPHIC.match(before) and _IDEOGRAPHIC.match(after):
            yield gap.start() - 1, "v" + before + after


def terms(text: str) -> set[str]:
    """Return the terms of a normal form."""
    return {term for _, term in occurrences(text)}
