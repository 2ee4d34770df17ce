"""The map by chapter: what a narrow screen shows of it, and the table, each chapter behind a line to open.

A chapter has a picture of its own with the relations within it, and the rows of the relations that its pages state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes

from ..drawing import map as picture
from ..messages import _
from .disclosure import Disclosure, disclosure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.html5 import HTML5Translator


class ChapterPicture(nodes.General, nodes.Element):
    """The drawn map of a chapter: ``members`` and ``edges`` as ``draw_chapter`` takes them, docnames for addresses."""


def visit_chapter(self: HTML5Translator, node: ChapterPicture) -> None:
    """Write the picture; only a builder knows the addresses that its links need."""
    here = self.builder.current_docname
    members = [replace(one, url=self.builder.get_relative_uri(here, one.url)) for one in node["members"]]
    drawn = picture.draw_chapter(members, node["edges"], node["label"])
    self.body.append(f"{self.starttag(node, 'div', '')}{drawn}</div>\n")
    raise nodes.SkipNode


def by_chapter(drawn: nodes.Element, table: nodes.table) -> Iterator[nodes.Node]:
    """Yield a block for each chapter of a map, the first of them open; of a map without chapters the table.

    Args:
        drawn: ``groups`` of patterns with their titles, and ``edges``.
        table: rows with the ids of a relation's ends, the page that states it first.
    """
    groups = drawn["groups"]
    if len([members for _title, members in groups if members]) < 2:
        yield table
        return
    group, body = table.next_node(nodes.tgroup), table.next_node(nodes.tbody)
    rows: dict[str, list[nodes.Node]] = {}
    for row in body.children:
        rows.setdefault(row["data"]["ends"][0], []).append(row)
    body.children = []
    is_first = True
    for title, members in groups:
        if not members:
            yield nodes.rubric("", title, classes=["shohyo-map__book"])
            continue
        names = {one.id for one in members}
        inner = [edge for edge in drawn["edges"] if {edge.source, edge.target} <= names]
        own = [row for one in members for row in rows.get(one.id, ())]
        label = _("Map of “%s”") % title
        shown = ChapterPicture(members=members, edges=inner, label=label, classes=["shohyo-map__alone", "no-search"])
        block: Disclosure = disclosure(title, shown, classes=["shohyo-map__part"])
        if own:
            part = nodes.table("", classes=list(table["classes"]))
            part += group.deepcopy()
            part.next_node(nodes.tbody).extend(own)
            block += part
        block["open"] = is_first
        is_first = False
        yield block
