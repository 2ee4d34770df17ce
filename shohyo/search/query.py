"""Query → pages, from the files of a built index; the twin of ``shohyo-search.js`` without ranking and snippets.

It reads what the browser reads, so that an index can be asked where there is no JavaScript.  It looks up every
pair of a term, not only those that cover it: what it finds needs the whole index to be right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from .errors import SearchError
from .format import VERSION, Postings, read_postings, shard_of, terms_in, unpacked
from .model import FIELDS
from .tokenise import BEGINNING, CROSSING, KATAKANA, PAIR, RUN, WORDS, begins_word, class_of, kept, normalise, variant

FACETS = ("kind", "tag", "chapter", "book")
_PART = re.compile(r'((?:-(?!-))?)(?:(title|kind|tag|chapter|book):)?(?:"([^"]*)"?|([^ ]+))')
_EMPTY_FIELD = re.compile("(?:title|kind|tag|chapter|book):")


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
class Record:
    """What can be found on a page; lines are normal forms."""

    url: str
    title: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything in which a literal match counts."""
        return (self.title, *self.headings, *self.body, *self.names)


@dataclass(frozen=True)
class Found:
    """Numbers of the pages that answer a query."""

    literal: frozenset[int]
    variant: frozenset[int]  #: those that have it in another spelling only


def asks(text: str) -> bool:
    """Tell whether a normal form asks for anything: it has a word, an ideographic character, or two marks together."""
    return _has_text(text) or next(_grams(text, folded=False), None) is not None


def _has_text(text: str) -> bool:
    return any(class_of(character) in ("word", "ideographic") for character in text)


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


def _ideographic(text: str) -> int:
    return sum(class_of(character) == "ideographic" for character in text)


def contains(line: str, term: str) -> bool:
    """Tell whether a line has a term, both as normal forms; a word counts by its beginning only."""
    return _has(line, term, line, range(len(line)))


def contains_variant(line: str, form: str) -> bool:
    """Tell whether the variant form of a line has that of a term."""
    places = kept(line)
    return _has("".join(line[at] for at in places), form, line, places)


def _has(text: str, term: str, line: str, places: range | list[int]) -> bool:
    bound = begins_word(term)
    at = text.find(term)
    while at >= 0:
        if not (bound and places[at] and class_of(line[places[at] - 1]) == "word"):
            return True
        at = text.find(term, at + 1)
    return False


