"""TOML → plain data, with the line and column of every key that stands on a line of its own.

What ``tomllib`` reads is written as YAML has it: dates and numbers as texts, which the models convert.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable
from typing import Any

from .positioned import MAX_DEPTH, Aliases, KeyPath, Place, Positioned

#: a key with its value, or the name of a table; keys in quotation marks are rare and stand at their table
_KEY = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=\s*(?=\S)")
_TABLE = re.compile(r"\s*(\[\[?)\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*\]\]?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_toml(block: str, path: str, aliases: Aliases, is_typed: Callable[[str], bool]) -> Positioned:
    """Read a block of TOML, which begins on the second line of a file.

    Args:
        path: of the file, for diagnostics.
        aliases: path of a mapping → other name of a key → its name.
        is_typed: tells whether values below a top-level key keep TOML's own types; others become texts.
    """
    result = Positioned(path)
    try:
        data = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        about, _bracket, place = str(error).partition(" (at ")
        where = re.match(r"line (\d+), column (\d+)", place)
        row, column = (int(where[1]) - 1, int(where[2]) - 1) if where else (max(block.count("\n") - 1, 0), 0)
        remedy = 'write it as key = "value", with texts in quotation marks'
        result.report(row, column, f"broken TOML: {about[:1].lower()}{about[1:]}", remedy)
        result.is_broken = True
        return result
    except RecursionError:
        return _too_deep(result)
    _note_places(block, result, aliases)
    try:
        result.data = _Walk(result, aliases, is_typed).table(data, ())
    except RecursionError:
        return _too_deep(result)
    return result


def _too_deep(result: Positioned) -> Positioned:
    result.is_broken = True
    result.report(0, 0, f"broken TOML: nested deeper than {MAX_DEPTH} levels", "write it flatter")
    return result


def _note_places(block: str, result: Positioned, aliases: Aliases) -> None:
    """Note where keys stand; what looks like one in a text of several lines comes second and does not count."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for row, line in enumerate(block.split("\n")):
        if found := _TABLE.match(line):
            table = _renamed((), found[2], aliases)
            if found[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            column = found.start(2), found.start(1)
        elif found := _KEY.match(line):
            column = found.start(1), found.end()
        else:
            continue
        path = table if found.re is _TABLE else _renamed(table, found[1], aliases)
        line_number = row + result.first_line
        result.places.setdefault(path, Place(line_number, column[0] + 1, line_number, column[1] + 1))


def _renamed(table: KeyPath, written: str, aliases: Aliases) -> KeyPath:
    path = table
    for name in re.split(r"\s*\.\s*", written):
        path = (*path, aliases(path).get(name, name))
    return path


class _Walk:
    def __init__(self, result: Positioned, aliases: Aliases, is_typed: Callable[[str], bool]) -> None:
        self.result, self.aliases, self.is_typed = result, aliases, is_typed

    def table(self, table: dict[str, Any], path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        names = self.aliases(path)
        for written, item in table.items():
            key = names.get(written, written)
            if key in found:
                problem = f'"{written}" is another name of "{key}", which is given too'
                self.result.report_at((*path, key), problem, "keep one of the two")
            elif key:
                found[key] = self.value(item, (*path, key))
        return found

    def value(self, value: Any, path: KeyPath) -> Any:
        if len(path) > MAX_DEPTH:
            raise RecursionError
        if isinstance(value, dict):
            return self.table(value, path)
        if isinstance(value, list):
            return [self.value(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, str):
            if control := _CONTROL.search(value):
                problem = f"the character U+{ord(control[0]):04X} is not allowed"
                self.result.report_at(path, problem, "remove it")
            return value
        if isinstance(value, (dt.date, dt.time)):
            return value.isoformat()
        if self.is_typed(str(path[0])):
            return value
        return str(value).lower() if isinstance(value, bool) else str(value)
