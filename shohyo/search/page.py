"""What the search adds to HTML pages: scripts, styles, the search page, and its description for browsers.

Labels are handed to the script as ``data-*`` attributes, so that no script is written into a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from .. import assets, messages
from ..messages import _

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

TEMPLATES = Path(__file__).parents[1] / "templates"
INDEX = "searchindex/"
INTERFACE = "shohyo/shohyo-ui.js"
#: what the script of the interface loads when a reader first searches
ENGINE = "shohyo/shohyo-engine.js"
#: scripts of Sphinx's own search, which this one replaces
STOCK = re.compile(r"<script[^>]*/?(?:searchtools|language_data|searchindex|sphinx_highlight)\.js[^>]*></script>\s*")
#: longer names are cut by browsers (OpenSearch 1.1, ShortName)
SHORT_NAME = 16


@dataclass(frozen=True)
class SearchContext:
    """What templates know of the search, as ``shohyo_search``."""

    action: str  # address of the search page, relative to the page
    index: str  # address of the shards
    labels: dict[str, str]  # interface texts
    indices: tuple[tuple[str, str], ...] = field(default=())  # (address, title): where to look without scripts

    @staticmethod
    def without_stock(html: str) -> Markup:
        """Return markup of a theme without the scripts of Sphinx's own search."""
        return Markup(STOCK.sub("", str(html)))


def labels() -> dict[str, str]:
    """Return name → text in the site's language; ``%s`` stands for what the script knows."""
    return {
        "search": _("Search"),
        "placeholder": _("Search this site"),
        "close": _("Close"),
        "results": _("Search results"),
        "busy": _("Searching …"),
        "found": _("%s pages found"),
        "found-one": _("1 page found"),
        "found-most": _("At most %s pages found"),
        "nothing": _("Nothing was found for “%s”."),
        "all": _("Show all results"),
        "more": _("Show more results"),
        "alias": _("Found by another name: %s"),
        "variant": _("Found in another spelling"),
        "outdated": _("The search index could not be read. The site may have changed since this page was opened."),
        "reload": _("Reload"),
        "meant": _("Did you mean:"),
        "fewer": _("Fewer terms find more:"),
        "unfiltered": _("Without filters"),
        "hint": _("Try a shorter term or another spelling."),
        "facets": _("Narrow down"),
        "others": _("Others"),
        "kind": _("Kind"),
        "book": _("Book"),
        "chapter": _("Chapter"),
        "tag": _("Tag"),
        "remove": _("Remove the filter %s"),
        "marked": _("%s places are marked"),
        "clear": _("Remove the marks (Esc)"),
        "explain": _("How this result came about"),
        "noscript": _("The search needs JavaScript. Without it, these pages lead on:"),
        "keys": _("↑ ↓ choose, Enter opens, Esc closes"),
    }


def register(app: Sphinx) -> None:
    """Connect everything that stands here."""
    app.add_message_catalog(messages.CATALOGUE, str(messages.LOCALE_DIR))
    app.connect("config-inited", on_config_inited)
    app.connect("builder-inited", on_builder_inited)
    app.connect("html-collect-pages", on_html_collect_pages)
    app.connect("html-page-context", on_html_page_context)
    app.connect("build-finished", on_build_finished)
    app.add_css_file("shohyo/tokens.css")
    app.add_css_file("shohyo/search.css")


