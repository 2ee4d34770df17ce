"""The cover of a book on a page: the author's own, or the one that we draw, with the words that stand on it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from ..drawing.cover import FOLDER, HEIGHT, WIDTH
from ..upstream.sphinx import image_path

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from ..bib.bibliography import Work
    from ..data.catalogue import Document
    from ..reading.pictures import Picture

#: class of every cover: it bounds the size
CLASS = "shohyo-book-card__cover"


class Cover(nodes.General, nodes.Element):
    """A cover that we draw: ``src`` is below the folder of images, ``alt`` says what it is."""


class OwnCover(nodes.General, nodes.Element):
    """The author's cover: its images, of which the second is larger, with ``alt``, ``width`` and ``height``."""


def own_cover(picture: Picture) -> OwnCover:
    """Return the author's cover as a node."""
    size = {"alt": picture.alt, "width": picture.width, "height": picture.height}
    return OwnCover("", *picture.images(), classes=[CLASS], **size)


def visit_cover(self: HTML5Translator, node: Cover) -> None:
    source = posixpath.join(image_path(self.builder), quote(node["src"]))
    size = {"width": str(WIDTH), "height": str(HEIGHT)}
    self.body.append(self.emptytag(node, "img", "", src=source, alt=node["alt"], decoding="async", **size))
    raise nodes.SkipNode


def visit_own_cover(self: HTML5Translator, node: OwnCover) -> None:
    """Write one image; browsers choose between its files, and the style sheet bounds it."""
    addresses = [_address(self, image["uri"]) for image in node.children]
    attributes = {key: str(node[key]) for key in ("width", "height") if node[key]}
    if len(addresses) > 1:
        attributes["srcset"] = ", ".join(f"{address} {number}x" for number, address in enumerate(addresses, start=1))
    source = {"src": addresses[0], "alt": node["alt"], "decoding": "async"}
    self.body.append(self.emptytag(node, "img", "", **source, **attributes))
    raise nodes.SkipNode


def _address(self: HTML5Translator, uri: str) -> str:
    name = self.builder.images.get(uri)
    # commas end an address in srcset
    return posixpath.join(image_path(self.builder), quote(name)) if name else uri.replace(",", "%2C")


def visit_first(self: nodes.NodeVisitor, node: OwnCover) -> None:
    """Write the first file alone, in formats where nothing chooses."""
    node[0].walkabout(self)
    raise nodes.SkipNode


def cover_words(page: Document, work: Work | None) -> tuple[str, tuple[str, ...]]:
    """Return the title and the authors that stand on the cover of a page: of the book, if that is known."""
    if work:
        return work.title, tuple(work.authors)
    return page.title, tuple(author.name for author in page.record.author)


def cover_path(page: Document, number: int = 0) -> str:
    """Return where the cover of a page is written, below the folder of images; further books have a *number*."""
    return f"{FOLDER}-{number + 1}/{page.docname}.svg" if number else f"{FOLDER}/{page.docname}.svg"
