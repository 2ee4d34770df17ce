"""A mistyped name → the one that was meant.

``difflib`` compares a word with each name there is, at some 20 µs each: a thousand slips in a thousand names would
take longer than all the rest of a check.  So of many names only those are compared that share most pairs of
characters with the word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

#: so many names are all compared, which is done before an index is made
FEW = 40
#: names of a larger number that are compared
COMPARED = 12


def suggestion(word: str, candidates: Iterable[str], but: str = "") -> str:
    """Return ``(did you mean "…"?)`` for the nearest candidate but one, or an empty string."""
    near = _names(frozenset(candidates)).nearest(word, but)
    return f'(did you mean "{near}"?)' if near else ""


class _Names:
    """Names that may be meant."""

    def __init__(self, names: frozenset[str]) -> None:
        self.known = names
        self.names = sorted(names)
        self.having: dict[str, list[int]] = {}  #: pair of characters → the names that have it
        self.shorter: dict[str, list[str]] = {}  #: a name with one character less → the names
        self.found: dict[tuple[str, str], str] = {}
        if len(self.names) > FEW:
            for index, name in enumerate(self.names):
                for less in _shorter(name):
                    self.shorter.setdefault(less, []).append(name)
                for pair in _pairs(name):
                    self.having.setdefault(pair, []).append(index)

    def nearest(self, word: str, but: str) -> str:
        """Return the name that is most like *word*, or nothing."""
        if (word, but) not in self.found:
            like = [name for name in self.like(word, but) if name != but]
            self.found[word, but] = _nearest(word, like) if like else ""
        return self.found[word, but]

    def like(self, word: str, but: str) -> list[str]:
        """Return the few names that may be nearest."""
        if len(self.names) <= FEW:
            return self.names
        # nothing but the word itself is nearer than with one character more or less
        if word in self.known and word != but:
            return [word]
        near = {*self.shorter.get(word, ()), *(less for less in _shorter(word) if less in self.known)} - {but}
        if near:
            return sorted(near)
        shared: Counter[int] = Counter()
        # a pair that most names have tells little, and costs most
        for pair in sorted(_pairs(word), key=lambda pair: len(self.having.get(pair, ()))):
            having = self.having.get(pair, ())
            if len(having) > len(self.names) // 2 and len(shared) >= COMPARED:
                break
            shared.update(having)
        length = len(word)
        best = sorted(shared, key=lambda index: (-shared[index], abs(len(self.names[index]) - length), index))
        return [self.names[index] for index in best[:COMPARED]]


def _nearest(word: str, names: list[str]) -> str:
    import difflib  # a project without a slip need not wait for it

    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return near[0] if near else ""


def _shorter(word: str) -> set[str]:
    """Return a word with each of its characters left out."""
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


def _pairs(word: str) -> set[str]:
    """Return the pairs of characters of a word, its beginning and its end counted as one."""
    around = f"\n{word.casefold()}\n"
    return {around[index : index + 2] for index in range(len(around) - 1)}


@lru_cache(maxsize=64)
def _names(names: frozenset[str]) -> _Names:
    return _Names(names)
