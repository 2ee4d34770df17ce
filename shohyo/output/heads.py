"""What stands in the head of a page, said once: viewport, address of record and description.

Themes and other extensions have each of them, too.  What the front matter says of a page is told here before they are
asked, whatever the order of the extensions.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup

from ..upstream.sphinx import stores_contexts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

OPENGRAPH = "sphinxext.opengraph"
_VIEWPORT = re.compile(r'<meta [^>]*name="viewport"[^>]*>\s*')
_DESCRIPTION = 'name="description"'


def without_viewport(html: str) -> Markup:
    """Return markup of a head without its viewport, which stands above it."""
    return Markup(_VIEWPORT.sub("", str(html)))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell what the front matter says; docutils' viewport goes, as every theme has one."""
    if stores_contexts(app.builder):
        return
    context["shohyo_without_viewport"] = without_viewport
    if doctree is None:
        return
    context["metatags"] = str(without_viewport(context.get("metatags") or ""))
    document = app.env.domains["shohyo"].documents.get(pagename)
    text = ""
    if document:
        if document.record.canonical_url:
            context["pageurl"] = document.record.canonical_url  # which themes write as the canonical address
        text = document.record.in_short
    if OPENGRAPH in app.extensions:
        text = text or _first_words(doctree, app.config.ogp_description_length)
        if text:  # or it would take the byline and the card of the book for the beginning of the text
            context["meta"] = {"og:description": escape(text, quote=False), **(context.get("meta") or {})}
    if text and _DESCRIPTION not in context["metatags"]:
        context["metatags"] += f'<meta name="description" content="{escape(text)}" />\n'


def _first_words(doctree: nodes.document, length: int) -> str:
    """Return the first paragraph of the author's own text, shortened."""
    for paragraph in doctree.findall(nodes.paragraph):
        if not _is_ours(paragraph) and (text := " ".join(paragraph.astext().split())):
            return text if len(text) <= length else text[: length - 1].rstrip() + "…"
    return ""


def _is_ours(node: nodes.Node | None) -> bool:
    """Tell whether a node stands in a block that is made of what pages state."""
    while isinstance(node, nodes.Element):
        if any(name.startswith("shohyo-") for name in node["classes"]):
            return True
        node = node.parent
    return False
