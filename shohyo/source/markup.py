"""Markdown text → what it names: objects, citations, links, images, files and toctree entries.

The text is read by MyST's own parser in the page's dialect, so that nothing in code, in a comment or behind a
backslash counts.  The parser tells lines only; columns come from the position of each construct in its block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from markdown_it.rules_inline import html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.myst_role.index import myst_role

from ..errors import Code
from ..upstream.myst import DEFAULT, is_raw, markdown_parser, option_tokens
from .directives import OWN, form_of
from .faults import DIRECTIVE, MAX_LEVEL, Fault, too_deep, turned_heading, unbalanced, unclosed_fence

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from myst_parser.config.main import MdParserConfig

#: kinds of references that may as well be code, where a directive's body is not known
PATHS = frozenset(["link", "image", "file", "include", "text-file"])
#: blocks of text, of which a comparison of pages can show those of a section
_TEXT_BLOCKS = frozenset(["paragraph_open", "bullet_list_open", "ordered_list_open", "dl_open"])
#: name of an inline rule → the rule, and the type of the tokens that are noted
_NOTED = {
    "myst_role": (myst_role, "myst_role"),
    "link": (link, "link_open"),
    "image": (image, "image"),
    "html_inline": (html_inline, "html_inline"),
}


@dataclass(frozen=True, order=True)
class Reference:
    """Something that the text names."""

    line: int
    column: int
    #: ``link``, ``image``, ``file``, ``include`` and ``text-file`` (which become part of the page), ``toctree``,
    #: ``glob`` (of a toctree), ``cite`` or the name of a role
    kind: str
    target: str
    path: str = ""  #: of the file, where that is not the page's own


@dataclass(frozen=True)
class Use:
    """A directive of ours."""

    line: int
    column: int
    name: str
    argument: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    body: str = ""  #: without options
    body_line: int = 0  #: line of the file on which that begins
    path: str = ""  #: of the file, where that is not the page's own


@dataclass(frozen=True)
class Html:
    """A piece of HTML that an author wrote."""

    line: int
    column: int
    text: str
    path: str = ""  #: of the file, where that is not the page's own


@dataclass
class Markup:
    """What a text says that a check needs."""

    title: str = ""  #: the first heading
    sections: set[str] = field(default_factory=set)  #: headings with text below them
    labels: set[str] = field(default_factory=set)  #: targets that a link may name
    key_prefixes: set[str] = field(default_factory=set)  #: of citation keys, for bibliographies of their own
    references: list[Reference] = field(default_factory=list)  #: in the order of the text
    uses: list[Use] = field(default_factory=list)
    html: list[Html] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  #: what is wrong in the markup by itself

    @property
    def is_too_deep(self) -> bool:
        """Whether the text is nested deeper than anyone reads it, and than every stack bears."""
        return any(fault.code == Code.LIMIT for fault in self.faults)


def parse_markup(body: str, first_line: int = 1, dialect: MdParserConfig = DEFAULT) -> Markup:
    """Read a document without its front matter.

    Args:
        body: the text, lines end in ``\\n``.
        first_line: line of the file on which it begins.
        dialect: what MyST reads it in.
    """
    scan = _Scan(body.replace("\0", "\ufffd").split("\n"), first_line, dialect)
    scan.text(body, 0, 0)
    scan.result.labels.update(re.findall(r"\{#([\w:-]+)", body))
    scan.result.references.sort()
    scan.result.faults.sort()
    return scan.result


def split_title(text: str) -> str:
    """Return the target of ``target`` or ``title <target>``, as Sphinx's roles and toctrees take it."""
    match = re.fullmatch(r".+?\s*(?<!\\)<(.*?)>", text, re.DOTALL)
    return match[1] if match else text


_parsers: list[tuple[MdParserConfig, MarkdownIt]] = []


