"""Whether what a built site has for programs can be read: XML, JSON, structured data, the sitemap, the inventory."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from ..wording import Wording, foreign, say
from .links import Top
from .pages import Page

JSON = frozenset({".json", ".webmanifest", ".jsonld"})
XML = frozenset({".xml", ".atom", ".rss", ".svg"})
STRUCTURED = "application/ld+json"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def check_data(
    folder: Path, files: Sequence[str], pages: Mapping[str, Page], top: Top
) -> Iterator[tuple[str, int, Wording]]:
    """Yield file, line and problem."""
    for name in files:
        file = folder / name
        try:
            if file.suffix in JSON:
                json.loads(file.read_text("utf-8"))
            elif file.suffix in XML:
                root = ET.parse(file).getroot()
                if name.startswith("sitemap"):
                    yield from ((name, 1, problem) for problem in _of_sitemap(root, pages, files, top))
            elif file.suffix == ".inv":
                head, _line, packed = file.read_bytes().partition(b"zlib.\n")
                if head.startswith(b"# Sphinx inventory version 2"):
                    zlib.decompress(packed)
            elif file.suffix == ".epub":
                with zipfile.ZipFile(file) as packed_book:
                    packed_book.testzip()
        except (ValueError, ET.ParseError, zlib.error, zipfile.BadZipFile) as error:
            line = getattr(error, "lineno", None) or getattr(error, "position", (1,))[0]
            yield name, line, say("it cannot be read: {why}", why=foreign(str(error)))
    for page in pages.values():
        for place, text in page.scripts(STRUCTURED):
            try:
                json.loads(text)
            except ValueError as error:
                line = page.line_and_column(place)[0]
                yield page.path, line, say("structured data cannot be read: {why}", why=foreign(str(error)))


def _of_sitemap(root: ET.Element, pages: Mapping[str, Page], files: Collection[str], top: Top) -> Iterator[Wording]:
    for loc in root.iter(_SITEMAP):
        address = loc.text or ""
        found = top.inside(address, "")
        if found is None or found[0] not in files:
            yield say('it names "{address}", where nothing is', address=address)
        elif found[0] in pages and pages[found[0]].onward:
            yield say('it names "{address}", which leads elsewhere', address=address)
