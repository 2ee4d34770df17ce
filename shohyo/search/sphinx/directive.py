"""The directive ``no-search``."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


class NoSearchDirective(SphinxDirective):
    """``{no-search}``: a block that is shown as if the directive were not there, and is not searched."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return [nodes.container("", *self.parse_content_to_nodes(), classes=["no-search"], is_div=True)]
