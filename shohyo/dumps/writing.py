"""A built site → the files of an export.

What is written comes from the files of the index, which have all that is searched; nothing is built again.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..search.reader import site_at
from .opensearch import documents, mapping
from .postgresql import statements

#: files that are written
FILES = MAPPING, DOCUMENTS, SQL = "opensearch.json", "opensearch.ndjson", "postgresql.sql"


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
