"""The map as SVG: every pattern and relation once, labels below each other, the same bytes each time."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from shohyo.drawing.map import Edge, Node, draw, sample
from shohyo.model import INVERSE

SVG = "{http://www.w3.org/2000/svg}"
TYPES = [name for name in INVERSE if name in ("guards-against", "alternative-to", "refines", "prerequisite-of")]


@st.composite
def graphs(draw_: st.DrawFn) -> tuple[list[tuple[str, list[Node]]], list[Edge]]:
    """Chapters of patterns, and relations between any two of them."""
    sizes = draw_(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    titles = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=20)
    names = [f"p-{number}" for number in range(sum(sizes))]
    nodes = iter([Node(name, draw_(titles), "pattern", f"{name}.html") for name in names])
    groups = [(draw_(titles), [next(nodes) for _ in range(size)]) for size in sizes]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names), st.sampled_from(TYPES))
    chosen = draw_(st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=12, unique=True))
    return groups, [Edge(source, target, type_, '<why> & "how"') for source, target, type_ in chosen]


@given(graphs())
def test_everything_is_there_once(graph: tuple[list[tuple[str, list[Node]]], list[Edge]]) -> None:
    """Whatever the names are, the picture is well-formed, and has each pattern and each relation once."""
    groups, edges = graph
    text = draw(groups, edges, "map")
    root = ET.fromstring(text)
    assert [link.get("data-id") for link in root.iter(f"{SVG}a")] == [
        node.id for _title, nodes in groups for node in nodes
    ]
    assert [arc.get("data-edge") for arc in root.iter(f"{SVG}g") if arc.get("data-edge")] == [edge.id for edge in edges]
    assert draw(groups, edges, "map") == text
    assert "style" not in {name for element in root.iter() for name in element.attrib}


@given(graphs())
def test_boxes_stay_apart_and_arcs_inside(graph: tuple[list[tuple[str, list[Node]]], list[Edge]]) -> None:
    """No box covers another, and every arc ends beside a box and stays in the picture."""
    groups, edges = graph
    root = ET.fromstring(draw(groups, edges, "map"))
    boxes = sorted((float(box.get("y")), float(box.get("height"))) for box in root.iter(f"{SVG}rect"))
    assert all(top + height < below for (top, height), (below, _height) in itertools.pairwise(boxes))
    width = float(root.get("width"))
    for arc in root.iter(f"{SVG}path"):
        if arc.get("class") is None:
            start, first, second, end = _xs(arc.get("d"))
            for t in (0.25, 0.5, 0.75):
                x = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
                assert 0 <= x <= width


def _xs(path: str) -> list[float]:
    """Return the four x of ``M x yC x y x y x y``."""
    return [float(number) for number in path[1:].replace("C", " ").split()[::2]]


def test_sample_is_a_line_of_the_type() -> None:
    """The legend draws a relation as the picture does: an arrow where it has a direction."""
    assert "shohyo-map__tip" in sample("refines")
    assert "shohyo-map__tip" not in sample("alternative-to")
