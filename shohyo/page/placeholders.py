"""Fills the placeholders that directives and furniture left, once all pages are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..reading.placeholder import Placeholder
from . import cite, compare, crosswalk, diagram, furniture, guide, listings, map
from .view import View

#: name of a placeholder -> what it becomes
BLOCKS: dict[str, Callable[[View, Placeholder], list[nodes.Node]]] = {
    "byline": furniture.byline,
    "book-card": furniture.book_card,
    "facts": furniture.facts,
    "relations": furniture.relations,
    "sources": furniture.sources,
    "place": furniture.place,
    "mentions": furniture.mentions,
    "cite": cite.block,
    "guide": guide.guide,
    "answers": guide.answers,
    "diagram": diagram.fill,
    "entries": listings.entries,
    "patterns": listings.patterns,
    "reviews": listings.reviews,
    "tags": listings.tags,
    "books": listings.books,
    "counts": listings.counts,
    "search-field": furniture.search_field,
    "compare": compare.compare,
    "crosswalk": crosswalk.crosswalk,
    "map": map.pattern_map,
}

#: blocks that repeat what other pages say: a search leads to those pages, not here
NAVIGATION = frozenset({"mentions", "place", "cite", "patterns", "reviews", "tags", "books", "compare", "map"})


class PlaceholderTransform(SphinxPostTransform):
    """Replace every placeholder; the citations and links inside are resolved afterwards."""

    default_priority = 4  # before bibliographies (5) and references (10)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(Placeholder)):
            blocks = BLOCKS[node["what"]](View(self.env, node["docname"]), node)
            if node["what"] in NAVIGATION:
                for block in blocks:
                    block["classes"].append("no-search")
            # a label above it may lead here; docutils ends a build that would lose it
            node.replace_self(blocks or [nodes.target("", "", ids=node["ids"])] if node["ids"] else blocks)
