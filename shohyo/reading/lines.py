"""Line breaks in a paragraph: between two characters of Chinese or Japanese they are no space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..text.lines import in_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

#: what keeps its lines
FIXED = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.math_block, nodes.raw, nodes.Invisible)
#: what stands in a line and is no part of its words
_ASIDE = (nodes.raw, nodes.footnote_reference, nodes.target, nodes.Invisible)
#: name of the mark of a page on which a line breaks beside what has no words yet
_WAITING = "shohyo-breaks"
#: a break beside what has no words yet
_UNSETTLED = re.compile(r"\0\s*\n|\n\s*\0")


class LinesTransform(SphinxTransform):
    """Join lines, but those that end beside a link whose words are those of another page."""

    default_priority = 115  # before anchors are made of the words of headings

    def apply(self, **kwargs: Any) -> None:
        if not join_lines(self.document, addnodes.pending_xref):
            self.document[_WAITING] = True


class LastLinesTransform(SphinxPostTransform):
    """Join these, too."""

    default_priority = 890  # after references have their words

    def run(self, **kwargs: Any) -> None:
        if self.document.get(_WAITING):
            join_lines(self.document)


def join_lines(document: nodes.document, waiting: type | tuple[()] = ()) -> bool:
    """Take out breaks that are no space; tell whether all were settled.

    Args:
        document: the page.
        waiting: nodes whose words are not known yet.
    """
    blocks: dict[int, nodes.Node] = {}
    for text in document.findall(nodes.Text):
        if "\n" in text:
            block = text.parent
            while isinstance(block, nodes.Inline) and block.parent is not None:
                block = block.parent
            if not isinstance(block, FIXED):
                blocks[id(block)] = block
    settled = [_join(block, waiting) for block in blocks.values()]
    return all(settled)


def _join(block: nodes.Element, waiting: type | tuple[()]) -> bool:
    """Take out the breaks of a block; tell whether all were settled."""
    pieces = [*_pieces(block, waiting)]
    # a piece that is not known has a NUL
    found = list(in_pieces([words for _parent, _place, words in pieces]))
    for (parent, place, words), joined in zip(pieces, found, strict=True):
        if parent is not None and joined != words:
            parent[place] = nodes.Text(joined)
    return _UNSETTLED.search("".join(found)) is None


def _pieces(node: nodes.Element, waiting: type | tuple[()]) -> Iterator[tuple[nodes.Element | None, int, str]]:
    """Yield the texts of a block with their parents and places; what keeps its lines has no parent."""
    for place, child in enumerate(node.children):
        if isinstance(child, nodes.Text):
            yield node, place, child.astext()
        elif isinstance(child, _ASIDE):
            continue
        elif isinstance(child, waiting) and not child.get("refexplicit"):
            yield None, 0, "\0"
        elif isinstance(child, (nodes.image, *FIXED)):
            yield None, 0, child.astext() or "\ufffc"
        else:
            yield from _pieces(child, waiting)
