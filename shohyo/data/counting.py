"""What a ``{count}`` names → how many there are of it, so that prose states no number that the data can count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import say, suggestion
from ..kinds import PATTERN_KINDS

if TYPE_CHECKING:
    from .catalogue import Catalogue, Document, Outline
    from .crosswalk import Crosswalk

_OF_KIND = {"patterns": "pattern", "antipatterns": "antipattern", "topics": "topic", "case-studies": "case-study"}
_PAGE = ("book", "chapter", "category", "tag")
#: what can be counted → by what it can be narrowed
NOUNS: Mapping[str, tuple[str, ...]] = {
    "pages": (*_PAGE, "kind"),
    **dict.fromkeys(_OF_KIND, _PAGE),
    "relations": ("book",),
    "reviews": ("book", "tag"),
    "books": (),
    "parts": ("book",),
    "chapters": ("book",),
    "tags": (),
    "sources": (),
    "foreign-patterns": ("book",),
}


@dataclass(frozen=True)
class Count:
    """What is counted."""

    noun: str
    filters: tuple[tuple[str, str], ...] = ()  #: name and value; all must hold

    @property
    def words(self) -> str:
        """As ``parse_count`` reads it."""
        return " ".join([self.noun, *(f"{name}:{value}" for name, value in self.filters)])

    @property
    def names(self) -> Iterable[tuple[str, str]]:
        """Kind and name of each object that it names."""
        return ((name, value) for name, value in self.filters if name in ("book", "chapter", "tag"))


def parse_count(text: str) -> tuple[Count | None, str, str]:
    """Parse ``noun filter:value …``; return it, or nothing with problem and remedy."""
    noun, *words = text.split() or [""]
    if noun not in NOUNS:
        remedy = suggestion(noun, NOUNS) or say("(allowed: {keys})", keys=", ".join(NOUNS))
        return None, say('"{name}" is nothing that is counted', name=noun), remedy
    filters = []
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not value or name not in NOUNS[noun]:
            allowed = [f"{known}:…" for known in NOUNS[noun]]
            known = say("(allowed: {keys})", keys=", ".join(allowed)) if allowed else say("remove it")
            remedy = suggestion(name, NOUNS[noun]) or known
            return None, say('{what} are not narrowed by "{filter}"', what=noun, filter=word), remedy
        if name == "kind" and value not in PATTERN_KINDS:
            return None, say('"{value}" is not a kind of outline pages', value=value), suggestion(value, PATTERN_KINDS)
        filters.append((name, value))
    return Count(noun, tuple(filters)), "", ""


def number_of(count: Count, catalogue: Catalogue, works: Iterable[str], crosswalks: Iterable[Crosswalk]) -> int:
    """Return how many there are, without drafts."""
    noun, filters = count.noun, dict(count.filters)
    book = filters.get("book")
    outlines = [outline for name, outline in catalogue.shelf.items() if book in (None, name)]
    if noun == "pages" or noun in _OF_KIND:
        filters |= {"kind": _OF_KIND[noun]} if noun in _OF_KIND else {}
        return sum(_has(page, filters, catalogue) for page in catalogue.patterns.values())
    if noun == "relations":
        return _relations(catalogue, frozenset().union(*(outline.entries for outline in outlines)) if book else None)
    if noun == "reviews":
        pages = (page.record for page in catalogue.reviews if not page.record.draft)
        tag = filters.get("tag")
        return sum(book in (None, *record.books_named) and tag in (None, *record.tags) for record in pages)
    if noun == "foreign-patterns":
        return sum(len(crosswalk.patterns) for crosswalk in crosswalks if book in (None, crosswalk.book))
    if noun == "parts":
        return sum(map(_parts, outlines))
    if noun == "chapters":
        return sum(len(outline.places) for outline in outlines)
    return sum(1 for _each in {"books": catalogue.books, "tags": catalogue.tags, "sources": works}[noun])


def _has(page: Document, filters: Mapping[str, str], catalogue: Catalogue) -> bool:
    """Tell whether an outline page is no draft, and what all filters say."""
    record, places = page.record, catalogue.chapters_of.get(page.slug, ())
    chapter = catalogue.find_chapter(filters.get("chapter", ""))
    values = {
        "kind": [record.kind],
        "category": [record.category],
        "tag": record.tags,
        "book": [place.book for place in places],
        "chapter": [filters["chapter"]] if chapter and chapter.target in [place.target for place in places] else [],
    }
    return not record.draft and all(value in values[name] for name, value in filters.items())


def _relations(catalogue: Catalogue, entries: frozenset[str] | None) -> int:
    """Return how many relations are stated between pages that are no drafts, of some books or of all."""
    pages = {name: page for name, page in catalogue.patterns.items() if not page.record.draft}
    if entries is not None:
        pages = {name: page for name, page in pages.items() if name in entries}
    stated = ((name, relation.target) for name, page in pages.items() for relation in page.record.relations)
    return sum(target in pages and target != name for name, target in stated)


def _parts(outline: Outline) -> int:
    """Return how many parts an outline has that say so: one without number and title is none."""
    parts = {(place.part.part, place.part.title) for place in outline.places}
    return len(parts - {(None, None)})
