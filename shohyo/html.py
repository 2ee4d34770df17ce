"""What HTML pages get beside their text: context for templates, order of pages, leftovers removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from .cover import draw_cover
from .domain import chapter_title
from .locale import _
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
    from .outline import Document


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


@dataclass(frozen=True)
class PageContext:
    """What templates know of a page, as ``shohyo``: typed values, never raw front matter."""

    record: Page | None
    navigation: tuple[NavigationGroup, ...]


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates the typed front matter, the sidebar, and previous and next in the order of the book."""
    domain: ShohyoDomain = app.env.domains["shohyo"]
    document = domain.documents.get(pagename)
    if isinstance(app.builder, SerializingHTMLBuilder):
        return  # it writes the context itself, and knows built-in types only
    context["shohyo"] = PageContext(
        document.record if document else None,
        tuple(group for group in (_pages(app, pagename), _chapters(app, domain, pagename)) if group.entries),
    )
    if document is None:
        return
    if isinstance(document.record, (Pattern, Review)):
        app.add_js_file(SCRIPT, defer="defer")  # for this page only, as always during this event
    if document.slug in domain.catalogue.patterns:
        before, after = domain.catalogue.neighbours(document.slug)
        context["prev"] = _neighbour(app, pagename, before)
        context["next"] = _neighbour(app, pagename, after)
    summary = document.record.summary or getattr(document.record, "intent", None)
    if summary:
        context["metatags"] = context.get("metatags", "") + _description(summary)


def _description(text: str) -> str:
    from markupsafe import escape

    return f'<meta name="description" content="{escape(text)}" />\n'


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
    entries = tuple(
        NavigationEntry(
            app.env.titles[docname].astext(), app.builder.get_relative_uri(pagename, docname), docname == pagename
        )
        for docname in docnames
        if docname in app.env.titles
    )
    return NavigationGroup(_("Pages"), entries)


def _chapters(app: Sphinx, domain: ShohyoDomain, pagename: str) -> NavigationGroup:
    """Return the chapters of the book around the page, with the entries of the page's own chapter.

    One book and one open chapter, so that a page costs the same however many there are.
    """
    catalogue = domain.catalogue
    document = domain.documents.get(pagename)
    here = catalogue.chapters_of.get(document.slug, []) if document else []
    review = (
        here[0].review
        if here
        else (document if document in catalogue.reviews else next((place.review for place in catalogue.chapters), None))
    )
    entries = []
    for place in catalogue.chapters:
        if place.review is not review:
            continue
        docname, anchor = domain.chapter_address(place)
        pages = (
            [catalogue.patterns[entry.id] for entry in place.chapter.patterns if entry.id in catalogue.patterns]
            if place in here
            else []
        )
        children = tuple(
            NavigationEntry(page.title, app.builder.get_relative_uri(pagename, page.docname), page.docname == pagename)
            for page in pages
        )
        url = f"{app.builder.get_relative_uri(pagename, docname)}#{anchor}"
        entries.append(NavigationEntry(chapter_title(place), url, False, children))
    return NavigationGroup(_("Chapters"), tuple(entries))


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
        (Path(app.outdir, "_downloads"), {name for _docnames, name in app.env.dlfiles.values()}),
    ):
        for path in folder.rglob("*"):
            if path.is_file() and path.relative_to(folder).as_posix() not in shown:
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
