"""Where Japanese text may be cut: into phrases for headings and covers, into sentences for quotations.

Phrases are those of BudouX (Google, 2021), which is asked during the build: ``word-break: auto-phrase`` is not
everywhere.  They are kept together by ``<wbr>`` between them, which is in no text that is searched, copied or linked.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import budoux
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.html5 import HTML5Translator

#: longer phrases (in characters) are compounds that fit no narrow line; they may be cut where kanji meet katakana,
#: and before the word that ends the names of patterns
LONG = 8
#: classes of what breaks between phrases beside headings: titles and text of cards, intents, names in tables
MARKED = {"shohyo-heading", "sd-card-title", "sd-card-text", "shohyo-intent", "shohyo-name", "shohyo-book-card__title"}
_SEAM = re.compile("(?<=[\u3005\u4e00-\u9fff])(?=[\u30a1-\u30fa])|(?<=[\u30a1-\u30fc])(?=\u30d1\u30bf\u30fc\u30f3)")
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
#: ends a sentence, with what closes behind it; a full stop does only before a space, never inside brackets
_END = re.compile('[。！？!?]+[」』）)”’"]*|\\.(?=\\s|$)')
_OPENING, _CLOSING = "「『（(〈《【", "」』）)〉》】"


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """Return the pieces of *text* that a line should not break inside; joined they are the text."""
    if not _JAPANESE.search(text):
        return tuple(re.findall(r"\S+\s*|^\s+", text))
    found: list[str] = []
    for phrase in _parser().parse(text):
        found += _SEAM.split(phrase) if len(phrase) > LONG else [phrase]
    return tuple(found)


def sentences(text: str) -> list[str]:
    """Return the sentences of *text* with their ends; joined they are the text.

    A sentence quoted in brackets does not end the one around it.
    """
    found, start, depth, position = [], 0, 0, 0
    while position < len(text):
        if depth == 0 and (end := _END.match(text, position)):
            position = end.end()
            found.append(text[start:position])
            start = position
            continue
        depth = max(0, depth + (text[position] in _OPENING) - (text[position] in _CLOSING))
        position += 1
    return [*found, text[start:]] if text[start:].strip() else found


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
        for title in self.document.findall(_is_title):
            for text in list(title.findall(nodes.Text)):
                if not isinstance(text.parent, (nodes.literal, nodes.math)):
                    text.parent.replace(text, list(_marked(text.astext())))


def _is_title(node: nodes.Node) -> bool:
    """Tell whether a node is a heading down to h3, or text as short and large, or set as narrow, as one."""
    if isinstance(node, nodes.title):
        depth, above = 0, node.parent
        while above is not None:
            depth += isinstance(above, nodes.section)
            above = above.parent
        return isinstance(node.parent, nodes.section) and depth <= 3
    return isinstance(node, nodes.Element) and not MARKED.isdisjoint(node["classes"])


def _marked(text: str) -> Iterator[nodes.Node]:
    before = ""
    for phrase in phrases(text):
        if before and not before[-1].isspace() and not phrase[:1].isspace():
            yield Break()
        yield nodes.Text(phrase)
        before = phrase
