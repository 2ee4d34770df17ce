"""Typed pages → one checked graph: books, chapters, outline pages and their relations.

A ``Catalogue`` is a read-only view, computed from the pages whenever it is needed and never stored:
what a page states is stored once, with the page; inverses, order and names are derived here.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import Code, Diagnostic
from ..fields.positioned import KeyPath, Place, place_of
from ..model import INVERSE, Chapter, OfBook, Page, Part, Pattern, Review, Source
from ..source.frontmatter import FrontMatter
from ..text.folding import fold

#: what a page lacks as long as it is being written
LATER = frozenset([Code.UNLISTED, Code.UNGUARDED, Code.NO_SOURCE])

#: what roles name
OBJECT_TYPES = ("review", "book", "chapter", "pattern", "tag")


@dataclass(frozen=True)
class Document:
    """A page with front matter, as the environment keeps it."""

    docname: str
    path: str  #: relative to the source folder, for diagnostics
    record: Page
    title: str  #: from the front matter, else the first heading
    places: Mapping[KeyPath, Place] = field(default_factory=dict, compare=False)
    written_title: str = ""  #: before it was translated

    @classmethod
    def of(cls, front: FrontMatter, docname: str, title: str = "") -> Document:
        """Make a document of parsed front matter that has a record."""
        return cls(docname, front.path, front.record, front.record.title or title, dict(front.places))

    @property
    def slug(self) -> str:
        """The id of an outline page; the last part of the docname of any other."""
        return getattr(self.record, "id", None) or self.docname.rpartition("/")[2]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a role may call the page by, its id first."""
        names = (
            self.slug,
            *self.record.aliases,
            self.title,
            self.written_title,
            getattr(self.record, "title_en", None),
        )
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def accepted(self) -> frozenset[Code]:
        """The kinds of findings that the page accepts under ``suppress``; a draft, what it need not have yet, too."""
        return frozenset(item.code for item in self.record.suppress) | (LATER if self.record.draft else frozenset())

    @property
    def card(self) -> tuple[str | bool | tuple[str, ...] | None, ...]:
        """What others show of the page where they name it, and what leads to it."""
        record = self.record
        intent, books = getattr(record, "intent", None), getattr(record, "books_named", ())
        return self.docname, self.slug, self.title, record.kind, record.draft, intent, books

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that other pages may show of this one."""
        state = f"{self.docname}\n{self.title}\n{type(self.record).__name__}{self.record.model_dump_json()}"
        return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()

    def diagnostic(self, path: KeyPath, code: Code, problem: str, remedy: str = "") -> Diagnostic:
        return Diagnostic(self.path, *place_of(self.places, path), code, problem, remedy)


@dataclass(frozen=True)
class ChapterPlace:
    """A chapter and where it stands."""

    review: Document  #: the page whose front matter has the outline: a review, or the book's own
    part: Part
    chapter: Chapter
    book: str  #: BibTeX key of the book, or the review's slug where it names none
    anchor: str  #: on the review's page

    @property
    def target(self) -> str:
        """The name by which ``{chapter}`` finds it, e.g. ``shibui2021/4``."""
        return f"{self.book}/{self.chapter.number}"


@dataclass(frozen=True)
class Outline:
    """A book with an outline, which one review has or several."""

    book: str  #: BibTeX key of the book, or the review's slug where it names none
    review: Document  #: the first that has it
    places: tuple[ChapterPlace, ...]  #: its chapters in its order, each once

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The ids of its entries in its order, each once."""
        return tuple(dict.fromkeys(entry.id for place in self.places for entry in place.chapter.patterns if entry.id))


@dataclass(frozen=True)
class RelationEnd:
    """A relation as one of its two pages shows it."""

    name: str  #: a relation type, or the inverse of one
    other: Document
    why: str
    source: Source | None  #: None: our own reasoning
    stated_here: bool


