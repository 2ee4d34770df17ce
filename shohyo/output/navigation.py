"""What templates know of a page beside its text: front matter, sidebar, breadcrumbs, order of pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from ..messages import _
from ..reading.domain import chapter_title
from ..shown.asked import Question, asked_in
from ..upstream.sphinx import listed_in, neighbours, stores_contexts, title_html

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from ..data.catalogue import ChapterPlace, Document, Outline
    from ..model import Page
    from ..reading.domain import ShohyoDomain

T = TypeVar("T")
#: entries of a list in the sidebar
LONGEST = 30


@dataclass(frozen=True)
class NavigationEntry:
    """A line of the sidebar."""

    title: str
    url: str
    current: bool = False
    children: tuple[NavigationEntry, ...] = ()


@dataclass(frozen=True)
class NavigationGroup:
    """A list of the sidebar under its label."""

    label: str
    entries: tuple[NavigationEntry, ...]
    url: str | None = None  # where the label leads
    kind: str = "pages"


@dataclass(frozen=True)
class PageContext:
    """What templates know of a page, as ``shohyo``: typed values, never raw front matter."""

    record: Page | None
    navigation: tuple[NavigationGroup, ...]
    breadcrumbs: tuple[NavigationEntry, ...] = ()  # from the top to the page itself; none for a page at the top


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates the typed front matter, the sidebar, and previous and next in the order of the book."""
    domain: ShohyoDomain = app.env.domains["shohyo"]
    document = domain.documents.get(pagename)
    if stores_contexts(app.builder):
        return  # it writes the context itself, and knows built-in types only
    context["shohyo"] = PageContext(
        document.record if document else None,
        groups_of(app, pagename),
        _breadcrumbs(app, domain, pagename, context),
    )
    for name, page in sequence_of(app, pagename, *neighbours(app.builder, pagename)).items():
        context[name] = _neighbour(app, pagename, page)


def groups_of(app: Sphinx, pagename: str) -> tuple[NavigationGroup, ...]:
    """Return the lists of the sidebar."""
    domain = app.env.domains["shohyo"]
    groups = (*_chapters(app, domain, pagename), _books(app, domain, pagename), _pages(app, pagename))
    return tuple(group for group in groups if group and group.entries)


def sequence_of(app: Sphinx, pagename: str, before: str | None, after: str | None) -> dict[str, Document | None]:
    """Return ``prev`` and ``next`` in the order of the book, for its pages and for those that lead to them.

    Args:
        app: of the builder.
        pagename: a page, or one that is no document.
        before: the page before it by the tables of contents.
        after: the page after it.

    A table of contents lists outline pages by file name: who goes on from the page that has it comes to the first
    entry of the book, and who goes back from the page after it, to the last.
    """
    catalogue = app.env.domains["shohyo"].catalogue
    listed = catalogue.listed
    if pagename in listed:
        return dict(zip(("prev", "next"), catalogue.neighbours(listed[pagename].slug), strict=True))
    found: dict[str, Document | None] = {}
    if after in listed:
        found["next"] = next(iter(listed.values()))
    if before in listed:
        found["prev"] = next(reversed(listed.values()))
    return found


def _neighbour(app: Sphinx, pagename: str, page: Document | None) -> dict[str, str] | None:
    """Return a link in the form that themes expect of ``prev`` and ``next``."""
    if page is None:
        return None
    return {
        "link": app.builder.get_relative_uri(pagename, page.docname),
        "title": title_html(app.builder, page.docname),
    }


@dataclass(frozen=True)
class _Pages:
    """The pages that the root document's table of contents lists, and the root itself."""

    titles: tuple[tuple[str, str], ...]  # docname, title
    places: dict[str, int]  # docname → where it stands


@Question
def _listed(app: Sphinx) -> _Pages:
    docnames = (app.config.root_doc, *listed_in(app.env, app.config.root_doc))
    titles = [(docname, app.env.titles[docname].astext()) for docname in docnames if docname in app.env.titles]
    # the first place of what is listed twice
    return _Pages(tuple(titles), {docname: number for number, (docname, _title) in reversed([*enumerate(titles)])})


def _pages(app: Sphinx, pagename: str) -> NavigationGroup:
    """Return the pages that the root document's table of contents lists, and the root itself."""
    pages = asked_in(app.env).answer(_listed)
    shown = _around(pages.titles, pages.places.get(pagename, 0))
    return NavigationGroup(_("Pages"), tuple(_entry(app, pagename, docname, title) for docname, title in shown))


