"""Footnotes and citations in headings stand there and nowhere else: names of sections and pages are without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from ..text.slugs import slug
from ..upstream.environment import copied_titles
from ..upstream.myst import rename_heading

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class inline(nodes.inline):  # writers look for methods by this name
    """What stands in a heading and is no part of its words; the space before it belongs to it."""

    def astext(self) -> str:
        return ""


class AsideTransform(SphinxTransform):
    """Set footnotes and citations apart from the words of headings."""

    default_priority = 112  # when there is one title, and before anchors are made of its words

    def apply(self, **kwargs: Any) -> None:
        for title in self.document.findall(nodes.title):
            asides = list(title.findall(_is_aside))
            for node in asides:
                _set_apart(node)
            if asides and isinstance(title.parent, nodes.section):
                words = title.astext()
                rename_heading(self.document, title.parent, slug(words), words)


def _is_aside(node: nodes.Node) -> bool:
    is_citation = isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite"
    return is_citation or isinstance(node, nodes.footnote_reference)


def _set_apart(node: nodes.Element) -> None:
    parent, place = node.parent, next(place for place, child in enumerate(node.parent.children) if child is node)
    aside = inline("", "", nosearch=True)
    before = parent[place - 1] if place else None
    after = parent[place + 1].astext() if place + 1 < len(parent) else ""
    if isinstance(before, nodes.Text) and before[-1:].isspace() and (not after or after[0].isspace()):
        parent[place - 1] = nodes.Text(before.rstrip())
        aside += nodes.Text(" ")
    parent[place] = aside
    aside += node


def clean_titles(env: BuildEnvironment, docname: str) -> None:
    """Take what is set apart out of the names of a page and its sections, which Sphinx has copied with all in them."""
    for copied in copied_titles(env, docname):
        for node in list(copied.findall(inline)):
            node.parent.remove(node)
