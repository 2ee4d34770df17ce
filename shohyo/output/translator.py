"""HTML as the frame wants it: sizes as attributes, and signs of headings that say what they are."""

from __future__ import annotations

import re
import types
from html import escape
from typing import TYPE_CHECKING, Any

from ..upstream.docutils import add_attribute
from ..upstream.sphinx import end_link_to_contents

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

#: tags whose width and height docutils writes as style, which a strict Content-Security-Policy refuses
SIZED = frozenset({"img", "object", "video", "table", "col"})
SIZE = re.compile(r"\s*(width|height)\s*:\s*(\d+(?:\.\d+)?)\s*([a-z]*|%)\s*")
#: unit → pixels (CSS Values 4, section 6): an attribute knows pixels and percentages alone; an em of 16 will do
PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16, "rem": 16}


def sizes_of(style: str) -> tuple[dict[str, str], str]:
    """Return the sizes in the text of a style attribute as attributes, and what is left of the text."""
    sizes, left = {}, []
    for declaration in filter(str.strip, style.split(";")):
        match = SIZE.fullmatch(declaration)
        if match and match[3] == "%":
            sizes[match[1]] = f"{match[2]}%"
        elif match and match[3] in PIXELS:
            sizes[match[1]] = f"{float(match[2]) * PIXELS[match[3]]:g}"
        else:
            left.append(declaration.strip())
    return sizes, "; ".join(left)


def width_class(style: str) -> str:
    """Return the class for the width of a figure, which has no attribute for it, or nothing.

    ``frame.css`` has one for each twentieth of the text's width and for each 40 pixels.
    """
    sizes, left = sizes_of(style)
    if left or set(sizes) != {"width"}:
        return ""
    width = sizes["width"]
    if width.endswith("%"):
        return f"shohyo-width-{min(max(round(float(width[:-1]) / 5), 1), 20) * 5}"
    return f"shohyo-width-{min(max(round(float(width) / 40), 1), 18) * 40}px"


class FrameMixin:
    """What the frame has other than the translator that it is mixed into."""

    #: what the sign of a heading is called; Sphinx says in English what it leads to, and screen readers say "#"
    label: str
    #: special characters with what is written for them, the ampersand first, with which all of that begins
    references: tuple[tuple[str, str], ...]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._visits: dict[type, Callable[[nodes.Node], None]] = {}
        self._departures: dict[type, Callable[[nodes.Node], None]] = {}

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Visit a node, by a method that is looked for once for each class of nodes."""
        visit = self._visits.get(node.__class__)
        if visit is None:
            visit = self._visits[node.__class__] = self._method("visit", node) or super().dispatch_visit
        visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Leave a node, likewise."""
        depart = self._departures.get(node.__class__)
        if depart is None:
            depart = self._departures[node.__class__] = self._method("depart", node) or super().dispatch_departure
        depart(node)

    def _method(self, what: str, node: nodes.Node) -> Callable[[nodes.Node], None] | None:
        """Return what Sphinx calls: the method for the class, or for the first that it derives from."""
        methods = (getattr(self, f"{what}_{kind.__name__}", None) for kind in node.__class__.__mro__)
        return next(filter(None, methods), None)

    def encode(self, text: object) -> str:
        """Return a text with its special characters as references; most texts have none."""
        # looked for one by one, which is ten times as fast in Japanese as to look up each character
        text = str(text)
        for character, reference in self.references:
            text = text.replace(character, reference)
        return text

    def starttag(self, node: nodes.Element, tagname: str, *arguments: Any, **attributes: Any) -> str:
        """Return a start tag, sizes as attributes: style attributes need a looser policy."""
        if tagname in SIZED and "style" in attributes:
            sizes, left = sizes_of(attributes.pop("style"))
            attributes = {**attributes, **sizes, **({"style": left} if left else {})}
        elif tagname == "figure" and (name := width_class(attributes.get("style", ""))):
            del attributes["style"]
            attributes["CLASS"] = f"{attributes.pop('CLASS', attributes.pop('class', ''))} {name}".strip()
        return super().starttag(node, tagname, *arguments, **attributes)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """Write the sign that leads to a heading, figure or term."""
        written = len(self.body)
        super().add_permalink_ref(node, escape(self.label))
        if len(self.body) > written:
            add_attribute(self, "a", "aria-label", self.label)

    def depart_title(self, node: nodes.title) -> None:
        """End a heading, its sign written by the method above wherever it stands."""
        end_link_to_contents(self)
        super().depart_title(node)


def frame_translator(base: type[nodes.NodeVisitor], label: str) -> type[nodes.NodeVisitor]:
    """Return a translator that is *base*, be it Sphinx's, the theme's or another extension's, with the mix-in."""
    special = sorted(base.special_characters.items(), key=lambda pair: pair[0] != ord("&"))
    own = {"label": label, "references": tuple((chr(code), text) for code, text in special)}
    return types.new_class("FrameTranslator", (FrameMixin, base), exec_body=lambda body: body.update(own))
