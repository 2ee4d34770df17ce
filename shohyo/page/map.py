"""The map of all patterns on a page: the form, the picture, and the same as a table."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..drawing import map as picture
from ..kinds import PATTERN_KINDS
from ..messages import _
from ..model import INVERSE
from ..reading.domain import chapter_title
from ..shown import questions
from ..shown.labels import kind_label
from .blocks import kind_badge, paragraph, table
from .chapters import by_chapter
from .filter import Field, form, rows_with
from .long import is_long
from .view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.writers.html5 import HTML5Translator

    from ..data.catalogue import ChapterPlace, Document, Outline
    from ..model import Relation
    from ..reading.placeholder import Placeholder


class Picture(nodes.General, nodes.Element):
    """The drawn map: ``groups`` and ``edges`` as ``map.draw`` takes them, with docnames for addresses."""


def visit_picture(self: HTML5Translator, node: Picture) -> None:
    """Write the map; only a builder knows the addresses that its links need."""
    relative, here = self.builder.get_relative_uri, self.builder.current_docname
    groups = [
        (title, [replace(member, url=relative(here, member.url)) for member in members])
        for title, members in node["groups"]
    ]
    drawn = picture.draw(groups, node["edges"], str(_("Map of the patterns")))
    self.body.append(self.starttag(node, "div", "\n"))
    self.body.append(f'{node["legend"]}<div class="shohyo-map__frame">{drawn}</div>\n</div>\n')
    raise nodes.SkipNode


def pattern_map(view: View, node: Placeholder) -> list[nodes.Node]:
    """Return the map; builders without SVG in pages get the table."""
    catalogue, book = view.catalogue, node["options"].get("book")
    shelf = {name: outline for name, outline in catalogue.shelf.items() if book in (None, name)}
    pages = {name: page for name, page in catalogue.patterns.items() if not page.record.draft}
    if book:
        pages = {name: pages[name] for outline in shelf.values() for name in outline.entries if name in pages}
    if not pages:
        return [paragraph(_("Nothing here yet."))]
    order = list(pages.values()) if book else sorted(pages.values(), key=lambda page: catalogue.book_order[page.slug])
    stated = [
        (page, relation, pages[relation.target])
        for page in order
        for relation in page.record.relations
        if relation.target in pages and relation.target != page.slug
    ]
    kinds = [kind for kind in PATTERN_KINDS if any(page.record.kind == kind for page in order)]
    types = [name for name in INVERSE if any(relation.type == name for _page, relation, _other in stated)]
    fields = [
        Field("kind", _("Kind"), _("All"), tuple((kind, kind_label(kind)) for kind in kinds)),
        Field("relation", _("Relation"), _("All"), tuple((name, type_label(name)) for name in types)),
        Field("node", _("Neighbours of"), _("All"), tuple((page.slug, page.title) for page in order)),
    ]
    if len(shelf) > 1:
        fields.append(Field("book", _("Book"), _("All"), tuple((name, _book(view, name)) for name in shelf)))
    block = nodes.container("", form(fields, _("Showing {shown} of {all} relations")), classes=["shohyo-map"])
    drawn = _picture(view, shelf, order, stated, _legend(kinds, types))
    block += drawn
    block += by_chapter(drawn, _table(view, shelf, order, stated))
    return [block]


def _book(view: View, name: str) -> str:
    return str(view.ask(questions.book, name)[1])


Stated = list[tuple["Document", "Relation", "Document"]]


def _picture(view: View, shelf: Mapping[str, Outline], order: list[Document], stated: Stated, legend: str) -> Picture:
    """Return the map; a pattern that stands in several books is drawn in the first of them."""
    places = {target: place for outline in reversed(shelf.values()) for target, place in _first(outline).items()}

    def drawn(page: Document) -> picture.Node:
        return picture.Node(page.slug, page.title, page.record.kind, page.docname)

    groups: list[tuple[str, list[picture.Node]]] = []
    book = ""
    for place, members in groupby(order, key=lambda page: places.get(page.slug)):
        if place and len(shelf) > 1 and place.book != book:
            book = place.book
            groups.append((_book(view, book), []))
        title = chapter_title(place) if place else _("In no chapter")
        groups.append((str(title), [drawn(page) for page in members]))
    edges = [
        picture.Edge(
            page.slug,
            other.slug,
            relation.type,
            f"{page.title} – {type_label(relation.type)} – {other.title}"
            + ("" if is_long(len(stated)) else f": {relation.why}"),
        )
        for page, relation, other in stated
    ]
    return Picture(groups=groups, edges=edges, legend=legend, classes=["shohyo-map__drawn", "no-search"])


def _legend(kinds: list[str], types: list[str]) -> str:
    """Return what the colours and the lines mean."""
    shown = [
        f'<li><span class="shohyo-badge shohyo-badge--{kind}">{escape(kind_label(kind))}</span></li>' for kind in kinds
    ]
    shown += [f"<li>{picture.sample(name)} {escape(type_label(name))}</li>" for name in types]
    return f'<ul class="shohyo-map__legend">{"".join(shown)}</ul>'


def _first(outline: Outline) -> dict[str, ChapterPlace]:
    """Return id → the first chapter of a book that lists it."""
    listed = [(entry.id, place) for place in outline.places for entry in place.chapter.patterns if entry.id]
    return dict(reversed(listed))


def _table(view: View, shelf: Mapping[str, Outline], order: list[Document], stated: Stated) -> nodes.Node:
    """Return a row for each relation, and one for each page that has none."""
    short = is_long(len(stated))
    entries = {name: frozenset(outline.entries) for name, outline in shelf.items()} if len(shelf) > 1 else {}

    def of_books(*slugs: str) -> dict[str, list[str]]:
        """Return the books in which all of the pages stand; nothing, where there is one only."""
        return {"book": [name for name, found in entries.items() if found.issuperset(slugs)]} if entries else {}

    related = {page.slug for page, _relation, _other in stated} | {other.slug for _page, _relation, other in stated}
    cells: list[list[list[nodes.Node]]] = []
    values: list[dict[str, Any]] = []
    for page in order:
        for _page, relation, other in (item for item in stated if item[0] is page):
            basis = view.basis(relation.basis)
            why = [[nodes.Text(relation.why), nodes.Text(" "), basis]]
            cells.append([_name(view, page), [nodes.Text(type_label(relation.type))], _name(view, other), *why[short:]])
            edge = picture.Edge(page.slug, other.slug, relation.type, "")
            kinds = [page.record.kind, other.record.kind]
            data = {"id": edge.id, "ends": [page.slug, other.slug], "kind": kinds, "type": relation.type}
            values.append(data | of_books(page.slug, other.slug))
        if page.slug not in related:
            cells.append([_name(view, page), [], [], [nodes.Text(_("No relation is recorded."))]][: 4 - short])
            data = {"id": page.slug, "ends": [page.slug], "kind": [page.record.kind], "type": ""}
            values.append(data | of_books(page.slug))
    head = [_("Page"), _("Relation"), _("Other page"), _("Reason")]
    return rows_with(table(head[: 4 - short], cells, ["shohyo-table", "shohyo-map__table"]), values)


def _name(view: View, page: Document) -> list[nodes.Node]:
    return [view.page_link(page), nodes.Text(" "), kind_badge(page.record.kind)]


def type_label(name: str) -> str:
    """Return what the first page is to the second, short enough for a line of a table."""
    return {
        "alternative-to": _("is an alternative to"),
        "combines-with": _("goes together with"),
        "opposite-of": _("is the opposite of"),
        "guards-against": _("guards against"),
        "prerequisite-of": _("is needed for"),
        "refines": _("is a special form of"),
    }[name]
