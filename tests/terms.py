"""The terms of an index as strings, to be compared with what ``tests/oracle.py`` says they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from shohyo.search.format import BITS, SORTS, WHOLE, Postings
from shohyo.search.index import Index
from shohyo.search.terms import Numbers, Terms, terms_of
from shohyo.search.terms import spelled as spelled_grams


def _strings(numbers: Numbers, words: Sequence[str]) -> list[str]:
    return [
        words[number & ((1 << BITS) - 1)] if SORTS[number >> BITS] in WHOLE else text
        for number, text in zip(numbers.tolist(), spelled_grams(numbers), strict=True)
    ]


def spelled(terms: Terms) -> dict[str, bool]:
    """Return the terms that the index has of a text as strings, and whether they are there often."""
    often = (terms.grams & 1 == 1).tolist()
    words = dict.fromkeys(terms.seldom, False) | dict.fromkeys(terms.often, True)
    return dict(zip(spelled_grams(terms.grams >> 1), often, strict=True)) | words


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
