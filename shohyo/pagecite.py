"""How to cite a page of this site: BibTeX and plain text to select, with a button where scripts run.

The address is that of record; without one, and without ``html_baseurl``, the path on the site stands in its place
until the script puts in the address that the browser shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from docutils import nodes

from .locale import _
from .view import disclosure, paragraph

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from .directives import Placeholder
    from .view import View

SCRIPT = "shohyo/shohyo-cite.js"
#: what TeX reads as markup (D. Knuth, The TeXbook, chapter 7)
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class PageCitation:
    """What is known of a page of the site."""

    key: str  #: BibTeX key
    authors: tuple[str, ...]
    title: str
    site: str
    year: str | None
    address: str  #: absolute, or relative to the root of the site

    def bibtex(self) -> str:
        """Return a ``@misc`` entry, which every style knows."""
        fields = {
            "author": " and ".join(f"{{{_tex(author)}}}" for author in self.authors),
            "title": f"{{{_tex(self.title)}}}",
            "howpublished": _tex(self.site),
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
        if self.year:
            return _("%(authors)s (%(year)s). “%(title)s”. %(site)s. %(address)s") % words
        return _("%(authors)s. “%(title)s”. %(site)s. %(address)s") % words


def _tex(text: str) -> str:
    return re.sub(r"[\\{}$&%#_~^]", lambda match: _TEX[match[0]], " ".join(text.split()))


class CopyButton(nodes.General, nodes.Element):
    """Copies the block before it; hidden until the script finds it."""


def visit_copy_button(self: HTML5Translator, node: CopyButton) -> None:
    attributes = {"type": "button", "hidden": "hidden", "data-done": node["done"], "data-failed": node["failed"]}
    self.body.append(self.starttag(node, "button", "", CLASS="shohyo-copy", **attributes))
    self.body.append(f"{self.encode(node['label'])}</button>\n")
    raise nodes.SkipNode


def describe(view: View) -> PageCitation:
    """Return how the page of *view* is cited."""
    page, config = view.page, view.env.config
    record = page.record
    date = record.updated or record.date
    path = view.env.app.builder.get_target_uri(page.docname)
    published = urljoin(config.html_baseurl.rstrip("/") + "/", path) if config.html_baseurl else ""
    return PageCitation(
        key=page.slug,
        authors=tuple(author.name for author in record.author) or (config.author,),
        title=page.title,
        site=config.project,
        year=str(date.year) if date else None,
        address=record.canonical_url or published or path,
    )


def block(view: View, node: Placeholder) -> list[nodes.Node]:
    """The two forms behind a line to click; pages of a site only, so that a book does not cite itself."""
    if view.env.app.builder.format != "html":
        return []
    page = describe(view)
    parts: list[nodes.Node] = []
    for label, text in ((_("Text"), page.text()), ("BibTeX", page.bibtex())):
        parts += [
            paragraph(label, classes=["shohyo-cite__label"]),
            _literal(text, page.address),
            CopyButton(label=_("Copy"), done=_("Copied"), failed=_("Select the text and copy it")),
        ]
    return [disclosure(_("Cite this page"), *parts, classes=["shohyo-cite", "no-search"])]


def _literal(text: str, address: str) -> nodes.literal_block:
    """Return a block as it stands; the script finds an address that is not complete by its class."""
    before, found, after = text.rpartition(address)
    complete = "://" in address
    shown = nodes.Text(found) if complete else nodes.inline(found, found, classes=["shohyo-cite__address"])
    return nodes.literal_block("", "", nodes.Text(before), shown, nodes.Text(after))
