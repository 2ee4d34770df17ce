"""A node that stands for a block which shows other pages, until all of them are known."""

from __future__ import annotations

from docutils import nodes


class Placeholder(nodes.General, nodes.Element):
    """Stands for a block that shows other pages; ``what`` names it, ``options`` are plain data."""


def placeholder(what: str, docname: str, **options: object) -> Placeholder:
    """Leave a block of page *docname* to be filled; builders that join pages still know whose it is."""
    return Placeholder("", what=what, docname=docname, options=options)
