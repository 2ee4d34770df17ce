"""What the blocks of a page are built with: the joined data, and links from the page they stand on."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from .bibliography import format_isbn
from .citations import citation
from .cover import FOLDER, HEIGHT, WIDTH
from .domain import address, chapter_title, report
from .errors import Code, Diagnostic, suggestion
from .messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from .bibliography import Work
    from .directives import Placeholder
    from .domain import ShohyoDomain
    from .model import Page, Source
    from .outline import Catalogue, ChapterPlace, Document


class Cover(nodes.General, nodes.Element):
    """A cover that we draw: ``src`` is below the folder of images, ``alt`` says what it is."""


def visit_cover(self: HTML5Translator, node: Cover) -> None:
    source = posixpath.join(self.builder.imgpath, node["src"])
    size = {"width": str(WIDTH), "height": str(HEIGHT)}
    self.body.append(self.emptytag(node, "img", "", src=source, alt=node["alt"], decoding="async", **size))
    raise nodes.SkipNode


def skip(self: object, node: nodes.Element) -> None:
    """Leave a node out where a format has no place for it."""
    raise nodes.SkipNode


def passes(self: object, node: nodes.Element) -> None:
    """Write the children of a node alone."""


@dataclass(frozen=True)
class View:
    """The site as one page sees it."""

    env: BuildEnvironment
    docname: str

    @property
    def domain(self) -> ShohyoDomain:
        return self.env.domains["shohyo"]

    @property
    def catalogue(self) -> Catalogue:
        return self.domain.catalogue

    @property
    def page(self) -> Document | None:
        """The front matter of the page itself."""
        return self.domain.documents.get(self.docname)

    def check_names(self, node: Placeholder) -> None:
        """Report what a listing names and nothing has; a filter for it would show nothing for ever."""
        for option in ("chapter", "tag", "book", "pattern"):
            given = node["options"].get(option, ())
            for name in [given] if isinstance(given, str) else given:
                if not self.catalogue.knows(option, name) and not self.domain.accepts(self.docname, Code.REFERENCE):
                    remedy = suggestion(name, self.catalogue.known_names(option))
                    report(Diagnostic(node.source, node.line, 1, Code.REFERENCE, f'unknown {option} "{name}"', remedy))

    def link(self, docname: str, text: str, anchor: str = "", classes: Iterable[str] = ()) -> nodes.Node:
        """Return a link to another page, or plain text to the page itself."""
        child = nodes.inline(text, text, classes=list(classes))
        if docname == self.docname and not anchor:
            return nodes.strong("", "", child)
        return address(docname, child, anchor)

    def page_link(self, document: Document) -> nodes.Node:
        return self.link(document.docname, document.title)

    def chapter_link(self, place: ChapterPlace) -> nodes.Node:
        docname, anchor = self.domain.chapter_address(place)
        return self.link(docname, chapter_title(place), anchor)

    def book_link(self, key: str) -> nodes.Node:
        address, title = self.domain.book_address(key), self.domain.book_title(key)
        return self.link(address[0], title, address[1]) if address else nodes.Text(title)

    def tag_link(self, tag: str) -> nodes.Node:
        address = self.domain.tag_address(tag)
        return (
            self.link(address[0], tag, address[1], ["shohyo-tag"])
            if address
            else nodes.inline(tag, tag, classes=["shohyo-tag"])
        )

    def cover(self, review: Document) -> Cover:
        """Return the cover that we draw for a review."""
        title, _authors = cover_words(self.domain, review)
        alt = _("Cover drawn by this site: %s") % title
        return Cover(src=cover_path(review), alt=alt, classes=["shohyo-book-card__cover", "shohyo-cover"])

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


def cover_words(domain: ShohyoDomain, review: Document) -> tuple[str, tuple[str, ...]]:
    """Return the title and the authors that stand on the cover of a review: of the book, if that is known."""
    work = domain.bibliography.entries.get(review.record.book or "")
    if work:
        return work.title, tuple(work.authors)
    return review.title, tuple(author.name for author in review.record.author)


def cover_path(review: Document) -> str:
    """Return where the cover of a review is written, below the folder of images."""
    return f"{FOLDER}/{review.docname}.svg"


def badge(text: str, variant: str) -> nodes.inline:
    return nodes.inline(text, text, classes=["shohyo-badge", f"shohyo-badge--{variant}"], nosearch=True)


def kind_badge(record: Page) -> nodes.inline:
    return badge(kind_label(record.kind), record.kind)


def kind_label(kind: str) -> str:
    """Return the name of a kind of page in the site's language."""
    return {
        "review": _("Review"),
        "pattern": _("Pattern"),
        "antipattern": _("Antipattern"),
        "topic": _("Topic"),
        "case-study": _("Case study"),
        "page": _("Page"),
    }[kind]


