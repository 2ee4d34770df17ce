"""What the blocks of a page are built with: the joined data, and links from the page they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from docutils import nodes

from ..cite.bibtex import citation
from ..messages import _
from ..reading.domain import address, chapter_title, with_book
from ..shown import questions
from .blocks import badge
from .cover import CLASS, Cover, cover_path, cover_words, own_cover

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment

    from ..data.catalogue import Catalogue, ChapterPlace, Document
    from ..model import Source
    from ..reading.domain import ShohyoDomain
    from ..shown.asked import Question

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """The site as one page sees it."""

    env: BuildEnvironment
    docname: str

    def ask(self, question: Question[..., T], *words: str) -> T:
        """Return what the page shows of others; it is noted that it does."""
        return self.domain.build.asked.ask(self.docname, question, *words)

    @property
    def domain(self) -> ShohyoDomain:
        """What the page itself states, and what belongs to the build; all else is asked for."""
        return self.env.domains["shohyo"]

    @property
    def catalogue(self) -> Catalogue:
        """Everything, for blocks that list what there is; the page is written again when any front matter changes."""
        return self.ask(questions.catalogue)

    @property
    def page(self) -> Document | None:
        """The front matter of the page itself."""
        return self.domain.documents.get(self.docname)

    def link(self, docname: str, text: str, anchor: str = "", classes: Iterable[str] = ()) -> nodes.Node:
        """Return a link to another page, or plain text to the page itself."""
        child = nodes.inline(text, text, classes=list(classes))
        if docname == self.docname and not anchor:
            return nodes.strong("", "", child)
        return address(docname, child, anchor)

    def page_link(self, document: Document) -> nodes.Node:
        return self.link(document.docname, document.title)

    def chapter_link(self, place: ChapterPlace) -> nodes.Node:
        return self.link(place.review.docname, chapter_title(place), place.anchor)

    def chapter_name(self, place: ChapterPlace) -> str:
        """Return number and title of a chapter, with its book where there are several."""
        title = chapter_title(place)
        return with_book(title, self.ask(questions.book, place.book)[1]) if self.has_several else title

    @property
    def has_several(self) -> bool:
        """Whether what is shown has to say of which book it is."""
        return len(self.ask(questions.shelf)) > 1

    def book_link(self, key: str) -> nodes.Node:
        address, title = self.ask(questions.book, key)
        return self.link(address[0], title, address[1]) if address else nodes.Text(title)

    def tag_link(self, tag: str) -> nodes.Node:
        address = self.ask(questions.tag, tag)
        return (
            self.link(address[0], tag, address[1], ["shohyo-tag"])
            if address
            else nodes.inline(tag, tag, classes=["shohyo-tag"])
        )

    def cover(self, page: Document) -> nodes.Node:
        """Return the cover of the book that a page is about: the author's own, or the one that we draw."""
        if picture := self.ask(questions.cover, page.docname):
            return own_cover(picture)
        title, _authors = cover_words(page, self.ask(questions.work, next(iter(page.record.books_named), "")))
        alt = _("Cover drawn by this site: %s") % title
        return Cover(src=cover_path(page), alt=alt, classes=[CLASS, "shohyo-cover"])

    def basis(self, source: Source | None) -> nodes.inline:
        """Return what a statement rests on, to stand behind it."""
        return nodes.inline("", "", *self.source(source), classes=["shohyo-basis"])

    def source(self, source: Source | None) -> list[nodes.Node]:
        """Return a source as a citation, words or an address; None is our own reasoning."""
        if source is None:
            return [badge(_("Our own reasoning"), "ours")]
        parts: list[nodes.Node] = []
        if source.cite:
            parts.append(citation(source.cite))
        elif source.source and not source.url:
            parts.append(nodes.Text(source.source))
        place = (
            source.where
            or (source.source if source.url and not source.cite else None)
            or (source.url if not source.cite else None)
        )
        if place or source.url:
            text = place or _("this place")
            if parts:
                parts.append(nodes.Text(" "))
            parts.append(nodes.reference(text, text, refuri=source.url) if source.url else nodes.Text(text))
        return parts
