"""Variant form and terms of a text as ``docs/search-format.md`` says what they are, sort by sort, and plainly.

The index is compared with this, and the client scripts are; those that they share with it are the classes of
characters. ``python -m tests.oracle`` says it to tests in JavaScript: a list of texts in, their terms out, as JSON.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import add

from shohyo.search.tokenise import KATAKANA, MARK, PAIRED, WORD, WORDS, bare, normalise

IDEOGRAPHIC = f"[^ {WORD}{MARK}]"
_IDEOGRAPHIC = re.compile(f"{IDEOGRAPHIC}+")
_NOT_IDEOGRAPHIC = re.compile(f"[ {WORD}{MARK}]+")
_KATAKANA = re.compile("[ァ-ヺー]{3,}")
#: neighbours, at least one a mark and no other than those of ASCII
_PAIR = re.compile(f"(?=([{PAIRED}][{WORD}{PAIRED}]|[{WORD}][{PAIRED}]))")
#: a mark before a word, after no word: a name such as ``.net`` begins there, and is no part of another one
_BEGINNING = re.compile(f"[.#@$-](?<![{WORD}].)[{WORD}]")
#: a word beside ideographic characters
_CROSSING = re.compile(f"(?=([{WORD}]{IDEOGRAPHIC}|{IDEOGRAPHIC}[{WORD}]))")
_WIDE_PAIR = re.compile(f"(?=([{WORD}]{IDEOGRAPHIC}|{IDEOGRAPHIC}[{WORD}]|{IDEOGRAPHIC}{{2}}))")
_FOLDED_KATAKANA = re.compile("[ァ-ヺ]+[ー・ ][ァ-ヺー・ ]*")
_FOLDED_SIGNS = re.compile("[ー・ ]")
#: what the variant form leaves out, one by one and as far as it goes
_FOLDED = re.compile(f"[ー・]|(?<={IDEOGRAPHIC}) | (?={IDEOGRAPHIC})")


def variant(text: str) -> str:
    """Return a normal form without accents, long-vowel marks, middle dots, and spaces beside ideographic characters."""
    return bare(_FOLDED.sub("", text))


def kept(text: str) -> list[int]:
    """Return where the characters of the variant form stand in a normal form."""
    gone = {match.start() for match in _FOLDED.finditer(text)}
    return [at for at, letter in enumerate(text) if at not in gone for _ in bare(letter)]


def _neighbours(text: str) -> Iterator[str]:
    """Yield the pairs of the variant form that do not stand in the text as they are."""
    for pattern, folded in ((_WIDE_PAIR, True), (_PAIR, False)):
        # of marks and words, spaces are kept: a word is one with what is beside it
        places = kept(text) if folded else [at for at, letter in enumerate(text) for _ in bare(letter)]
        form = "".join(variant(text) if folded else bare(text))
        for match in pattern.finditer(form):
            at = match.start()
            one, other = places[at : at + 2]
            if other - one > 1 or (other > one and text[one : other + 1] != match[1]):
                yield match[1]


def counts(text: str) -> dict[str, int]:
    """Return each term of a normal form with the number of times it occurs; of sort 1, that it does."""
    # runs of one sort, a space between them: what has a space in it is no term
    wide, narrow = _NOT_IDEOGRAPHIC.sub(" ", text), _IDEOGRAPHIC.sub(" ", text)
    katakana = " ".join(_KATAKANA.findall(wide))
    words = WORDS.findall(narrow)
    parts: dict[str, Iterable[str]] = {
        "1": set(wide),
        "2": map(add, wide, wide[1:]),
        "3": _threes(katakana),
        "u": chain.from_iterable(map(_folded_threes, _FOLDED_KATAKANA.findall(text))),
        "v": _neighbours(text),
        "w": words,
        "f": [bare(word) for word in words if bare(word) not in ("", word)],
        "k": KATAKANA.findall(wide),
        "p": [word[:length] for word in words for length in {1, min(2, len(word))}],
        "m": _PAIR.findall(narrow),
        "b": _BEGINNING.findall(narrow),
        "x": _CROSSING.findall(text),
    }
    return {
        sort + part: number
        for sort, of_sort in parts.items()
        for part, number in Counter(of_sort).items()
        if " " not in part
    }


def _threes(text: str) -> Iterator[str]:
    return map(add, map(add, text, text[1:]), text[2:])


def _folded_threes(run: str) -> list[str]:
    """Return what is together in the variant form of a run of katakana, and nowhere in the run itself."""
    return [part for part in _threes(_FOLDED_SIGNS.sub("", run)) if part not in run]


if __name__ == "__main__":
    found = [list(counts(normalise(text))) for text in json.load(sys.stdin)]
    sys.stdout.write(json.dumps(found))