class Catalogue:
    """All pages with front matter, joined.

    Args:
        documents: in any order; drafts resolve like others but stand in no listing.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {
            document.docname: document for document in sorted(documents, key=lambda document: document.docname)
        }
        everything = list(self.documents.values())
        self.pattern_pages = [document for document in everything if isinstance(document.record, Pattern)]
        self.reviews = [document for document in everything if isinstance(document.record, Review)]
        self.book_pages = [document for document in everything if isinstance(document.record, OfBook)]

    @cached_property
    def patterns(self) -> dict[str, Document]:
        """Id → page; the first by docname where two claim one id."""
        patterns: dict[str, Document] = {}
        for document in self.pattern_pages:
            patterns.setdefault(document.slug, document)
        return patterns

    @cached_property
    def _by_name(self) -> dict[str, dict[str, Document]]:
        """Object type → folded name → page; ids win over aliases, aliases over titles."""
        index: dict[str, dict[str, Document]] = {"pattern": {}, "review": {}}
        for objtype, pages in (("pattern", self.pattern_pages), ("review", self.reviews)):
            ranked = [(rank, fold(name), page) for page in pages for rank, name in enumerate(page.names)]
            for _, name, page in sorted(ranked, key=lambda item: min(item[0], 1)):
                index[objtype].setdefault(name, page)
        return index

    def find(self, objtype: str, name: str) -> Document | None:
        """Return the pattern or review of that id, alias or title."""
        return self._by_name[objtype].get(fold(name))

    def knows(self, objtype: str, name: str) -> bool:
        """Tell whether the role of that object type finds *name*."""
        if objtype in ("pattern", "review"):
            return self.find(objtype, name) is not None
        if objtype == "chapter":
            return self.find_chapter(name) is not None
        return name in (self._known_names["book"] if objtype == "book" else self.tags)

    def knows_page(self, objtype: str, name: str) -> bool:
        """Tell whether *name* is that of a pattern or review, or of a chapter."""
        return objtype in ("pattern", "review", "chapter") and self.knows(objtype, name)

    def known_names(self, objtype: str) -> frozenset[str]:
        """Return what the role of that object type accepts, for suggestions."""
        return self._known_names[objtype]

    @cached_property
    def _known_names(self) -> dict[str, frozenset[str]]:
        return {
            "pattern": frozenset(name for page in self.pattern_pages for name in page.names),
            "review": frozenset(name for page in self.reviews for name in page.names),
            "chapter": frozenset(place.target for place in self.chapters),
            "book": frozenset(self.books).union(self.outlines),
            "tag": frozenset(self.tags),
        }

    @cached_property
    def chapters(self) -> list[ChapterPlace]:
        """Every chapter of every outline, by book and in its order: the order of the shelf.

        Books follow each other as the pages do that have them: reviews, then pages of books, drafts last.
        """
        found: dict[str, list[ChapterPlace]] = {}
        for review in sorted(
            self.book_pages, key=lambda page: (page.record.draft, not isinstance(page.record, Review))
        ):
            for book, part, chapters in review.record.outlined():
                places = (ChapterPlace(review, part, chapter, book or review.slug, name) for chapter, name in chapters)
                found.setdefault(book or review.slug, []).extend(places)
        return [place for places in found.values() for place in places]

    @cached_property
    def outlines(self) -> dict[str, Outline]:
        """Book → its outline, in the order of the shelf."""
        return _outlines(self.chapters)

    @cached_property
    def shelf(self) -> dict[str, Outline]:
        """The outlines that lists show: those of pages that are no drafts."""
        return _outlines(place for place in self.chapters if not place.review.record.draft)

    @property
    def has_several(self) -> bool:
        """Whether lists have to say of which book something is."""
        return len(self.shelf) > 1

    def find_chapter(self, target: str) -> ChapterPlace | None:
        """Return the chapter called ``book/number`` or ``book/anchor``."""
        return self._chapters_by_name.get(target)

    @cached_property
    def _chapters_by_name(self) -> dict[str, ChapterPlace]:
        found: dict[str, ChapterPlace] = {}
        for place in self.chapters:
            for name in (place.target, f"{place.book}/{place.chapter.anchor}", f"{place.book}/{place.anchor}"):
                found.setdefault(name, place)
        return found

    @cached_property
    def chapters_of(self) -> dict[str, list[ChapterPlace]]:
        """Pattern id → the chapters that list it, each once, in the order of the shelf."""
        found: dict[str, dict[str, ChapterPlace]] = {}
        for place in self.chapters:
            for entry in place.chapter.patterns:
                if entry.id:
                    found.setdefault(entry.id, {}).setdefault(place.target, place)
        return {name: list(places.values()) for name, places in found.items()}

    @cached_property
    def book_order(self) -> dict[str, int]:
        """Pattern id → position in the outlines; pages in no outline follow by id."""
        listed = [entry.id for place in self.chapters for entry in place.chapter.patterns if entry.id]
        return {name: index for index, name in enumerate(dict.fromkeys([*listed, *sorted(self.patterns)]))}

    def neighbours(self, pattern_id: str) -> tuple[Document | None, Document | None]:
        """Return the pages before and after one in the order of the first book that lists it."""
        places = self.chapters_of.get(pattern_id)
        return self._around[places[0].book].get(pattern_id, (None, None)) if places else (None, None)

    @cached_property
    def _around(self) -> dict[str, dict[str, tuple[Document | None, Document | None]]]:
        """Book → pattern id → the pages before and after it; the first place where it stands twice."""
        found: dict[str, dict[str, tuple[Document | None, Document | None]]] = {}
        for book, outline in self.outlines.items():
            entries = [entry.id for place in outline.places for entry in place.chapter.patterns]
            pages = [self.patterns[name] for name in entries if name in self.patterns]
            around = found[book] = {}
            for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
                around.setdefault(page.slug, (before, after))
        return found

    @cached_property
    def listed(self) -> dict[str, Document]:
        """Docname → outline page, of those that an outline lists, in the order of the book."""
        pages = (self.patterns[name] for name in self.book_order if name in self.patterns and name in self.chapters_of)
        return {page.docname: page for page in pages}

    @cached_property
    def relations(self) -> dict[str, list[RelationEnd]]:
        """Pattern id → the relations that its page shows: its own as stated, those of others inverted.

        In the order of ``INVERSE``, then of the book.
        """
        ends: dict[str, list[RelationEnd]] = {name: [] for name in self.patterns}
        for page in self.patterns.values():
            for relation in page.record.relations:
                other = self.patterns.get(relation.target)
                if other is None or other is page:
                    continue
                inverse = INVERSE[relation.type]
                ends[page.slug].append(RelationEnd(relation.type, other, relation.why, relation.basis, True))
                ends[other.slug].append(RelationEnd(inverse, page, relation.why, relation.basis, False))
        rank = {name: index for index, name in enumerate(dict.fromkeys([*INVERSE, *INVERSE.values()]))}
        for found in ends.values():
            found.sort(key=lambda end: (rank[end.name], self.book_order[end.other.slug], not end.stated_here))
        return ends

    @cached_property
    def tags(self) -> dict[str, list[Document]]:
        """Tag → pages that are not drafts, by docname; tags sorted."""
        found: dict[str, list[Document]] = {}
        for document in self.documents.values():
            for tag in () if document.record.draft else document.record.tags:
                found.setdefault(tag, []).append(document)
        return dict(sorted(found.items()))

    @cached_property
    def tag_anchors(self) -> dict[str, str]:
        """Tag → anchor: lower case, letters of every script; tags that would share one are told apart by a number."""
        anchors: dict[str, str] = {}
        taken: set[str] = set()
        for tag in self.tags:
            base = "tag-" + "-".join(tag.casefold().split())
            numbered = (f"{base}-{number}" for number in itertools.count(2))
            anchors[tag] = next(anchor for anchor in itertools.chain([base], numbered) if anchor not in taken)
            taken.add(anchors[tag])
        return anchors

    @cached_property
    def books(self) -> dict[str, list[Document]]:
        """BibTeX key → the pages that are about that book and no drafts, its own and then reviews; keys sorted."""
        found: dict[str, list[Document]] = {}
        for page in sorted(self.book_pages, key=lambda page: isinstance(page.record, Review)):
            for key in () if page.record.draft else page.record.books_named:
                found.setdefault(key, []).append(page)
        return dict(sorted(found.items()))


def _outlines(places: Iterable[ChapterPlace]) -> dict[str, Outline]:
    """Return book → its outline; of two chapters with one number the first."""
    found: dict[str, dict[str, ChapterPlace]] = {}
    for place in places:
        found.setdefault(place.book, {}).setdefault(place.target, place)
    return {book: Outline(book, next(iter(of.values())).review, tuple(of.values())) for book, of in found.items()}


def cited_places(record: Page) -> Iterator[tuple[KeyPath, str]]:
    """Yield where the front matter cites, and the BibTeX key."""
    if isinstance(record, OfBook):
        if record.book:
            yield ("book",), record.book
        for index, key in enumerate(getattr(record, "books", ())):
            yield ("books", index), key
        if isinstance(record, Review) and record.original and record.original.cite:
            yield ("original", "cite"), record.original.cite
    elif isinstance(record, Pattern):
        for index, relation in enumerate(record.relations):
            if relation.basis and relation.basis.cite:
                yield ("relations", index, "basis", "cite"), relation.basis.cite
        for index, trait in enumerate(record.traits):
            if trait.basis and trait.basis.cite:
                yield ("traits", index, "basis", "cite"), trait.basis.cite
        for index, source in enumerate(record.sources):
            if source.cite:
                yield ("sources", index, "cite"), source.cite