def _parser(dialect: MdParserConfig) -> MarkdownIt:
    """Return MyST's parser, which notes where things begin; one for each dialect."""
    for known, parser in _parsers:  # a project has one or two
        if known == dialect:
            return parser
    parser = markdown_parser(dialect)
    parser.options["maxNesting"] = MAX_LEVEL + 3  # deep enough to see that a text is too deep
    parser.disable(["front_matter", "wordcount"], ignoreInvalid=True)  # the front matter is gone already
    for name in parser.get_all_rules()["inline"]:
        if name in _NOTED:
            parser.inline.ruler.at(name, _with_start(*_NOTED[name]))
    _parsers.insert(0, (dialect, parser))
    del _parsers[4:]  # pages may each have a dialect of their own
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

    def __init__(self, lines: list[str], first_line: int, dialect: MdParserConfig) -> None:
        self.lines = lines
        self.first_line = first_line
        self.dialect = dialect
        self.parser = _parser(dialect)
        self.result = Markup()
        self.definitions: dict[str, Any] = {}  # link definitions hold for what is nested, too
        self.block: _Block | None = None  # the one of which a place was last asked for
        self.pieces: list[tuple[int, int, str]] = []  # of HTML: line, column and text
        self.leave_out: frozenset[str] = frozenset()  # kinds that do not count where we are

    def note(self, kind: str, target: str, row: int, column: int) -> None:
        if kind not in self.leave_out:
            self.result.references.append(Reference(self.first_line + row, column + 1, kind, target))

    def fault(self, fault: Fault | None) -> None:
        if fault:
            self.result.faults.append(fault)

    def text(self, text: str, row: int, level: int) -> None:
        """Read Markdown that begins on the *row*-th line of the document, from 0, in so many levels of nesting."""
        around, self.pieces = self.pieces, []
        tokens = self.parser.parse(text, self.definitions)
        column_of_row: dict[int, int] = {}  # end of the last table cell that was read in a row
        section = ""
        for before, token in zip([None, *tokens], tokens, strict=False):
            # the text of a block counts as one level below it
            if level + token.level - (token.type == "inline") > MAX_LEVEL:
                if token.map and not self.result.is_too_deep:
                    first, column = self.first_word(row + token.map[0])
                    self.fault(too_deep(self.first_line + first, column + 1))
            elif token.type == "inline":
                is_cell = before is not None and before.type in ("th_open", "td_open")
                self.inline(token, row, column_of_row if is_cell else None)
                if before is not None and before.type == "heading_open":
                    section = _plain(token)
                    self.fault(turned_heading(token.content, self.first_line + row + token.map[0], 1))
                    self.result.title = self.result.title or section
            elif token.type in ("fence", "colon_fence"):
                self.directive(token, row + token.map[0], level + token.level)
            elif token.type == "myst_target":
                self.result.labels.add(token.content)
            elif token.type == "html_block":
                first = token.content.strip().partition("\n")[0]
                self.html(token.content, *self.find(first, row + token.map[0]))
            elif section and level == 0 and token.level == 0 and token.type in _TEXT_BLOCKS:
                self.result.sections.add(section)
        self.result.faults += unbalanced(self.pieces)
        self.pieces = around

    def inline(self, block: Token, row: int, column_of_row: dict[int, int] | None) -> None:
        first = row + block.map[0]
        for token in block.children or []:
            start = token.meta.get("start")
            if start is None:
                continue
            place = self.place(block.content, start, first, column_of_row)
            if token.type == "link_open":
                self.note("link", self.parser.normalizeLinkText(str(token.attrGet("href") or "")), *place)
            elif token.type == "image":
                self.note("image", self.parser.normalizeLinkText(str(token.attrGet("src") or "")), *place)
            elif token.type == "html_inline":
                self.html(token.content, *place)
            else:
                self.role(token, block.content, start, first, column_of_row)
        if column_of_row is not None:
            line, column = self.place(block.content, len(block.content), first, column_of_row)
            column_of_row[line] = column

    def html(self, text: str, row: int, column: int) -> None:
        if is_raw(text, self.dialect):
            self.result.html.append(Html(self.first_line + row, column + 1, text))
            self.pieces.append((self.first_line + row, column + 1, text))

    def first_word(self, row: int) -> tuple[int, int]:
        """Return row and column, from 0, of what stands first in a row."""
        source = self.lines[row] if row < len(self.lines) else ""
        return row, len(source) - len(source.lstrip())

    def role(self, token: Token, content: str, start: int, first: int, column_of_row: dict[int, int] | None) -> None:
        name = token.meta["name"].removeprefix("shohyo:")
        if name.partition(":")[0] not in ("cite", "footcite"):
            if not token.content.startswith("!"):
                self.note(name, split_title(token.content).strip(), *self.place(content, start, first, column_of_row))
            return
        inside = content.index("`", start)
        inside += len(content[inside:]) - len(content[inside:].lstrip("`"))
        with_notes = not name.startswith("footcite")
        for offset, key in citation_keys(token.content, with_notes):
            self.note("cite", key, *self.place(content, inside + offset, first, column_of_row))

    def place(self, content: str, position: int, first: int, column_of_row: dict[int, int] | None) -> tuple[int, int]:
        """Return row and column, from 0, of a position in a block's text.

        The parser has taken indentation and quote marks off each line, and the bars off a table's cells.
        """
        if self.block is None or self.block.content is not content or self.block.first != first:
            self.block = _Block(content, first, self.lines)
        row = bisect_right(self.block.begins, position) - 1
        begin, inner, indent, start = self.block.line(row)
        source = self.lines[first + row] if first + row < len(self.lines) else ""
        before = position - begin - indent
        if column_of_row is None:
            column = start + before
        else:
            cell = re.compile(_with_bars(inner)).search(source, column_of_row.get(first + row, 0))
            start = cell.start() if cell else 0
            written = re.compile(_with_bars(inner[:before])).match(source, start)
            column = written.end() if written else start + before
        return first + row, max(0, min(column, len(source)))

    # --- directives --------------------------------------------------------------------------

    def directive(self, token: Token, row: int, level: int) -> None:
        column = self.first_word(row)[1]
        self.fault(unclosed_fence(token, self.first_line + row, column + 1))
        words = token.info.strip().split(maxsplit=1)
        name, argument = (words[0] if words else ""), (words[1].strip() if len(words) > 1 else "")
        if token.type == "colon_fence" and not re.fullmatch(r"\{.*\}", name):
            self.text(token.content, row + 1, level + DIRECTIVE)  # a block of text with a class
            return
        if name in self.dialect.fence_as_directive:
            name = f"{{{name}}}"
        if not re.fullmatch(r"\{[^{}]+\}", name) or self.dialect.commonmark_only:
            return
        name = name[1:-1].removeprefix("shohyo:")
        form = form_of(name)
        lines = token.content.split("\n")
        has_options = form.options or name not in OWN
        options, body_row = _options(lines) if has_options else ([], 0)
        values = {key: value for _, key, value in options}
        for index, key, value in options:
            self.option(name, key, value, values, row + 1 + index)
        if form.argument and form.argument != "text":
            for word in argument_names(name, argument):
                self.note(opened_as(form.argument, values), word, *self.find(word, row, last=True))
        if form.body == "toctree":
            self.toctree(lines, body_row, row, is_glob="glob" in values)
        text = "\n".join(lines[body_row:]).strip("\n")
        blank = next((index for index, line in enumerate(lines[body_row:]) if line.strip()), 0)
        if name in OWN:
            row, column = self.first_word(row)
            line = self.first_line + row
            self.result.uses.append(Use(line, column + 1, name, argument, values, text, line + 1 + body_row + blank))
        elif form.body == "html" and "html" in argument.split() and text:
            self.html(text, *self.first_word(row))
        if form.argument == "text" and argument:
            self.text(argument, row, level + DIRECTIVE)
        if form.body in ("markdown", "other"):
            around = self.leave_out
            self.leave_out = around if form.body == "markdown" else around | PATHS
            self.text("\n" * body_row + "\n".join(lines[body_row:]), row + 1, level + DIRECTIVE)
            self.leave_out = around

    def option(self, name: str, key: str, value: str, values: Mapping[str, str], row: int) -> None:
        """Note what an option of a directive names."""
        option = form_of(name).options.get(key)
        if key == "name":
            self.result.labels.add(value)
        elif key == "keyprefix":
            self.result.key_prefixes.add(value)
        elif key == "link" and values.get("link-type") == "doc" and value:
            self.note("doc", value, *self.find(value, row))
        elif option and option.names and value:
            start = 0
            for word in option_words(value) if option.value == "words" else (value,):
                row, column = self.find(word, row, after=max(start, self.find(key, row)[1] + len(key)))
                self.note(opened_as(option.names, values), word, row, column)
                start = column + len(word)

    def toctree(self, lines: list[str], body_row: int, row: int, is_glob: bool) -> None:
        """Note the entries of a table of contents."""
        for index, line in enumerate(lines[body_row:], start=body_row):
            if entry := line.strip():
                has_pattern = is_glob and re.search(r"[*?[]", entry) and entry == split_title(entry)
                self.note("glob" if has_pattern else "toctree", split_title(entry), *self.find(entry, row + 1 + index))

    def find(self, text: str, row: int, last: bool = False, after: int = 0) -> tuple[int, int]:
        """Return row and column, from 0, of a text that stands in that row."""
        source = self.lines[row] if row < len(self.lines) else ""
        return row, max(0, source.rfind(text) if last else source.find(text, after))


