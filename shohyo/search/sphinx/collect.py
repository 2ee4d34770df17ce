"""Resolved doctree → sections of visible text, block by block."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from html.parser import HTMLParser

from docutils import nodes
from sphinx import addnodes

from ...text.lines import joined
from ..model import CODE, Section
from . import ruby

#: attribute of nodes that say themselves how they are searched; no writer of HTML writes it
MARK = "nosearch"
#: its value on a section whose heading is searched with what is under it, and not above nothing
IF_EMPTY = "if-empty"
#: classes that say the same: ours and those by which docutils and Sphinx know what leads to other pages
_LEFT_OUT = frozenset({"no-search", "nosearch", "toctree-wrapper", "contents", "headerlink"})
_SILENT = (
    nodes.Invisible, nodes.system_message, nodes.citation, nodes.footnote_reference, nodes.label, nodes.image,
    addnodes.toctree, addnodes.index,
)  # fmt: skip
#: blocks whose lines stand as they are
_VERBATIM = (nodes.literal_block, nodes.doctest_block, nodes.math_block)
#: what a line may have in it
_WITHIN = (nodes.Text, nodes.Inline, nodes.raw, nodes.Invisible)
#: ends a line within a block, as ``<br>`` does
_BREAK = "\v"


class Kind(Enum):
    """How nodes are searched."""

    SILENT = auto()  #: not at all
    SECTION = auto()  #: under their heading
    VERBATIM = auto()  #: line by line
    RAW = auto()  #: as HTML shows them
    SIGNATURE = auto()  #: as one line
    TEXT = auto()  #: as they are
    LINES = auto()  #: as one line, unless there are blocks in them
    BLOCKS = auto()  #: block by block


def sections(doctree: nodes.document) -> tuple[Section, ...]:
    """Return the text of a page by sections, in reading order; the first is what stands under its title."""
    walker = _Walker()
    walker.top = next((node for node in doctree.children if isinstance(node, nodes.section)), None)
    walker.block(doctree)
    found = [Section(anchor, heading, tuple(lines)) for anchor, heading, lines in walker.sections]
    return tuple(section for section in found if section.heading or section.lines)


def title_of(title: nodes.Element) -> tuple[str, dict[str, str]]:
    """Return a title as text, and its words with a reading → that reading."""
    text, words = ruby.read(_inline(title).replace(_BREAK, " "))
    return joined(text), words


class _Walker:
    """Collects lines while it goes through a doctree."""

    def __init__(self) -> None:
        self.lines: list[str] = []  #: of the section in which the walker is
        self.sections: list[tuple[str, str, list[str]]] = [("", "", self.lines)]
        self.top: nodes.section | None = None

    def block(self, node: nodes.Node) -> None:
        kind = _kind(node.__class__)
        if kind is Kind.TEXT:
            self.add(node.astext())
        elif _is_left_out(node, kind):
            return
        elif kind is Kind.SECTION:
            self.section(node)
        elif kind is Kind.VERBATIM:
            self.lines += [CODE + line.rstrip() for line in node.astext().splitlines() if line.strip()]
        elif kind is Kind.RAW:
            self.add(_visible_html(node.astext(), _BREAK))
        elif kind is Kind.SIGNATURE:
            self.add(node.astext())
        elif kind is Kind.LINES and all(_is_within(child.__class__) for child in node.children):
            self.add(_inline(node))
        else:
            for child in node.children:
                self.block(child)

    def section(self, node: nodes.section) -> None:
        """Begin a section; what follows it in the one around it belongs to the one around it again."""
        around = self.lines
        if node is not self.top:
            title = next((child for child in node.children if isinstance(child, nodes.title)), None)
            heading, words = title_of(title) if title else ("", {})
            self.lines = _readings(words)
            self.sections.append((node["ids"][0] if node["ids"] else "", heading, self.lines))
        number = len(self.sections)
        for child in node.children:
            if not isinstance(child, nodes.title):
                self.block(child)
        if node.get(MARK) == IF_EMPTY and not self.lines and len(self.sections) == number:
            self.sections.pop()
        self.lines = around

    def add(self, text: str) -> None:
        text, words = ruby.read(text)
        self.lines += [line for part in text.split(_BREAK) if (line := joined(part))]
        self.lines += _readings(words)


def _readings(words: dict[str, str]) -> list[str]:
    """Return a line for each word with a reading, so that it is found by that, too; the text goes on without it."""
    return [f"{word}（{reading}）" for word, reading in words.items()]


@cache
def _kind(kind: type[nodes.Node]) -> Kind:
    """Return how nodes of a class are searched; a page has many nodes, and few classes of them."""
    kinds = {
        Kind.SILENT: _SILENT, Kind.SECTION: nodes.section, Kind.VERBATIM: _VERBATIM, Kind.RAW: nodes.raw,
        Kind.SIGNATURE: addnodes.desc_signature, Kind.TEXT: nodes.Text, Kind.LINES: nodes.TextElement,
    }  # fmt: skip
    return next((name for name, classes in kinds.items() if issubclass(kind, classes)), Kind.BLOCKS)


@cache
def _is_within(kind: type[nodes.Node]) -> bool:
    """Tell whether nodes of a class stand within a line."""
    return issubclass(kind, _WITHIN)


def _is_left_out(node: nodes.Element, kind: Kind) -> bool:
    if kind is Kind.SILENT or (kind is Kind.RAW and "html" not in node.get("format", "").split()):
        return True
    attributes = node.attributes
    return attributes.get(MARK) is True or not _LEFT_OUT.isdisjoint(attributes["classes"])


def _inline(node: nodes.Node) -> str:
    """Return the text of a block without the markup in it."""
    kind = _kind(node.__class__)
    if kind is Kind.TEXT:
        return node.astext()
    if _is_left_out(node, kind):
        return ""
    if kind is Kind.RAW:
        return _visible_html(node.astext(), "")
    text = "".join([_inline(child) for child in node.children])
    begin, end = ruby.TAGS.get(node.tagname, ("", ""))
    return begin + text + end


def _visible_html(source: str, between: str) -> str:
    """Return the text of a piece of HTML, with *between* where a tag begins or ends a block."""
    parser = _HtmlText(between)
    parser.feed(source)
    parser.close()
    return "".join(parser.parts)


class _HtmlText(HTMLParser):
    """Collects text outside of scripts, styles and the like."""

    SILENT = frozenset({"script", "style", "template", "noscript", "head", "title"})
    INLINE = frozenset(
        ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
         "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
         "u", "var", "wbr")
    )  # fmt: skip

    def __init__(self, between: str) -> None:
        super().__init__(convert_charrefs=True)
        self.between = between
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent += 1
        self._mark(tag, 0)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent = max(0, self.silent - 1)
        self._mark(tag, 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

    def _mark(self, tag: str, end: int) -> None:
        if tag in ruby.TAGS:
            self.parts.append(ruby.TAGS[tag][end])
        elif tag not in self.INLINE:
            self.parts.append(_BREAK if tag == "br" else self.between)
