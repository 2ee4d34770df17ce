"""A page as it is written → Markdown: its blocks with every link resolved, and none of our directives.

CommonMark with the tables of GitHub, and with the forms of footnotes and formulas that are common beside it.
Addresses that lead to the site begin with ``escape.HERE``, for a twin and a text of the whole site stand in different
folders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from ..calculators.view import CalculatorBlock
from ..messages import _
from ..page.cover import Cover, OwnCover
from ..page.disclosure import Disclosure
from .escape import (
    HERE,
    NOTE,
    Line,
    cell,
    code,
    destination,
    escaped,
    fenced,
    formula,
    heading,
    indented,
    one_line,
    quoted,
)
from .lines import SKIPPED, Lines, note_name
from .rawhtml import block_of_html, inline_html, picture_label

Block = Callable[["Writer", Any], Iterable[str]]


class Items(str):
    """The items of a list, of which each begins at the edge and goes on behind it."""

    __slots__ = ()


def stacked(blocks: Iterable[str], between: str = "\n\n") -> str:
    """Return blocks below each other; a list next to another has other signs, or they would be one."""
    found: list[str] = []
    before = ""
    for block in blocks:
        if isinstance(block, Items):
            if before and block[0].isdigit() == before[0].isdigit() and _sign(block) == _sign(before):
                sign = r"\1)" if block[0].isdigit() else "*"
                block = Items(re.sub(r"^(\d*)[-.]", sign, block, flags=re.MULTILINE))
            before = block
        else:
            before = ""
        found.append(block)
    return between.join(found)


def _sign(items: str) -> str:
    return items.lstrip("0123456789")[0]


class Writer(Lines):
    """Writes one page."""

    def write(self, doctree: nodes.document) -> str:
        """Return the page, with the works that it cites below it."""
        found = list(self.blocks(doctree.children))
        if self.cited:
            found += [f"## {escaped(_('Works cited'))}", "\n".join(self._works())]
        return stacked(found) + "\n"

    def _works(self) -> Iterator[str]:
        for address, (label, text) in self.cited.items():
            yield f"- [{escaped(label)}]({destination(address)}): {escaped(text)}"

    # --- blocks ------------------------------------------------------------------------------

    def blocks(self, children: Iterable[nodes.Node]) -> Iterator[str]:
        """Yield the blocks of what stands below each other; words between blocks are a paragraph."""
        line: Line | None = None
        for child in children:
            if self.is_inline(child):
                line = line or Line(self.end)
                self.inline(child, line)
                continue
            if line and (text := line.render()):
                yield text
            line = None
            if write := self._writer(child):
                yield from filter(None, write(self, child))
        if line and (text := line.render()):
            yield text

    def within(self, node: nodes.Element) -> Iterator[str]:
        yield from self.blocks(node.children)

    @staticmethod
    def _writer(node: nodes.Node) -> Block | None:
        for kind in type(node).__mro__:
            if kind in _BLOCKS:
                return _BLOCKS[kind]
        return None

    def section(self, node: nodes.section) -> Iterator[str]:
        self.level += 1
        yield from self.within(node)
        self.level -= 1

    def title(self, node: nodes.Element) -> Iterator[str]:
        if isinstance(node.parent, nodes.section | nodes.document):
            yield self.heading(node, self.level)
        else:
            yield from self.bold(node)

    def heading(self, node: nodes.Element, level: int) -> str:
        text = self.text_of(node, end=" ", begins=False)
        return heading(self.targets.number(node) + text, level)

    def rubric(self, node: nodes.rubric) -> Iterator[str]:
        if level := node.get("heading-level"):
            yield self.heading(node, level)
        else:
            yield from self.bold(node)

    def bold(self, node: nodes.Element) -> Iterator[str]:
        """Yield a line in bold type: a title of something that is no section."""
        line = Line(self.end)
        number = line.open("strong")
        for child in node.children:
            self.inline(child, line)
        line.close(number)
        yield line.render()

    def paragraph(self, node: nodes.Element) -> Iterator[str]:
        if _TITLES.isdisjoint(node["classes"]):
            yield self.text_of(node)
        else:
            yield from self.bold(node)

    def line_block(self, node: nodes.line_block) -> Iterator[str]:
        yield self.end.join(self.text_of(line) for line in node.findall(nodes.line))

    def bullet_list(self, node: nodes.Element) -> Iterator[str]:
        yield self._list(node.children, lambda _number: "- ")

    def enumerated_list(self, node: nodes.enumerated_list) -> Iterator[str]:
        start = node.get("start", 1)
        yield self._list(node.children, lambda number: f"{start + number}. ")

    def hlist(self, node: nodes.Element) -> Iterator[str]:
        items = [item for item in node.findall(nodes.list_item) if item.parent.parent.parent is node]
        yield self._list(items, lambda _number: "- ")

    def _list(self, items: Iterable[nodes.Node], marker: Callable[[int], str]) -> str:
        items = [item for item in items if isinstance(item, nodes.Element)]
        is_tight = all(_is_short(item) for item in items)
        written = [indented(self._joined(item, is_tight), marker(number)) for number, item in enumerate(items)]
        return Items(("\n" if is_tight else "\n\n").join(written))

    def _joined(self, item: nodes.Element, is_tight: bool) -> str:
        return stacked(self.within(item), "\n" if is_tight else "\n\n")

    def definition_list(self, node: nodes.Element) -> Iterator[str]:
        """Yield a list of terms in bold type, each with its meaning."""
        rows = [
            (
                [child for child in item.children if isinstance(child, nodes.term | nodes.classifier)],
                [child for child in item.children if isinstance(child, nodes.definition)],
            )
            for item in node.findall(nodes.definition_list_item)
            if item.parent is node
        ]
        yield self._terms((self._bold_terms(terms), meanings) for terms, meanings in rows)

    def _bold_terms(self, terms: list[nodes.Element]) -> str:
        return ", ".join("".join(self.bold(term)) for term in terms)

    def _terms(self, rows: Iterable[tuple[str, list[nodes.Element]]]) -> str:
        written = []
        for name, meanings in rows:
            found = [block for meaning in meanings for block in self.within(meaning)]
            parts = [child for meaning in meanings for child in meaning.children]
            if len(found) == 1 and len(parts) == 1 and isinstance(parts[0], nodes.paragraph):
                written.append(indented(f"{name}: {found[0]}", "- "))
            else:
                written.append(indented(stacked([name, *found]), "- "))
        return Items(("\n\n" if any("\n\n" in item for item in written) else "\n").join(written))

    def field_list(self, node: nodes.Element) -> Iterator[str]:
        rows = [(field[0], [field[1]]) for field in node.children if len(field.children) > 1]
        yield self._terms(("".join(self.bold(name)), bodies) for name, bodies in rows)

    def option_list(self, node: nodes.Element) -> Iterator[str]:
        rows = [(item[0], [item[1]]) for item in node.children]
        yield self._terms((", ".join(code(one.astext()) for one in group.children), body) for group, body in rows)

    def block_quote(self, node: nodes.Element) -> Iterator[str]:
        yield quoted(stacked(self.within(node)))

    def attribution(self, node: nodes.Element) -> Iterator[str]:
        yield f"— {self.text_of(node)}"

    def admonition(self, node: nodes.Element) -> Iterator[str]:
        """Yield a quotation that begins with what it is called."""
        found = list(self.within(node))
        label = admonitionlabels.get(node.tagname)
        if label and not isinstance(node, nodes.admonition) and not (len(node) and isinstance(node[0], nodes.title)):
            found.insert(0, f"**{escaped(str(label))}**")
        yield quoted(stacked(found))

    def disclosure(self, node: Disclosure) -> Iterator[str]:
        line = Line()
        number = line.open("strong")
        line.text(node["summary"])
        line.close(number)
        yield line.render()
        yield from self.within(node)

    def container(self, node: nodes.Element) -> Iterator[str]:
        """Yield the blocks in a block; the title of a card is in bold type."""
        if _TITLES.isdisjoint(node["classes"]):
            yield from self.within(node)
            return
        for child in node.children:
            yield from self.bold(child) if isinstance(child, nodes.TextElement) else self.blocks([child])

    def literal_block(self, node: nodes.Element) -> Iterator[str]:
        language = node.get("language", "")
        yield fenced(self.plain(node), "" if language in ("default", "none") else language)

    def math_block(self, node: nodes.math_block) -> Iterator[str]:
        number = self.targets.equation(node)
        text = re.sub(r"\n\s*\n", "\n", node.astext().strip()).replace(HERE, "\ufffd")
        yield f"$$\n{text}\n$$" + (f"\n\n{escaped(number)}" if number else "")

    def production_list(self, node: nodes.Element) -> Iterator[str]:
        yield fenced("\n".join(child.astext().rstrip("\n") for child in node.children))

    def signature(self, node: nodes.Element) -> Iterator[str]:
        yield code(" ".join(node.astext().split()))

    def transition(self, node: nodes.Element) -> Iterator[str]:
        if "footnotes" not in node["classes"]:  # these have a place of their own in Markdown
            yield "---"

    def footnote(self, node: nodes.Element) -> Iterator[str]:
        label = node[0].astext() if node.children and isinstance(node[0], nodes.label) else ""
        found = stacked(self.blocks(node.children[bool(label) :]))
        yield f"{NOTE}{note_name(label)}]: " + indented(found, " " * 4).removeprefix(" " * 4)

    def citation(self, node: nodes.Element) -> Iterator[str]:
        label = node[0].astext() if node.children and isinstance(node[0], nodes.label) else ""
        found = list(self.blocks(node.children[bool(label) :]))
        yield from [f"{escaped(f'[{label}]')} {''.join(found[:1])}".rstrip(), *found[1:]]

    def raw(self, node: nodes.raw) -> Iterator[str]:
        if "shohyo-diagram__figure" in node["classes"]:
            yield f"*{escaped(picture_label(node.astext()))}*"
            return
        if "html" in node.get("format", "").split() and "no-search" not in node["classes"]:
            yield block_of_html(node.astext(), self.targets.of_page)

    def picture(self, node: nodes.Element) -> Iterator[str]:
        line = Line()
        self.inline(node, line)
        yield line.render()

    def table(self, node: nodes.table) -> Iterator[str]:
        """Yield the caption and the rows; a table without a head has an empty one, for each has to have one."""
        for title in node.children:
            if isinstance(title, nodes.title):
                yield from self.bold(title)
        for group in node.children:
            if isinstance(group, nodes.tgroup):
                yield self._rows(group)

    def _rows(self, group: nodes.tgroup) -> str:
        heads = [row for head in group.children if isinstance(head, nodes.thead) for row in head.children]
        bodies = [row for body in group.children if isinstance(body, nodes.tbody) for row in body.children]
        rows = self._grid([*heads, *bodies])
        width = max([len(row) for row in rows], default=0)
        if not width:
            return ""
        aligned = [""] * width
        for number, entry in enumerate((heads or bodies)[0].children):
            aligned[min(number, width - 1)] = next((name for name in entry["classes"] if name in _ALIGNED), "")
        head, body = (rows[0], rows[1:]) if heads else ([], rows)
        lines = [head + [""] * (width - len(head)), [_ALIGNED.get(name, "---") for name in aligned]]
        lines += [row + [""] * (width - len(row)) for row in body]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _grid(self, rows: Iterable[nodes.Element]) -> list[list[str]]:
        """Return the cells of each row; what a cell spans beside the first is empty."""
        found: list[list[str]] = []
        spanned: dict[int, int] = {}  # column → rows below that a cell reaches into
        for row in rows:
            cells: list[str] = []
            for entry in row.children:
                while spanned.get(len(cells)):
                    spanned[len(cells)] -= 1
                    cells.append("")
                across = 1 + entry.get("morecols", 0)
                for column in range(len(cells), len(cells) + across):
                    spanned[column] = entry.get("morerows", 0)
                cells += [cell(self._flat(entry)), *[""] * (across - 1)]
            while spanned.get(len(cells)):
                spanned[len(cells)] -= 1
                cells.append("")
            found.append(cells)
        return found

    def _flat(self, node: nodes.Element) -> str:
        """Return blocks on one line."""
        before, self.end = self.end, "<br>"
        parts = []
        for child in node.children:
            if isinstance(child, nodes.bullet_list | nodes.enumerated_list):
                start = child.get("start", 1)
                is_numbered = isinstance(child, nodes.enumerated_list)
                for number, item in enumerate(child.children):
                    parts.append(f"{start + number}\\. " * is_numbered + "• " * (not is_numbered) + self._flat(item))
            elif isinstance(child, nodes.literal_block):
                parts += [code(line) for line in self.plain(child).splitlines()]
            elif isinstance(child, nodes.math_block):
                parts.append(formula(child.astext()))
            elif isinstance(child, nodes.table):
                parts += [self._flat(entry) for entry in child.findall(nodes.entry)]
            elif isinstance(child, nodes.raw):
                parts.append(inline_html(one_line(child.astext()), self.targets.of_page))
            elif isinstance(child, nodes.TextElement | nodes.image) or self.is_inline(child):
                parts.append(
                    self.text_of(child) if isinstance(child, nodes.TextElement) else "".join(self.picture(child))
                )
            elif isinstance(child, nodes.Element) and not isinstance(child, SKIPPED):
                parts.append(self._flat(child))
        self.end = before
        return "<br>".join(part.replace("\n", " ") for part in parts if part)


#: classes of titles of cards, tabs and blocks that open
_TITLES = frozenset({"sd-card-title", "sd-tab-label", "sd-summary-title"})
_ALIGNED = {"text-left": ":--", "text-right": "--:", "text-center": ":-:"}
_BLOCKS: dict[type, Block | None] = {
    **dict.fromkeys(SKIPPED),
    nodes.Element: Writer.within,
    nodes.TextElement: Writer.paragraph,
    nodes.container: Writer.container,
    nodes.section: Writer.section,
    nodes.title: Writer.title,
    nodes.rubric: Writer.rubric,
    nodes.caption: Writer.bold,
    nodes.line_block: Writer.line_block,
    nodes.bullet_list: Writer.bullet_list,
    nodes.enumerated_list: Writer.enumerated_list,
    nodes.definition_list: Writer.definition_list,
    nodes.field_list: Writer.field_list,
    nodes.option_list: Writer.option_list,
    nodes.block_quote: Writer.block_quote,
    nodes.attribution: Writer.attribution,
    nodes.Admonition: Writer.admonition,
    nodes.sidebar: Writer.block_quote,
    nodes.literal_block: Writer.literal_block,
    nodes.doctest_block: Writer.literal_block,
    nodes.math_block: Writer.math_block,
    nodes.transition: Writer.transition,
    nodes.footnote: Writer.footnote,
    nodes.citation: Writer.citation,
    nodes.raw: Writer.raw,
    nodes.image: Writer.picture,
    nodes.table: Writer.table,
    addnodes.hlist: Writer.hlist,
    addnodes.productionlist: Writer.production_list,
    addnodes.desc: Writer.within,
    addnodes.desc_signature: Writer.signature,
    Cover: Writer.picture,
    OwnCover: Writer.picture,
    Disclosure: Writer.disclosure,
    CalculatorBlock: Writer.within,
}


def _is_short(item: nodes.Element) -> bool:
    """Tell whether a list with this item needs no empty lines: a paragraph, and lists that can follow one."""
    first, *lists = [child for child in item.children if not isinstance(child, SKIPPED)] or [None]
    if first is not None and not isinstance(first, nodes.paragraph):
        return False
    return all(isinstance(one, nodes.bullet_list) and all(map(_is_short, one.children)) for one in lists[:1]) and (
        len(lists) < 2
    )
