"""What the programs of readers take from a site: structured data, references, feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register them, in the order in which a build meets them."""
    from . import feeds, heads, references

    app.add_config_value("shohyo_structured_data", True, "html", bool)
    app.add_config_value("shohyo_citation_tags", True, "html", bool)
    app.add_config_value("shohyo_feeds", True, "html", (bool, dict))
    app.add_config_value("shohyo_references", True, "html", bool)

    app.connect("write-started", feeds.on_write_started)
    app.connect("doctree-resolved", heads.on_doctree_resolved)
    app.connect("doctree-resolved", references.on_doctree_resolved, priority=940)  # before links are looked at
    app.connect("doctree-resolved", feeds.on_doctree_resolved, priority=960)  # when nothing changes any more
    app.connect("html-page-context", heads.on_html_page_context, priority=700)  # when the breadcrumbs are known
    app.connect("html-page-context", feeds.on_html_page_context)
    app.connect("html-collect-pages", feeds.on_html_collect_pages)
    app.connect("build-finished", feeds.on_build_finished, priority=600)
    app.connect("build-finished", references.on_build_finished, priority=600)
