"""What a site gives to programs: feeds, data, references, twins of its pages; one module for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the outputs, in the order in which a build meets them."""
    from . import pieces

    app.connect("builder-inited", pieces.on_builder_inited, priority=700)
    app.connect("build-finished", pieces.on_build_finished, priority=840)  # when all have written
