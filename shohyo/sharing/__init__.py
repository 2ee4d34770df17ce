"""What the programs of readers take from a site: structured data, references, feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register them, in the order in which a build meets them."""
    from . import heads

    app.add_config_value("shohyo_structured_data", True, "html", bool)
    app.add_config_value("shohyo_citation_tags", True, "html", bool)

    app.connect("doctree-resolved", heads.on_doctree_resolved)
    app.connect("html-page-context", heads.on_html_page_context, priority=700)  # when the breadcrumbs are known