class Site:
    """The index of a built site; files are read once, when they are needed.

    Raises:
        SearchError: a file is missing, cut off, or of another version of the format.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (manifest,) = self._call("manifest", 1)
        if not isinstance(manifest, dict) or manifest.get("version") != VERSION:
            raise SearchError(f'"{folder}" has an index of another version of Shohyo; build the site again')
        try:
            self.generation: str = manifest["generation"]
            self.shards: int = manifest["shards"]
            self.pages: int = manifest["pages"]
            self.parts: int = manifest["parts"]
            self.starts = [*unpacked(manifest["starts"]).list(self.parts), self.parts]
        except (KeyError, TypeError, ValueError):
            raise self._damaged("manifest") from None
        if len(self.starts) != self.pages + 1:
            raise self._damaged("manifest")
        # part of a text → page
        self.page_of = [page for page, (start, end) in enumerate(pairwise(self.starts)) for _ in range(start, end)]
        self._opened: dict[int, dict[str, Postings]] = {}

    def _call(self, name: str, *arguments: int) -> list[Any]:
        """Return the arguments of the call that a file makes, of which there are so many."""
        path = self.folder / f"{name}.js"
        try:
            text = path.read_text("utf-8")
            values = json.loads("[" + text[text.index("(") + 1 : text.rindex(")")] + "]")
        except OSError:
            raise SearchError(f'"{path}" is missing; build the site again') from None
        except ValueError:
            values = []
        if len(values) not in arguments:
            raise self._damaged(name)
        return values

    def _damaged(self, name: str) -> SearchError:
        return SearchError(f'"{self.folder / name}.js" is damaged; build the site again')

    def _shard(self, number: int) -> dict[str, Postings]:
        if number not in self._opened:
            name = f"{self.generation}/t{number}"
            _generation, _number, sorts, packed = self._call(name, 4)
            try:
                bits = unpacked(packed)
                self._opened[number] = {term: read_postings(bits, self.pages, self.parts) for term in terms_in(sorts)}
            except (AttributeError, TypeError, ValueError):
                raise self._damaged(name) from None
        return self._opened[number]

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """What is on the pages, by number."""
        return tuple(map(self._record, range(self.pages)))

    def _record(self, number: int) -> Record:
        name = f"{self.generation}/d{number}"
        _generation, _number, record, *whole = self._call(name, 3, 4)
        body: list[str] = []
        try:
            headings = [normalise(heading) for _anchor, heading, _part in record["sections"]]
            parts = whole or [self._call(f"{self.generation}/x{number}-{n}", 4)[3] for n in range(record["parts"])]
            for _section, text in chain.from_iterable(parts):
                body += map(normalise, text.split("\n"))
            names = tuple(map(normalise, record["names"]))
            return Record(record["url"], normalise(record["title"]), names, tuple(filter(None, headings)), tuple(body))
        except (KeyError, TypeError, ValueError):
            raise self._damaged(name) from None

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, str, list[int]]]]:
        """Facet → (value, label, pages)."""
        name = f"{self.generation}/facets"
        try:
            return {
                facet: [(value, label, unpacked(bits).list(self.pages)) for value, (label, bits) in values.items()]
                for facet, values in self._call(name, 2)[1].items()
            }
        except (AttributeError, TypeError, ValueError):
            raise self._damaged(name) from None

    def find(self, query: str) -> Found:
        """Return the pages that answer a query, checked against their text."""
        asked = parse(query)
        if not asked.terms and not asked.filters:
            return Found(frozenset(), frozenset())
        allowed = self._allowed(asked.filters)
        unwanted = {
            page
            for term in asked.excluded
            for page in self._pages(term, folded=False)
            if self._matches(page, term, folded=False)
        }
        literal = self._answers(asked.terms, allowed - unwanted, folded=False)
        varied: frozenset[int] = frozenset()
        if any(term.variant for term in asked.terms):
            varied = self._answers(asked.terms, allowed - unwanted - literal, folded=True)
        return Found(literal, varied)

    def _answers(self, terms: Iterable[Term], pages: set[int], *, folded: bool) -> frozenset[int]:
        left = set(pages)
        for term in terms:
            left &= self._pages(term, folded)
        return frozenset(page for page in left if all(self._matches(page, term, folded) for term in terms))

    def _matches(self, page: int, term: Term, folded: bool) -> bool:
        record = self.records[page]
        lines = (record.title, *record.names) if term.in_title else record.lines
        if any(contains(line, term.text) for line in lines):
            return True
        return folded and term.variant != "" and any(contains_variant(line, term.variant) for line in lines)

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

    def _pages(self, term: Term, folded: bool) -> set[int]:
        """Return the pages that may have a term, by the posting lists alone."""
        form = (folded and term.variant) or term.text
        found = [list(self._found(gram)) for gram in _grams(form, folded and term.variant != "")]
        heads = set.intersection(*({head for lists in of_gram for head in lists.heads} for of_gram in found))
        pages = {head // FIELDS for head in heads if not term.in_title or head % FIELDS < 2}
        if term.in_title:
            return pages
        parts = set.intersection(*({part for lists in of_gram for part in lists.parts} for of_gram in found))
        return pages | {self.page_of[part] for part in parts}

    def _found(self, alternatives: Iterable[tuple[str, bool]]) -> Iterator[Postings]:
        for term, is_prefix in alternatives:
            shard = self._shard(shard_of(term, self.shards))
            names = [name for name in shard if name.startswith(term)] if is_prefix else [term]
            yield from (shard[name] for name in names if name in shard)


def _grams(form: str, folded: bool) -> Iterator[list[tuple[str, bool]]]:
    """Yield what must be in the index for a normal form: alternatives of a term and whether longer ones count."""
    for pair in CROSSING.findall(form):
        yield [(sort + pair, False) for sort in "xv"[: 1 + folded]]
    for run in RUN.finditer(form):
        string = run.group()
        if run["words"]:
            # a term that begins with a mark and a word does so in the text
            begins = run.start() == 0 and BEGINNING.match(string) is not None
            found = [
                (pair.start(), ("b" if begins and not pair.start() else "m") + pair[1], False)
                for pair in PAIR.finditer(string)
            ]
            for word in WORDS.finditer(string):
                is_last = run.start() + word.end() == len(form)
                sort = "p" if is_last and len(word.group()) < 3 else "w"
                found.append((word.start(), sort + word.group(), is_last and sort == "w"))
            for _start, term, is_prefix in sorted(found):
                yield [(term, is_prefix)]
            continue
        for character in string if not folded or len(string) == 1 else ():
            yield [("1" + character, False)]
        for sorts, length in (("2v", 2), ("3u", 3)):
            for at in range(len(string) - length + 1):
                gram = string[at : at + length]
                if length == 2 or KATAKANA.fullmatch(gram):
                    yield [(sort + gram, False) for sort in sorts[: 1 + folded]]
