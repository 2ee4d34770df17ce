"""What the head of a page says to programs: structured data, and what a reference manager saves it as.

Only what is known of the page is said: what needs the address of the site is left out without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..data.catalogue import cited_places
from ..data.shelf import ShelfBook
from ..exports.site import Site, add_to_head, is_site
from ..model import OfBook, Pattern, Review
from ..shown.asked import Question, asked_in
from ..upstream.sphinx import has_search, image_folder
from . import coins, jsonld
from .references import entry, item

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from ..exports.site import SitePage

#: sources of a page that are told; who cites more is read
CITED = 20
#: entries of an outline that are told with it
TERMS = 300


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note what the head of a page says of others."""
    if is_site(app):
        asked_in(app.env).note(docname, said, docname)
        for key in getattr(Site(app).page(docname).record, "books_named", ()):
            asked_in(app.env).note(docname, entry, key)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put it into the page."""
    if doctree is None or not is_site(app):
        return
    things, head, body = asked_in(app.env).answer(said, pagename)
    site = Site(app)
    page = site.page(pagename)
    if isinstance(page.record, OfBook) and not page.record.draft:
        head, body = _books(site, page.record)
    if app.config.shohyo_structured_data:
        steps = context["shohyo"].breadcrumbs if "shohyo" in context else ()
        if steps and page.address:
            things = [*things, jsonld.breadcrumbs([(step.title, step.url) for step in steps], page.address)]
        add_to_head(context, jsonld.script(things))
    if app.config.shohyo_citation_tags:
        add_to_head(context, head)
        context["body"] = (context.get("body") or "") + body


@Question
def said(app: Sphinx, docname: str) -> tuple[list[dict[str, Any]], str, str]:
    """What a page says to programs: things of schema.org, lines of its head, and what stands behind its text.

    What it says of the books that it is about is made of their entries, and asked for when it is written.
    """
    site = Site(app)
    page = site.page(docname)
    if page.record and page.record.draft:
        return [], "", ""
    things = [*_things(site, page)]
    if docname == app.config.root_doc and site.base:
        search = site.address(app.builder.get_target_uri("search")) if has_search(app.builder) else ""
        things.insert(0, jsonld.website(site.name, site.base, site.language, site.author, search))
    return things, *_references(site, page)


# --- structured data -----------------------------------------------------------------------------------------------


def _things(site: Site, page: SitePage) -> Iterator[dict[str, Any]]:
    record = page.record
    if isinstance(record, OfBook):
        books = [book for key in record.books_named if (book := _book(site, page, key))]
        cites = _cited(site, page, frozenset(record.books_named))
        if isinstance(record, Review):
            yield jsonld.review(page, record, books, citation=cites)
        else:
            yield jsonld.page_about(page, books[0] if books else None, citation=cites)
        yield from _term_sets(site, page)
    elif isinstance(record, Pattern):
        sets = [
            jsonld.term_set(outline, outline_name(site, outline.book), site.page(outline.review.docname).address)
            for book in dict.fromkeys(place.book for place in site.catalogue.chapters_of.get(_slug(site, page), ()))
            if (outline := site.catalogue.shelf.get(book))
        ]
        yield jsonld.page_about(
            page, jsonld.term(page, record, _slug(site, page), sets), citation=_cited(site, page, frozenset())
        )
    elif record and page.docname != site.app.config.root_doc:
        yield jsonld.page_about(page, None)


def _book(site: Site, page: SitePage, key: str) -> dict[str, Any] | None:
    work = site.domain.bibliography.entries.get(key)
    if work is None:
        return None
    document = site.domain.documents[page.docname]
    series = ShelfBook(key, (document,), work).series
    picture = site.domain.covers.get(page.docname) if key == page.record.books_named[0] else None
    return jsonld.book(
        work,
        site.domain.bibliography.data.entries.get(key),
        _picture_address(site, next(iter(picture.images()))["uri"]) if picture else "",
        (series.name, series.position or "") if series else None,
    )


def _picture_address(site: Site, uri: str) -> str:
    """Return the address of a picture on the site, or of one elsewhere; "" if it has none."""
    if "://" in uri:
        return uri
    images = site.app.env.images
    return site.address(f"{image_folder(site.app.builder).name}/{quote(images[uri][1])}") if uri in images else ""


def _term_sets(site: Site, page: SitePage) -> Iterator[dict[str, Any]]:
    """Yield the outlines that a page has."""
    catalogue = site.catalogue
    for outline in catalogue.shelf.values():
        if outline.review.docname == page.docname:
            found = [catalogue.patterns[name] for name in outline.entries if name in catalogue.patterns]
            pages = (site.page(entry.docname) for entry in found[:TERMS] if not entry.record.draft)
            addresses = [entry.address for entry in pages if entry.address]
            yield jsonld.term_set(outline, outline_name(site, outline.book), page.address, addresses)


def outline_name(site: Site, book: str) -> str:
    """Return the title of the book that an outline is of."""
    work = site.domain.bibliography.entries.get(book)
    return work.title if work else site.domain.book_title(book)


def _cited(site: Site, page: SitePage, less: frozenset[str]) -> list[dict[str, Any]]:
    """Return what the front matter names as sources, in its order, less the books that the page is about."""
    keys = dict.fromkeys(key for _path, key in cited_places(page.record) if key not in less)
    works = ((site.domain.bibliography.entries.get(key), key) for key in keys)
    entries = site.domain.bibliography.data.entries if site.domain.bibliography.data else {}
    return [jsonld.cited(work, entries.get(key)) for work, key in works if work][:CITED]


def _slug(site: Site, page: SitePage) -> str:
    return site.domain.documents[page.docname].slug


# --- reference managers --------------------------------------------------------------------------------------------


def _references(site: Site, page: SitePage) -> tuple[str, str]:
    """Return lines of the head, and the context object, of a page itself."""
    record = page.record
    if not isinstance(record, Pattern):
        return "", ""
    authors = [author.name for author in record.author] or [name for name in (site.author,) if name]
    date = page.updated.isoformat() if page.updated else ""
    return (
        coins.meta(coins.page_tags(page.title, authors, date, page.address, page.language)),
        coins.context_object(coins.page_pairs(page.title, authors, site.name, date, page.address, page.language)),
    )


def _books(site: Site, record: OfBook) -> tuple[str, str]:
    """Return lines of the head, and context objects, of the books that a page is about."""
    works = [work for key in record.books_named if (work := site.domain.bibliography.entries.get(key))]
    items = [asked_in(site.app.env).answer(item, work.key) for work in works]
    tags = coins.book_tags(items[0]) if len(items) == 1 else []
    return coins.meta(tags), "".join(coins.context_object(coins.book_pairs(item)) for item in items)
