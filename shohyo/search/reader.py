"""The files of a built index → the pages that have a term: what can be asked where there is no JavaScript.

It reads what the browser reads, and looks up every term of a text, not only those that cover it: what it finds
needs the whole index to be right.  Queries are not read here: who asks knows the terms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from ..codes.reading import unpacked
from ..wording import say
from .errors import SearchError
from .format import FOLDER, VERSION, Postings, read_shard, shard_of, swapped
from .model import FACETS, FIELDS, Page, Section
from .tokenise import MARK, PAIRED, WORDS, begins_word, class_of, normalise

#: what asks for anything: a word, an ideographic character, or two marks of ASCII together
_ASKS = re.compile(f"[^ {MARK}]|[{PAIRED}]{{2}}")
#: sorts of terms that a text has wherever it stands; words are not all whole, and the others are of the variant form
_LITERAL = "123mx"
#: a term of the index, and whether longer ones of its shard count
Lookup = tuple[str, bool]


@dataclass(frozen=True)
class Record:
    """What can be found on a page; lines are normal forms."""

    url: str
    title: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    body: tuple[str, ...]
    categories: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything in which a literal match counts."""
        return (self.title, *self.headings, *self.body, *self.names)

    def has(self, form: str) -> bool:
        """Tell whether a normal form is found on the page."""
        return form in self.categories or any(contains(line, form) for line in self.lines)


def asks(form: str) -> bool:
    """Tell whether a normal form asks for anything."""
    return _ASKS.search(form) is not None


def contains(line: str, term: str) -> bool:
    """Tell whether a line has a term, both as normal forms; a word counts by its beginning only."""
    bound = begins_word(term)
    at = line.find(term)
    while at >= 0:
        if not (bound and at and class_of(line[at - 1]) == "word"):
            return True
        at = line.find(term, at + 1)
    return False


def lookups(form: str) -> Iterator[Lookup]:
    """Yield what the index has of every text that contains a normal form."""
    from .terms import spelled, terms_of  # loads NumPy, for which nobody waits who has Node

    (terms,) = terms_of([form])
    yield from ((term, False) for term in spelled(terms.grams >> 2) if term[0] in _LITERAL)
    for word in WORDS.finditer(form):
        may_go_on = word.end() == len(form)
        is_short = len(word.group()) < 3
        yield ("p" if may_go_on and is_short else "w") + word.group(), may_go_on and not is_short


