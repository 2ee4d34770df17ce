"""Lines of a page → Markdown: text, emphasis, links, pictures, and what else stands within a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..page.chapters import ChapterPicture
from ..page.cite import Address, CopyButton
from ..page.cover import Cover, OwnCover
from ..page.furniture import SearchField
from ..page.map import Picture
from ..page.shelf import Bars
from ..reading.marks import Box, Struck
from .escape import NOTE, Line, autolink, code, destination, escaped, formula
from .rawhtml import inline_html

if TYPE_CHECKING:
    from .targets import Targets

#: what has no words, or words that stand beside it
SKIPPED = (
    nodes.comment,
    nodes.pending,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.meta,
    addnodes.index,
    addnodes.toctree,
    addnodes.tabular_col_spec,
    addnodes.highlightlang,
    Bars,
    ChapterPicture,
    CopyButton,
    Picture,
    SearchField,
)


class Lines:
    """Writes the lines of one page."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        self.level = 0
        self.end = "\\\n"
        #: address in the bibliography → label and text of a work that the page cites, in the order of the page
        self.cited: dict[str, tuple[str, str]] = {}

    @staticmethod
    def is_inline(node: nodes.Node) -> bool:
        """Tell whether a node is part of a line."""
        if isinstance(node, nodes.raw):
            return isinstance(node.parent, nodes.TextElement)
        if isinstance(node, nodes.image):
            return isinstance(node.parent, nodes.TextElement)
        if isinstance(node, nodes.Text):
            return bool(node.strip())
        return isinstance(node, nodes.Inline) and not isinstance(node, (*SKIPPED, addnodes.desc_signature))

    def plain(self, node: nodes.Node) -> str:
        """Return the text of code, with the address of the page where it is told."""
        if isinstance(node, Address):
            return self.targets.known(node["known"] or node["docname"], bool(node["known"]))
        if isinstance(node, nodes.Text):
            return node.astext()
        return "".join(map(self.plain, node.children))

    def text_of(self, node: nodes.Element, end: str = "", begins: bool = True) -> str:
        """Return what stands in a paragraph or the like."""
        line = Line(end or self.end)
        if isinstance(node, nodes.Inline):
            self.inline(node, line)
        else:
            for child in node.children:
                self.inline(child, line)
        return line.render(begins)

    def inline(self, node: nodes.Node, line: Line) -> None:
        """Add a part of a line."""
        if isinstance(node, nodes.Text):
            line.text(node.astext())
        elif isinstance(node, SKIPPED):
            return
        elif isinstance(node, nodes.literal | addnodes.literal_emphasis | addnodes.literal_strong):
            line.markdown(code(self.plain(node)))
        elif isinstance(node, nodes.math):
            line.markdown(formula(node.astext()))
        elif isinstance(node, nodes.strong | nodes.emphasis | Struck):
            kind = "strong" if isinstance(node, nodes.strong) else "struck" if isinstance(node, Struck) else "emphasis"
            number = line.open(kind)
            self._inside(node, line)
            line.close(number)
        elif isinstance(node, nodes.subscript | nodes.superscript):
            tag = "sub" if isinstance(node, nodes.subscript) else "sup"
            line.markdown(f"<{tag}>")
            self._inside(node, line)
            line.markdown(f"</{tag}>")
        elif isinstance(node, nodes.reference | addnodes.download_reference):
            self._link(node, line)
        elif isinstance(node, nodes.footnote_reference):
            line.markdown(f"{NOTE}{note_name(node.astext())}]")
        elif isinstance(node, nodes.image | Cover | OwnCover):
            address = self.targets.image(node)
            line.markdown(f"![{escaped(node.get('alt') or '')}]({destination(address)})" if address else "")
        elif isinstance(node, Box):
            line.markdown("[x] " if node["checked"] else "[ ] ")
        elif isinstance(node, Address):
            line.text(self.plain(node))
        elif isinstance(node, nodes.raw):
            if "html" in node.get("format", "").split() and "no-search" not in node["classes"]:
                text = node.astext().strip()
                line.markdown(line.end if re.fullmatch("<br ?/?>", text) else inline_html(text, self.targets.of_page))
        elif isinstance(node, nodes.Element):
            self._inside(node, line)

    def _inside(self, node: nodes.Element, line: Line) -> None:
        for child in node.children:
            self.inline(child, line)

    def _link(self, node: nodes.Element, line: Line) -> None:
        address = self.targets.link(node)
        inner = Line("<br>")
        self._inside(node, inner)
        text = inner.render(begins=False)
        if not address or not text:
            line.markdown(text)
            return
        if node.get("reftitle") and _is_citation(node):
            self.cited.setdefault(address, (node.astext(), node["reftitle"]))
        itself = autolink(address) if node.astext() == address else None
        line.markdown(itself or f"[{text}]({destination(address)})")


def _is_citation(node: nodes.Node | None) -> bool:
    while isinstance(node, nodes.Element):
        if "bibtex-citation" in node["classes"]:
            return True
        node = node.parent
    return False


def note_name(label: str) -> str:
    """Return the name of a footnote as Markdown can have it."""
    return re.sub(r"[\s\[\]^\\]+", "-", label)
