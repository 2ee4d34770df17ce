"""A Markdown twin of each page, ``<docname>.md``: what the page says, for programs that read text.

It has the text of the page as readers see it, furniture and links included, and nothing that is to be clicked.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes

from ..upstream.writing import resolve_contents
from .escape import HERE, NOTE
from .files import put
from .markdown import Writer
from .pieces import pieces_of
from .site import Site, add_to_head, is_left, is_site
from .targets import Targets

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: name of what is kept of a page
PIECE = "markdown"
#: the path in an address of the site
_PATH = re.compile(f'{HERE}([^\\s)>"#?]*)')


def is_on(app: Sphinx) -> bool:
    """Tell whether a build writes twins."""
    return is_site(app) and app.config.shohyo_markdown


def path_of(docname: str) -> str:
    """Return the path of a page's twin from the top of the site; the same under ``html`` and ``dirhtml``."""
    return f"{docname}.md"


def settled(text: str, base: str, folder: str = "") -> str:
    """Return a text of Markdown with its addresses of the site: absolute where the site knows its own.

    Args:
        folder: where the text will stand, from the top of the site, for addresses relative to it.
    """
    text = text.replace(NOTE, "[^")
    if base:
        return text.replace(HERE, base)
    return _PATH.sub(lambda match: _relative(match[1], quote(folder)), text)


def _relative(path: str, folder: str) -> str:
    if not folder:
        return path or "./"
    return posixpath.relpath(f"/{path}", f"/{folder}") + ("/" if path.endswith("/") or not path else "")


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the page as Markdown."""
    if is_on(app):
        resolve_contents(app, doctree, docname)
        pieces_of(app).note(docname, PIECE, Writer(Targets(app.builder, docname)).write(doctree))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Lead to the twin."""
    if doctree is None or not is_on(app):
        return
    document = app.env.domains["shohyo"].documents.get(pagename)
    if document and document.record.draft:
        return
    address = context["pathto"](quote(path_of(pagename)), 1)
    add_to_head(context, f'<link rel="alternate" type="text/markdown" href="{escape(address)}" />\n')


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the twins."""
    if exception or not is_on(app) or is_left(app):
        return
    site = Site(app)
    for page in site.pages:
        text = pieces_of(app).get(page.docname, PIECE)
        data = settled(text, site.base, posixpath.dirname(page.docname))
        put(app, path_of(page.docname), data.encode(errors="replace"))
