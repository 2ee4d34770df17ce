"""The questions by which pages learn of reviews, patterns, chapters, books and tags, of other pages and their text.

Whatever is not asked by one of them, or by those of ``references`` and of the outputs, a page may not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..data.counting import Count, number_of
from .asked import Question

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..bib.bibliography import Work
    from ..data.catalogue import Catalogue, ChapterPlace, Document, Outline, RelationEnd
    from ..data.guide import GuideFile
    from ..reading.domain import ShohyoDomain
    from ..reading.pictures import Picture


@dataclass(frozen=True)
class Standing:
    """Where an outline page stands in a chapter."""

    place: ChapterPlace
    number: int  #: from 1, among the entries that have a page
    count: int  #: of these entries


@Question.showing(lambda found: [document.digest for document in found.documents.values()])
def catalogue(app: Sphinx) -> Catalogue:
    """All of it, for blocks that list what there is: then a page counts on all front matter."""
    return _domain(app).catalogue


@Question
def bibliography(app: Sphinx) -> dict[str, Work]:
    """All entries."""
    return _domain(app).bibliography.entries


@Question
def guides(app: Sphinx) -> dict[str, GuideFile]:
    """The guides that lead every reader to a core, by the page on which they stand."""
    return _domain(app).proved_guides


@Question
def pattern(app: Sphinx, slug: str) -> Document | None:
    """The page that has an id, as far as it is shown where it is named."""
    return _domain(app).catalogue.patterns.get(slug)


@Question
def called(app: Sphinx, slug: str) -> str | None:
    """The title of an outline page, also of one that is a draft."""
    domain = _domain(app)
    page = domain.catalogue.patterns.get(slug) or domain.build.unpublished[2].patterns.get(slug)
    return page and page.title


@Question.showing(lambda found: found and found.digest)
def named(app: Sphinx, objtype: str, name: str) -> Document | None:
    """The pattern or review of an id, alias or title, with all of its front matter."""
    return _domain(app).catalogue.find(objtype, name)


@Question
def standings(app: Sphinx, slug: str) -> list[Standing]:
    """Where an outline page stands."""
    catalogue = _domain(app).catalogue
    found = []
    for place in catalogue.chapters_of.get(slug, []):
        entries = [entry.id for entry in place.chapter.patterns if entry.id in catalogue.patterns]
        if slug in entries:
            found.append(Standing(place, entries.index(slug) + 1, len(entries)))
    return found


@Question
def relations(app: Sphinx, slug: str) -> list[RelationEnd]:
    """What an outline page is related to."""
    return _domain(app).catalogue.relations.get(slug, [])


@Question
def located(app: Sphinx, objtype: str, target: str) -> tuple[str, str, str] | bool:
    """Docname, anchor and title of what a role names; else whether it is known."""
    domain = _domain(app)
    return domain.locate(objtype, target) or domain.exists(objtype, target)


@Question
def shelf(app: Sphinx) -> list[str]:
    """The books with an outline, in the order of the shelf."""
    return list(_domain(app).catalogue.shelf)


@Question
def outline(app: Sphinx, book: str) -> Outline | None:
    """The outline of a book."""
    return _domain(app).catalogue.shelf.get(book)


@Question
def book(app: Sphinx, key: str) -> tuple[tuple[str, str] | None, str]:
    """Address and title of a book."""
    domain = _domain(app)
    return domain.book_address(key), domain.book_title(key)


@Question
def about(app: Sphinx, key: str) -> list[Document]:
    """The pages that are about a book, its own and then reviews."""
    return _domain(app).catalogue.books.get(key, [])


@Question
def work(app: Sphinx, key: str) -> Work | None:
    """An entry of the bibliography."""
    return _domain(app).bibliography.entries.get(key)


@Question
def cover(app: Sphinx, docname: str) -> Picture | None:
    """The cover that the author of a page gave to its book."""
    return _domain(app).covers.get(docname)


@Question
def tag(app: Sphinx, name: str) -> tuple[str, str] | None:
    """The address of a tag."""
    return _domain(app).tag_address(name)


@Question
def draws_itself(app: Sphinx, docname: str) -> bool:
    """Whether an outline page has its diagram in its text."""
    return _domain(app).draws_itself(docname)


@Question
def number(app: Sphinx, noun: str, *filters: str) -> int:
    """How many there are of something; filters are names and values in turn."""
    domain = _domain(app)
    count = Count(noun, tuple(zip(filters[::2], filters[1::2], strict=True)))
    crosswalks = {file.path: file.crosswalk for file in domain.crosswalks.values()}
    return number_of(count, domain.catalogue, domain.bibliography.entries, crosswalks.values())


@Question
def title(app: Sphinx, docname: str) -> str | None:
    """The title of a page, as text."""
    titles = app.env.titles
    return titles[docname].astext() if docname in titles else None


@Question
def body(app: Sphinx, docname: str) -> tuple[str, ...]:
    """What a page is made of; who shows a part of its text counts on all of it."""
    return _domain(app).stamps.get(docname, ())


def _domain(app: Sphinx) -> ShohyoDomain:
    domain: Any = app.env.domains["shohyo"]
    return domain
