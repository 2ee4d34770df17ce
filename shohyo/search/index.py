"""Pages → posting lists; the middle of ``docs/search-format.md``, without files and without Sphinx."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from .format import BITS, LEVELS, SORTS
from .model import FIELDS, Page, split
from .terms import Numbers, Terms, form_of, runs, terms_of
from .tokenise import LINE_END, normalise

#: terms that are sorted at once, about
RUN = 1 << 19
#: stands for the number of a term that gets no list
_DROPPED = ~np.uint64(0)


@dataclass(frozen=True)
class Index:
    """Everything that the files are written from.

    A term has lists of ascending numbers: where it is as 3 × page, + 0 if it is in the title, + 1 in the names, + 2
    in the headings; which parts of the site have it; and, for each of ``LEVELS``, at which places of the list before
    are those that have it so often.
    """

    pages: tuple[Page, ...]
    parts: tuple[int, ...]  #: number of parts of each page
    terms: Numbers  #: ascending, as their strings are
    lengths: NDArray[np.int64]  #: of the lists, of shape (number of terms, 2 and as many as there are levels)
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
        if lines or page.categories
    }
    for (number, text), terms in zip(fields.items(), terms_of(fields.values()), strict=True):
        # what a page is one of stands beside its headings, which are no terms as a whole
        is_name = number % FIELDS < FIELDS - 1
        whole = text.split(LINE_END) if is_name else map(normalise, ordered[number // FIELDS].categories)
        heads.note(number, terms, {f"t{form}" for form in whole if form})
    sizes = []
    for terms_of_parts in map(terms_of_body, ordered) if terms_of_body else body_terms(ordered):
        first = len(parts.numbers)
        for terms in terms_of_parts:
            parts.note(len(parts.numbers), terms)
        sizes.append(len(parts.numbers) - first)

    # words get numbers in the order of code points, too, now that all are known
    words = tuple(sorted(vocabulary.keys() - _runs_never_within_others(vocabulary)))
    numbered = np.full(len(vocabulary), _DROPPED)
    numbered[[vocabulary[word] for word in words]] = [
        SORTS.index(word[0]) << BITS | number for number, word in enumerate(words)
    ]
    return Index(ordered, tuple(sizes), *_joined(heads.found(numbered), parts.found(numbered)), words)


def _runs_never_within_others(terms: Iterable[str]) -> set[str]:
    """Return the runs of katakana that need no list: where they stand, they stand by themselves."""
    runs = {term[1:] for term in terms if term[0] == "k"}
    within: set[str] = set()
    for run in runs:
        for start in range(len(run) - 1):
            within.update(run[start:end] for end in range(start + 2, len(run) + 1 - (not start)))
    return {f"k{run}" for run in runs - within}


@dataclass(frozen=True)
class _Run:
    """Where terms are: in some places that follow one another, or in all of them."""

    terms: Numbers  #: ascending
    lengths: NDArray[np.int64]  #: of the list of each term
    numbers: NDArray[np.uint32]  #: lists of places, one after the other
    levels: NDArray[np.uint8]  #: of each place in them

    @classmethod
    def of(cls, marked: Numbers, numbers: NDArray[np.uint32]) -> _Run:
        """Sort terms, four times and their level, and their places, which ascend."""
        order = np.argsort(marked >> 2, kind="stable")  # of a term, the places stay in their order
        marked = marked[order]
        begins, lengths = runs(marked >> 2)
        return cls(marked[begins] >> 2, lengths, numbers[order], (marked & 3).astype(np.uint8))


class _Places:
    """Collects which terms are where, place by place; the numbers of places ascend.

    Sorting takes several times the memory of what is sorted, so that terms of characters are sorted run by run.
    """

    def __init__(self, vocabulary: defaultdict[str, int]) -> None:
        self.number_of = vocabulary.__getitem__
        self.numbers: list[int] = []
        self.grams: list[Numbers] = []  # of the last places, which are in no run yet
        self.size = 0  # of these
        self.runs: list[_Run] = []
        self.words = array("Q")  # four times and their level, as grams are
        self.of_words: list[int] = []  # how many of each place

    def note(self, number: int, terms: Terms, names: Iterable[str] = ()) -> None:
        self.numbers.append(number)
        self.grams.append(terms.grams)
        before = len(self.words)
        for level, words in enumerate(terms.words):
            self.words.extend(4 * word + level for word in map(self.number_of, words))
        self.words.extend(4 * word for word in map(self.number_of, names))
        self.of_words.append(len(self.words) - before)
        self.size += len(terms.grams)
        if self.size >= RUN:
            self._sort()

    def _sort(self) -> None:
        places = np.array(self.numbers[len(self.numbers) - len(self.grams) :], np.uint32)
        self.runs.append(_Run.of(np.concatenate(self.grams), np.repeat(places, list(map(len, self.grams)))))
        self.grams, self.size = [], 0

    def found(self, numbered: Numbers) -> list[_Run]:
        """Return everything, with the terms of words by their number; no two runs have the same place of a term."""
        if self.grams:
            self._sort()
        words = np.array(self.words)
        places = np.repeat(np.array(self.numbers, np.uint32), self.of_words)
        is_kept = numbered[words >> 2] != _DROPPED
        words, places = words[is_kept], places[is_kept]
        return [*self.runs, _Run.of(numbered[words >> 2] << 2 | words & 3, places)]


def _joined(heads: list[_Run], parts: list[_Run]) -> tuple[Numbers, NDArray[np.int64], NDArray[np.uint32]]:
    """Return all terms, and the lengths and numbers of their lists."""
    terms = np.sort(np.concatenate([run.terms for run in (*heads, *parts)]))
    terms = terms[runs(terms)[0]]
    lengths = np.zeros((len(terms), 2 + len(LEVELS)), np.int64)
    for column, some in enumerate((heads, parts)):
        for run in some:
            rows = np.searchsorted(terms, run.terms)
            lengths[rows, column] += run.lengths
            if column:
                of_places = np.repeat(rows, run.lengths)
                for level in range(1, len(LEVELS) + 1):
                    is_there = run.levels >= level
                    lengths[:, 1 + level] += np.bincount(of_places[is_there], minlength=len(terms))
    lists = np.empty(lengths.sum(), np.uint32)
    begins = np.cumsum(lengths).reshape(lengths.shape) - lengths
    free = begins.copy()

    def put(column: int, rows: NDArray[np.intp], numbers: NDArray[np.integer]) -> NDArray[np.int64]:
        """Add numbers to the lists of terms, which ascend; return where each has got to in its list."""
        firsts, of_rows = runs(rows)
        rows = rows[firsts]
        at = np.arange(len(numbers)) + np.repeat(free[rows, column] - firsts, of_rows)
        lists[at] = numbers
        free[rows, column] += of_rows
        return at - np.repeat(begins[rows, column], of_rows)

    for column, some in enumerate((heads, parts)):
        for run in some:
            rows = np.repeat(np.searchsorted(terms, run.terms), run.lengths)
            at = put(column, rows, run.numbers)
            levels = run.levels
            for level in range(1, len(LEVELS) + 1) if column else ():
                is_there = levels >= level
                rows, levels = rows[is_there], levels[is_there]
                at = put(1 + level, rows, at[is_there])
    return terms, lengths, lists
