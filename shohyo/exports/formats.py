"""What stands in the files of ``api/v1``: a type for each, of which the JSON Schemas beside them are made.

The types describe built-in types, so that nothing is checked while a site is built; tests hold each file against its
schema.  A key is always there; what is not known is null, and a list without members is empty.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict  # pydantic reads the standard one from Python 3.12 on

from ..data.crosswalk import Crosswalk
from ..data.guide import Guide
from ..kinds import PatternKind
from ..model import (
    INVERSE,
    Author,
    Checked,
    Component,
    Flow,
    Original,
    Page,
    Pattern,
    RelationType,
    Review,
    Series,
    Source,
    Trait,
)
from ..schema import DIALECT

#: of the interface; a change that breaks a reader has a new number, and a folder of its own
VERSION = 1


def _said(model: type[Page], name: str) -> Any:
    """Return the description that a key of the front matter has."""
    return Field(description=model.model_fields[name].description)


_CLOSED = ConfigDict(extra="forbid")
Path = Annotated[str, Field(description="Path from the top of the site, with an anchor where it is a place on a page.")]
Url = Annotated[str | None, Field(description="The same as an absolute address, if the site knows its own.")]
Docname = Annotated[str, Field(description="Path of the source without its suffix; it names a page for good.")]
Slug = Annotated[str, Field(description="Id, by which roles and programs name it for good.")]
Title = Annotated[str, Field(description="Title as it is printed.")]
Day = Annotated[str | None, Field(json_schema_extra={"format": "date"})]
Published = Annotated[Day, _said(Page, "date")]
Updated = Annotated[Day, _said(Page, "updated")]
Kind = Annotated[Literal["review", "book", "page"] | PatternKind, Field(description="Sort of page.")]
#: relation types and the names of their other ends
EndName = Literal[tuple(dict.fromkeys([*INVERSE, *INVERSE.values()]))]  # type: ignore[valid-type]


class Ref(TypedDict):
    """Another page, by what leads to it."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Slug
    docname: Docname
    kind: Kind
    title: Title
    path: Path
    url: Url


class PageRef(Ref):
    """A page in the list of all pages, and where its own file is."""

    summary: Annotated[str | None, Field(description="Summary, else intent.")]
    date: Published
    updated: Updated
    data: Annotated[str, Field(description="Path of the page's own file.")]
    markdown: Annotated[str | None, Field(description="Path of the page as Markdown, if there are twins.")]


class PageItem(PageRef):
    """What every page has."""

    authors: Annotated[list[Author], Field(description="Who wrote the page.")]
    tags: Annotated[list[str], _said(Page, "tags")]
    aliases: Annotated[list[str], _said(Page, "aliases")]
    language: Annotated[str, Field(description="Language of the page as a BCP 47 tag.")]
    license: Annotated[str | None, _said(Page, "license")]


class OfBookItem(PageItem):
    """A review, or the page of a book."""

    books: Annotated[list[str], Field(description="Ids of the books that it is about, as in `books.json`.")]
    rating: Annotated[float | None, _said(Review, "rating")]
    shelf: Annotated[str | None, _said(Review, "shelf")]
    date_read: Annotated[list[str], _said(Review, "date_read")]
    series: Annotated[Series | None, _said(Review, "series")]
    original: Annotated[Original | None, _said(Review, "original")]
    chapters: Annotated[list[str], Field(description="Ids of the chapters of its outline, as in `chapters.json`.")]


