"""A block behind a line to click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.writers.html5 import HTML5Translator


class Disclosure(nodes.General, nodes.Element):
    """A block behind a line to click, in HTML ``<details>``, open or not; elsewhere the block alone."""


def disclosure(summary: str, *children: nodes.Node, classes: Iterable[str] = ()) -> Disclosure:
    return Disclosure("", *children, summary=summary, classes=list(classes))


def visit_disclosure(self: HTML5Translator, node: Disclosure) -> None:
    attributes = {"open": "open"} if node.get("open") else {}
    self.body.append(self.starttag(node, "details", "\n", CLASS="shohyo-disclosure", **attributes))
    self.body.append(f"<summary>{self.encode(node['summary'])}</summary>\n")


def depart_disclosure(self: HTML5Translator, node: Disclosure) -> None:
    self.body.append("</details>\n")


#: how HTML is written
VISITORS = (visit_disclosure, depart_disclosure)
