"""Where in a file the text of a block stands: the parser tells lines only."""

from __future__ import annotations

import re
from bisect import bisect_right


class Block:
    """A block's text, whose lines are looked for in the file once, however much is in them.

    The parser has taken indentation and quote marks off each line, and the bars off a table's cells.
    """

    def __init__(self, content: str, first: int, lines: list[str]) -> None:
        self.content = content
        self.first = first
        self.lines = lines
        self.begins = [0, *(match.end() for match in re.finditer("\n", content))]  #: positions of the lines
        self.known: dict[int, tuple[int, str, int, int]] = {}

    def place(self, position: int, column_of_row: dict[int, int] | None) -> tuple[int, int]:
        """Return row and column, from 0, of a position in the text.

        Args:
            position: in code points.
            column_of_row: of a table's cell, where the one before it ends, by row.
        """
        row = bisect_right(self.begins, position) - 1
        begin, inner, indent, start = self.line(row)
        source = self.lines[self.first + row] if self.first + row < len(self.lines) else ""
        before = position - begin - indent
        if column_of_row is None:
            column = start + before
        else:
            cell = re.compile(_with_bars(inner)).search(source, column_of_row.get(self.first + row, 0))
            start = cell.start() if cell else 0
            written = re.compile(_with_bars(inner[:before])).match(source, start)
            column = written.end() if written else start + before
        return self.first + row, max(0, min(column, len(source)))

    def line(self, row: int) -> tuple[int, str, int, int]:
        """Return of a line its position, its text, how far that is indented, and its column in the file."""
        if row not in self.known:
            begin = self.begins[row]
            line = self.content[begin : self.begins[row + 1] - 1 if row + 1 < len(self.begins) else None]
            inner = line.strip()
            source = self.lines[self.first + row] if self.first + row < len(self.lines) else ""
            self.known[row] = begin, inner, len(line) - len(line.lstrip()), max(source.rfind(inner), 0)
        return self.known[row]


def _with_bars(text: str) -> str:
    """Return an expression for a cell's text as it is written, where a bar has a backslash."""
    return re.escape(text).replace(r"\|", r"\\?\|")
