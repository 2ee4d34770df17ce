"""What heads of pages tell search engines: to leave a preview alone, and where a page stands in other languages."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING, Any

from ..exports.site import Site, add_to_head, is_site
from ..exports.sitemap import languages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

NOINDEX = '<meta name="robots" content="noindex">\n'
#: what hosts say of a build that is looked at before it is merged: variable → values
PREVIEWS = {
    "READTHEDOCS_VERSION_TYPE": {"external"},
    "CONTEXT": {"deploy-preview", "branch-deploy"},  # Netlify
}


def is_preview(config: Config, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a build is no publication: it shows drafts, or its host says so."""
    return config.shohyo_drafts or any(environment.get(name) in values for name, values in PREVIEWS.items())


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add to the head of a page."""
    if not is_site(app):
        return
    added = NOINDEX if app.config.shohyo_noindex else ""
    if doctree is not None and app.config.shohyo_alternates:
        added += "".join(
            f'<link rel="alternate" hreflang="{escape(language)}" href="{escape(address)}">\n'
            for language, address in languages(Site(app).page(pagename), app.config.shohyo_alternates).items()
        )
    if added:
        add_to_head(context, added)