def is_searchable(builder: Builder) -> bool:
    """Tell whether a builder writes pages with a search; its own is switched off in the instance, not the class."""
    # those that store the context of pages know built-in types only, and write no pages for browsers
    if isinstance(builder, SerializingHTMLBuilder):
        return False
    return isinstance(builder, StandaloneHTMLBuilder) and type(builder).search


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Offer our templates, after those of the project."""
    if str(TEMPLATES) not in config.templates_path:
        config.templates_path = [*config.templates_path, str(TEMPLATES)]


def on_builder_inited(app: Sphinx) -> None:
    """Switch Sphinx's own search off, and offer our static files before those of the project.

    The templates are loaded by now; their folder leaves the configuration again, so that ``.buildinfo``
    does not depend on where the extension is installed.
    """
    app.config.templates_path = [path for path in app.config.templates_path if path != str(TEMPLATES)]
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.build_info = app.builder.create_build_info()
        folder = Path(app.doctreedir, assets.STAGE)
        assets.stage(folder)
        if str(folder) not in app.config.html_static_path:
            app.config.html_static_path = [str(folder), *app.config.html_static_path]
    if is_searchable(app.builder):
        app.builder.search = False
        app.builder.shohyo_labels = {name: str(text) for name, text in labels().items()}


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the search page."""
    if is_searchable(app.builder):
        yield "search", {"title": _("Search")}, "search.html"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page the script of the interface, and templates the context of the search."""
    if not is_searchable(app.builder):
        return
    builder = app.builder
    here = builder.get_target_uri(pagename)
    texts = app.builder.shohyo_labels
    search = SearchContext(
        action=relative_uri(here, builder.get_target_uri("search")) or "#",
        index=relative_uri(here, INDEX),
        labels=texts,
        indices=_indices(app, here) if pagename == "search" else (),
    )
    context["shohyo_search"] = search
    # in place: Sphinx restores this list before the next page, and other extensions add to it
    context["script_files"][:] = [
        script for script in context["script_files"] if not str(_filename(script)).endswith("sphinx_highlight.js")
    ]
    attributes = {
        "defer": "defer",
        "data-root": relative_uri(here, ""),
        "data-index": search.index,
        "data-search": search.action,
        "data-engine": f"{ENGINE.rpartition('/')[2]}?v={assets.digest(ENGINE)}",
        **{f"data-label-{name}": text for name, text in texts.items()},
    }
    # for this page only, as always during this event; that of the application logs all labels, page by page
    builder.add_js_file(INTERFACE, **attributes)
    if app.config.html_baseurl:
        title = quoteattr(app.config.html_title or app.config.project)
        context["metatags"] = (
            context.get("metatags", "") + '<link rel="search" type="application/opensearchdescription+xml" '
            f"title={title} href={quoteattr(relative_uri(here, 'opensearch.xml'))} />\n"
        )


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Describe the search to browsers, where the site knows its address."""
    if exception or not is_searchable(app.builder):
        return
    target = Path(app.outdir, "opensearch.xml")
    if app.config.html_baseurl:
        target.write_text(opensearch(app), "utf-8")
    else:
        target.unlink(missing_ok=True)


def opensearch(app: Sphinx) -> str:
    """Return the OpenSearch 1.1 description of the site's search."""
    name = app.config.project
    description = f"{_('Search')}: {app.config.html_title or name}"
    address = urljoin(app.config.html_baseurl.rstrip("/") + "/", app.builder.get_target_uri("search"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(name[:SHORT_NAME])}</ShortName>\n"
        f"  <Description>{escape(description)}</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Url type="text/html" method="get" template={quoteattr(address + "?q={searchTerms}")} />\n'
        "</OpenSearchDescription>\n"
    )


def _indices(app: Sphinx, here: str) -> tuple[tuple[str, str], ...]:
    """Return where to look without the search: what the root document lists, and the general index."""
    root = app.config.root_doc
    docnames = [name for name in (root, *app.env.toctree_includes.get(root, ())) if name in app.env.titles]
    pages = [
        (relative_uri(here, app.builder.get_target_uri(docname)), app.env.titles[docname].astext())
        for docname in docnames
    ]
    if app.config.html_use_index:
        pages.append((relative_uri(here, app.builder.get_target_uri("genindex")), _("Index")))
    return tuple((address, str(title)) for address, title in pages)


def _filename(script: Any) -> Any:
    return getattr(script, "filename", script)
