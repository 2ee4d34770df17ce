"""Fills the placeholders that directives and furniture left, once all pages are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..reading.counting import Number
from ..reading.placeholder import Placeholder
from ..shown import questions
from . import cite, compare, crosswalk, diagram, furniture, listings, map, shelf
from .view import View

#: name of a placeholder -> what it becomes; guides add theirs
BLOCKS: dict[str, Callable[[View, Placeholder], list[nodes.Node]]] = {
    "byline": furniture.byline,
    "book-card": shelf.book_card,
    "facts": furniture.facts,
    "traits": furniture.traits,
    "relations": furniture.relations,
    "sources": furniture.sources,
    "place": furniture.place,
    "mentions": furniture.mentions,
    "cite": cite.block,
    "diagram": diagram.fill,
    "entries": listings.entries,
    "outline": listings.outline,
    "patterns": listings.patterns,
    "reviews": shelf.reviews,
    "tags": listings.tags,
    "books": shelf.books,
    "counts": listings.counts,
    "search-field": furniture.search_field,
    "compare": compare.compare,
    "crosswalk": crosswalk.crosswalk,
    "map": map.pattern_map,
}

#: blocks that repeat what other pages say: a search leads to those pages, not here
NAVIGATION = frozenset(
    ["mentions", "place", "cite", "outline", "patterns", "reviews", "tags", "books", "compare", "map"]
)


class PlaceholderTransform(SphinxPostTransform):
    """Replace every placeholder; the citations and links inside are resolved afterwards."""

    default_priority = 4  # before bibliographies (5) and references (10)

    def run(self, **kwargs: Any) -> None:
        docname = self.env.current_document.docname
        for node in list(self.document.findall(lambda node: isinstance(node, (Placeholder, Number)))):
            if isinstance(node, Number):
                count = node["count"]
                words = [word for pair in count.filters for word in pair]
                node.replace_self(nodes.Text(str(View(self.env, docname).ask(questions.number, count.noun, *words))))
                continue
            blocks = BLOCKS[node["what"]](View(self.env, node["docname"]), node)
            if node["what"] in NAVIGATION:
                for block in blocks:
                    block["classes"].append("no-search")
            # a label above it may lead here; docutils ends a build that would lose it
            node.replace_self(blocks or [nodes.target("", "", ids=node["ids"])] if node["ids"] else blocks)