def category_label(category: str) -> str:
    """Return the name of a well-known category in the site's language; any other as it is written."""
    return {
        "overview": _("Overview"),
        "training": _("Training"),
        "release": _("Release"),
        "serving": _("Serving"),
        "operation": _("Operation"),
        "qa": _("Quality assurance"),
        "lifecycle": _("Lifecycle"),
    }.get(category, category)


def relation_label(name: str) -> str:
    """Return the heading under which a page lists its relations of that type."""
    return {
        "alternative-to": _("Alternatives: choose one"),
        "combines-with": _("Goes together with"),
        "opposite-of": _("Opposites"),
        "guards-against": _("Guards against"),
        "guarded-by": _("Prevented by"),
        "prerequisite-of": _("Is needed for"),
        "requires": _("Needs first"),
        "refines": _("Is a special form of"),
        "refined-by": _("Special forms"),
    }[name]


def confidence_label(confidence: str) -> str:
    return {
        "medium-high": _("The facts are well supported, with gaps"),
        "medium": _("The facts are supported in part"),
        "low": _("The facts are hardly supported"),
    }[confidence]


def paragraph(*parts: nodes.Node | str, classes: Iterable[str] = (), nosearch: bool = False) -> nodes.paragraph:
    """Return a paragraph; with *nosearch* it is shown and not searched."""
    found = nodes.paragraph("", "", *(nodes.Text(part) if isinstance(part, str) else part for part in parts))
    found["classes"] += classes
    if nosearch:
        found["nosearch"] = True
    return found


def heading(text: str, within: nodes.Element) -> nodes.rubric:
    """Return a heading that is in no table of contents, one level below the section around *within*."""
    level, node = 1, within
    while node is not None:
        level += isinstance(node, nodes.section)
        node = node.parent
    rubric = nodes.rubric("", text, classes=["shohyo-heading"])
    rubric["heading-level"] = min(level, 6)
    return rubric


def bullet_list(items: Iterable[Iterable[nodes.Node]], classes: Iterable[str] = ()) -> nodes.bullet_list:
    return nodes.bullet_list("", *(nodes.list_item("", *item) for item in items), classes=list(classes))


def joined(parts: Iterable[nodes.Node], separator: str) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for part in parts:
        found += [nodes.Text(separator), part] if found else [part]
    return found


def bibliographic_rows(work: Work) -> list[tuple[str, list[nodes.Node]]]:
    """Return what the bibliography knows of a work, as rows of a definition list."""
    values = {
        _("Author"): _(", ").join(work.authors),
        _("Publisher"): work.publisher,
        _("Year"): work.year,
        _("ISBN"): format_isbn(work.isbn) if work.isbn else None,
    }
    return [(label, [nodes.Text(value)]) for label, value in values.items() if value]


def definition_list(rows: Iterable[tuple[str, Iterable[nodes.Node]]], classes: Iterable[str]) -> nodes.definition_list:
    """Return terms with one paragraph each; rows without content are left out."""
    items = [
        nodes.definition_list_item("", nodes.term(term, term), nodes.definition("", paragraph(*content)))
        for term, content in ((term, list(content)) for term, content in rows)
        if content
    ]
    return nodes.definition_list("", *items, classes=list(classes))


def table(head: list[str], rows: Iterable[list[list[nodes.Node]]], classes: Iterable[str]) -> nodes.table:
    """Return a table with a head; each cell is one paragraph."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _column in head), cols=len(head))
    group += nodes.thead("", nodes.row("", *(nodes.entry("", paragraph(text)) for text in head)))
    group += nodes.tbody("", *(nodes.row("", *(nodes.entry("", paragraph(*cell)) for cell in row)) for row in rows))
    return nodes.table("", group, classes=list(classes))
