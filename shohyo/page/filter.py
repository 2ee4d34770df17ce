"""Tables that the reader filters: rows that carry their values, the form above them, the scripts that they need.

Without JavaScript the form stays hidden and the whole table is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from ..messages import _
from ..upstream.docutils import add_attribute
from .blocks import OTHER_WRITERS
from .long import LONG

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: class of a container -> the scripts that work in it, in the order in which they are loaded
SCRIPTS: dict[str, tuple[str, ...]] = {
    "shohyo-filter": ("shohyo/shohyo-table.js",),
    "shohyo-map": ("shohyo/shohyo-table.js", "shohyo/shohyo-map.js"),
}


class FilterRow(nodes.row):
    """A row of a table with its values: ``data`` is name of a field → values, and what else a script needs."""


@dataclass(frozen=True)
class Field:
    """A choice above a table; the first of its options changes nothing."""

    name: str  #: in the address
    label: str
    every: str  #: text of the first option
    options: tuple[tuple[str, str], ...]  #: value in the address, text
    groups: Mapping[str, str] = field(default_factory=dict)  #: value → the heading under which it is offered


def rows_with(table: nodes.table, values: Iterable[Mapping[str, object]]) -> nodes.table:
    """Give the rows of a table's body their values, in order."""
    body = table.next_node(nodes.tbody)
    rows = list(body.children)
    body.children = []
    body += [FilterRow("", *row.children, data=dict(data)) for row, data in zip(rows, values, strict=True)]
    return table


def form(fields: Sequence[Field], status: str) -> nodes.raw:
    """Return the form: a choice for each field that has a choice, a button to take all back, and a status line.

    Args:
        status: says how many rows are shown, with ``{shown}`` and ``{all}`` for the numbers.
    """
    everything = escape(_("Show everything"))
    data = f'data-status="{escape(status)}" data-long="{LONG}"'
    parts = [
        f'<form class="shohyo-filter__form" autocomplete="off" {data} hidden="hidden">',
        *(_choice(field) for field in fields if field.options),
        f'<button class="shohyo-filter__reset" type="reset">{everything}</button>',
        '<p class="shohyo-filter__status" role="status"></p>',
        "</form>",
    ]
    # what can be chosen is no text of the page, so the search leaves it out
    return nodes.raw("", "\n".join(parts), format="html", classes=["no-search"])


def _choice(field: Field) -> str:
    options = _options((("", field.every),))
    for title, group in groupby(field.options, key=lambda option: field.groups.get(option[0], "")):
        found = _options(group)
        options += f'<optgroup label="{escape(title)}">{found}</optgroup>' if title else found
    return f'<label>{escape(field.label)} <select name="{escape(field.name)}">{options}</select></label>'


def _options(choices: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in choices)


def visit_row(translator: Any, node: FilterRow) -> None:
    """Write a row as builders write any row."""
    translator.visit_row(node)


def depart_row(translator: Any, node: FilterRow) -> None:
    translator.depart_row(node)


def visit_html_row(translator: Any, node: FilterRow) -> None:
    """Write a row as Sphinx does, with its values as JSON in an attribute."""
    translator.visit_row(node)
    data = json.dumps(node["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    add_attribute(translator, "tr", "data-row", data)


#: how HTML is written
VISITORS = (visit_html_row, depart_row)
#: how other writers write it
PLAIN_VISITORS = dict.fromkeys(OTHER_WRITERS, (visit_row, depart_row))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the scripts of filters on pages that have one."""
    if doctree is None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    classes = {name for node in doctree.findall(nodes.container) for name in node["classes"]}
    wanted = [script for name in SCRIPTS if name in classes for script in SCRIPTS[name]]
    for script in dict.fromkeys(wanted):
        app.add_js_file(script, loading_method="defer")
