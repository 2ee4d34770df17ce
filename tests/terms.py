"""The terms of an index as strings, to be compared with what ``tests/oracle.py`` says they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from shohyo.search.format import BITS, LEVELS, SORTS, WHOLE, Postings
from shohyo.search.index import Index
from shohyo.search.terms import Numbers, Terms, terms_of
from shohyo.search.terms import spelled as spelled_grams


def _strings(numbers: Numbers, words: Sequence[str]) -> list[str]:
    return [
        words[number & ((1 << BITS) - 1)] if SORTS[number >> BITS] in WHOLE else text
        for number, text in zip(numbers.tolist(), spelled_grams(numbers), strict=True)
    ]


def spelled(terms: Terms) -> dict[str, int]:
    """Return the terms that the index has of a text as strings, and how many of the levels they have."""
    levels = (terms.grams & 3).tolist()
    words = {word: level for level, words in enumerate(terms.words) for word in words}
    return dict(zip(spelled_grams(terms.grams >> 2), levels, strict=True)) | words


def level(times: int) -> int:
    """Return how many of the levels something has that occurs so often."""
    return sum(times >= least for least in LEVELS)


def indexed(text: str) -> dict[str, int]:
    """Return the same for a normal form."""
    return spelled(next(terms_of([text])))


def postings_of(index: Index) -> dict[str, Postings]:
    """Return the lists of each term of an index."""
    lists = iter(index.lists.tolist())
    return {
        term: Postings(*taken[:2], [places for places in taken[2:] if places])
        for term, lengths in zip(_strings(index.terms, index.words), index.lengths.tolist(), strict=True)
        for taken in [[[*islice(lists, length)] for length in lengths]]
    }


def levels_of(found: Postings) -> list[int]:
    """Return how many of the levels a term has in each of its parts."""
    places, levels = [*range(len(found.parts))], [0] * len(found.parts)
    for of_level in found.often:
        places = [places[place] for place in of_level]
        for place in places:
            levels[place] += 1
    return levels
