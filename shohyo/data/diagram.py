"""Components and flow of a pattern → a diagram: boxes and numbered arrows in the order of the story."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from ..model import Component, Flow, Pattern

if TYPE_CHECKING:
    from .catalogue import Document

Direction = Literal["down", "right"]
DIRECTIONS: tuple[str, ...] = get_args(Direction)


@dataclass(frozen=True)
class Edge:
    """An arrow with its number in the story, from 1."""

    number: int
    source: Component
    target: Component
    label: str


@dataclass(frozen=True)
class Diagram:
    """What is drawn."""

    components: tuple[Component, ...]
    flow: tuple[Flow, ...]
    direction: Direction = "down"

    @functools.cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The arrows in the order of the story; one that lacks an end is a finding elsewhere, and left out."""
        known = {component.id: component for component in reversed(self.components)}
        ends = [edge for edge in self.flow if edge.source in known and edge.target in known]
        return tuple(
            Edge(number, known[edge.source], known[edge.target], edge.label) for number, edge in enumerate(ends, 1)
        )

    @functools.cached_property
    def boxes(self) -> tuple[Component, ...]:
        """The components in the order in which the story meets them, those that it does not meet last."""
        met = [end for edge in self.edges for end in (edge.source, edge.target)]
        return tuple({component.id: component for component in (*met, *self.components)}.values())


def diagram_of(page: Document, direction: Direction = "down") -> Diagram | None:
    """Return the diagram of an outline page, if it has components."""
    record = page.record
    if not isinstance(record, Pattern) or not record.components:
        return None
    return Diagram(record.components, record.flow, direction)
