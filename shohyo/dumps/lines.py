"""A page of an index → the lines in which a match counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..search.model import Page

#: places of a line, as numbers
TITLE, NAME, HEADING, TEXT, CATEGORY = range(5)


@dataclass(frozen=True)
class Line:
    """A line of a page in which a match counts."""

    place: int
    anchor: str
    text: str


def lines_of(page: Page) -> Iterator[Line]:
    """Yield everything in which a match counts."""
    yield Line(TITLE, "", page.title)
    yield from (Line(NAME, "", name) for name in page.names)
    for section in page.sections:
        if section.heading:
            yield Line(HEADING, section.anchor, section.heading)
        yield from (Line(TEXT, section.anchor, line) for line in section.lines if line)
    yield from (Line(CATEGORY, "", category) for category in page.categories)
