"""What all outputs ask of a site: its name and address, and its pages in order with what is known of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import getLogger

from ..upstream.sphinx import stores_contexts
from ..upstream.sphinx_project import given, site_address, site_base, site_name
from ..wording import say, told

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..data.catalogue import Catalogue
    from ..model import Page
    from ..reading.domain import ShohyoDomain

#: builders that write pages which stay apart, for browsers
BUILDERS = ("html", "dirhtml")

logger = getLogger(__name__)


def is_site(app: Sphinx) -> bool:
    """Tell whether a builder writes a site, and not a book or data for another program."""
    builder = app.builder
    return isinstance(builder, StandaloneHTMLBuilder) and builder.name in BUILDERS and not stores_contexts(builder)


def is_left(app: Sphinx) -> bool:
    """Tell whether a build that ends leaves a site as it was, so that nothing of it has to be made again.

    Whatever an output shows is among the documents, the bib files, or values of the configuration with the rebuild
    ``"html"`` or ``"env"``.
    """
    return not app.env.domains["shohyo"].build.outdated


def on_builder_inited(app: Sphinx) -> None:
    """Say once what a site has not that does not know its address; it is no warning, for it may want none of it."""
    if is_site(app) and not app.config.html_baseurl:
        text = say("html_baseurl is not set: what needs the address of the site, such as sitemap.xml, is left out")
        logger.info("%s", told(text, app.config.language))


def add_to_head(context: dict[str, Any], markup: str) -> None:
    """Add to the head of a page that is written, behind what stands there."""
    context["metatags"] = (context.get("metatags") or "") + markup


@dataclass(frozen=True)
class SitePage:
    """A page that is published."""

    docname: str
    path: str  #: from the top of the site
    address: str  #: of record, else below the address of the site, else ""
    title: str
    record: Page | None  #: its front matter, if it has any
    language: str  #: as a BCP 47 tag

    @property
    def kind(self) -> str:
        return self.record.kind if self.record else "page"

    @property
    def summary(self) -> str:
        """What stands for the page: its summary, else its intent, else nothing."""
        return self.record.in_short if self.record else ""

    @property
    def date(self) -> dt.date | None:
        """When it was published."""
        return self.record.date if self.record else None

    @property
    def updated(self) -> dt.date | None:
        """When it was last revised, as its author says, but not before it was published; no clock is asked."""
        return max(filter(None, (self.record.updated, self.record.date)), default=None) if self.record else None


class Site:
    """A site while its build ends; all that is asked of it is the same in each build of the same sources."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.name = site_name(app.config)
        self.author: str = given(app.config, "author")
        self.language = (app.config.language or "en").replace("_", "-")
        #: address of the top of the site, with a slash at its end; "" if it does not know it
        self.base = site_base(app.config)
        self._known: dict[str, SitePage] = {}

    @property
    def domain(self) -> ShohyoDomain:
        return self.app.env.domains["shohyo"]

    @property
    def catalogue(self) -> Catalogue:
        return self.domain.catalogue

    def address(self, path: str) -> str:
        """Return the address of a path from the top of the site; "" if the site does not know its own."""
        return site_address(self.app.config, path)

    def page(self, docname: str) -> SitePage:
        """Return what is known of a page."""
        if docname not in self._known:
            self._known[docname] = self._page(docname)
        return self._known[docname]

    def _page(self, docname: str) -> SitePage:
        document = self.domain.documents.get(docname)
        record = document.record if document else None
        path = self.app.builder.get_target_uri(docname)
        title = document.title if document else ""
        if not title and docname in self.app.env.titles:
            title = self.app.env.titles[docname].astext()
        return SitePage(
            docname,
            path,
            (record and record.canonical_url) or self.address(path),
            title or docname,
            record,
            (record and record.lang) or self.language,
        )

    @cached_property
    def pages(self) -> tuple[SitePage, ...]:
        """All pages that are published, by their docnames; drafts that a preview shows are none of them."""
        return tuple(self._pages())

    def _pages(self) -> Iterator[SitePage]:
        for docname in sorted(self.app.env.found_docs):
            page = self.page(docname)
            if not (page.record and page.record.draft):
                yield page
