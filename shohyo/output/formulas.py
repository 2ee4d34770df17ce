"""Formulas as MathML, which browsers set without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.math import get_node_equation_number

from ..markdown.mathematics import FormulaError, set_formula
from ..messages import _

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line; one that cannot be set is shown as it is written, and among the findings."""
    try:
        formula = set_formula(node.astext(), is_block=False)
    except FormulaError:
        formula = f'<code class="docutils literal notranslate">{self.encode(node.astext())}</code>'
    self.body += [self.starttag(node, "span", "", CLASS="math notranslate nohighlight"), formula, "</span>"]
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula in lines of its own, with its number if it has one."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this formula"))
        self.body.append("</span>")
    try:
        formula = set_formula(node.astext(), is_block=True)
    except FormulaError:
        formula = f"<pre>{self.encode(node.astext())}</pre>"
    self.body.append(f"{formula}</div>\n")
    raise nodes.SkipNode
