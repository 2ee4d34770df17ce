"""The cover that we draw for a review, on a page: which words stand on it, where it is written."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from docutils import nodes

from ..drawing.cover import FOLDER, HEIGHT, WIDTH
from ..upstream.sphinx import image_path

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from ..bib.bibliography import Work
    from ..data.catalogue import Document


class Cover(nodes.General, nodes.Element):
    """A cover that we draw: ``src`` is below the folder of images, ``alt`` says what it is."""


def visit_cover(self: HTML5Translator, node: Cover) -> None:
    source = posixpath.join(image_path(self.builder), node["src"])
    size = {"width": str(WIDTH), "height": str(HEIGHT)}
    self.body.append(self.emptytag(node, "img", "", src=source, alt=node["alt"], decoding="async", **size))
    raise nodes.SkipNode


def cover_words(review: Document, work: Work | None) -> tuple[str, tuple[str, ...]]:
    """Return the title and the authors that stand on the cover of a review: of the book, if that is known."""
    if work:
        return work.title, tuple(work.authors)
    return review.title, tuple(author.name for author in review.record.author)


def cover_path(review: Document) -> str:
    """Return where the cover of a review is written, below the folder of images."""
    return f"{FOLDER}/{review.docname}.svg"
