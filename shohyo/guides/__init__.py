"""Decision guides on pages: the outline that a script turns into questions, and what pattern pages say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the blocks of guides, their node, and what their pages load."""
    from ..page import blocks
    from ..page.placeholders import BLOCKS
    from . import leading, outline

    BLOCKS.update({"guide": outline.guide, "answers": leading.answers})
    app.add_node(
        outline.Marked, html=outline.VISITORS, **dict.fromkeys(blocks.OTHER_WRITERS, (blocks.passes, blocks.passes))
    )
    app.connect("env-updated", leading.on_env_updated)
    app.connect("html-page-context", outline.on_html_page_context)
