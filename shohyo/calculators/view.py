"""A calculator on its page: fields and results for browsers, a table of both for all other builders and the search.

Without a script the fields are read only, and the results are those of the values that stand in them.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..messages import _
from .formula import number_text, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from .model import Calculator, Input

SCRIPT, STYLE = "shohyo/shohyo-calculator.js", "shohyo/calculator.css"
#: class of the block in HTML, by which script and style find it
CLASS = "shohyo-calculator"
#: builders of pages that a script works on
BUILDERS = ("html", "dirhtml")


class CalculatorBlock(nodes.General, nodes.Element):
    """A calculator; ``calculator`` is what it reckons, the children tell it without a script."""


def block(calculator: Calculator) -> CalculatorBlock:
    """Return the block of a calculator."""
    values = calculator.values()
    found = CalculatorBlock("", calculator=calculator)
    if calculator.title:
        found += nodes.paragraph("", "", nodes.strong("", calculator.title))
    inputs = [(field.label, _grouped(field.value), field.unit) for field in calculator.inputs]
    results = [
        (result.label, number_text(values[result.id], result.digits), result.unit)
        for result, _tree in calculator.results
    ]
    found += [_table(_("Input"), inputs), _table(_("Result"), results)]
    if calculator.note:
        found += nodes.paragraph("", calculator.note)
    return found


def _table(head: str, rows: Iterable[tuple[str, str, str]]) -> nodes.table:
    """Return labels beside numbers with their units; the labels alone are searched."""
    group = nodes.tgroup("", nodes.colspec(colwidth=3), nodes.colspec(colwidth=1), cols=2)
    group += nodes.thead("", nodes.row("", _cell(head, True), _cell(_("Value"), True)))
    group += nodes.tbody(
        "", *(nodes.row("", _cell(label), _cell(f"{text} {unit}".strip(), True)) for label, text, unit in rows)
    )
    return nodes.table("", group)


def _cell(text: str, is_left_out: bool = False) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", text), **({"nosearch": True} if is_left_out else {}))


def _grouped(value: float) -> str:
    """Return the number of a field, with commas between its thousands."""
    whole, point, rest = plain_text(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else plain_text(value)


def visit_html(self: HTML5Translator, node: CalculatorBlock) -> None:
    """Write fields and results where a script works on them."""
    if self.builder.name in BUILDERS:
        self.body += _html(node["calculator"])
        raise nodes.SkipNode


def depart_html(self: HTML5Translator, node: CalculatorBlock) -> None:
    """End the block of a builder that has written the tables."""


#: how HTML is written
VISITORS = (visit_html, depart_html)


def _html(calculator: Calculator) -> Iterator[str]:
    yield f'<div class="{CLASS}" role="group" aria-label="{escape(calculator.title or _("Calculator"))}">\n'
    if calculator.title:
        yield f'<p class="{CLASS}__title">{escape(calculator.title)}</p>\n'
    yield f'<div class="{CLASS}__inputs">\n'
    for field in calculator.inputs:
        yield _row(field.label, _input(field), field.unit, _range(field))
    yield f'</div>\n<div class="{CLASS}__results">\n'
    values = calculator.values()
    for result, tree in calculator.results:
        data = {"id": result.id, "formula": json.dumps(tree, separators=(",", ":")), "digits": result.digits}
        text = number_text(values[result.id], result.digits)
        yield _row(result.label, f"<output{_attributes(data, 'data-')}>{text}</output>", result.unit)
    yield "</div>\n"
    if calculator.note:
        yield f'<p class="{CLASS}__note">{escape(calculator.note)}</p>\n'
    yield f'<button type="button" hidden="hidden">{escape(_("Back to the values of the page"))}</button>\n</div>\n'


def _row(label: str, control: str, unit: str, bounds: str = "") -> str:
    """Return what a control is, the control and its unit; *bounds* are shown for a number that is outside."""
    unit = f' <span class="{CLASS}__unit">{escape(unit)}</span>' if unit else ""
    bounds = f' <span class="{CLASS}__bounds">({bounds})</span>' if bounds else ""
    return f"<label><span>{escape(label)}</span> <span>{control}{unit}{bounds}</span></label>\n"


def _input(field: Input) -> str:
    numbers = {"min": field.min, "max": field.max, "step": field.step, "value": field.value}
    attributes = {name: plain_text(number) for name, number in numbers.items() if number is not None}
    attributes = {"step": "any", **attributes, "data-id": field.id}
    fixed = 'type="number" inputmode="decimal" autocomplete="off" readonly="readonly"'
    return f"<input {fixed}{_attributes(attributes)}>"


def _range(field: Input) -> str:
    """Return the numbers that a field takes, if they have bounds."""
    least, most = (None if bound is None else _grouped(bound) for bound in (field.min, field.max))
    if least and most:
        return f"{least}–{most}"
    return f"≥ {least}" if least else f"≤ {most}" if most else ""


def _attributes(values: Mapping[str, object], prefix: str = "") -> str:
    return "".join(f' {prefix}{name}="{escape(str(value))}"' for name, value in values.items() if value is not None)


def on_html_page_context(app: Sphinx, _page: str, _template: str, context: dict[str, Any], *_rest: object) -> None:
    """Load script and style on pages with a calculator, and nowhere else."""
    if app.builder.name in BUILDERS and f'<div class="{CLASS}"' in context.get("body", ""):
        app.add_css_file(STYLE)
        app.add_js_file(SCRIPT, loading_method="defer")
