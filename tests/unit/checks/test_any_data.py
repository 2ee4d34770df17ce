"""No guide and no crosswalk raises, and every finding is at a place in the file."""

from __future__ import annotations

from hypothesis import example, given

from shohyo.checks.crosswalk import check_crosswalk
from shohyo.checks.guide import prove
from shohyo.data.catalogue import Catalogue, Document
from shohyo.data.crosswalk import Crosswalk, parse_crosswalk
from shohyo.data.guide import Guide, anchors, needed, parse_guide
from shohyo.errors import Diagnostic
from shohyo.source.frontmatter import parse
from tests.strategies import data_files

CATALOGUE = Catalogue(
    Document.of(
        parse(f"---\ntitle: {name}\n---\n", f"patterns/{name}.md", f"patterns/{name}"), f"patterns/{name}", name
    )
    for name in ("a", "alpha", "b")
)


def at_places(found: list[Diagnostic], data: bytes) -> None:
    """Insist that findings are at places in a file."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    for item in found:
        assert 1 <= item.line <= len(lines), item
        assert 1 <= item.column <= len(lines[item.line - 1]) + 1, item


@example(b"{")
@given(data_files(Guide))
def test_any_guide(data: bytes) -> None:
    """Whatever stands in a guide, it is parsed and proved."""
    file = parse_guide(data, "guide.yaml")
    found = list(prove(file, CATALOGUE))
    at_places(found, data)
    assert list(anchors(file.guide))[:2] == ["guide", "guide-cores"]
    if not found:
        needed(file.guide)


@given(data_files(Crosswalk))
def test_any_crosswalk(data: bytes) -> None:
    """Whatever stands in a crosswalk, it is parsed and compared."""
    at_places(check_crosswalk(parse_crosswalk(data, "crosswalk.yaml"), CATALOGUE, ("key",)), data)
