"""Markdown text → what it names: objects, citations, links, images, files and toctree entries.

The text is read as MyST reads it, by the same parser and plugins, so that nothing in code, in a comment
or behind a backslash counts.  The parser tells lines only; columns come from the position of each
construct in its block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.field_list import fieldlist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.myst_role.index import myst_role

#: directive -> what its argument names
FILE_DIRECTIVES = {"figure": "image", "image": "image", "guide": "guide", "crosswalk": "crosswalk", "include": "file",
                   "literalinclude": "file"}  # fmt: skip
#: option of a directive -> what it names
FILE_OPTIONS = {"file": "file", "img-top": "image", "img-bottom": "image", "img-background": "image"}
#: directives whose content is not Markdown
LITERAL_DIRECTIVES = frozenset(
    ["code", "code-block", "code-cell", "sourcecode", "parsed-literal", "prompt", "highlight", "math", "raw",
     "eval-rst", "doctest", "testcode", "testoutput", "testsetup", "testcleanup", "literalinclude", "include", "image",
     "csv-table", "guide", "crosswalk", "compare", "relations", "bibliography", "footbibliography", "meta", "index",
     "productionlist", "diagram", "mermaid", "graphviz", "digraph", "graph", "d2", "plantuml"]
)  # fmt: skip
#: directives whose argument names outline pages
PATTERN_DIRECTIVES = frozenset(["compare", "diagram", "relations"])
#: as docutils and MyST, we stop where nesting makes no sense any more
MAX_DEPTH = 20


@dataclass(frozen=True, order=True)
class Reference:
    """Something that the text names."""

    line: int
    column: int
    kind: str  #: ``link``, ``image``, ``file``, ``toctree``, ``glob`` (of a toctree), ``cite`` or the name of a role
    target: str


@dataclass(frozen=True)
class DiagramBlock:
    """A ``{diagram}``."""

    line: int  #: of the directive
    pattern: str  #: the outline page that it names
    body: str  #: its YAML, without options
    body_line: int  #: line of the file on which that begins


@dataclass
class Markup:
    """What a text says that a check needs."""

    title: str = ""  #: the first heading
    labels: set[str] = field(default_factory=set)  #: targets that a link may name
    references: list[Reference] = field(default_factory=list)
    diagrams: list[DiagramBlock] = field(default_factory=list)


def parse_markup(body: str, first_line: int = 1, extensions: frozenset[str] = frozenset()) -> Markup:
    """Read a document without its front matter.

    Args:
        body: the text, lines end in ``\\n``.
        first_line: line of the file on which it begins.
        extensions: ``myst_enable_extensions``.
    """
    scan = _Scan(body.replace("\0", "\ufffd").split("\n"), first_line, _parser(extensions))
    scan.text(body, 0, 0)
    scan.result.labels.update(re.findall(r"\{#([\w:-]+)", body))
    scan.result.references.sort()
    return scan.result


def split_title(text: str) -> str:
    """Return the target of ``target`` or ``title <target>``, as Sphinx's roles and toctrees take it."""
    match = re.fullmatch(r".+?\s*(?<!\\)<(.*?)>", text, re.DOTALL)
    return match[1] if match else text


@lru_cache(maxsize=4)
def _parser(extensions: frozenset[str]) -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark")
        .enable("table")
        .use(myst_block_plugin)
        .use(myst_role_plugin)
        .use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
        .use(colon_fence_plugin)
    )
    for name, plugin in (
        ("deflist", deflist_plugin),
        ("fieldlist", fieldlist_plugin),
        ("dollarmath", dollarmath_plugin),
    ):
        if name in extensions:
            parser.use(plugin)
    for rule_name, rule, token_type in (
        ("myst_role", myst_role, "myst_role"),
        ("link", link, "link_open"),
        ("image", image, "image"),
    ):
        parser.inline.ruler.at(rule_name, _with_start(rule, token_type))
    return parser


