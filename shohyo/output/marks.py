"""How struck text and the boxes of tasks are written; where there is no mark, the words stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..messages import _
from ..reading.marks import Box, Struck

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.text import TextTranslator


def setup(app: Sphinx) -> None:
    """Register the nodes with their writers."""
    plain = dict.fromkeys(("latex", "man", "texinfo"), (_nothing, _nothing))
    app.add_node(Struck, html=(visit_struck, depart_struck), text=(mark_struck, mark_struck), **plain)
    boxes = dict.fromkeys(plain, (write_box_as_text, _nothing))
    app.add_node(Box, html=(visit_box, _nothing), text=(write_box, _nothing), **boxes)


def visit_struck(self: HTML5Translator, node: Struck) -> None:
    self.body.append(self.starttag(node, "s", ""))


def depart_struck(self: HTML5Translator, node: Struck) -> None:
    self.body.append("</s>")


def mark_struck(self: TextTranslator, node: Struck) -> None:
    self.add_text("~~")


def visit_box(self: HTML5Translator, node: Box) -> None:
    """Write a picture and not a field of a form, which readers could not change anyway."""
    label = self.encode(_("done") if node["checked"] else _("to do"))
    self.body.append(f'<span class="shohyo-task" role="img" aria-label="{label}">{_box(node)}</span> ')


def write_box(self: TextTranslator, node: Box) -> None:
    self.add_text("[x] " if node["checked"] else "[ ] ")


def write_box_as_text(self: nodes.NodeVisitor, node: Box) -> None:
    self.visit_Text(nodes.Text("[x] " if node["checked"] else "[ ] "))


def _box(node: Box) -> str:
    return "☑" if node["checked"] else "☐"


def _nothing(self: nodes.NodeVisitor, node: nodes.Node) -> None:
    """Write nothing more."""
