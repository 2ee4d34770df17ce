"""The interface for programs: ``api/v1/*.json`` with their schemas, and ``xref.json``.

Reading them needs neither Shohyo nor its sources: docs/programs.md says what is promised.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..cite.bibtex import cited_by_pages
from .files import keep, published, put
from .formats import schemas
from .pieces import pieces_of
from .records import FOLDER, Heading, Records
from .site import Site, is_left, is_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

#: name of what is kept of a page: its headings, and what stands at its places
PIECE = "places"
#: code points that are kept of a text
LONGEST = 300


def is_on(app: Sphinx) -> bool:
    """Tell whether a build writes the interface."""
    return is_site(app) and app.config.shohyo_api


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the headings of a page, and what stands at its places that can have a name."""
    if is_site(app) and (app.config.shohyo_api or app.config.shohyo_llms):
        piece = {"headings": list(_headings(doctree)), "texts": dict(_texts(doctree))}
        pieces_of(app).note(docname, PIECE, json.dumps(piece))


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write all files."""
    if exception or not is_on(app) or is_left(app):
        return
    site = Site(app)
    records = Records(site, bool(app.config.shohyo_markdown))
    if not keep(app, published(app, f"{FOLDER}/schema/")):  # of another version
        for name, schema in schemas().items():
            put(app, f"{FOLDER}/schema/{name}.json", as_bytes(schema))
    lists = records.lists()
    put(app, f"{FOLDER}/index.json", as_bytes(records.index(lists)))
    for name, items in lists.items():
        put(app, f"{FOLDER}/{name}.json", as_bytes(records.file(name, 0, {"items": items})))
    cited = cited_by_pages(app.env)
    texts = {}
    for page in site.pages:
        piece = json.loads(pieces_of(app).get(page.docname, PIECE) or "{}")
        data = records.own_file(page, piece.get("headings", ()), cited.get(page.docname, ()))
        put(app, f"{FOLDER}/pages/{page.docname}.json", as_bytes(data))
        texts[page.docname] = piece.get("texts", {})
    put(app, "xref.json", as_bytes(records.xref(texts)))


def as_bytes(data: Any) -> bytes:
    """Return data as JSON; of what UTF-8 cannot say, an escape."""
    return f"{json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n".encode(errors="backslashreplace")


def _headings(parent: nodes.Element, level: int = 0) -> Iterator[Heading]:
    """Yield the headings of a page; its title has no anchor, for it is the page."""
    for child in parent.children:
        if isinstance(child, nodes.section):
            title = next((node for node in child.children if isinstance(node, nodes.title)), None)
            if title is not None:
                yield _one_line(title), level + 1, child["ids"][0] if level and child["ids"] else ""
            yield from _headings(child, level + 1)


def _texts(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield anchor and first paragraph of each section, and of each term with a meaning."""
    for node in doctree.findall(lambda node: isinstance(node, nodes.section | nodes.definition_list_item)):
        if isinstance(node, nodes.section):
            anchors = node["ids"]
            first = next((child for child in node.children if _is_text(child)), None)
        else:
            anchors = [name for child in node.children if isinstance(child, nodes.term) for name in child["ids"]]
            first = next(iter(node.findall(nodes.paragraph)), None) if anchors else None
        if first is not None and anchors and (text := _one_line(first)):
            for anchor in anchors:
                yield anchor, text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _one_line(node: nodes.Element) -> str:
    return " ".join(node.astext().split())


def _is_text(node: nodes.Node) -> bool:
    """Tell whether a node is a paragraph of the author's own, and none that the front matter has made."""
    if not isinstance(node, nodes.paragraph) or node.get("nosearch"):
        return False
    return not any(name.startswith("shohyo-") for name in node["classes"])
