"""Lists that grow with the shelf: with many entries each has one line, and tags have an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..messages import _
from .blocks import bullet_list, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..bib.bibliography import Work

#: entries from which on a list is long. There each has one line, with no intent, summary, picture, reason or card, so
#: that the list of a thousand reviews stays a page; and of a table with a filter the browser lays out what is near.
LONG = 200


def is_long(count: int) -> bool:
    """Tell whether a list of so many entries has one line for each."""
    return count >= LONG


def book_line(title: str, work: Work | None, reviews: Iterable[nodes.Node]) -> nodes.paragraph:
    """Return a book of a long list: title, authors, year and the links to its reviews."""
    facts = [_(", ").join(work.authors), work.year or ""] if work else []
    about = nodes.inline("", " ".join(filter(None, facts)), classes=["shohyo-note"])
    return paragraph(title, " ", about, " → ", *reviews)


def tag_index(tags: Mapping[str, tuple[str, int]]) -> list[nodes.Node]:
    """Return links to the pages of each tag, if there is more than one.

    Args:
        tags: tag → its anchor on the page, and how many pages have it.
    """
    lines = []
    for tag, (anchor, count) in tags.items():
        link = nodes.reference("", "", nodes.inline(tag, tag, classes=["shohyo-tag"]), refid=anchor, internal=True)
        lines.append([paragraph(link, " ", nodes.inline("", str(count), classes=["shohyo-note"]))])
    return [bullet_list(lines, ["shohyo-tag-index"])] if len(lines) > 1 else []
