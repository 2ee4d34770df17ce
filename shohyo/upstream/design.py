"""sphinx-design: what is used of it that its documentation does not promise.  Checked with sphinx-design 0.8.0."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sphinx_design.shared import create_component

if TYPE_CHECKING:
    from docutils import nodes


def component(name: str, classes: Iterable[str]) -> nodes.container:
    """Return a part of a card or grid, as its directives make it; its style sheet knows it by its classes."""
    return create_component(name, list(classes))
