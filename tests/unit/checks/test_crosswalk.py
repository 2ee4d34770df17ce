"""Crosswalks: what is read, and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from shohyo.checks.crosswalk import check_crosswalk
from shohyo.data.catalogue import Catalogue, Document
from shohyo.data.crosswalk import CrosswalkFile, parse_crosswalk
from shohyo.source import frontmatter

GOOD = """\
book: doe2019
chapters:
  - {number: 2, title: Data}
patterns:
  - number: 1
    name: One
    chapter: 2
    links:
      - {target: alpha, type: overlaps, strength: weak, why: 似ている。, basis: ours}
  - {number: 2, name: Two, chapter: 2, none: 何もない。}
without:
  - {id: beta, why: あちらにない。}
"""


def catalogue() -> Catalogue:
    texts = {name: f"---\ntitle: {name}\nsources: [doe2019]\n---\n" for name in ("alpha", "beta")}
    return Catalogue(
        Document.of(frontmatter.parse(text, f"patterns/{name}.md", f"patterns/{name}"), f"patterns/{name}")
        for name, text in texts.items()
    )


def findings(text: str) -> list[str]:
    file = parse_crosswalk(text.encode(), "crosswalk.yaml")
    return [f"{item.line}:{item.column} {item.message}" for item in check_crosswalk(file, catalogue(), ["doe2019"])]


def test_a_whole_crosswalk_is_read() -> None:
    """Numbers are numbers, and a basis of ours is no source."""
    file = parse_crosswalk(GOOD.encode(), "crosswalk.yaml")
    assert isinstance(file, CrosswalkFile)
    first, second = file.crosswalk.patterns
    assert (first.number, first.links[0].target, first.links[0].basis) == (1, "alpha", None)
    assert second.none == "何もない。"
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("target: alpha", "target: alfa", '9:18 unknown pattern "alfa"'),
        ("type: overlaps", "type: same", '9:31 patterns.links.type: "same" is not allowed'),
        ("book: doe2019", "book: doe2020", '1:7 unknown BibTeX key "doe2020"'),
        ("book: doe2019\n", "", "1:1 the crosswalk names no book"),
        ("none: 何もない。", "links: []", '10:23 "Two" needs links, or none: and a reason'),
        ("number: 2, name", "number: 1, name", "10:14 the number 1 is given twice"),
        ("Two, chapter: 2", "Two, chapter: 3", "10:37 chapter 3 is not among the chapters"),
        ("id: beta", "id: alpha", '12:10 "alpha" has a counterpart above'),
        ("  - {id: beta, why: あちらにない。}\n", "  []\n", 'the pattern "beta" is not in the crosswalk'),
        ("why: 似ている。, ", "", 'the key "why" is missing'),
    ],
)
def test_a_broken_crosswalk_is_reported_at_its_place(old: str, new: str, expected: str) -> None:
    """Every kind of mistake is said at line and column."""
    assert old in GOOD
    found = findings(GOOD.replace(old, new))
    assert any(item.startswith(expected) or expected in item for item in found), found


def test_the_site_calls_two_patterns_equivalent() -> None:
    """Of the thirty, Batch Serving and Workflow Pipeline are equivalent to patterns here, and no other."""
    path = Path(__file__).parents[3] / "crosswalk.yaml"
    crosswalk = parse_crosswalk(path.read_bytes(), "crosswalk.yaml").crosswalk
    assert [pattern.number for pattern in crosswalk.patterns] == list(range(1, 31))
    same = {(p.name, link.target) for p in crosswalk.patterns for link in p.links if link.type == "equivalent"}
    assert same == {("Batch Serving", "batch-inference"), ("Workflow Pipeline", "pipeline-training")}
    assert len(crosswalk.without) == 8
