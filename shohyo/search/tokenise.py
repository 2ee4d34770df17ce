"""Text → normal form → index terms, as ``docs/search-format.md`` says; the twin of ``shohyo-text.js``.

The classes of characters are ranges rather than Unicode properties, so that every version of Python
and every browser splits alike.  Lengths and offsets count code points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from operator import add

#: characters of the normal form by class; what is in neither, and no space, is ideographic
WORD = "0-9a-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u10ff\u1200-\u1fff"
MARK = (
    r"!-/:-@\[-`{-~"
    "\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u02b0-\u02ff\u2010-\u206f\u2e00-\u2e7f"
    "\u3001-\u3004\u3008-\u3020\u3030\u303d\ufe10-\ufe6f\uff00-\uff65"
)
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

#: the words of a text
WORDS = re.compile(f"[{WORD}]+")
_MARK = re.compile(f"[{MARK}]")
_IDEOGRAPHIC = re.compile(f"[^ {WORD}{MARK}]")
#: neighbours, at least one a mark and no other than those
PAIR = re.compile(f"(?=([{PAIRED}][{WORD}{PAIRED}]|[{WORD}][{PAIRED}]))")
_BOUND = re.compile(rf"[.#@$-]*[{WORD}]")
#: a mark before a word, after no word: a name such as ``.net`` begins there
BEGINNING = re.compile(f"[.#@$-](?<![{WORD}].)[{WORD}]")
#: runs of words and marks, or of ideographic characters
RUN = re.compile(f"(?P<words>[{WORD}{MARK}]+)|[^ {WORD}{MARK}]+")
#: what the variant form leaves out, one by one and as far as it goes
_FOLDED = re.compile(f"[ー・]|(?<=[^ {WORD}{MARK}]) | (?=[^ {WORD}{MARK}])")
_GAP = re.compile(f"[ー・ ]+(?=([^ー・ {WORD}{MARK}]))")

#: stands between lines whose terms are asked for at once: a mark that no normal form has and no term is made of
LINE_END = "\u2029"


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
    if WORDS.match(character):
        return "word"
    return "mark" if _MARK.match(character) else "ideographic"


def occurrences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each term of a normal form with the offset at which it begins; the same one may come again."""
    for offset, character in enumerate(text):
        for term in (_single(character), _pair(text[offset : offset + 2])):
            if term:
                yield offset, term
    for word in WORDS.finditer(text):
        for term in _word(word[0]):
            yield word.start(), term
    for beginning in BEGINNING.finditer(text):
        yield beginning.start(), "b" + beginning[0]
    for gap in _GAP.finditer(text):
        if term := _folded(text[: gap.start()][-1:], gap[1]):
            yield gap.start() - 1, term


def terms(text: str) -> set[str]:
    """Return the terms of a normal form, or of several: what :func:`occurrences` yields, in a fraction of its time."""
    found = {*map(_pair, map(add, text, text[1:])), *map(_single, set(text))}
    found.update(*map(_word, set(WORDS.findall(text))))
    found.update("b" + beginning for beginning in BEGINNING.findall(text))
    found.update(_folded(text[: gap.start()][-1:], gap[1]) for gap in _GAP.finditer(text))
    found.discard("")
    return found


def is_between_terms(pair: str) -> bool:
    """Tell whether no term goes on from the first of two characters to the second, whatever stands around them."""
    return not _pair(pair) and {*map(class_of, pair)} not in ({"word"}, {"space", "ideographic"})


@lru_cache(maxsize=1 << 16)
def _single(character: str) -> str:
    return "1" + character if _IDEOGRAPHIC.match(character) else ""


@lru_cache(maxsize=1 << 16)
def _pair(pair: str) -> str:
    """Return the term of two neighbours, "" if there is none."""
    if PAIR.match(pair):
        return "m" + pair
    return "2" + pair if len(pair) == 2 and all(map(_IDEOGRAPHIC.match, pair)) else ""


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> tuple[str, str, str]:
    return "w" + word, "p" + word[0], "p" + word[:2]


def _folded(before: str, after: str) -> str:
    """Return the term of two characters that are neighbours in the variant form only."""
    return "v" + before + after if _IDEOGRAPHIC.match(before) else ""
