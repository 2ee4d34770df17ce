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
BEGINNING = re.compile(f"(?<![{WORD}])(?=([.#@$-][{WORD}]))")
#: runs of words and marks, or of ideographic characters
RUN = re.compile(f"(?P<words>[{WORD}{MARK}]+)|[^ {WORD}{MARK}]+")
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
    if WORDS.match(character):
        return "word"
    return "mark" if _MARK.match(character) else "ideographic"


def occurrences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each term of a normal form with the offset at which it begins; the same one may come again."""
    for run in RUN.finditer(text):
        start, string = run.start(), run.group()
        if run["words"]:
            for word in WORDS.finditer(string):
                for sort, length in (("w", None), ("p", 1), ("p", 2)):
                    yield start + word.start(), sort + word.group()[:length]
            for pair in PAIR.finditer(string):
                yield start + pair.start(), "m" + pair[1]
            for pair in BEGINNING.finditer(string):
                yield start + pair.start(), "b" + pair[1]
        else:
            for offset, character in enumerate(string, start):
                yield offset, "1" + character
            for offset in range(len(string) - 1):
                yield start + offset, "2" + string[offset : offset + 2]
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
