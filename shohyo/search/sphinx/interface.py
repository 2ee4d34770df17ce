"""What the search adds to HTML pages: scripts, styles, the search page, and its description for browsers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from ... import assets
from ...messages import _
from ...upstream.basic_ng import has_layout
from ...upstream.ending import writing
from ...upstream.pydata import name_no_search_field
from ...upstream.sphinx import (
    add_page_script,
    asset_path,
    listed_in,
    renew_build_info,
    switch_search_off,
    theme_folders,
)
from ...upstream.sphinx_project import site_address, site_name, site_title
from .facts import title_of_page
from .state import is_searchable, search_of, written_by

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

TEMPLATES = Path(__file__).parents[2] / "templates"
INDEX = "searchindex/"
#: how browsers learn of the search, at the top of the site
DESCRIPTION = "opensearch.xml"
INTERFACE, SEARCH_PAGE = "shohyo/shohyo-ui.js", "shohyo/shohyo-page.js"
#: scripts that this one loads: when a reader first searches, when a query finds little, and on pages with marks
LOADED = ("engine", "beyond", "marks")
#: and for the first query, if other sites are searched with this one
JOIN = "join"
#: scripts of Sphinx's own search, which this one replaces
STOCK = re.compile(r"<script[^>]*/?(?:searchtools|language_data|searchindex|sphinx_highlight)\.js[^>]*></script>\s*")
BOOK_THEME = "sphinx_book_theme"
#: pages that are offered to a reader who has found nothing
WAYS = 12
#: longer names are cut by browsers (OpenSearch 1.1, ShortName)
SHORT_NAME = 16


@dataclass(frozen=True)
class SearchContext:
    """What templates know of the search, as ``shohyo_search``."""

    action: str  # address of the search page, relative to the page
    index: str  # address of the shards
    labels: dict[str, str]  # interface texts
    indices: tuple[tuple[str, str], ...] = field(default=())  # (address, title): where to look without scripts
    has_layout: bool = True  # whether the theme has the blocks of Sphinx's layout

    @staticmethod
    def without_stock(html: str) -> Markup:
        """Return markup of a theme without the scripts of Sphinx's own search."""
        return Markup(STOCK.sub("", str(html)))


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Offer our templates, after those of the project."""
    if str(TEMPLATES) not in config.templates_path:
        config.templates_path = [*config.templates_path, str(TEMPLATES)]


def on_theme_known(app: Sphinx) -> None:
    """Leave the search out at the top of pages of sphinx-book-theme, which has it in its sidebar and above the text.

    A project that names it in ``html_theme_options`` keeps it.
    """
    if is_searchable(app.builder) and any(folder.name == BOOK_THEME for folder in theme_folders(app.builder)):
        name_no_search_field(app.builder)


def on_builder_inited(app: Sphinx) -> None:
    """Offer our static files before those of the project, and switch Sphinx's own search off.

    The templates are loaded by now; their folder leaves the configuration again, so that ``.buildinfo``
    does not depend on where the extension is installed.
    """
    app.config.templates_path = [path for path in app.config.templates_path if path != str(TEMPLATES)]
    if isinstance(app.builder, StandaloneHTMLBuilder):
        renew_build_info(app.builder)
        folder = Path(app.doctreedir, assets.STAGE)
        if "shohyo" not in app.extensions:  # which puts these there with its own
            with writing(Path(app.doctreedir), app.config.language):
                state = search_of(app)
                names = assets.SEARCH | ({f"shohyo/shohyo-{JOIN}.js"} if state and state.addresses else set())
                assets.stage(folder, {name: [name] for name in names})
        if str(folder) not in app.config.html_static_path:
            app.config.html_static_path = [str(folder), *app.config.html_static_path]
    if search_of(app):
        switch_search_off(app.builder)


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the search page."""
    if search_of(app):
        yield "search", {"title": _("Search")}, "search.html"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page the script of the interface, and templates the context of the search."""
    state = search_of(app)
    if not state:
        return
    here = app.builder.get_target_uri(pagename)
    search = SearchContext(
        action=relative_uri(here, app.builder.get_target_uri("search")) or "#",
        index=relative_uri(here, state.way + INDEX),
        labels=state.labels,
        indices=_indices(app, here) if pagename == "search" else (),
        has_layout=pagename != "search" or has_layout(app.builder),
    )
    context["shohyo_search"] = search
    # in place: Sphinx restores this list before the next page, and other extensions add to it
    context["script_files"][:] = [
        script for script in context["script_files"] if not asset_path(script).endswith("sphinx_highlight.js")
    ]
    attributes = {
        "defer": "defer",
        "data-root": relative_uri(here, state.way),
        "data-index": search.index,
        "data-search": search.action,
        **{f"data-{name}": _served(name) for name in LOADED},
        **{f"data-label-{name}": text for name, text in state.labels.items() if name != "syntax"},
    }
    if state.addresses:
        attributes["data-join"] = _served(JOIN)
        attributes["data-sites"] = json.dumps(list(state.addresses.items()), ensure_ascii=False)
        attributes["data-label-silent"] = str(_("Left out, as they do not answer: %s"))
    add_page_script(app.builder, SEARCH_PAGE if pagename == "search" else INTERFACE, **attributes)
    if app.config.html_baseurl:
        title = quoteattr(site_title(app.config))
        context["metatags"] = (
            context.get("metatags", "") + '<link rel="search" type="application/opensearchdescription+xml" '
            f"title={title} href={quoteattr(relative_uri(here, DESCRIPTION))} />\n"
        )


def _served(name: str) -> str:
    """Return the address of a script of the search as that of the interface, which stands beside it, has it."""
    return f"shohyo-{name}.js?v={assets.digest(f'shohyo/shohyo-{name}.js')}"


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Take the description of an earlier build away, before Sphinx copies what the project has of its own."""
    if search_of(app):
        known = written_by(app)
        if DESCRIPTION in known.files:
            known.remove([DESCRIPTION])
            known.save()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Describe the search to browsers, where the site knows its address and has no description of its own."""
    target = Path(app.outdir, DESCRIPTION)
    if search_of(app) and app.config.html_baseurl and not exception and not target.exists():
        written_by(app).write({DESCRIPTION: opensearch(app).encode()})


def opensearch(app: Sphinx) -> str:
    """Return the OpenSearch 1.1 description of the site's search."""
    name = site_name(app.config)
    description = f"{_('Search')}: {site_title(app.config)}"
    address = site_address(app.config, app.builder.get_target_uri("search"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(name[:SHORT_NAME])}</ShortName>\n"
        f"  <Description>{escape(description)}</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Url type="text/html" method="get" template={quoteattr(address + "?q={searchTerms}")} />\n'
        "</OpenSearchDescription>\n"
    )


def ways_on(app: Sphinx) -> list[list[str]]:
    """Return where a reader goes on who has found nothing: addresses from the top of the site, and titles."""
    return [[address, title] for address, title in _indices(app, "")[:WAYS]]


def _indices(app: Sphinx, here: str) -> tuple[tuple[str, str], ...]:
    """Return where to look without the search: what the root document lists, and the general index."""
    root = app.config.root_doc
    docnames = [name for name in (root, *listed_in(app.env, root)) if name in app.env.titles]
    pages = [
        (relative_uri(here, app.builder.get_target_uri(docname)), title_of_page(app, docname)[0])
        for docname in docnames
    ]
    if app.config.html_use_index:
        pages.append((relative_uri(here, app.builder.get_target_uri("genindex")), _("Index")))
    return tuple((address, str(title)) for address, title in pages)