class End(TypedDict):
    """A relation as one of its two pages shows it."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    type: Annotated[EndName, Field(description="What this page is to the other.")]
    target: Slug
    title: Title
    path: Path
    url: Url
    why: Annotated[str, Field(description="One sentence, the same on both pages.")]
    basis: Annotated[Source | None, Field(description="Source that states it; null is the site's own reasoning.")]
    stated: Annotated[bool, Field(description="Whether this page states it, and not the other.")]


class PatternItem(PageItem):
    """An outline page: a pattern, an antipattern, a topic or a case study."""

    title_en: Annotated[str | None, _said(Pattern, "title_en")]
    reading: Annotated[str | None, _said(Pattern, "reading")]
    category: Annotated[str | None, _said(Pattern, "category")]
    intent: Annotated[str | None, _said(Pattern, "intent")]
    intent_en: Annotated[str | None, _said(Pattern, "intent_en")]
    confidence: Annotated[str, _said(Pattern, "confidence")]
    chapters: Annotated[list[str], Field(description="Ids of the chapters that list it.")]
    relations: Annotated[list[End], Field(description="Its relations, its own and those of others turned round.")]
    components: Annotated[list[Component], _said(Pattern, "components")]
    flow: Annotated[list[Flow], _said(Pattern, "flow")]
    traits: Annotated[list[Trait], _said(Pattern, "traits")]
    checked: Annotated[Checked | None, _said(Pattern, "checked")]
    sources: Annotated[list[Source], _said(Pattern, "sources")]


class BookItem(TypedDict):
    """A book that a page is about, as the bibliography knows it."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Annotated[str, Field(description="BibTeX key.")]
    title: Title
    subtitle: str | None
    type: Annotated[str | None, Field(description="Type of the entry in the bib file.")]
    authors: list[str]
    editors: list[str]
    translators: list[str]
    publisher: str | None
    year: str | None
    edition: str | None
    series: str | None
    number: Annotated[str | None, Field(description="Number in the series.")]
    isbn: Annotated[str | None, Field(description="13 digits.")]
    language: Annotated[str | None, Field(description="Language as the bib file names it.")]
    address: Annotated[str | None, Field(description="Address of the book in the bib file.")]
    path: Path
    url: Url
    pages: Annotated[list[Ref], Field(description="Its own page and reviews.")]
    chapters: Annotated[list[str], Field(description="Ids of its chapters, in its order.")]


class EntryItem(TypedDict):
    """A line of a chapter."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    pattern: Annotated[str | None, Field(description="Id of an outline page; null for a heading without one.")]
    title: Title


class ChapterItem(TypedDict):
    """A chapter of a book's outline."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Annotated[str, Field(description="Book and number, such as `key/4`.")]
    book: Annotated[str, Field(description="Id of the book; of a review that names no book, its id.")]
    number: int
    title: Title
    intro: str | None
    part: Annotated[int | None, Field(description="Number of the part that it is in.")]
    part_title: str | None
    entries: Annotated[list[EntryItem], Field(description="In the order of the book.")]
    path: Path
    url: Url


class RelationItem(TypedDict):
    """A relation between two outline pages, as one of them states it."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Annotated[str, Field(description="`source type target`, which names it for good.")]
    source: Slug
    type: RelationType
    target: Slug
    inverse: Annotated[EndName, Field(description="What the target is to the source.")]
    why: str
    basis: Annotated[Source | None, Field(description="Source that states it; null is the site's own reasoning.")]


class TagItem(TypedDict):
    """A tag and the pages that have it."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Annotated[str, Field(description="The tag.")]
    path: Annotated[str | None, Field(description="Where the site lists it, if a page does.")]
    url: Url
    pages: list[Ref]


class GuideItem(TypedDict):
    """A decision guide; patterns are named by their ids."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Annotated[str, Field(description="Docname of the page that shows it.")]
    title: Title
    path: Path
    url: Url
    guide: Guide


class CrosswalkItem(TypedDict):
    """A crosswalk from another book; patterns here are named by their ids."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    id: Annotated[str, Field(description="Docname of the page that shows it.")]
    title: Title
    path: Path
    url: Url
    crosswalk: Crosswalk