def _with_start(rule: Callable[[StateInline, bool], bool], token_type: str) -> Callable[[StateInline, bool], bool]:
    """Let an inline rule note in the token where its text begins, in code points from the block's first."""

    def with_start(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        token = next((token for token in state.tokens[count:] if token.type == token_type), None)
        if token is not None and not silent:
            token.meta["start"] = start
        return True

    return with_start


class _Scan:
    """One pass over a document and what is nested in its directives."""

    def __init__(self, lines: list[str], first_line: int, parser: MarkdownIt) -> None:
        self.lines = lines
        self.first_line = first_line
        self.parser = parser
        self.result = Markup()
        self.definitions: dict[str, Any] = {}  # link definitions hold for what is nested, too

    def note(self, kind: str, target: str, row: int, column: int) -> None:
        self.result.references.append(Reference(self.first_line + row, column + 1, kind, target))

    def text(self, text: str, row: int, depth: int) -> None:
        """Read Markdown that begins on the *row*-th line of the document, from 0."""
        tokens = self.parser.parse(text, self.definitions)
        column_of_row: dict[int, int] = {}  # end of the last table cell that was read in a row
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type == "inline":
                is_cell = before is not None and before.type in ("th_open", "td_open")
                self.inline(token, row, column_of_row if is_cell else None)
                if before is not None and before.type == "heading_open" and not self.result.title:
                    self.result.title = _plain(token)
            elif token.type in ("fence", "colon_fence"):
                self.directive(token, row + token.map[0], depth)
            elif token.type == "myst_target":
                self.result.labels.add(token.content)

    def inline(self, block: Token, row: int, column_of_row: dict[int, int] | None) -> None:
        first = row + block.map[0]
        for token in block.children or []:
            start = token.meta.get("start")
            if start is None:
                continue
            if token.type == "link_open":
                href = self.parser.normalizeLinkText(str(token.attrGet("href") or ""))
                self.note("link", href, *self.place(block.content, start, first, column_of_row))
            elif token.type == "image":
                source = self.parser.normalizeLinkText(str(token.attrGet("src") or ""))
                self.note("image", source, *self.place(block.content, start, first, column_of_row))
            else:
                self.role(token, block.content, start, first, column_of_row)
        if column_of_row is not None:
            line, column = self.place(block.content, len(block.content), first, column_of_row)
            column_of_row[line] = column

    def role(self, token: Token, content: str, start: int, first: int, column_of_row: dict[int, int] | None) -> None:
        name = token.meta["name"].removeprefix("shohyo:")
        if name.partition(":")[0] not in ("cite", "footcite"):
            if not token.content.startswith("!"):
                self.note(name, split_title(token.content).strip(), *self.place(content, start, first, column_of_row))
            return
        inside = content.index("`", start)
        inside += len(content[inside:]) - len(content[inside:].lstrip("`"))
        for offset, key in citation_keys(token.content):
            self.note("cite", key, *self.place(content, inside + offset, first, column_of_row))

    def place(self, content: str, position: int, first: int, column_of_row: dict[int, int] | None) -> tuple[int, int]:
        """Return row and column, from 0, of a position in a block's text.

        The parser has taken indentation and quote marks off each line, and the bars off a table's cells.
        """
        row = content.count("\n", 0, position)
        begin = content.rfind("\n", 0, position) + 1
        line = content[begin:].partition("\n")[0]
        inner = line.strip()
        source = self.lines[first + row] if first + row < len(self.lines) else ""
        before = position - begin - (len(line) - len(line.lstrip()))
        if column_of_row is None:
            column = max(source.rfind(inner), 0) + before
        else:
            cell = re.compile(_with_bars(inner)).search(source, column_of_row.get(first + row, 0))
            start = cell.start() if cell else 0
            written = re.compile(_with_bars(inner[:before])).match(source, start)
            column = written.end() if written else start + before
        return first + row, max(0, min(column, len(source)))

    # --- directives --------------------------------------------------------------------------

    def directive(self, token: Token, row: int, depth: int) -> None:
        match = re.match(r"\{([\w:+.-]+)\}\s*(.*)", token.info.strip(), re.DOTALL)
        if not match or depth > MAX_DEPTH:
            return
        name, argument = match[1].removeprefix("shohyo:"), match[2].strip()
        lines = token.content.split("\n")
        options, body_row = _options(lines)
        values = {key: value for _, key, value in options}
        for index, key, value in options:
            if key == "name":
                self.result.labels.add(value)
            elif value and key in FILE_OPTIONS:
                self.note(FILE_OPTIONS[key], value, *self.find(value, row + 1 + index))
            elif value and key == "link" and values.get("link-type") == "doc":
                self.note("doc", value, *self.find(value, row + 1 + index))
        if name == "toctree":
            for index, line in enumerate(lines[body_row:], start=body_row):
                entry = line.strip()
                if entry:
                    kind = (
                        "glob"
                        if "glob" in values and re.search(r"[*?[]", entry) and entry == split_title(entry)
                        else "toctree"
                    )
                    self.note(kind, split_title(entry), *self.find(entry, row + 1 + index))
        elif name in FILE_DIRECTIVES and argument:
            self.note(FILE_DIRECTIVES[name], argument, *self.find(argument, row, last=True))
        elif name in PATTERN_DIRECTIVES:
            for word in dict.fromkeys(argument.replace(",", " ").split()):
                self.note("pattern", word, *self.find(word, row, last=True))
        if name == "diagram":
            body = "\n".join(lines[body_row:]).strip("\n")
            blank = next((index for index, line in enumerate(lines[body_row:]) if line.strip()), 0)
            line = self.first_line + row
            self.result.diagrams.append(DiagramBlock(line, argument, body, line + 1 + body_row + blank))
        if name in LITERAL_DIRECTIVES or name == "toctree":
            return
        if argument and name not in FILE_DIRECTIVES:
            self.text(argument, row, depth + 1)
        body = "\n".join(["" if index < body_row else line for index, line in enumerate(lines)])
        self.text(body, row + 1, depth + 1)

    def find(self, text: str, row: int, last: bool = False) -> tuple[int, int]:
        """Return row and column, from 0, of a text that stands in that row."""
        source = self.lines[row] if row < len(self.lines) else ""
        return row, max(0, source.rfind(text) if last else source.find(text))


def _with_bars(text: str) -> str:
    """Return an expression for a cell's text as it is written, where a bar has a backslash."""
    return re.escape(text).replace(r"\|", r"\\?\|")


def _options(lines: list[str]) -> tuple[list[tuple[int, str, str]], int]:
    """Return index, key and value of a directive's options, and the index of its body's first line."""
    if lines[0].startswith("---"):
        end = next((index for index, line in enumerate(lines[1:], start=1) if line.startswith("---")), len(lines))
        rows, body_row, form = range(1, end), end + 1, r"\s*([\w-]+)\s*:\s*(.*?)\s*"
    else:
        end = next((index for index, line in enumerate(lines) if not re.match(r"\s*:(?!::)", line)), len(lines))
        rows, body_row, form = range(end), end, r"\s*:\s*([\w-]+)\s*:\s*(.*?)\s*"
    found = [(index, match) for index in rows if (match := re.fullmatch(form, lines[index]))]
    return [(index, match[1], match[2].strip("\"'")) for index, match in found], body_row


def citation_keys(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and key of each citation in ``key``, ``key1, key2`` or ``{see}key{p. 5}``."""
    for match in re.finditer(r"(?:^|,)((?:\{[^{}]*\}|[^,])*)", text):
        key = re.sub(r"\{[^{}]*\}", lambda note: " " * len(note[0]), match[1])
        yield match.start(1) + len(key) - len(key.lstrip()), key.strip()


def _plain(block: Token) -> str:
    """Return a heading's text without markup."""
    return "".join(
        split_title(token.content) if token.type == "myst_role" else " " if token.type == "softbreak" else token.content
        for token in block.children or []
        if token.type in ("text", "code_inline", "myst_role", "softbreak", "image")
    ).strip()
