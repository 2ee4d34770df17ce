"""How to cite a page of this site: BibTeX and plain text to select, with a button where scripts run.

The address is that of record; without one, the page's below ``html_baseurl``; without that, the path on the site
stands in its place until the script puts in the address that the browser shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from ..bib.tex import escaped
from ..messages import _
from ..model import Pattern, Review
from ..upstream.sphinx_project import given, site_address
from .blocks import paragraph
from .disclosure import Disclosure

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from ..reading.placeholder import Placeholder
    from .view import View

#: stands for the address until the builder is known
ADDRESS = "\ue000"
SCRIPT = "shohyo/shohyo-cite.js"


@dataclass(frozen=True)
class PageCitation:
    """What is known of a page of the site."""

    key: str  #: BibTeX key
    authors: tuple[str, ...]
    title: str
    site: str
    year: str | None
    address: str = ADDRESS

    def bibtex(self) -> str:
        """Return a ``@misc`` entry, which every style knows."""
        fields = {
            "author": " and ".join(f"{{{escaped(author)}}}" for author in self.authors),
            "title": f"{{{escaped(self.title)}}}",
            "howpublished": escaped(self.site),
            "year": self.year,
            "url": self.address,
        }
        width = max(map(len, fields))
        lines = [f"  {name:{width}} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{self.key},\n" + ",\n".join(lines) + "\n}"

    def text(self) -> str:
        """Return one line in the site's language."""
        words = {
            "authors": _(", ").join(self.authors), "title": self.title, "site": self.site, "address": self.address,
            "year": self.year,
        }  # fmt: skip
        if self.authors and self.year:
            form = _("%(authors)s (%(year)s). “%(title)s”. %(site)s. %(address)s")
        elif self.authors:
            form = _("%(authors)s. “%(title)s”. %(site)s. %(address)s")
        elif self.year:
            form = _("“%(title)s” (%(year)s). %(site)s. %(address)s")
        else:
            form = _("“%(title)s”. %(site)s. %(address)s")
        if not self.site:
            form = re.sub(r"%\(site\)s(\. )?", "", str(form))
        return form % words


class CiteBlock(Disclosure):
    """The block, which belongs to a page of a site; in a book it is left out."""


class Address(nodes.inline):
    """Address of the page ``docname``, or the one ``known``."""


def visit_address(self: HTML5Translator, node: Address) -> None:
    path = self.builder.get_target_uri(node["docname"])
    address = node["known"] or site_address(self.builder.config, path)
    if address:
        self.body.append(self.encode(address))
    else:
        self.body.append(f'<span class="shohyo-cite__address">{self.encode(path)}</span>')
    raise nodes.SkipNode


class CopyButton(nodes.General, nodes.Element):
    """Copies the block before it; hidden until the script finds it."""


def visit_copy_button(self: HTML5Translator, node: CopyButton) -> None:
    attributes = {"type": "button", "hidden": "hidden", "data-done": node["done"], "data-failed": node["failed"]}
    self.body.append(self.starttag(node, "button", "", CLASS="shohyo-copy", **attributes))
    self.body.append(f"{self.encode(node['label'])}</button>\n")
    raise nodes.SkipNode


def on_html_page_context(app: Sphinx, pagename: str, *_rest: object) -> None:
    """Load the script on pages that can be cited."""
    document = app.env.domains["shohyo"].documents.get(pagename)
    if document and isinstance(document.record, (Pattern, Review)):
        app.add_js_file(SCRIPT, defer="defer")  # for this page only, as always during this event


def describe(view: View) -> PageCitation:
    """Return how the page of *view* is cited."""
    page, config = view.page, view.env.config
    record = page.record
    date = record.updated or record.date
    return PageCitation(
        key=page.slug,
        authors=tuple(author.name for author in record.author) or tuple(filter(None, [given(config, "author")])),
        title=page.title,
        site=given(config, "project"),
        year=str(date.year) if date else None,
    )


def block(view: View, node: Placeholder) -> list[nodes.Node]:
    """The two forms behind a line to click."""
    page = describe(view)
    parts: list[nodes.Node] = []
    for label, text in ((_("Text"), page.text()), ("BibTeX", page.bibtex())):
        before, _mark, after = text.partition(ADDRESS)
        address = Address(docname=view.docname, known=view.page.record.canonical_url or "")
        parts += [
            paragraph(label, classes=["shohyo-cite__label"]),
            # no rawsource: this block is not to be highlighted
            nodes.literal_block("", "", nodes.Text(before), address, nodes.Text(after)),
            CopyButton(label=_("Copy"), done=_("Copied"), failed=_("Select the text and copy it")),
        ]
    return [CiteBlock("", *parts, summary=_("Cite this page"), classes=["shohyo-cite", "no-search"])]
