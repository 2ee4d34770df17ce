"""Plain docutils nodes that blocks are made of, and visitors for writers that leave them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..bib.isbn import format_isbn
from ..messages import _
from ..reading.named import enclosing
from ..shown.labels import kind_label
from .disclosure import Disclosure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..bib.bibliography import Work


#: writers beside that of HTML which meet our nodes
OTHER_WRITERS = ("latex", "text", "man", "texinfo")


def skip(self: object, node: nodes.Element) -> None:
    """Leave a node out where a format has no place for it."""
    raise nodes.SkipNode


def passes(self: object, node: nodes.Element) -> None:
    """Write the children of a node alone."""


def badge(text: str, variant: str) -> nodes.inline:
    return nodes.inline(text, text, classes=["shohyo-badge", f"shohyo-badge--{variant}"], nosearch=True)


def kind_badge(kind: str) -> nodes.inline:
    return badge(kind_label(kind), kind)


def paragraph(*parts: nodes.Node | str, classes: Iterable[str] = (), nosearch: bool = False) -> nodes.paragraph:
    """Return a paragraph; with *nosearch* it is shown and not searched."""
    found = nodes.paragraph("", "", *(nodes.Text(part) if isinstance(part, str) else part for part in parts))
    found["classes"] += classes
    if nosearch:
        found["nosearch"] = True
    return found


def whole(text: str) -> nodes.inline:
    """Return a date or a number that no line ends within."""
    return nodes.inline(text, text, classes=["shohyo-whole"])


def heading(text: str, within: nodes.Element, down: int = 0) -> nodes.rubric:
    """Return a heading that is in no table of contents, one level below the section around *within*, or further."""
    level = 1 + down + sum(isinstance(above, nodes.section) for above in enclosing(within))
    rubric = nodes.rubric("", text, classes=["shohyo-heading", *(["shohyo-heading--below"] if down else [])])
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
        _("Editor"): _(", ").join(work.editors),
        _("Translator"): _(", ").join(work.translators),
        _("Publisher"): work.publisher,
        _("Year"): work.year,
        _("ISBN"): format_isbn(work.isbn) if work.isbn else None,
    }
    return [(label, [nodes.Text(value)]) for label, value in values.items() if value]


def definition_list(rows: Iterable[tuple[str, Iterable[nodes.Node]]], classes: Iterable[str]) -> nodes.definition_list:
    """Return terms with one paragraph each, or one block that opens; rows without content are left out."""
    items = [
        nodes.definition_list_item("", nodes.term(term, term), nodes.definition("", *_body(content)))
        for term, content in ((term, list(content)) for term, content in rows)
        if content
    ]
    found = nodes.definition_list("", *items, classes=list(classes))
    # docutils calls a list simple that has paragraphs alone, and themes draw others as they draw functions
    if any(isinstance(item[1][0], Disclosure) for item in items):
        found["classes"].append("compact")
    return found


def _body(content: list[nodes.Node]) -> list[nodes.Node]:
    return content if isinstance(content[0], Disclosure) else [paragraph(*content)]


def table(head: list[str], rows: Iterable[list[list[nodes.Node]]], classes: Iterable[str]) -> nodes.table:
    """Return a table with a head; each cell is one paragraph."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _column in head), cols=len(head))
    group += nodes.thead("", nodes.row("", *(nodes.entry("", paragraph(text)) for text in head)))
    group += nodes.tbody("", *(nodes.row("", *(nodes.entry("", paragraph(*cell)) for cell in row)) for row in rows))
    return nodes.table("", group, classes=list(classes))
