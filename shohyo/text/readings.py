"""Japanese text → its reading in kana, by SudachiPy and its small dictionary; both are an optional extra.

The dictionary is opened once in a process, when the first reading is asked for: 0.1 seconds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from .kana import hiragana

_KANJI = re.compile("[々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")


@cache
def _tokenizer() -> Any:
    try:
        from sudachipy import Dictionary
    except ImportError:
        return None
    try:
        dictionary = Dictionary(dict="small")
    except Exception:  # the dictionary is a package of its own, and its absence has no exception of its own
        return None
    return dictionary.tokenizer() if hasattr(dictionary, "tokenizer") else dictionary.create()


def is_available() -> bool:
    """Tell whether readings can be given: the extra ``readings`` is installed."""
    return _tokenizer() is not None


def reading_of(text: str) -> str:
    """Return the reading of a name in hiragana, or "" where it would help nobody.

    Words in other scripts stay as they are, marks and spaces go.  There is no reading for a text without
    kanji and katakana, and none where the dictionary does not know how a kanji is read.
    """
    # SudachiPy takes neither lone surrogates nor more than some 16,000 characters
    text = unicodedata.normalize("NFKC", text).encode("utf-8", "ignore").decode()[:1000]
    if not (_KANJI.search(text) or re.search("[ァ-ヺ]", text)):
        return ""
    parts = []
    for word in _tokenizer().tokenize(text):
        surface, kana = word.surface(), word.reading_form()
        if not (_KANJI.search(surface) or _KANA.search(surface)):
            parts += [letter for letter in surface.lower() if letter.isalnum()]
        elif _KANA.fullmatch(kana):
            # kana are read as they are written: the dictionary gives others for a few old forms
            parts.append(hiragana(surface if _KANA.fullmatch(surface) else kana))
        else:
            return ""
    return "".join(parts)
