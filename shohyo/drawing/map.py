"""A map of patterns as SVG: one line for each pattern, by chapter, and arcs for the relations at both sides.

Labels stand below each other, so none can cover another, and arcs run beside them, so none is crossed.
The whole is for wide screens; each chapter has a picture of its own for narrow ones.
Colours and strokes come from the style sheet by class; all lengths are in units of the viewBox, which is
drawn at one CSS pixel a unit or smaller.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from math import inf, sqrt

from ..model import SYMMETRIC
from ..text.measure import cut, width_of

FONT = 13
BOOK = 17  #: of the title of a book
ROW, BOX = 30, 24  #: from label to label; height of a label's box
HEAD = 44  #: height of a chapter's title with the space above
LEFT, RIGHT = 170, 240  #: room for arcs
NARROW = (26, 46)  #: the same beside one chapter, for a phone
LONGEST = 17  #: of a label there (em); a longer one is cut, and whole in the title of its link
GAP = 2  #: between a box and the end of an arc
TIP = 7  #: length of an arrow's tip
#: relations that are drawn on the left; the rest stands on the right, where there is more room
ON_LEFT = frozenset({"guards-against", "opposite-of"})


@dataclass(frozen=True)
class Node:
    """A pattern."""

    id: str
    title: str
    kind: str
    url: str


@dataclass(frozen=True)
class Edge:
    """A relation, from the page that states it."""

    source: str
    target: str
    type: str
    label: str  #: said of it, for those who point at the arc

    @property
    def id(self) -> str:
        return f"{self.source}.{self.type}.{self.target}"


def draw(groups: Sequence[tuple[str, Sequence[Node]]], edges: Sequence[Edge], label: str) -> str:
    """Return the picture.  Arcs from chapter to chapter have a class of their own: all at once are a tangle.

    Args:
        groups: title and patterns of each chapter; a pattern stands in one of them.  The title of a book, whose
            chapters follow, has none.
        edges: both ends must be in the groups.
        label: name of the picture.
    """
    return _drawn(groups, edges, label, (LEFT, RIGHT), "shohyo-map__picture")


def draw_chapter(nodes: Sequence[Node], edges: Sequence[Edge], label: str) -> str:
    """Return the picture of one chapter, no wider than a phone; *edges* have both ends in it."""
    return _drawn([("", nodes)], edges, label, NARROW, "shohyo-map__picture shohyo-map__picture--narrow", LONGEST)


def _drawn(
    groups: Sequence[tuple[str, Sequence[Node]]],
    edges: Sequence[Edge],
    label: str,
    sides: tuple[int, int],
    classes: str,
    longest: float = inf,
) -> str:
    """Return a picture with so much room for arcs on both sides, and labels that are cut to *longest* (em)."""
    widest = max((width_of(node.title) for _title, nodes in groups for node in nodes), default=0)
    box, left = min(widest, longest) * FONT + 24, sides[0]
    chapter = {node.id: number for number, (_title, nodes) in enumerate(groups) for node in nodes}
    far = {edge.id for edge in edges if chapter[edge.source] != chapter[edge.target]}
    heads, places, height = [], {}, 8.0
    for title, nodes in groups:
        if title:
            height += HEAD
            # the title of a book is set larger, and begins at the edge, where it has the most room
            part, x = ("chapter", left) if nodes else ("book", 0)
            shown = title if nodes else cut(title, (left + box + sides[1]) / BOOK)
            whole = f"<title>{escape(title)}</title>" if shown != title else ""
            heads.append(
                f'<text class="shohyo-map__{part}" x="{x}" y="{_n(height - 12)}">{whole}{escape(shown)}</text>'
            )
        for node in nodes:
            places[node.id] = height
            height += ROW
    arcs = _arcs(edges, places, box, height, sides, far)
    boxes = [_box(node, places[node.id], left, box, longest) for _title, nodes in groups for node in nodes]
    width = left + box + sides[1]
    return "\n".join(
        [
            f'<svg class="{classes}" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
            f'height="{_n(height)}" role="group" aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">',
            '<g aria-hidden="true">',
            *arcs,
            "</g>",
            *heads,
            *boxes,
            "</svg>",
        ]
    )


def _box(node: Node, top: float, left: float, width: float, longest: float) -> str:
    middle, base = left + width / 2, top + BOX / 2 + FONT * 0.37
    classes = f"shohyo-map__node shohyo-map__node--{node.kind}"
    shown = cut(node.title, longest)
    whole = f"<title>{escape(node.title)}</title>" if shown != node.title else ""
    return (
        f'<a class="{classes}" href="{escape(node.url)}" data-id="{escape(node.id)}">{whole}'
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{BOX}" rx="4"/>'
        f'<text x="{_n(middle)}" y="{_n(base)}">{escape(shown)}</text></a>'
    )


def _arcs(
    edges: Sequence[Edge],
    places: dict[str, float],
    box: float,
    height: float,
    sides: tuple[int, int],
    far: Collection[str],
) -> list[str]:
    """Return the arcs; those of one box end at different heights, in the order of their other ends.

    Args:
        far: ids of those that lead to another chapter.
    """
    ends: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for index, edge in enumerate(edges):
        side = edge.type in ON_LEFT
        ends.setdefault((edge.source, side), []).append((places[edge.target], index, True))
        ends.setdefault((edge.target, side), []).append((places[edge.source], index, False))
    at: dict[tuple[int, bool], float] = {}
    for (name, _side), found in ends.items():
        step = (BOX - 6) / (len(found) + 1)
        for position, (_other, index, is_source) in enumerate(sorted(found), start=1):
            at[index, is_source] = places[name] + 3 + step * position
    drawn = []
    for index, edge in enumerate(edges):
        left = edge.type in ON_LEFT
        outward = -1 if left else 1
        room = (sides[0] if left else sides[1]) - 12
        start, end = at[index, True], at[index, False]
        x = sides[0] - GAP if left else sides[0] + box + GAP
        # a cubic reaches three quarters of the way to its control points; the square root keeps short arcs apart
        reach = x + outward * room / 0.75 * sqrt(abs(end - start) / height)
        directed = edge.type not in SYMMETRIC
        tip_x = x + outward * TIP if directed else x
        path = f"M{_n(x)} {_n(start)}C{_n(reach)} {_n(start)} {_n(reach)} {_n(end)} {_n(tip_x)} {_n(end)}"
        tip = f'<path class="shohyo-map__tip" d="M{_n(x)} {_n(end)}l{outward * TIP} -3.5v7z"/>' if directed else ""
        classes = f"shohyo-map__edge shohyo-map__edge--{edge.type}" + " shohyo-map__edge--far" * (edge.id in far)
        drawn.append(
            f'<g class="{classes}" data-edge="{escape(edge.id)}">'
            f'<title>{escape(edge.label)}</title><path d="{path}"/>{tip}</g>'
        )
    return drawn


def sample(type_: str) -> str:
    """Return a short line of a type of relation, for the legend."""
    tip = f'<path class="shohyo-map__tip" d="M40 6l-{TIP} -3.5v7z"/>' if type_ not in SYMMETRIC else ""
    line = f'<path d="M2 6H{40 - TIP if tip else 40}"/>'
    return (
        '<svg class="shohyo-map__sample" viewBox="0 0 42 12" width="42" height="12" aria-hidden="true">'
        f'<g class="shohyo-map__edge shohyo-map__edge--{type_}">{line}{tip}</g></svg>'
    )


def _n(number: float) -> str:
    """Return a length with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