class _Block:
    """A block's text, whose lines are looked for in the file once, however much is in them."""

    def __init__(self, content: str, first: int, lines: list[str]) -> None:
        self.content = content
        self.first = first
        self.lines = lines
        self.begins = [0, *(match.end() for match in re.finditer("\n", content))]  #: positions of the lines
        self.known: dict[int, tuple[int, str, int, int]] = {}

    def line(self, row: int) -> tuple[int, str, int, int]:
        """Return of a line its position, its text, how far that is indented, and its column in the file."""
        if row not in self.known:
            begin = self.begins[row]
            line = self.content[begin : self.begins[row + 1] - 1 if row + 1 < len(self.begins) else None]
            inner = line.strip()
            source = self.lines[self.first + row] if self.first + row < len(self.lines) else ""
            self.known[row] = begin, inner, len(line) - len(line.lstrip()), max(source.rfind(inner), 0)
        return self.known[row]


def _with_bars(text: str) -> str:
    """Return an expression for a cell's text as it is written, where a bar has a backslash."""
    return re.escape(text).replace(r"\|", r"\\?\|")


def _options(lines: list[str]) -> tuple[list[tuple[int, str, str]], int]:
    """Return index, key and value of a directive's options, and the index of its body's first line."""
    if lines[0].startswith("---"):
        end = next((index for index, line in enumerate(lines[1:], start=1) if line.startswith("---")), len(lines))
        first, block, body_row = 1, dedent("\n".join(lines[1:end])), end + 1
    else:
        # three colons begin a directive in this one
        end = next((index for index, line in enumerate(lines) if not re.match(r"\s*:(?!::)", line)), len(lines))
        first, block, body_row = 0, "\n".join(line.lstrip()[1:] for line in lines[:end]), end
    return [(first + line, key, value) for key, value, line in option_tokens(block)] if block else [], body_row


