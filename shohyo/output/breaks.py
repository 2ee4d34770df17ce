"""Headings, cards and the like break between phrases, on Japanese pages.

Phrases are kept together by ``<wbr>`` between them, which is in no text that is searched, copied or linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..text.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.html5 import HTML5Translator

#: classes of what breaks between phrases beside headings: titles and text of cards, intents, names in tables
MARKED = {"shohyo-heading", "sd-card-title", "sd-card-text", "shohyo-intent", "shohyo-name", "shohyo-book-card__title"}


class Break(nodes.Inline, nodes.Element):
    """A place between two phrases where a line may end; no text."""


def visit_break(self: HTML5Translator, node: Break) -> None:
    self.body.append("<wbr />")
    raise nodes.SkipNode


class PhraseTransform(SphinxPostTransform):
    """Mark where headings, cards and the like may break, on Japanese pages."""

    default_priority = 900  # after references have their text
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        document = self.env.domains["shohyo"].documents.get(self.env.current_document.docname)
        language = (document and document.record.lang) or self.config.language
        if not language.startswith("ja"):
            return
        for title in filter(_is_title, self.document.findall(nodes.Element)):
            for text in list(title.findall(nodes.Text)):
                if not isinstance(text.parent, (nodes.literal, nodes.math)):
                    text.parent.replace(text, list(_marked(text.astext())))


def _is_title(node: nodes.Element) -> bool:
    """Tell whether a node is a heading down to h3, or text as short and large, or set as narrow, as one."""
    if isinstance(node, nodes.title):
        depth, above = 0, node.parent
        while above is not None:
            depth += isinstance(above, nodes.section)
            above = above.parent
        return isinstance(node.parent, nodes.section) and depth <= 3
    return not MARKED.isdisjoint(node["classes"])


def _marked(text: str) -> Iterator[nodes.Node]:
    before = ""
    for phrase in phrases(text):
        if before and not before[-1].isspace() and not phrase[:1].isspace():
            yield Break()
        yield nodes.Text(phrase)
        before = phrase
