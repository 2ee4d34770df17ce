"""The terms of a text as ``docs/search-format.md`` says what they are, sort by sort: what the index is compared with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import add

from shohyo.search.format import Postings
from shohyo.search.index import Index
from shohyo.search.terms import BITS, SORTS, Numbers, Terms, code_points, terms_of
from shohyo.search.tokenise import BEGINNING, CROSSING, KATAKANA, MARK, PAIR, WORD, WORDS

_IDEOGRAPHIC = re.compile(f"[^ {WORD}{MARK}]+")
_NOT_IDEOGRAPHIC = re.compile(f"[ {WORD}{MARK}]+")
_GAP = re.compile(
    f"(?<=([^ー・ {WORD}{MARK}]))[ー・ ]+(?=([^ー・ {MARK}]))|(?<=([{WORD}]))[ー・ ]+(?=([^ー・ {WORD}{MARK}]))"
)
_FOLDED_KATAKANA = re.compile("[ァ-ヺ]+[ー・ ][ァ-ヺー・ ]*")
_FOLDED_SIGNS = re.compile("[ー・ ]")


def counts(text: str) -> dict[str, int]:
    """Return each term of a normal form with the number of times it occurs; of sort 1, that it does."""
    # runs of one sort, a space between them: what has a space in it is no term
    wide, narrow = _NOT_IDEOGRAPHIC.sub(" ", text), _IDEOGRAPHIC.sub(" ", text)
    katakana = " ".join(KATAKANA.findall(wide))
    words = WORDS.findall(narrow)
    parts: dict[str, Iterable[str]] = {
        "1": set(wide),
        "2": map(add, wide, wide[1:]),
        "3": _threes(katakana),
        "u": chain.from_iterable(map(_folded_threes, _FOLDED_KATAKANA.findall(text))),
        "v": map("".join, _GAP.findall(text)),
        "w": words,
        "p": [word[:length] for word in words for length in {1, min(2, len(word))}],
        "m": PAIR.findall(narrow),
        "b": BEGINNING.findall(narrow),
        "x": CROSSING.findall(text),
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


def _strings(numbers: Numbers, words: Sequence[str]) -> list[str]:
    characters = code_points(numbers).view("<U3")[:, 0].tolist()
    return [
        words[number & ((1 << BITS) - 1)] if SORTS[number >> BITS] in "tw" else SORTS[number >> BITS] + text
        for number, text in zip(numbers.tolist(), characters, strict=True)
    ]


def spelled(terms: Terms) -> dict[str, bool]:
    """Return the terms that the index has of a text as strings, and whether they are there often."""
    grams = _strings(terms.grams >> 1, ())
    often = (terms.grams & 1 == 1).tolist()
    words = dict.fromkeys(terms.seldom, False) | dict.fromkeys(terms.often, True)
    return dict(zip(grams, often, strict=True)) | words


def indexed(text: str) -> dict[str, bool]:
    """Return the same for a normal form."""
    return spelled(next(terms_of([text])))


def postings_of(index: Index) -> dict[str, Postings]:
    """Return the lists of each term of an index."""
    lists = iter(index.lists.tolist())
    return {
        term: Postings(*([*islice(lists, length)] for length in lengths))
        for term, lengths in zip(_strings(index.terms, index.words), index.lengths.tolist(), strict=True)
    }
