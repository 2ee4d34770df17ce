"""Pages → a schema of PostgreSQL with rows and functions, which answer as the site's own search does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..search.model import Page
from ..search.names import FIELDS
from ..search.tokenise import BOUND, MARK, PAIRED, REMOVED, REPLACED, SPACES, WORD, normalise
from .lines import lines_of

#: white space as JavaScript knows it
_GAPS = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_TEMPLATE = Path(__file__).with_name("postgresql.sql")


def statements(pages: Sequence[Page]) -> str:
    """Return schema, functions and rows of a site, in one transaction."""
    replaced = 'lower(normalize($1, NFKC) COLLATE "und-x-icu")'
    for long in (character for character, other in REPLACED.items() if len(other) > 1):
        replaced = f"replace({replaced}, '{long}', '{REPLACED[long]}')"
    single = {character: other for character, other in REPLACED.items() if len(other) == 1}
    replaced = f"translate({replaced}, {_quoted(''.join(single))}, {_quoted(''.join(single.values()))})"
    parts = {
        "replaced": replaced,
        "removed": _expression(REMOVED.pattern),
        "spaces": _expression(SPACES.pattern),
        "bound": _expression(BOUND.pattern),
        "gaps": _expression(_GAPS),
        "fields": "|".join(FIELDS),
        "names": json.dumps(FIELDS, ensure_ascii=False),
        "word": _expression(WORD),
        "mark": _expression(MARK),
        "paired": _expression(PAIRED),
        "data": "\n".join(_tables(pages)),
    }
    return re.sub("@([a-z]+)@", lambda match: parts[match[1]], _TEMPLATE.read_text("utf-8"))


def _tables(pages: Sequence[Page]) -> Iterator[str]:
    rows = (
        (number, page.url, page.title, _array(page.names), page.kind, page.kind_label, _array(page.trail))
        for number, page in enumerate(pages)
    )
    yield _copied("page", rows)
    facets = (
        (number, facet, value, label)
        for number, page in enumerate(pages)
        for facet, values in page.filters.items()
        for value, label in values.items()
    )
    yield _copied("facet", facets)
    lines = (
        (number, line.place, line.anchor, line.text, normalise(line.text))
        for number, page in enumerate(pages)
        for line in lines_of(page)
    )
    yield _copied("line", lines)


def _copied(table: str, rows: Iterable[Sequence[int | str]]) -> str:
    """Return rows as the server copies them into a table."""
    lines = ("\t".join(_value(str(value)) for value in row) for row in rows)
    return "\n".join([f"COPY shohyo.{table} FROM stdin;", *lines, "\\.", ""])


_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""}


def _value(text: str) -> str:
    return re.sub(r"[\\\t\n\r\0]", lambda match: _ESCAPED[match[0]], text)


def _array(texts: Iterable[str]) -> str:
    """Return texts as the server reads an array of them."""
    return "{" + ",".join('"' + re.sub(r'(["\\])', r"\\\1", text) + '"' for text in texts) + "}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _expression(pattern: str) -> str:
    r"""Return a regular expression of ours as PostgreSQL reads it in a text: what is not ASCII as ``\Uhhhhhhhh``."""
    pattern = pattern.replace("\ud800-\udfff", "")  # no text there has halves of characters
    pattern = re.sub("[^ -~]", lambda match: f"\\U{max(1, ord(match[0])):08x}", pattern)  # nor a character 0
    return pattern.replace("'", "''")
