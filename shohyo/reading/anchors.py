"""Each anchor once on a page: those of our blocks and of the theme come before those of headings and labels.

Blocks are filled in when all pages are known, and links to them are made from other pages; so their anchors cannot
give way, and docutils, which tells ids apart, does not know of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from ..cite.bibtex import bibliography_ids
from ..data.guide import anchors
from ..upstream.myst import follow_anchors
from .domain import BOOK_ANCHOR, BOOKS, TAGS
from .transforms import ShohyoTransform

if TYPE_CHECKING:
    from collections.abc import Callable

    from .domain import ShohyoDomain

#: ids of the theme's frame and of its scripts
FRAME = frozenset(["main-content", "shohyo-sidebar", "shohyo-preview"])
_ID = re.compile(r'\sid="([^"]*)"')


#: ids that bibliographies give themselves, and their entries
_BIBLIOGRAPHY = re.compile(r"(?:bibtex-(?:foot)?bibliography|cite)-\d+.*")


def give_way(document: nodes.document) -> None:
    """Rename the anchors of headings and labels that the bibliography is going to have which follows them."""
    for anchor in [anchor for anchor in document.ids if _BIBLIOGRAPHY.fullmatch(anchor)]:
        node = document.ids[anchor]
        if node["names"] or isinstance(node, nodes.section):  # that of another bibliography has no name
            new = _rename(document, node, anchor, lambda _anchor: False)
            node["ids"] = [new if each == anchor else each for each in node["ids"]]
            del document.ids[anchor]


def _rename(document: nodes.document, node: nodes.Element, anchor: str, is_taken: Callable[[str], bool]) -> str:
    """Give a node another anchor, which its names lead to; return it."""
    # what begins as anchors of a block do is taken with any number, too
    base = f"section-{anchor}" if is_taken(f"{anchor}-2") and is_taken(f"{anchor}-") else anchor
    number, new = 2, f"{base}-2"
    while new in document.ids or is_taken(new):
        number, new = number + 1, f"{base}-{number + 1}"
    for name in node["names"]:
        if document.nameids.get(name) == anchor:
            document.nameids[name] = new
    document.ids[new] = node
    return new


class UniqueTransform(ShohyoTransform):
    """Rename the anchors of headings and labels that something else on the page has, and let links to them follow."""

    # after MyST has added the slugs of headings to their anchors (700), before labels are noted (850)
    default_priority = 710

    def apply(self) -> None:
        self.prefixes = tuple(self._prefixes())
        self.taken = {*FRAME, *self._of_blocks()}
        elements = [node for node in self.document.findall(nodes.Element) if node.get("ids")]
        for node in elements:
            self.taken.update(anchor for anchor in node["ids"] if not self._is_authors(node, anchor))
        renamed: dict[str, str] = {}
        for node in elements:
            node["ids"] = [self._unique(node, anchor, renamed) for anchor in node["ids"]]
        if renamed:
            for node in self.document.findall(nodes.Element):
                if node.get("refid") in renamed:
                    node["refid"] = renamed[node["refid"]]
            follow_anchors(self.document, renamed)
        for raw in self.document.findall(nodes.raw):
            if "html" in raw.get("format", "").split():
                self._clean(raw)

    def _prefixes(self) -> Iterator[str]:
        """Yield what the anchors begin with that are known when all pages are read."""
        docname = self.env.current_document.docname
        shown = {what for what, _about in self.domain.hosts.get(docname, ())}
        if TAGS in shown:
            yield "tag-"
        if BOOKS in shown:
            yield BOOK_ANCHOR

    def _of_blocks(self) -> Iterator[str]:
        """Yield the anchors of blocks that do not stand on the page yet."""
        domain: ShohyoDomain = self.domain
        docname = self.env.current_document.docname
        if file := domain.guides.get(docname):
            yield from anchors(file.guide)
        yield from bibliography_ids(self.env, docname)

    def _is_authors(self, node: nodes.Element, anchor: str) -> bool:
        """Tell whether an anchor comes from a heading or a label."""
        if isinstance(node, nodes.section) and not (node.get("anchored") and anchor == node["ids"][0]):
            return True
        return any(self.document.nameids.get(name) == anchor for name in node["names"])

    def _is_taken(self, anchor: str) -> bool:
        return anchor in self.taken or anchor.startswith(self.prefixes)

    def _unique(self, node: nodes.Element, anchor: str, renamed: dict[str, str]) -> str:
        if not self._is_authors(node, anchor):
            return anchor
        if not self._is_taken(anchor):
            self.taken.add(anchor)
            return anchor
        renamed[anchor] = new = _rename(self.document, node, anchor, self._is_taken)
        self.taken.add(new)
        return new

    def _clean(self, raw: nodes.raw) -> None:
        """Take ids out of raw HTML that something on the page has."""

        def once(match: re.Match[str]) -> str:
            if self._is_taken(match[1]):
                return ""
            self.taken.add(match[1])
            return match[0]

        text = raw.astext()
        if (cleaned := _ID.sub(once, text)) != text:
            raw.children = [nodes.Text(cleaned)]
