"""Full-text search without a server, for any Sphinx project: ``extensions = ["shohyo.search"]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the collecting of text and what pages get for the search."""
    # imported here, so that the other modules of the package can be used without Sphinx
    from . import extension, page, shards

    page.register(app)
    extension.register(app)
    return {"version": str(shards.VERSION), "parallel_read_safe": True, "parallel_write_safe": True}
