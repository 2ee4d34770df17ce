"""Pages as they stand in a book: without what works on a screen alone, every link leading somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..exports.site import add_to_head
from ..upstream.design import unfold
from ..upstream.sphinx import asset_path

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from ..page.disclosure import Disclosure
    from ..page.filter import FilterRow

BUILDER = "epub"
#: style sheet of the pages, in the book and in this package
SHEET = "_static/shohyo-book.css"
SHEET_FILE = Path(__file__).with_name("book.css")
#: what a reader would have to click or to fill in
_FORMS = re.compile("<(?:form|button|input|select|textarea|script)\\b")
_SCRIPT = re.compile(r"<script\b.*?</script\s*>|<script\b[^>]*/>", re.DOTALL)
_LINK = re.compile(r'(<a\b[^>]*?)\s+href="([^"]*)"')
_ID = re.compile(r'\sid="([^"]+)"')


def visit_disclosure(self: HTML5Translator, node: Disclosure) -> None:
    """Write a block that is open; few readers of books can fold."""
    self.body.append(self.starttag(node, "div", "\n", CLASS="shohyo-disclosure"))
    self.body.append(f'<p class="shohyo-disclosure__summary">{self.encode(node["summary"])}</p>\n')


def depart_disclosure(self: HTML5Translator, node: Disclosure) -> None:
    self.body.append("</div>\n")


def visit_row(self: HTML5Translator, node: FilterRow) -> None:
    """Write a row of a table without what scripts know of it."""
    self.visit_row(node)


def depart_row(self: HTML5Translator, node: FilterRow) -> None:
    self.depart_row(node)


OPENED, ROW = (visit_disclosure, depart_disclosure), (visit_row, depart_row)


class UnfoldTransform(SphinxPostTransform):
    """Opens what folds, before sphinx-design makes something to click of it."""

    default_priority = 190  # its own have 199 and 200
    builders = (BUILDER,)

    def run(self, **_options: Any) -> None:
        """Open it."""
        unfold(self.document)


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take forms away."""
    if app.builder.name == BUILDER:
        for node in list(doctree.findall(nodes.raw)):
            if "html" in node.get("format", "") and _FORMS.search(node.astext()):
                node.parent.remove(node)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say in which language a page is, and load the style sheet of the book, that of code, and those of the project."""
    if app.builder.name != BUILDER:
        return
    document = app.env.domains["shohyo"].documents.get(pagename)
    language = escape((document and document.record.lang) or app.config.language.replace("_", "-"))
    context["html_tag"] = app.builder.html_tag.replace("<html", f'<html lang="{language}" xml:lang="{language}"', 1)
    own = {f"_static/{name}" for name, _options in app.config.epub_css_files} | {"_static/pygments.css"}
    context["css_files"] = [sheet for sheet in context["css_files"] if asset_path(sheet) in own]
    context["script_files"] = []
    link = f'<link rel="stylesheet" type="text/css" href="{context["pathto"](SHEET, 1)}" />\n'
    add_to_head(context, link)


def settled(name: str, text: str, ids_of: Callable[[str], Collection[str] | None]) -> str:
    """Return a page without scripts, whose links lead to places that there are; others are text.

    Args:
        name: of its file, from the top of the book.
        ids_of: file → its ids; None if there is none.
    """

    def link(match: re.Match[str]) -> str:
        address = unescape(match[2])
        if urlsplit(address).scheme or address.startswith("//"):
            return match[0]
        path, anchor = urldefrag(urlsplit(address)._replace(query="").geturl())
        target = unquote(urljoin(name, path)) if path else name
        if path and ids_of(target) is None and target.endswith(".html"):
            target, path = f"{target[:-4]}xhtml", f"{path[:-4]}xhtml"
        ids = ids_of(target)
        if ids is None:
            return match[1]
        place = f"#{quote(unquote(anchor))}" if unquote(anchor) in ids else ""
        if not path and not place:
            return match[1]
        return f'{match[1]} href="{escape(path + place)}"'

    return _LINK.sub(link, _SCRIPT.sub("", text))


def ids_in(text: str) -> frozenset[str]:
    """Return the ids of a page."""
    return frozenset(map(unescape, _ID.findall(text)))