class Site:
    """The index of a built site; files are read once, when they are needed.

    Raises:
        SearchError: a file is missing, cut off, or of another version of the format.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (manifest,) = self.call("manifest", 1)
        if not isinstance(manifest, dict) or manifest.get("version") != VERSION:
            problem = say('"{folder}" has an index of another version of Shohyo; build the site again', folder=folder)
            raise SearchError(problem)
        try:
            self.generation: str = manifest["generation"]
            self.shards: int = manifest["shards"]
            self.pages: int = manifest["pages"]
            self.parts: int = manifest["parts"]
            self.shared: str = manifest["shared"]
            self.starts = [*unpacked(manifest["starts"]).list(self.parts), self.parts]
            if self.pages not in range(len(self.starts)) or len(self.starts) != self.pages + 1:
                raise ValueError("the pages are not as many as their beginnings")
        except (KeyError, TypeError, ValueError):
            raise self.damaged("manifest") from None
        # part of a text → page
        self.page_of = [page for page, (start, end) in enumerate(pairwise(self.starts)) for _ in range(start, end)]
        self._opened: dict[int, dict[str, Postings]] = {}

    def call(self, name: str, *arguments: int) -> list[Any]:
        """Return the arguments of the call that a file makes, of which there are so many."""
        path = self.folder / f"{name}.js"
        try:
            text = path.read_text("utf-8")
            said = text[text.index("(") + 1 : text.rindex(")")]
            values = json.loads(f"[{said if name == 'manifest' else swapped(said)}]")
        except OSError:
            raise SearchError(say('"{path}" is missing; build the site again', path=path)) from None
        except ValueError:
            values = []
        if len(values) not in arguments:
            raise self.damaged(name)
        return values

    def damaged(self, name: str) -> SearchError:
        return SearchError(say('"{path}" is damaged; build the site again', path=self.folder / f"{name}.js"))

    def _shard(self, number: int) -> dict[str, Postings]:
        if number not in self._opened:
            name = f"{self.generation}/t{number}"
            _generation, _number, sorts, packed = self.call(name, 4)
            try:
                place = number, self.shards
                self._opened[number] = read_shard(sorts, unpacked(packed), place, self.pages, self.parts)
            except (AttributeError, KeyError, TypeError, ValueError):
                raise self.damaged(name) from None
        return self._opened[number]

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """What is on the pages, by number."""
        return tuple(map(self._record, range(self.pages)))

    def _record(self, number: int) -> Record:
        page = self.page(number)
        return Record(
            page.url,
            normalise(page.title),
            tuple(map(normalise, page.names)),
            tuple(filter(None, map(normalise, page.headings))),
            tuple(normalise(line) for section in page.sections for line in section.lines),
            tuple(map(normalise, page.categories)),
        )

    def page(self, number: int) -> Page:
        """Return a page as it was written into the index; what it is called there is its address."""
        name = f"{self.generation}/d{number}"
        _generation, _number, record, *whole = self.call(name, 3, 4)
        try:
            parts = whole or [self.call(f"{self.generation}/x{number}-{n}", 4)[3] for n in range(record["parts"])]
            lines: list[list[str]] = [[] for _ in record["sections"]]
            for section, text in chain.from_iterable(parts):
                lines[section] += text.split("\n")
            sections = [
                Section(*_texts(anchor, heading), tuple(of_section))
                for (anchor, heading, _part), of_section in zip(record["sections"], lines, strict=True)
            ]
            url, title, kind, label = _texts(*map(record.__getitem__, ("url", "title", "kind", "kindLabel")))
            names, trail = _texts(*record["names"]), _texts(*(part or self.shared for part in record["trail"]))
            return Page(
                url, url, title, tuple(sections), names, kind, label, trail, self._facets[number],
                categories=tuple(self._categories[number]),
            )  # fmt: skip
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            raise self.damaged(name) from None

    @cached_property
    def _facets(self) -> list[dict[str, dict[str, str]]]:
        """By what each page is filtered: facet → value → label."""
        name = f"{self.generation}/facets"
        _generation, facets = self.call(name, 2)
        found: list[dict[str, dict[str, str]]] = [{facet: {} for facet in FACETS} for _ in range(self.pages)]
        try:
            for facet in FACETS:
                for value, (label, pages) in facets[facet].items():
                    for page in unpacked(pages).list(self.pages):
                        (found[page][facet][value],) = _texts(label)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self.damaged(name) from None
        return found

    @cached_property
    def _categories(self) -> list[list[str]]:
        """What each page is one of."""
        name = f"{self.generation}/categories"
        found: list[list[str]] = [[] for _ in range(self.pages)]
        try:
            for category, pages in self.call(name, 3)[2]:
                for page in unpacked(pages).list(self.pages):
                    found[page] += _texts(category)
        except (AttributeError, TypeError, ValueError):
            raise self.damaged(name) from None
        return found

    def find(self, has: Iterable[str], lacks: Iterable[str] = (), either: Collection[str] = ()) -> frozenset[int]:
        """Return the pages that have these normal forms, by the index and by their text, and none of those.

        Args:
            either: further forms, of which a page has one, if there are any.
        """
        found = set(range(self.pages))
        for form in has:
            found &= self.having(form)
        for form in lacks:
            found -= self.having(form)
        if either:
            found &= set().union(*map(self.having, either))
        return frozenset(found)

    def having(self, form: str) -> set[int]:
        """Return the pages that have a normal form."""
        found = self.candidates([term] for term in lookups(form)) | self.within(form)
        return {page for page in found if self.records[page].has(form)}

    def within(self, category: str) -> set[int]:
        """Return the pages that are listed as ones of a category."""
        heads = (head for lists in self._found([(f"t{category}", False)]) for head in lists.heads)
        return {head // FIELDS for head in heads if head % FIELDS == FIELDS - 1}

    def candidates(self, terms: Iterable[Iterable[Lookup]], *, in_title: bool = False) -> set[int]:
        """Return the pages that have a place with one of the alternatives of each term, by the posting lists alone.

        Args:
            in_title: whether title and names alone count.
        """
        found = [list(self._found(alternatives)) for alternatives in terms]
        heads = set.intersection(*({head for lists in of_term for head in lists.heads} for of_term in found))
        pages = {head // FIELDS for head in heads if not in_title or head % FIELDS < 2}
        if in_title:
            return pages
        parts = set.intersection(*({part for lists in of_term for part in lists.parts} for of_term in found))
        return pages | {self.page_of[part] for part in parts}

    def _found(self, alternatives: Iterable[Lookup]) -> Iterator[Postings]:
        for term, is_prefix in alternatives:
            shard = self._shard(shard_of(term, self.shards))
            names = [name for name in shard if name.startswith(term)] if is_prefix else [term]
            yield from (shard[name] for name in names if name in shard)


def site_at(output: Path) -> Site:
    """Return the index of a built site, by the folder of the site.

    Raises:
        SearchError: there is no site with a search, or its index is not to be read.
    """
    if not (output / FOLDER / "manifest.js").is_file():
        problem = say('"{folder}" is no built site with a search', folder=output)
        remedy = say('build it first, as with "python -m sphinx -b html . _build/html", or name its folder with --site')
        raise SearchError(say("{problem}; {remedy}", problem=problem, remedy=remedy))
    return Site(output / FOLDER)


def _texts(*values: Any) -> tuple[str, ...]:
    """Return values that are to be texts.

    Raises:
        TypeError: one is none.
    """
    if not all(isinstance(value, str) for value in values):
        raise TypeError("a text is expected")
    return values
