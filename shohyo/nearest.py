"""A mistyped name → the one that was meant.

``difflib`` compares a word with each name there is, at some 20 µs each: a thousand slips in a thousand names would
take longer than all the rest of a check.  So of many names only those are compared that share most pairs of
characters with the word.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import filterfalse

from .wording import say

#: so many names are all compared, which is done before an index is made
FEW = 40
#: names of a larger number that are compared
COMPARED = 12


def suggestion(word: str, candidates: Iterable[str], but: str = "") -> str:
    """Return ``(did you mean "…"?)`` for the nearest candidate but one, or an empty string."""
    return _names(frozenset(candidates)).suggestion(word, but)


def nearest_name(word: str, candidates: frozenset[str]) -> str:
    """Return the nearest of many names, or an empty string if none is near."""
    return _names(candidates).nearest(word)


def nearest(word: str, names: Iterable[str]) -> str:
    """Return the name of a few that is nearest, or an empty string if none is near."""
    return _nearest(word, sorted(names))


class Names:
    """Names that may be meant.

    Args:
        own: names.
        others: names that count, too, so that many sets that are nearly the same share what is known of them.
        gone: names among the others that do not count.
    """

    def __init__(self, own: Iterable[str], others: Names | None = None, gone: frozenset[str] = frozenset()) -> None:
        self.others, self.gone = others, gone
        self.own = frozenset(own)
        self.size: int = len(self.own) + (others.size - len(gone) if others else 0)
        self.found: dict[tuple[str, str], str] = {}

    def suggestion(self, word: str, but: str = "") -> str:
        """Return ``(did you mean "…"?)`` for the nearest name but one, or an empty string."""
        near = self.nearest(word, but)
        return say('(did you mean "{name}"?)', name=near) if near else ""

    def nearest(self, word: str, but: str = "") -> str:
        """Return the nearest name but one, or an empty string."""
        if (word, but) not in self.found:
            like = [name for name in self.like(word, but) if name != but]
            self.found[word, but] = _nearest(word, like) if like else ""
        return self.found[word, but]

    def like(self, word: str, but: str) -> list[str]:
        """Return the few names that may be nearest."""
        if self.size <= FEW:
            return sorted(self.all())
        # nothing but the word itself is nearer than with one character more or less
        if word in self and word != but:
            return [word]
        near = {*self.longer(word), *(less for less in _shorter(word) if less in self)} - {but}
        if near:
            return sorted(near)
        shared: Counter[str] = Counter()
        # a pair that most names have tells little, and costs most
        for count, pair in sorted((self.count(pair), pair) for pair in _pairs(word)):
            if count > self.size // 2 and len(shared) >= COMPARED:
                break
            shared.update(self.having(pair))
        least = min(heapq.nlargest(COMPARED, shared.values()), default=0)
        best = [name for name, count in shared.items() if count >= least]
        return heapq.nsmallest(COMPARED, best, lambda name: (-shared[name], abs(len(name) - len(word)), name))

    # --- what is known of them ---------------------------------------------------------------

    def __contains__(self, name: str) -> bool:
        return name in self.own or (self.others is not None and name in self.others and name not in self.gone)

    def all(self) -> Iterator[str]:
        """Yield each name."""
        yield from self.own
        yield from self._kept(self.others.all() if self.others else ())

    def longer(self, word: str) -> list[str]:
        """Return the names that have one character more."""
        return [*self._longer.get(word, ()), *self._kept(self.others.longer(word) if self.others else ())]

    def having(self, pair: str) -> Sequence[str]:
        """Return the names that have a pair of characters."""
        own = self._having.get(pair, ())
        return [*own, *self._kept(self.others.having(pair))] if self.others else own

    def count(self, pair: str) -> int:
        """Return how many names have a pair of characters."""
        others = self.others.count(pair) - self._gone_having[pair] if self.others else 0
        return len(self._having.get(pair, ())) + others

    def _kept(self, names: Iterable[str]) -> Iterable[str]:
        return filterfalse(self.gone.__contains__, names) if self.gone else names

    @cached_property
    def _longer(self) -> dict[str, list[str]]:
        """A name with one character less → the names."""
        return _index(self.own, _shorter)

    @cached_property
    def _gone_having(self) -> Counter[str]:
        """Pair of characters → how many names that are gone have it."""
        return Counter(pair for name in self.gone for pair in _pairs(name))

    @cached_property
    def _having(self) -> dict[str, list[str]]:
        """Pair of characters → the names that have it."""
        return _index(self.own, _pairs)


def _index(names: Iterable[str], keys: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    """Return key → the names that have it."""
    found: dict[str, list[str]] = {}
    for name in names:
        for key in keys(name):
            found.setdefault(key, []).append(name)
    return found


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
def _names(names: frozenset[str]) -> Names:
    return Names(names)
