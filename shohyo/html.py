"""What HTML pages get beside their text: context for templates, order of pages, leftovers removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup, escape
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from .cover import draw_cover
from .domain import chapter_title
from .messages import _
from .model import Pattern, Review
from .pagecite import SCRIPT
from .view import cover_path, cover_words, kind_label

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .domain import ShohyoDomain
    from .model import Page
    from .outline import ChapterPlace, Document

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
    if isinstance(app.builder, SerializingHTMLBuilder):
        return  # it writes the context itself, and knows built-in types only
    groups = (_chapters(app, domain, pagename), _pages(app, pagename))
    context["shohyo"] = PageContext(
        document.record if document else None,
        tuple(group for group in groups if group and group.entries),
        _breadcrumbs(app, domain, pagename, context),
    )
    _set_sequence(app, domain, pagename, context)
    if document is None:
        return
    if isinstance(document.record, (Pattern, Review)):
        app.add_js_file(SCRIPT, defer="defer")  # for this page only, as always during this event
    summary = document.record.summary or getattr(document.record, "intent", None)
    if summary:
        context["metatags"] = context.get("metatags", "") + _description(summary)


def _description(text: str) -> str:
    return f'<meta name="description" content="{escape(text)}" />\n'


def _set_sequence(app: Sphinx, domain: ShohyoDomain, pagename: str, context: dict[str, Any]) -> None:
    """Set previous and next in the order of the book, on its pages and on those that lead to them.

    A table of contents lists outline pages by file name: who goes on from the page that has it comes to the first
    entry of the book, and who goes back from the page after it, to the last.
    """
    catalogue = domain.catalogue
    entries = [page for name in catalogue.book_order if (page := catalogue.patterns.get(name))]
    entries = [page for page in entries if page.slug in catalogue.chapters_of]
    listed = {page.docname: page for page in entries}
    if pagename in listed:
        before, after = catalogue.neighbours(listed[pagename].slug)
        context["prev"], context["next"] = _neighbour(app, pagename, before), _neighbour(app, pagename, after)
        return
    _parent, before, after = getattr(app.builder, "relations", {}).get(pagename, (None, None, None))
    if after in listed:
        context["next"] = _neighbour(app, pagename, entries[0])
    if before in listed:
        context["prev"] = _neighbour(app, pagename, entries[-1])


def _neighbour(app: Sphinx, pagename: str, page: Document | None) -> dict[str, str] | None:
    """Return a link in the form that themes expect of ``prev`` and ``next``."""
    if page is None:
        return None
    return {
        "link": app.builder.get_relative_uri(pagename, page.docname),
        "title": app.builder.render_partial(app.env.titles[page.docname])["title"],
    }


def _pages(app: Sphinx, pagename: str) -> NavigationGroup:
    """Return the pages that the root document's table of contents lists, and the root itself."""
    docnames = [app.config.root_doc, *app.env.toctree_includes.get(app.config.root_doc, ())]
    docnames = _window([docname for docname in docnames if docname in app.env.titles], [pagename])
    return NavigationGroup(
        _("Pages"),
        tuple(_entry(app, pagename, docname, app.env.titles[docname].astext()) for docname in docnames),
    )


def _chapters(app: Sphinx, domain: ShohyoDomain, pagename: str) -> NavigationGroup | None:
    """Return the chapters of the book around the page, with the entries of the page's own chapter.

    One book and one open chapter, so that a page costs the same however many there are. A page that belongs
    to no book shows the only one there is.
    """
    catalogue = domain.catalogue
    document = domain.documents.get(pagename)
    here = _places(domain, document)
    outlined = [review for review in catalogue.reviews if review.record.outline]
    if here:
        review = here[0].review
    elif document in outlined:
        review = document
    elif len(outlined) == 1:
        review = outlined[0]
    else:
        return None
    places = [place for place in catalogue.chapters if place.review is review]
    entries = []
    for place in _window(places, here):
        docname, anchor = domain.chapter_address(place)
        pages = (
            [catalogue.patterns[entry.id] for entry in place.chapter.patterns if entry.id in catalogue.patterns]
            if place in here
            else []
        )
        children = tuple(_entry(app, pagename, page.docname, page.title) for page in _window(pages, [document]))
        url = f"{app.builder.get_relative_uri(pagename, docname)}#{anchor}"
        entries.append(NavigationEntry(chapter_title(place), url, False, children))
    book = review.record.book
    label = domain.book_title(book) if book else review.title
    top = _entry(app, pagename, review.docname, label)
    return NavigationGroup(top.title, tuple(entries), top.url, "chapters")


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
    index = next((number for number, item in enumerate(items) if item in here), 0)
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


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remove what was written of documents that are held back because they cannot be read."""
    _remove_output(app, env.domains["shohyo"].held_back)


def _remove_output(app: Sphinx, docnames: Iterable[str]) -> None:
    """Remove pages and the copies of their sources."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for docname in docnames:
        Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)
        for suffix in app.config.source_suffix:
            copy = Path(app.outdir, "_sources", docname + suffix)
            copy.unlink(missing_ok=True)
            copy.with_name(copy.name + app.config.html_sourcelink_suffix).unlink(missing_ok=True)


def _covers(env: BuildEnvironment) -> dict[str, str]:
    """Return path below the folder of images → SVG of the cover of each review."""
    domain: ShohyoDomain = env.domains["shohyo"]
    return {
        cover_path(review): draw_cover(*cover_words(domain, review), label=kind_label("review"))
        for review in domain.catalogue.reviews
    }


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Write the covers that we draw, before the pages that show them."""
    if isinstance(builder, StandaloneHTMLBuilder):
        for name, svg in _covers(app.env).items():
            path = Path(builder.outdir, builder.imagedir, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(svg, "utf-8")


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remove pictures and downloads that no page shows any more."""
    if exception or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for folder, shown in (
        (
            Path(app.outdir, app.builder.imagedir),
            {name for _docnames, name in app.env.images.values()} | _covers(app.env).keys(),
        ),
        # Sphinx keeps these as paths, the names of pictures as strings
        (Path(app.outdir, "_downloads"), {Path(name).as_posix() for _docnames, name in app.env.dlfiles.values()}),
    ):
        # what stands in a folder comes before it
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in shown:
                path.unlink()


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Remove what an earlier build wrote and this one would not: an incremental build must equal a clean one."""
    _remove_output(app, removed)
    if isinstance(app.builder, StandaloneHTMLBuilder) and env.domains["shohyo"].outdated:
        # Sphinx adds to the index that it finds, and keeps titles and words that are gone
        Path(app.outdir, app.builder.searchindex_filename).unlink(missing_ok=True)
    return []
