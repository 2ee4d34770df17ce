"""A crosswalk as a table that the reader filters, and the list of what has no counterpart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..data.crosswalk import CORRESPONDENCES
from ..messages import _
from ..shown import questions
from .blocks import badge, bullet_list, heading, joined, kind_badge, paragraph, table
from .filter import Field, form, rows_with
from .view import View

if TYPE_CHECKING:
    from ..data.crosswalk import Foreign, Link
    from ..reading.placeholder import Placeholder

#: in the address: a pattern without a counterpart
NONE = "none"


def crosswalk(view: View, node: Placeholder) -> list[nodes.Node]:
    """Return the table, a row for each correspondence, and our patterns without one."""
    data = view.domain.crosswalks[node["options"]["path"]].crosswalk
    patterns = view.catalogue.patterns
    chapters = {chapter.number: chapter.title for chapter in data.chapters}
    cells: list[list[list[nodes.Node]]] = []
    values: list[dict[str, Any]] = []
    for pattern in data.patterns:
        for link in [link for link in pattern.links if link.target in patterns] or [None]:
            cells.append([_foreign(pattern), _kind(link), *_ours(view, pattern, link)])
            values.append(
                {
                    "id": f"{pattern.number}-{link.target if link else NONE}",
                    "relation": [link.type if link else NONE],
                    "chapter": [str(pattern.chapter)],
                    "pattern": [link.target] if link else [],
                }
            )
    if not cells:
        return [paragraph(_("Nothing here yet."))]
    head = [_("Pattern of the other book"), _("Correspondence"), _("Page here"), _("Reason")]
    rows = rows_with(table(head, cells, ["shohyo-table", "shohyo-crosswalk"]), values)
    found = {value for row in values for value in row["relation"]}
    named = {link.target for pattern in data.patterns for link in pattern.links}
    fields = [
        Field(
            "relation",
            _("Correspondence"),
            _("All"),
            tuple((name, correspondence_label(name)) for name in (*CORRESPONDENCES, NONE) if name in found),
        ),
        Field(
            "chapter",
            _("Chapter of the other book"),
            _("All"),
            tuple(
                (str(number), _("Chapter %(number)d: %(title)s") % {"number": number, "title": title})
                for number, title in chapters.items()
            ),
        ),
        Field(
            "pattern",
            _("Page here"),
            _("All"),
            tuple((name, page.title) for name, page in patterns.items() if name in named),
        ),
    ]
    status = _("Showing {shown} of {all} correspondences")
    blocks: list[nodes.Node] = []
    if view.has_several and data.book and (here := data.book_here(view.ask(questions.shelf))):
        line = joined([view.book_link(data.book), view.book_link(here)], " ↔ ")
        blocks.append(paragraph(*line, classes=["shohyo-crosswalk__books"]))
    blocks += [nodes.container("", form(fields, status), rows, classes=["shohyo-filter"])]
    without = [
        [paragraph(view.page_link(patterns[item.id])), paragraph(item.why, classes=["shohyo-note"], nosearch=True)]
        for item in data.without
        if item.id in patterns
    ]
    if without:
        blocks += [heading(_("Patterns here without a counterpart"), node), bullet_list(without, ["shohyo-list"])]
    return blocks


def _foreign(pattern: Foreign) -> list[nodes.Node]:
    """Return number and name; a translation that is our own is marked as such."""
    name = f"{pattern.number}. {pattern.name}"
    found: list[nodes.Node] = [nodes.inline(name, name, classes=["language-en"])]
    title = pattern.title or (
        _("%s (our translation)") % pattern.working_title if pattern.working_title else None
    )  # fmt: skip
    return (
        [*found, nodes.Text(" "), nodes.inline(title, title, classes=["shohyo-note"], nosearch=True)]
        if title
        else found
    )


def _kind(link: Link | None) -> list[nodes.Node]:
    if link is None:
        return [badge(correspondence_label(NONE), "category")]
    strength = strength_label(link.strength)
    variant = "pattern" if link.type == "equivalent" else "category"
    label = badge(correspondence_label(link.type), variant)
    return [label, nodes.Text(" "), nodes.inline(strength, strength, classes=["shohyo-note"], nosearch=True)]


def _ours(view: View, pattern: Foreign, link: Link | None) -> list[list[nodes.Node]]:
    """Return the cells for our page, and for the reason with what it rests on."""
    if link is None:
        return [[nodes.Text("–")], [nodes.Text(pattern.none or "")]]
    page = view.catalogue.patterns[link.target]
    basis = view.basis(link.basis)
    return [
        [view.page_link(page), nodes.Text(" "), kind_badge(page.record.kind)],
        [nodes.Text(link.why), nodes.Text(" "), basis],
    ]


def correspondence_label(name: str) -> str:
    """Return what the other book's pattern is to ours."""
    return {
        "equivalent": _("Equivalent"),
        "overlaps": _("Overlaps"),
        "alternative-approach": _("Another way to the same aim"),
        "complements": _("Complements"),
        "prerequisite": _("Depend on each other"),
        "guards-against": _("Guards against"),
        "risk-of": _("Leads there if overdone"),
        "loosely-related": _("Alike in one respect only"),
        NONE: _("No counterpart"),
    }[name]


def strength_label(strength: str) -> str:
    return {"strong": _("close"), "medium": _("in part"), "weak": _("distant")}[strength]
