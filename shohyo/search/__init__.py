"""Full-text search without a server, for any Sphinx project: ``extensions = ["shohyo.search"]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the search, in the order in which a build meets it."""
    # imported here, so that the other modules of the package can be used without Sphinx
    from .. import messages
    from .format import VERSION
    from .sphinx import build, directive, facts, interface, sites, state, synonyms

    app.add_message_catalog(messages.CATALOGUE, str(messages.LOCALE_DIR))
    app.add_config_value("shohyo_search_readings", False, "", bool)
    app.add_config_value(sites.SITES, {}, "html", dict)
    app.add_config_value(synonyms.SETTING, [], "", (list, tuple, dict))
    app.add_config_value(sites.AT, "", "html", str)
    app.add_event(facts.EVENT)
    app.add_directive("no-search", directive.NoSearchDirective)

    app.connect("config-inited", interface.on_config_inited)
    app.connect("builder-inited", interface.on_theme_known, priority=400)  # before the theme fills its options
    app.connect("builder-inited", state.begin)
    app.connect("builder-inited", interface.on_builder_inited)
    # late, so that other extensions have put their text into the pages
    app.connect("doctree-resolved", build.on_doctree_resolved, priority=900)
    app.connect("write-started", interface.on_write_started)
    app.connect("html-collect-pages", interface.on_html_collect_pages)
    app.connect("html-page-context", interface.on_html_page_context)
    app.connect("build-finished", interface.on_build_finished)
    app.connect("build-finished", build.on_build_finished)
    app.add_css_file("shohyo/tokens.css")
    app.add_css_file("shohyo/search.css")
    return {"version": str(VERSION), "parallel_read_safe": True, "parallel_write_safe": True}
