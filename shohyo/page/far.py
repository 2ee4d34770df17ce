"""A picture of another site, in a form that holds its pictures itself: a link, for a page has a build fetch nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..reading.named import enclosing
from ..reading.safety import safety_of
from ..values import iri
from .cover import OwnCover

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def on_builder_inited(app: Sphinx) -> None:
    """Look for such pictures where Sphinx would fetch them."""
    if app.builder.supported_image_types and not app.builder.supported_remote_images:
        app.add_post_transform(FarTransform)


class FarTransform(SphinxPostTransform):
    """Put a link in place of each, unless conf.py names its host."""

    default_priority = 90  # before Sphinx fetches it (100), when all blocks are filled (4 to 7)

    def run(self, **kwargs: Any) -> None:
        """Replace them."""
        safety = safety_of(self.env)
        for image in list(self.document.findall(nodes.image)):
            address = image["uri"]
            if safety.may_load(address):
                continue
            node, text = image, image.get("alt") or address
            if isinstance(image.parent, OwnCover):  # which has no more than its pictures
                node = image.parent
                node.remove(image)
                if node.children:
                    continue
            link: nodes.Element = nodes.reference("", text, refuri=iri(address))
            if any(isinstance(above, nodes.reference) for above in enclosing(node)):
                link = nodes.inline("", text)
            if not isinstance(node.parent, nodes.TextElement):
                link = nodes.paragraph("", "", link)
            link["ids"] += node["ids"]
            node.replace_self(link)
