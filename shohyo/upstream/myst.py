"""MyST-Parser: what is used of it that its documentation does not promise.  Checked with myst-parser 5.2.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes


def follow_anchors(document: nodes.document, renamed: Mapping[str, str]) -> None:
    """Let links such as ``[](#heading)`` find headings whose anchors were renamed after MyST had noted them.

    Args:
        renamed: old anchor → new one.
    """
    # heading's slug → (line, anchor, text); absent where ``myst_heading_anchors`` is off
    slugs = getattr(document, "myst_slugs", {})
    slugs.update({name: (line, renamed.get(anchor, anchor), text) for name, (line, anchor, text) in slugs.items()})
