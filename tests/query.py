"""Query → pages, and what is marked in their text, as ``docs/search-format.md`` says: the engine's twin without ranking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from shohyo.search import reader
from shohyo.search.format import unpacked
from shohyo.search.reader import Lookup, Record, asks, contains
from shohyo.search.tokenise import WORDS, begins_word, class_of, normalise
from tests.oracle import IDEOGRAPHIC, counts, kept, variant

FACETS = ("kind", "tag", "chapter", "book")
_PART = re.compile(r'((?:-(?!-))?)(?:(title|kind|tag|chapter|book):)?(?:"([^"]*)"?|([^ ]+))')
_EMPTY_FIELD = re.compile("(?:title|kind|tag|chapter|book):")
#: sort of a term → that of the same one in the variant form
_FOLDED = {"2": "v", "3": "u", "x": "v"}


@dataclass(frozen=True)
class Term:
    """What a page has to have, or not to have."""

    text: str  #: normal form
    variant: str  #: variant form, or "" if it asks for too little
    in_title: bool  #: whether title and names alone count


@dataclass(frozen=True)
class Query:
    """A query as the contract reads it."""

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]
    filters: tuple[tuple[str, str, bool], ...]  #: field, normal form of the value, whether it excludes


@dataclass(frozen=True)
class Found:
    """Numbers of the pages that answer a query."""

    literal: frozenset[int]
    variant: frozenset[int]  #: those that have it in another spelling only


def parse(query: str) -> Query:
    """Return what a query asks for."""
    terms: list[Term] = []
    excluded: list[Term] = []
    filters: list[tuple[str, str, bool]] = []
    seen: set[str] = set()
    for match in _PART.finditer(normalise(query)):
        minus, field, phrase, plain = match.groups()
        if minus and plain and not _has_text(plain):  # an arrow or the like
            minus, plain = "", minus + plain
        value = normalise(plain if phrase is None else phrase)
        if not asks(value) or _EMPTY_FIELD.fullmatch(value) or match.group() in seen:
            continue
        seen.add(match.group())
        if field in FACETS:
            filters.append((field, value, bool(minus)))
            continue
        folded = variant(value)
        # without its ー, キー would be everywhere
        useful = _ideographic(value) > 1 and _ideographic(folded) > 1
        (excluded if minus else terms).append(Term(value, folded if useful else "", field == "title"))
    return Query(tuple(terms), tuple(excluded), tuple(filters))


def _has_text(text: str) -> bool:
    return any(class_of(character) in ("word", "ideographic") for character in text)


def _ideographic(text: str) -> int:
    return sum(class_of(character) == "ideographic" for character in text)


def contains_variant(line: str, form: str) -> bool:
    """Tell whether the variant form of a line has that of a term."""
    return any(_places(line, form, kept(line)))


def _places(line: str, form: str, offsets: Sequence[int]) -> Iterator[range]:
    """Yield where a form stands in these characters of a normal form; a word does not begin within one."""
    text = "".join(line[at] for at in offsets)
    for at in range(len(text)):
        if text.startswith(form, at):
            start, end = offsets[at], offsets[at + len(form) - 1] + 1
            if not (begins_word(form) and start and class_of(line[start - 1]) == "word"):
                yield range(start, end)


def marked(text: str, terms: Iterable[Term], *, folded: bool) -> set[int]:
    """Return which code points of a displayed text belong to a match of one of the terms."""
    line, origins = _aligned(text)
    found: set[int] = set()
    for term in terms:
        places = list(_places(line, term.text, range(len(line))))
        if folded and term.variant:
            places += _places(line, term.variant, kept(line))
        found.update(at for place in places for at in range(origins[place[0]].start, origins[place[-1]].stop))
    return found


def _aligned(text: str) -> tuple[str, list[range]]:
    """Return the normal form of a text, and for each of its characters of which ones of the text it is made.

    A character and what may join it are one piece, whether they join or not.
    """
    starts = [at for at, character in enumerate(text) if at == 0 or not _joins(character)]
    line, origins = "", []
    for start, end in pairwise([*starts, len(text)]):
        # between two marks, for a space at an end counts where the text goes on
        form = normalise(f"、{text[start:end]}、")[1:-1]
        if form.startswith(" ") and line[-1:] in ("", " "):
            form = form[1:]
        line += form
        origins += [range(start, end)] * len(form)
    return line, origins


def _joins(character: str) -> bool:
    """Tell whether a character may become one with the one before it, or is nothing of its own."""
    first = unicodedata.normalize("NFKD", character)[0]
    is_vowel_or_final = (
        "\u1160" <= character <= "\u11ff" or "\u1161" <= first <= "\u1175" or "\u11a8" <= first <= "\u11c2"
    )
    return is_vowel_or_final or unicodedata.category(first)[0] == "M" or normalise(f"、{character}、") == "、、"


def lookups(form: str, folded: bool) -> Iterator[list[Lookup]]:
    """Yield what must be in the index for a normal form: alternatives of a term and whether longer ones count."""
    # in the variant form, pairs may be there in either form, and so only a character without neighbours is looked up
    alone = {run for run in re.findall(f"{IDEOGRAPHIC}+", form) if len(run) == 1}
    for term in counts(form):
        sort, text = term[0], term[1:]
        if sort in "23x":
            yield [(sort + text, False) for sort in (sort, _FOLDED[sort])[: 1 + folded]]
        elif sort in "mb" or (sort == "1" and (not folded or text in alone)):
            yield [(term, False)]
    for word in WORDS.finditer(form):
        text, is_last = word.group(), word.end() == len(form)
        yield [("p" + text, False) if is_last and len(text) < 3 else ("w" + text, is_last)]


class Site(reader.Site):
    """The index of a built site that answers queries."""

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, str, list[int]]]]:
        """Facet → (value, label, pages)."""
        return {
            facet: [(value, label, unpacked(bits).list(self.pages)) for value, (label, bits) in values.items()]
            for facet, values in self.call(f"{self.generation}/facets", 2)[1].items()
        }

    def answer(self, query: str) -> Found:
        """Return the pages that answer a query, checked against their text."""
        asked = parse(query)
        if not asked.terms and not asked.filters:
            return Found(frozenset(), frozenset())
        allowed = self._allowed(asked.filters)
        for term in asked.excluded:
            allowed -= self._answers([term], allowed, folded=False)
        literal = self._answers(asked.terms, allowed, folded=False)
        varied: frozenset[int] = frozenset()
        if any(term.variant for term in asked.terms):
            varied = self._answers(asked.terms, allowed - literal, folded=True)
        return Found(literal, varied)

    def _answers(self, terms: Iterable[Term], pages: set[int], *, folded: bool) -> frozenset[int]:
        left = set(pages)
        for term in terms:
            form = (folded and term.variant) or term.text
            left &= self.candidates(lookups(form, folded and term.variant != ""), in_title=term.in_title)
        return frozenset(page for page in left if all(_matches(self.records[page], term, folded) for term in terms))

    def _allowed(self, filters: Iterable[tuple[str, str, bool]]) -> set[int]:
        every = set(range(self.pages))
        allowed = set(every)
        for field, value, excludes in filters:
            having = {
                page
                for name, label, pages in self.facets.get(field, [])
                if value in (normalise(name), normalise(label))
                for page in pages
            }
            allowed &= every - having if excludes else having
        return allowed


def _matches(record: Record, term: Term, folded: bool) -> bool:
    lines = (record.title, *record.names) if term.in_title else record.lines
    if any(contains(line, term.text) for line in lines):
        return True
    return folded and term.variant != "" and any(contains_variant(line, term.variant) for line in lines)
