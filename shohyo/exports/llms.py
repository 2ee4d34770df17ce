"""``llms.txt``, which leads language models to the twins of the pages, and ``llms-full.txt``, all twins in one.

The form of the first is that of llmstxt.org: a heading, a summary as a quotation, and lists of links by kind.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..messages import _
from . import api, twins
from .escape import HERE, NOTE, begun, destination, escaped, heading
from .files import put
from .pieces import pieces_of
from .records import FOLDER
from .site import Site, is_left, is_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from .site import SitePage


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write both, the second where pages have twins."""
    if exception or not is_site(app) or not app.config.shohyo_llms or is_left(app):
        return
    llms = Llms(Site(app))
    put(app, "llms.txt", as_bytes(llms.index(), llms.site.base))
    if twins.is_on(app):
        put(app, "llms-full.txt", as_bytes(llms.full(), llms.site.base))


def as_bytes(text: str, base: str) -> bytes:
    return twins.settled(text, base).encode(errors="replace")


class Llms:
    """The texts of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pieces = pieces_of(site.app)

    def head(self) -> str:
        """Return the name of the site and what it is about."""
        root = self.site.page(self.site.app.config.root_doc)
        summary = self.summary(root)
        return f"{heading(line(self.site.name), 1)}\n" + (f"\n> {begun(line(summary))}\n" if summary else "")

    def sections(self) -> Iterator[tuple[str, list[SitePage]]]:
        """Yield a title and pages for each kind; the order is that of the books, else of the names."""
        order = self.site.catalogue.book_order
        documents = self.site.domain.documents
        pages = [page for page in self.site.pages if page.docname != self.site.app.config.root_doc]
        titles = {
            "review": _("Reviews"),
            "book": _("Books"),
            "pattern": _("Patterns"),
            "antipattern": _("Antipatterns"),
            "topic": _("Topics"),
            "case-study": _("Case studies"),
            "page": _("Pages"),
        }
        for kind, title in titles.items():
            found = [page for page in pages if page.kind == kind]
            if kind not in ("review", "book", "page"):
                found.sort(key=lambda page: order[documents[page.docname].slug])
            if found:
                yield str(title), found

    def index(self) -> str:
        """Return ``llms.txt``."""
        blocks = [self.head()]
        root = self.site.page(self.site.app.config.root_doc)
        blocks.append(f"- {self.link(root)}\n")
        for title, pages in self.sections():
            items = "".join(f"- {self.link(page)}{self.about(page)}\n" for page in pages)
            blocks.append(f"## {title}\n\n{items}")
        others = [
            (f"{FOLDER}/index.json", "api/v1: JSON", self.site.app.config.shohyo_api),
            ("xref.json", "xref.json", self.site.app.config.shohyo_api),
            ("llms-full.txt", "llms-full.txt", twins.is_on(self.site.app)),
        ]
        items = "".join(f"- [{name}]({HERE}{path})\n" for path, name, is_there in others if is_there)
        if items:  # the title has a meaning: what can be left out where there is little room
            blocks.append(f"## Optional\n\n{items}")
        return "\n".join(blocks)

    def full(self) -> str:
        """Return ``llms-full.txt``: each twin behind a rule and the address of its page."""
        pages = [self.site.page(self.site.app.config.root_doc)]
        pages += [page for _title, found in self.sections() for page in found]
        blocks = [self.head()]
        for number, page in enumerate(pages, 1):
            if not (page.record and page.record.draft):
                address = destination(HERE + page.path)
                text = self.pieces.get(page.docname, twins.PIECE).replace(NOTE, f"[^{number}-")
                blocks.append(f"---\n\n<{address}>\n\n{text}")
        return "\n".join(blocks)

    def link(self, page: SitePage) -> str:
        """Return a link to the twin of a page, or to the page where it has none."""
        path = quote(twins.path_of(page.docname)) if twins.is_on(self.site.app) else page.path
        return f"[{line(page.title)}]({destination(HERE + path)})"

    def about(self, page: SitePage) -> str:
        summary = self.summary(page)
        return f": {line(summary)}" if summary else ""

    def summary(self, page: SitePage) -> str:
        """Return what a page is about in a line: what its front matter says, else its first paragraph."""
        if page.summary:
            return page.summary
        piece = json.loads(self.pieces.get(page.docname, api.PIECE) or "{}")
        return next(iter(piece.get("texts", {}).values()), "") if piece else ""


def line(text: str) -> str:
    """Return a text as one line of Markdown."""
    return escaped(" ".join(text.split()))
