"""Text → normal form and classes of its characters, by ``docs/search-format.md``; so does ``scripts/search/text.js``.

The classes of characters are ranges rather than Unicode properties, so that every version of Python
and every browser splits alike.  Lengths and offsets count code points.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

#: characters of the normal form by class; what is in neither, and no space, is ideographic
WORD = "0-9a-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u10ff\u1200-\u1fff"
MARK = (
    r"!-/:-@\[-`{-~"
    "\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u02b0-\u02ff\u2010-\u206f\u2e00-\u2e7f"
    "\u3001-\u3004\u3008-\u3020\u3030\u303d\ufe10-\ufe6f\uff00-\uff65"
)
#: marks whose pairs are terms: those of code and of names such as ``C++``
PAIRED = r"!-/:-@\[-`{-~"

#: character of the normal form → what stands for it
REPLACED = {
    "ß": "ss",
    "ς": "σ",
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00b7\u2022\u2027", "・"),
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
}
_REPLACEABLE = re.compile(f"[{''.join(REPLACED)}]")
#: what the normal form does not have, and runs of which it makes one space
REMOVED = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef\ud800-\udfff]+")
SPACES = re.compile("[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]+")

#: the words of a text
WORDS = re.compile(f"[{WORD}]+")
MARKS = re.compile(f"[{MARK}]+")
#: how a term begins that may not follow a word character
BOUND = re.compile(f"[{WORD}]")
#: runs of katakana: words of their own, as far as that can be seen
KATAKANA = re.compile("[ァ-ヺー]{2,}")

#: marks that stand above or below letters, as characters of their own
ACCENTS = "\u0300-\u036f"
#: what may be a letter with something to it: of Latin and Greek script, and a few of Cyrillic (й is no и)
_ACCENTED = re.compile(f"[\u00c0-\u024f{ACCENTS}\u0370-\u03ff\u0450\u0451\u045d\u1e00-\u1fff]")
_ACCENT = re.compile(f"[{ACCENTS}]")
#: letters that no rule of Unicode takes apart
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i"}
)

#: stands between lines whose terms are asked for at once: a mark that no normal form has and no term is made of
LINE_END = "\u2029"


def normalise(text: str) -> str:
    """Return the normal form, in which text and query are compared."""
    text = unicodedata.normalize("NFKC", text)
    # lower() looks at the context of this one letter only
    text = text.replace("Σ", "σ").lower()
    text = REMOVED.sub("", _REPLACEABLE.sub(lambda match: REPLACED[match[0]], text))
    return SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip(" ")


def bare(text: str) -> str:
    """Return a normal form without accents, as those type who do not have them on their keys."""
    return text if text.isascii() else _ACCENTED.sub(lambda match: _bare(match[0]), text)


@cache
def _bare(letter: str) -> str:
    return _ACCENT.sub("", unicodedata.normalize("NFD", letter)).translate(_LETTERS)


def begins_word(term: str) -> bool:
    """Tell whether a term begins with a word, so that it may not follow a word character."""
    return BOUND.match(term) is not None


def class_of(character: str) -> str:
    """Return the class of a character of the normal form: space, word, mark or ideographic."""
    if character == " ":
        return "space"
    if WORDS.match(character):
        return "word"
    return "mark" if MARKS.match(character) else "ideographic"