def opened_as(kind: str, options: Container[str]) -> str:
    """Return what a file is for a directive that may not take it for text of the page."""
    is_other = kind in ("include", "text-file") and any(key in options for key in ("encoding", "literal", "code"))
    return "file" if is_other else kind


def argument_names(name: str, argument: str) -> list[str]:
    """Return what the argument of one of our directives names, or that of another that names a file."""
    if name == "compare":
        return list(dict.fromkeys(names_in(argument)))
    return [argument] if argument else []


def names_in(argument: str) -> list[str]:
    """Return the names in an argument that may be several."""
    return argument.replace(",", " ").split()


def option_words(value: str) -> list[str]:
    """Return the words of an option that takes several."""
    return [word.strip() for word in value.split(",") if word.strip()]


def citation_keys(text: str, with_notes: bool = True) -> Iterator[tuple[int, str]]:
    """Yield position and key of each citation in ``key1, key2``, or with notes in ``{see}key{p. 5}``, too."""
    note = r"\{[^{}]*\}"
    for match in re.finditer(rf"(?:^|,)((?:{note}|[^,])*)" if with_notes else r"(?:^|,)([^,]*)", text):
        key = re.sub(note, lambda found: " " * len(found[0]), match[1]) if with_notes else match[1]
        yield match.start(1) + len(key) - len(key.lstrip()), key.strip()


def _plain(block: Token) -> str:
    """Return a heading's text without markup."""
    return "".join(
        split_title(token.content) if token.type == "myst_role" else " " if token.type == "softbreak" else token.content
        for token in block.children or []
        if token.type in ("text", "code_inline", "myst_role", "softbreak", "image")
    ).strip()