class Section(TypedDict):
    """A heading of a page."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    title: Title
    level: Annotated[int, Field(ge=1, description="1 for the title of the page.")]
    path: Path
    url: Url


class Site(TypedDict):
    """The site that a file is of."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    name: str
    language: Annotated[str, Field(description="As a BCP 47 tag.")]
    author: str | None
    url: Url


class File(TypedDict):
    """A file of the interface, in the index."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    name: str
    description: str
    path: Path
    url: Url
    schema: Annotated[str, Field(description="Path of its JSON Schema from the top of the site.")]
    count: Annotated[int | None, Field(description="Number of items in a list.")]


class Index(TypedDict):
    """Where everything is."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    version: Literal[1]
    site: Site
    files: list[File]
    page_schema: Annotated[str, Field(description="Path of the JSON Schema of the pages' own files.")]


class XrefPlace(TypedDict):
    """What is shown of a place before a link to it is followed."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    title: Title
    kind: Annotated[str, Field(description="Sort of place, for programs.")]
    label: Annotated[str, Field(description="The same in the language of the site.")]
    text: Annotated[str, Field(description="What it is about; empty where nothing says it.")]
    path: Path
    url: Url


class Xref(TypedDict):
    """All places that have a name, by the types and names of ``objects.inv``."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]
    version: Literal[1]
    site: Site
    objects: Annotated[
        dict[str, dict[str, XrefPlace]], Field(description="Type, such as `shohyo:pattern` → name → place.")
    ]


#: the lists, in the order of the index: name → (type of an item, what it is)
LISTS: dict[str, tuple[Any, str]] = {
    "pages": (PageRef, "All pages, each with the path of its own file."),
    "reviews": (OfBookItem, "Reviews of books."),
    "patterns": (PatternItem, "Outline pages in the order of the books: patterns, antipatterns, topics, case studies."),
    "books": (BookItem, "Books that pages are about."),
    "chapters": (ChapterItem, "Chapters of the outlines."),
    "relations": (RelationItem, "Relations between outline pages, each as it is stated."),
    "tags": (TagItem, "Tags and their pages."),
    "guides": (GuideItem, "Decision guides."),
    "crosswalks": (CrosswalkItem, "Crosswalks from other books."),
}
#: other files: name → (type, what it is)
OTHERS: dict[str, tuple[Any, str]] = {
    "index": (Index, "Names all files."),
    "xref": (Xref, "What a hover card shows of each named place."),
}


def _of_list(name: str, item: Any) -> Any:
    """Return the type of a file that lists items."""
    return TypedDict(  # type: ignore[operator]
        f"{name.capitalize()}File", {"$schema": str, "version": Literal[1], "site": Site, "items": list[item]}
    )


def _of_page() -> Any:
    """Return the type of a page's own file."""
    fields = {
        "$schema": str,
        "version": Literal[1],
        "site": Site,
        "page": PatternItem | OfBookItem | PageItem,
        "sections": Annotated[list[Section], Field(description="Headings in the order of the page.")],
        "cites": Annotated[list[str], Field(description="BibTeX keys of the works that it cites, sorted.")],
        "mentioned_by": Annotated[list[Ref], Field(description="Pages whose text links here.")],
    }
    return TypedDict("PageFile", fields)  # type: ignore[operator]


@functools.cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return name → JSON Schema (draft 2020-12) of each file, sorted by name; worked out once, for all that ask."""
    types = {name: _of_list(name, item) for name, (item, _text) in LISTS.items()}
    types |= {name: _with_schema(kind) for name, (kind, _text) in OTHERS.items()}
    types["page"] = _of_page()
    found = {}
    for name, kind in sorted(types.items()):
        kind.__pydantic_config__ = _CLOSED
        schema = TypeAdapter(kind).json_schema(by_alias=True, mode="serialization")
        found[name] = {"$schema": DIALECT, **schema}
    return found


def _with_schema(kind: Any) -> Any:
    return TypedDict(kind.__name__, {"$schema": str, **kind.__annotations__})  # type: ignore[operator]
