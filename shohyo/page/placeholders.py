"""Fills the placeholders that directives and furniture left, once all pages are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..reading.placeholder import Placeholder
from . import (
    cite as pagecite,
)
from . import (
    compare,
    diagram,
    furniture,
)
from . import (
    crosswalk as crosswalkpage,
)
from . import (
    guide as guidepage,
)
from . import (
    listings as indices,
)
from . import (
    map as mappage,
)
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
    "cite": pagecite.block,
    "guide": guidepage.guide,
    "answers": guidepage.answers,
    "diagram": diagram.fill,
    "entries": indices.entries,
    "patterns": indices.patterns,
    "reviews": indices.reviews,
    "tags": indices.tags,
    "books": indices.books,
    "counts": indices.counts,
    "search-field": furniture.search_field,
    "compare": compare.compare,
    "crosswalk": crosswalkpage.crosswalk,
    "map": mappage.pattern_map,
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
            node.replace_self(blocks)
