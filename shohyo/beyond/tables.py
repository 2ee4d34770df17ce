"""The words of form and the like that the scripts of the browser have: they stand there, and nowhere else."""

from __future__ import annotations

import json
from functools import cache

from ..assets import SOURCES

SOURCE = SOURCES / "beyond" / "tables.js"


@cache
def tables() -> dict[str, str]:
    """Return name → words separated by spaces, or a pattern."""
    _comment, _export, text = SOURCE.read_text("utf-8").partition("export const TABLES = ")
    return json.loads(text.rstrip(";\n"))


def words_in(name: str) -> list[str]:
    """Return the words of a table."""
    return tables()[name].split(" ")
