"""The role ``{count}``: a number in a sentence, counted when all pages are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from ..data.counting import parse_count
from ..source.references import Reference
from .named import note, note_at

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: kinds of references: a number, and one in a heading, which is known too late for tables of contents
COUNT, IN_HEADING = "count", "count-in-heading"


class Number(nodes.Inline, nodes.Element):
    """Stands for a number: ``count`` says of what."""


class CountRole(SphinxRole):
    """``{count}`patterns book:key```: how many there are."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        source, line = self.get_source_info()
        note(self.env, Reference(line, 1, COUNT, self.text, is_role=True), source)
        count, _problem, _remedy = parse_count(self.text)
        return [Number(count=count) if count else nodes.Text(self.text)], []


def note_headings(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Note the numbers that stand in headings."""
    for title in doctree.findall(nodes.title):
        for number in title.findall(Number):
            note_at(env, number, IN_HEADING, number["count"].words, is_role=True)