def _chapters(app: Sphinx, domain: ShohyoDomain, pagename: str) -> Iterator[NavigationGroup]:
    """Yield the chapters of the book around the page, with the entries of the page's own chapter.

    One book and one open chapter, so that a page costs the same however many there are; a page about several books
    shows each. A page that belongs to no book shows the only one there is.
    """
    catalogue = domain.catalogue
    document = domain.documents.get(pagename)
    here = _places(domain, document)
    if here:
        books = [here[0].book]
    else:
        books = [book for book in _about(document) if book in catalogue.outlines]
        books = books or (list(catalogue.shelf) if len(catalogue.shelf) == 1 else [])
    for book in books[:LONGEST]:
        yield _chapters_of(app, domain, pagename, catalogue.outlines[book], here)


def _about(document: Document | None) -> tuple[str, ...]:
    """Return the books that a page is about; the outline of a review without a book goes by its name."""
    return getattr(document.record, "books_named", ()) or (document.slug,) if document else ()


def _chapters_of(
    app: Sphinx, domain: ShohyoDomain, pagename: str, outline: Outline, here: list[ChapterPlace]
) -> NavigationGroup:
    catalogue = domain.catalogue
    document = domain.documents.get(pagename)
    places = outline.places
    entries = []
    for place in _window(places, here):
        docname, anchor = domain.chapter_address(place)
        pages = (
            [catalogue.patterns[entry.id] for entry in place.chapter.patterns if entry.id in catalogue.patterns]
            if any(place is other for other in here)
            else []
        )
        children = tuple(_entry(app, pagename, page.docname, page.title) for page in _window(pages, [document]))
        url = f"{app.builder.get_relative_uri(pagename, docname)}#{anchor}"
        entries.append(NavigationEntry(chapter_title(place), url, False, children))
    top = _entry(app, pagename, outline.review.docname, domain.book_title(outline.book))
    return NavigationGroup(top.title, tuple(entries), top.url, "chapters")


def _books(app: Sphinx, domain: ShohyoDomain, pagename: str) -> NavigationGroup | None:
    """Return the books with an outline, where there are several."""
    shelf = domain.catalogue.shelf
    if len(shelf) < 2:
        return None
    document = domain.documents.get(pagename)
    places = _places(domain, document)
    books = {places[0].book} if places else _about(document)
    names = list(shelf)
    number = next((number for number, name in enumerate(names) if name in books), 0)
    shown = _around(names, number)
    entries = (_entry(app, pagename, shelf[name].review.docname, domain.book_title(name)) for name in shown)
    return NavigationGroup(_("Books"), tuple(entries), None, "books")


def _places(domain: ShohyoDomain, document: Document | None) -> list[ChapterPlace]:
    """Return the chapters that list a page; none for one whose id another page has taken."""
    if document is None or domain.catalogue.patterns.get(document.slug) is not document:
        return []
    return domain.catalogue.chapters_of.get(document.slug, [])


def _entry(app: Sphinx, pagename: str, docname: str, title: str) -> NavigationEntry:
    """Return a link from one page to another, or to itself."""
    return NavigationEntry(title, app.builder.get_relative_uri(pagename, docname) or "#", docname == pagename)


def _window(items: Sequence[T], here: Sequence[T]) -> Sequence[T]:
    """Return at most ``LONGEST`` of the items, around the first that is *here*: a sidebar is no index."""
    return _around(items, next((number for number, item in enumerate(items) if item in here), 0))


def _around(items: Sequence[T], index: int) -> Sequence[T]:
    start = max(0, min(index - LONGEST // 2, len(items) - LONGEST))
    return items[start : start + LONGEST]


def _breadcrumbs(
    app: Sphinx, domain: ShohyoDomain, pagename: str, context: dict[str, Any]
) -> tuple[NavigationEntry, ...]:
    """Return book › chapter › page for what a book has, for other pages what the tables of contents say."""
    if pagename not in app.env.titles:
        return ()
    if places := _places(domain, domain.documents.get(pagename)):
        docname, anchor = domain.chapter_address(places[0])
        chapter = f"{app.builder.get_relative_uri(pagename, docname)}#{anchor}"
        above = [
            _entry(app, pagename, places[0].review.docname, domain.book_title(places[0].book)),
            NavigationEntry(chapter_title(places[0]), chapter),
        ]
    else:
        # titles come as HTML
        above = [
            NavigationEntry(Markup(parent["title"]).striptags(), parent["link"])
            for parent in context.get("parents", ())
        ]
    here = _entry(app, pagename, pagename, app.env.titles[pagename].astext())
    return (*above, here) if above else ()
