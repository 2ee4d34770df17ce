"""Tables of Sphinx's text builder (9.0 and 9.1), broken into lines and measured by others than Sphinx.

Sphinx takes the widths of columns from ``colwidth``, which is one letter where a table was made by a program, and
breaks Japanese before any letter.  How it builds tables is promised by nobody: ``tests/build/test_text.py`` fails when
it does so otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils.utils import column_width
from sphinx.writers import text as writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

#: width of a text in columns of a terminal
Measure = column_width


@dataclass(frozen=True)
class Rules:
    """How the cells of a table are set."""

    joined: Callable[[str], str]  #: a paragraph as one line
    broken: Callable[[str, int], list[str]]  #: a text in lines of a width
    widths: Callable[[list[list[str]], int], list[int]]  #: of columns with these texts, in so much room


def with_tables(base: type[nodes.NodeVisitor], rules: Rules) -> type[nodes.NodeVisitor]:
    """Return a translator that is *base*, but for its tables."""

    class Cell(writer.Cell):
        def wrap(self, width: int) -> None:
            self.wrapped = rules.broken(self.text, width)

    class Translator(base):
        def visit_entry(self, node: nodes.Element) -> None:
            super().visit_entry(node)
            self.entry = Cell(rowspan=self.entry.rowspan, colspan=self.entry.colspan)

        def end_state(self, wrap: bool = True, **options: Any) -> None:
            if wrap and hasattr(self, "table"):
                # a paragraph would be in lines already, as wide as the page; -1 says that a text is part of one
                blocks = groupby(self.states[-1], key=lambda part: part[0] == -1)
                self.states[-1] = [
                    part
                    for is_text, parts in blocks
                    for part in ([(-1, rules.joined("".join(text for _is, text in parts)))] if is_text else parts)
                ]
                wrap = False
            super().end_state(wrap=wrap, **options)

        def depart_table(self, node: nodes.Element) -> None:
            columns: list[list[str]] = [[] for _width in self.table.colwidth]
            for cell in self.table.cells:
                # what is as wide as several columns says nothing of one
                if cell.colspan == 1 and cell.col < len(columns):
                    columns[cell.col].append(cell.text)
            room = writer.MAXWIDTH - 3 * len(columns) - 1
            self.table.colwidth[:] = rules.widths(columns, room)
            super().depart_table(node)

    return Translator
