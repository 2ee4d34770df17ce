"""A built site → its documents for a search that runs on a server: OpenSearch, or PostgreSQL.

What is written comes from the files of the index, which have all that is searched; nothing is built again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .model import FACETS, Page
from .reader import site_at
from .tokenise import BOUND, MARK, PAIRED, REMOVED, REPLACED, SPACES, WORD, normalise

#: files that are written
FILES = MAPPING, DOCUMENTS, SQL = "opensearch.json", "opensearch.ndjson", "postgresql.sql"
#: name of the index in OpenSearch
INDEX = "shohyo"
_TEMPLATE = Path(__file__).with_name(SQL)
#: places of a line, as numbers
TITLE, NAME, HEADING, TEXT, CATEGORY = range(5)


@dataclass(frozen=True)
class Line:
    """A line of a page in which a match counts."""

    place: int
    anchor: str
    text: str


def export_search(output: Path, target: Path) -> int:
    """Write the documents of a built site into a folder; return how many there are.

    Args:
        output: folder of the site.
        target: folder to write into; other files in it stay.

    Raises:
        SearchError: there is no site with a search, or its index is damaged.
        OSError: a file cannot be written.
    """
    site = site_at(output)
    pages = [site.page(number) for number in range(site.pages)]
    target.mkdir(parents=True, exist_ok=True)
    files = {
        MAPPING: json.dumps(mapping(), ensure_ascii=False, indent=2) + "\n",
        DOCUMENTS: "".join(documents(pages)),
        SQL: statements(pages),
    }
    for name, text in files.items():
        (target / name).write_text(text, "utf-8", errors="replace", newline="\n")  # half a character is no text
    return len(pages)


def lines_of(page: Page) -> Iterator[Line]:
    """Yield everything in which a match counts."""
    yield Line(TITLE, "", page.title)
    yield from (Line(NAME, "", name) for name in page.names)
    for section in page.sections:
        if section.heading:
            yield Line(HEADING, section.anchor, section.heading)
        yield from (Line(TEXT, section.anchor, line) for line in section.lines if line)
    yield from (Line(CATEGORY, "", category) for category in page.categories)


# --- OpenSearch ----------------------------------------------------------------------------------


def mapping() -> dict[str, Any]:
    """Return settings and mapping of an index: pairs of characters, and single ones, of a text in NFKC and lower case.

    A phrase of pairs is a run of characters; one never goes beyond a line, which is a value of its own.
    """

    def tokenizer(length: int) -> dict[str, Any]:
        return {"type": "ngram", "min_gram": length, "max_gram": length}

    def analyzer(length: int) -> dict[str, Any]:
        return {"type": "custom", "char_filter": ["normal"], "tokenizer": f"grams_{length}"}

    searched = {"type": "text", "analyzer": "pairs", "fields": {"one": {"type": "text", "analyzer": "characters"}}}
    keyword = {"type": "keyword"}
    shown = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "settings": {
            "analysis": {
                # of the plugin analysis-icu
                "char_filter": {"normal": {"type": "icu_normalizer", "name": "nfkc_cf", "mode": "compose"}},
                "tokenizer": {"grams_1": tokenizer(1), "grams_2": tokenizer(2)},
                "analyzer": {"characters": analyzer(1), "pairs": analyzer(2)},
            }
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "url": shown,
                "title": searched,
                "names": searched,
                "headings": searched,
                "text": searched,
                "categories": keyword,
                "kind": keyword,
                "kind_label": shown,
                "trail": shown,
                **dict.fromkeys(FACETS, keyword),
                "labels": {"type": "object", "enabled": False},
            },
        },
    }


def documents(pages: Iterable[Page]) -> Iterator[str]:
    """Yield pages as the bulk interface takes them: a line that says what to do, and one with the document."""
    for page in pages:
        lines = list(lines_of(page))
        document = {
            "url": page.url,
            "title": page.title,
            "names": page.names,
            "headings": [line.text for line in lines if line.place == HEADING],
            "text": [line.text for line in lines if line.place == TEXT],
            "categories": list(map(normalise, page.categories)),
            "kind": page.kind,
            "kind_label": page.kind_label,
            "trail": page.trail,
            **{facet: list(page.facets.get(facet, ())) for facet in FACETS},
            "labels": page.facets,
        }
        for line in ({"index": {"_index": INDEX, "_id": page.url}}, document):
            yield json.dumps(line, ensure_ascii=False) + "\n"


# --- PostgreSQL ----------------------------------------------------------------------------------


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
        for facet, values in {"kind": {page.kind: page.kind_label}, **page.facets}.items()
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
