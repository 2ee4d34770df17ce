"""Two to four patterns side by side: what front matter says, and the sections that their pages have in common.

What is compared stands on the pages of the patterns and nowhere else: their traits, the paragraphs above the first
heading (the problem), and the sections whose headings are given, or that every one of the pages has.
Where pages have traits, these are the comparison, and what takes longer to read is one click away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..messages import _
from ..reading.placeholder import Placeholder
from ..shown import questions
from ..shown.labels import relation_label
from .blocks import bullet_list, joined, kind_badge, paragraph, table
from .disclosure import disclosure
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..data.catalogue import Document

#: label of a row, a cell for each page, and whether all of them say the same
Row = tuple[str, list[list[nodes.Node]], bool]
#: body of a page: heading → blocks below it; "" is what stands above the first heading
Body = dict[str, list[nodes.Node]]


def compare(view: View, node: Placeholder) -> list[nodes.Node]:
    """Return the table: a column for each pattern, a row for each aspect."""
    found = [view.ask(questions.named, "pattern", name) for name in node["options"]["pattern"]]
    pages = list({page.docname: page for page in found if page}.values())
    if len(pages) < 2:
        return [paragraph(_("Nothing here yet."))]
    bodies = [_body(view, page) for page in pages]
    book = node["options"].get("book")
    lead = [_row(_("What it does"), [[paragraph(page.record.intent)] if page.record.intent else [] for page in pages])]
    if len({page.record.kind for page in pages}) > 1:
        lead.insert(0, _row(_("Kind"), [[paragraph(kind_badge(page.record.kind))] for page in pages]))
    passages = [
        _row(_("The problem"), [body.get("", []) for body in bodies]),
        *(_row(heading, [body.get(heading, []) for body in bodies]) for heading in _headings(node, bodies)),
    ]
    between = _row(_("Between these"), [_between(view, page, pages) for page in pages])
    others = _row(_("Other relations"), [_others(view, page, pages, book) for page in pages])
    places = _places(view, pages, book)
    traits = list(_traits(pages))
    if not traits:
        return [_table(view, pages, [*lead, *passages, *places, between, others])]
    in_short = _table(view, pages, [*lead, *traits, *places, between])
    at_length = [*passages, others]
    if not any(any(cells) for _label, cells, _is_same in at_length):
        return [in_short]
    return [in_short, disclosure(_("The passages side by side"), _table(view, pages, at_length))]


def _row(label: str, cells: list[list[nodes.Node]]) -> Row:
    return label, cells, False


def _traits(pages: list[Document]) -> Iterator[Row]:
    """Yield a row for each trait that a page has, in the order that the pages have in common."""
    values = [{trait.name: trait.value for trait in page.record.traits} for page in pages]
    for name in _merged([list(of_page) for of_page in values]):
        found = [of_page.get(name) for of_page in values]
        yield name, [[paragraph(value)] if value else [] for value in found], len(set(found)) == 1


def _merged(orders: Iterable[list[str]]) -> list[str]:
    """Return all names; one that an order adds stands before the next that was there already, or at the end."""
    found: list[str] = []
    for names in orders:
        for number, name in enumerate(names):
            if name not in found:
                known = [found.index(later) for later in names[number:] if later in found]
                found.insert(known[0] if known else len(found), name)
    return found


def _places(view: View, pages: list[Document], book: str | None) -> list[Row]:
    """Return a row with the chapters of each pattern, in one book or, where there are several, in all."""
    if not (book or view.has_several):
        return []
    cells: list[list[nodes.Node]] = []
    for page in pages:
        places = [standing.place for standing in view.ask(questions.standings, page.slug)]
        lines = [
            [paragraph(*([] if book else [view.book_link(place.book), " "]), view.chapter_link(place))]
            for place in places
            if book in (None, place.book)
        ]
        cells.append([bullet_list(lines)] if lines else [])
    return [_row(_("Chapters") if book else _("Books and chapters"), cells)]


def _table(view: View, pages: list[Document], rows: Iterable[Row]) -> nodes.Node:
    """Return the table of the rows in which a page says something, in a frame.

    Its class says how many columns the style sheet has to set.
    """
    classes = ["shohyo-compare", f"shohyo-compare--{len(pages)}"]
    result = table([_("Page"), *(page.title for page in pages)], (), classes)
    result.next_node(nodes.colspec)["stub"] = 1
    head = result.next_node(nodes.thead).next_node(nodes.row)
    for entry, page in zip(head.children[1:], pages, strict=True):
        entry.children = []
        entry += paragraph(view.page_link(page))
    body = result.next_node(nodes.tbody)
    for label, cells, is_same in (row for row in rows if any(row[1])):
        row = nodes.row("", nodes.entry("", paragraph(label)))
        if is_same:
            row["classes"].append("shohyo-compare__same")
            mark = nodes.inline("", _("(the same)"), classes=["shohyo-compare__mark"])
            row.next_node(nodes.paragraph).extend([nodes.Text(" "), mark])
        row += [nodes.entry("", *(cell or [paragraph("–")])) for cell in cells]
        body += row
    return nodes.container("", result, classes=["shohyo-compare-frame"])


def _headings(node: Placeholder, bodies: list[Body]) -> list[str]:
    """Return the headings asked for, else those that all bodies have, in the order of the first."""
    wanted = node["options"].get("sections")
    known = list(dict.fromkeys(heading for body in bodies for heading, blocks in body.items() if heading and blocks))
    if not wanted:
        return [heading for heading in bodies[0] if heading and all(heading in body for body in bodies)]
    return [heading for heading in wanted if heading in known]


def _body(view: View, page: Document) -> Body:
    """Return copies of what an author wrote on a page, by section; deeper ones stand by themselves."""
    view.ask(questions.body, page.docname)
    doctree = view.env.get_doctree(page.docname)
    top = doctree.next_node(nodes.section)
    found: Body = {"": []}
    for section in top.findall(nodes.section) if top else ():
        if "shohyo-section" not in section["classes"]:
            heading = "" if section is top else section.next_node(nodes.title).astext()
            found.setdefault(heading, []).extend(_copies(view, section.children))
    return found


def _copies(view: View, blocks: Iterable[nodes.Node]) -> Iterable[nodes.Node]:
    """Yield copies that stand on this page: links start here, and what has an id keeps it to itself."""
    for block in blocks:
        if not isinstance(block, (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)):
            continue  # pictures, code and deeper sections are read on the page
        copy = block.deepcopy()
        for part in list(copy.findall(nodes.Element)):
            part["ids"], part["names"] = [], []
            if isinstance(part, addnodes.pending_xref):
                part["refdoc"] = view.docname
            elif isinstance(part, (nodes.footnote_reference, nodes.target, Placeholder)):
                part.parent.remove(part)
        yield copy


def _between(view: View, page: Document, pages: list[Document]) -> list[nodes.Node]:
    """Return how a pattern is related to the others of the table, each with the reason and where it comes from."""
    compared = {other.slug for other in pages} - {page.slug}
    items = []
    for end in view.ask(questions.relations, page.slug):
        if end.other.slug in compared:
            basis = view.basis(end.source)
            line = paragraph(nodes.strong("", relation_label(end.name)), _(": "), view.page_link(end.other))
            items.append([line, paragraph(end.why, " ", basis)])
    return [bullet_list(items)] if items else []


def _others(view: View, page: Document, pages: list[Document], book: str | None) -> list[nodes.Node]:
    """Return the rest of a pattern's relations, the names only; in a book those to its pages."""
    compared = {other.slug for other in pages}
    outline = view.ask(questions.outline, book) if book else None
    named: dict[str, list[nodes.Node]] = {}
    for end in view.ask(questions.relations, page.slug):
        if end.other.slug not in compared and (not book or (outline and end.other.slug in outline.entries)):
            named.setdefault(end.name, []).append(view.page_link(end.other))
    items = [
        [paragraph(nodes.strong("", relation_label(name)), _(": "), *joined(links, _(", ")))]
        for name, links in named.items()
    ]
    return [bullet_list(items)] if items else []
