"""Pages → posting lists; the middle of ``docs/search-format.md``, without files and without Sphinx."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from .format import BITS, SORTS
from .model import FIELDS, Page, split
from .terms import Numbers, Terms, form_of, runs, terms_of
from .tokenise import LINE_END


@dataclass(frozen=True)
class Index:
    """Everything that the files are written from.

    A term has three lists of ascending numbers: where it is as 3 × page, + 0 if it is in the title, + 1 in the
    names, + 2 in the headings; which parts of the site have it; and at which places of the list before are those
    that have it often.
    """

    pages: tuple[Page, ...]
    parts: tuple[int, ...]  #: number of parts of each page
    terms: Numbers  #: ascending, as their strings are
    lengths: NDArray[np.int64]  #: of the lists, of shape (number of terms, 3)
    lists: NDArray[np.uint32]  #: one after the other
    words: tuple[str, ...]  #: the terms that are not of characters, by number, each behind its sort


def body_terms(pages: Iterable[Page]) -> Iterator[list[Terms]]:
    """Yield the terms of each part of the text of each page."""
    parts = [split(page.sections) for page in pages]
    found = terms_of(form_of(part.lines) for part in chain.from_iterable(parts))
    return (list(islice(found, len(of_page))) for of_page in parts)


def build_index(pages: Iterable[Page], terms_of_body: Callable[[Page], Iterable[Terms]] | None = None) -> Index:
    """Join pages, in their order; the terms of their texts can be handed in."""
    ordered = tuple(sorted(pages, key=lambda page: page.order))
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    heads, parts = _Places(vocabulary), _Places(vocabulary)
    fields = {
        FIELDS * place + at: form_of(lines)
        for place, page in enumerate(ordered)
        for at, lines in enumerate(((page.title,), page.names, page.headings))
        if lines
    }
    for (number, text), terms in zip(fields.items(), terms_of(fields.values()), strict=True):
        is_name = number % FIELDS < FIELDS - 1
        heads.note(number, terms, {f"t{form}" for form in text.split(LINE_END) if form and is_name})
    sizes = []
    for terms_of_parts in map(terms_of_body, ordered) if terms_of_body else body_terms(ordered):
        first = len(parts.numbers)
        for terms in terms_of_parts:
            parts.note(len(parts.numbers), terms)
        sizes.append(len(parts.numbers) - first)

    # words get numbers in the order of code points, too, now that all are known
    words = tuple(sorted(vocabulary))
    numbered = np.empty(len(words), np.uint64)
    numbered[[vocabulary[word] for word in words]] = [
        SORTS.index(word[0]) << BITS | number for number, word in enumerate(words)
    ]
    return Index(ordered, tuple(sizes), *_joined(heads.found(numbered), parts.found(numbered)), words)


@dataclass(frozen=True)
class _Found:
    """Where terms are."""

    terms: Numbers
    lengths: NDArray[np.int64]  # of the list of each term
    numbers: NDArray[np.uint32]  # lists of places, one after the other
    is_often: NDArray[np.bool_]  # of each place in them


class _Places:
    """Collects which terms are where, place by place; the numbers of places ascend."""

    def __init__(self, vocabulary: defaultdict[str, int]) -> None:
        self.number_of = vocabulary.__getitem__
        self.numbers: list[int] = []
        self.grams: list[Numbers] = []
        self.words: list[int] = []  # doubled, and 1 more if often, as grams are
        self.of_words: list[int] = []  # how many of each place

    def note(self, number: int, terms: Terms, names: Iterable[str] = ()) -> None:
        self.numbers.append(number)
        self.grams.append(terms.grams)
        before = len(self.words)
        self.words += [2 * word for word in map(self.number_of, chain(terms.seldom, names))]
        self.words += [2 * word + 1 for word in map(self.number_of, terms.often)]
        self.of_words.append(len(self.words) - before)

    def found(self, numbered: Numbers) -> _Found:
        """Return everything, with the terms of words by their number."""
        words = np.array(self.words, np.uint64)
        of_grams = list(map(len, self.grams))
        marked = np.concatenate([*self.grams, numbered[words >> 1] << 1 | words & 1])
        self.grams.clear()  # they are most of what there is
        numbers = np.array(self.numbers, np.uint32)
        numbers = np.concatenate([np.repeat(numbers, of_grams), np.repeat(numbers, self.of_words)])
        is_often = marked & 1 == 1
        marked >>= 1  # in place, as this is the peak of memory
        order = np.argsort(marked, kind="stable")  # of a term, the places stay in their order
        terms = marked[order]
        del marked
        begins, lengths = runs(terms)
        return _Found(terms[begins], lengths, numbers[order], is_often[order])


def _joined(heads: _Found, parts: _Found) -> tuple[Numbers, NDArray[np.int64], NDArray[np.uint32]]:
    """Return all terms, and the lengths and numbers of their three lists."""
    terms = np.sort(np.concatenate([heads.terms, parts.terms]))
    terms = terms[runs(terms)[0]]
    often = np.flatnonzero(parts.is_often)
    begins = np.cumsum(parts.lengths) - parts.lengths
    of_term = np.searchsorted(begins, often, "right") - 1
    columns = (
        (np.searchsorted(terms, heads.terms), heads.lengths, heads.numbers),
        (np.searchsorted(terms, parts.terms), parts.lengths, parts.numbers),
        (np.searchsorted(terms, parts.terms), np.bincount(of_term, minlength=len(begins)), often - begins[of_term]),
    )
    lengths = np.zeros((len(terms), len(columns)), np.int64)
    for column, (rows, of_rows, _) in enumerate(columns):
        lengths[rows, column] = of_rows
    ends = np.cumsum(lengths).reshape(lengths.shape)
    lists = np.empty(lengths.sum(), np.uint32)
    for column, (rows, of_rows, numbers) in enumerate(columns):
        # from where a list stands in its column to where it stands among all
        moved = ends[rows, column] - np.cumsum(of_rows)
        lists[np.arange(len(numbers)) + np.repeat(moved, of_rows)] = numbers
    return terms, lengths, lists
