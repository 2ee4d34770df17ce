"""The cover that an author gives to a book: an image of its page, which other pages show, too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.images import get_image_size

from ..fields.positioned import place_of
from ..source.files import is_regular
from .placeholder import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from ..data.catalogue import Document


@dataclass(frozen=True)
class Picture:
    """A cover as the domain keeps it, once it is settled which of its files may be shown."""

    #: address and candidates, as Sphinx has them; the larger last
    files: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    alt: str
    width: int | None  #: in CSS pixels: as the author wants it, else of the file
    height: int | None

    def images(self) -> Iterator[nodes.image]:
        """Yield the files as images that Sphinx copies."""
        for uri, candidates in self.files:
            yield nodes.image(uri=uri, alt=self.alt, candidates=dict(candidates))


def cover_images(page: Document, source: str) -> Iterator[nodes.image]:
    """Yield a page's cover as images of the page, the larger last, so that Sphinx finds the files and copies them."""
    cover = page.record.cover
    for key in ("image", "large"):
        if name := getattr(cover, key):
            image = nodes.image(uri=name, alt=cover.alt)
            image.source, image.line = source, place_of(page.places, ("cover", key))[0]
            yield image


def cover_in(doctree: nodes.document, page: Document, env: BuildEnvironment) -> Picture | None:
    """Return the cover of a page that was read, if it may be shown."""
    card = next((node for node in doctree.findall(Placeholder) if node["what"] == "book-card"), None)
    images = [image for image in card.findall(nodes.image) if _is_there(image, env)] if card else []
    cover = page.record.cover
    if not images:
        return None
    files = tuple((node["uri"], tuple(sorted(node.get("candidates", {}).items()))) for node in images)
    size = (cover.width, cover.height)
    file = Path(env.srcdir, images[0]["uri"])
    if size == (None, None) and images[0]["uri"] in env.images and is_regular(file):
        size = get_image_size(file) or size
    return Picture(files, cover.alt, *size)


def _is_there(image: nodes.image, env: BuildEnvironment) -> bool:
    """Tell whether Sphinx found a file of an image, and it can be copied; nobody asks for what is elsewhere."""
    found = [file for file in image["candidates"].values() if file in env.images]
    return "?" in image["candidates"] or any(is_regular(Path(env.srcdir, file)) for file in found)
