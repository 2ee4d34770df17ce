"""Markdown text → what it names: objects, citations, links, images, files and toctree entries.

The text is read by MyST's own parser in the page's dialect, so that nothing in code, in a comment or behind a
backslash counts.  The parser tells lines only; columns come from the position of each construct in its block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from ..markdown.dialect import DIALECT
from ..markdown.faults import DIRECTIVE, MAX_LEVEL, Fault, too_deep, turned_heading, unbalanced, unclosed_fence
from ..markdown.foreign import citations, container, foreign, in_html, is_suspect, more
from ..markdown.mathematics import fault_of
from ..text.rawhtml import image_sources
from ..upstream.myst import (
    SubstitutionError,
    is_raw,
    slug_of,
    substitute,
)
from .directives import DIRECTIVES, OWN, form_of, options_of
from .parsing import parser_of
from .places import Block
from .references import (
    NO_ROLES,
    Called,
    Heading,
    Html,
    Markup,
    Note,
    Reference,
    Substitution,
    Use,
    argument_names,
    citation_keys,
    formula_links,
    note_names,
    opened_as,
    option_words,
    plain_text,
    role_names,
    split_title,
)
from .safety import INTERNAL, SCHEMES, scheme_of
from .vocabulary import is_usual, lack_of

if TYPE_CHECKING:
    from myst_parser.config.main import MdParserConfig

#: kinds of references that may as well be code, where a directive's body is not known
PATHS = frozenset(["link", "image", "file", "include", "text-file"])
#: blocks of text, of which a comparison of pages can show those of a section
_TEXT_BLOCKS = frozenset(["paragraph_open", "bullet_list_open", "ordered_list_open", "dl_open"])
#: types of tokens that are formulas, or stand for a value
_VALUES = frozenset(["math_block", "math_block_label", "amsmath", "substitution_block"])
#: types of tokens of which MyST makes the anchor of a heading
WORDS = frozenset(["text", "code_inline"])
#: types of tokens that are formulas in a line
_FORMULAS = frozenset(["math_inline", "math_inline_double"])


def parse_markup(body: str, first_line: int = 1, dialect: MdParserConfig = DIALECT) -> Markup:
    """Read a document without its front matter.

    Args:
        body: the text, lines end in ``\\n``.
        first_line: line of the file on which it begins.
        dialect: what MyST reads it in.
    """
    scan = _Scan(body.replace("\0", "\ufffd").split("\n"), first_line, dialect)
    scan.text(body, 0, 0)
    scan.result.labels.update(re.findall(r"\{[^{}\n]*?#([^\s{}]+)", body))
    scan.result.labels.update(re.findall(r"(?i)<[^<>]*?\s(?:id|name)=[\"']?([^\s\"'<>]+)", body))
    scan.result.own_roles.update(role_names(body))
    scan.result.references.sort()
    scan.result.faults.sort()
    return scan.result


class _Scan:
    """One pass over a document and what is nested in its directives."""

    def __init__(self, lines: list[str], first_line: int, dialect: MdParserConfig) -> None:
        self.lines = lines
        self.first_line = first_line
        self.dialect = dialect
        self.parser = parser_of(dialect)
        self.result = Markup()
        self.definitions: dict[str, Any] = {}  # link definitions hold for what is nested, too
        self.block: Block | None = None  # the one of which a place was last asked for
        self.level = 0  #: of nesting
        self.pieces: list[tuple[int, int, str]] = []  # of HTML: line, column and text
        self.leave_out: frozenset[str] = frozenset()  # kinds that do not count where we are
        self.values: frozenset[str] = frozenset()  # in which we are, of substitutions
        self.around = ""  #: marks of the fence in which we are
        self.count = [0]  # of substitutions on the page, shared with those in values

    def note(self, kind: str, target: str, row: int, column: int, is_role: bool = False) -> None:
        if kind not in self.leave_out:
            found = self.result.formulas if kind == "math" else self.result.references
            found.append(Reference(self.first_line + row, column + 1, kind, target, is_role=is_role))

    def fault(self, fault: Fault | None) -> None:
        if fault:
            self.result.faults.append(fault)

    def text(self, text: str, row: int, level: int) -> None:
        """Read Markdown that begins on the *row*-th line of the document, from 0, in so many levels of nesting."""
        around, self.pieces = self.pieces, []
        level_around, self.level = self.level, level
        tokens = self.parser.parse(text, self.definitions)
        column_of_row: dict[int, int] = {}  # end of the last table cell that was read in a row
        section = ""
        for index, (before, token) in enumerate(zip([None, *tokens], tokens, strict=False)):
            # the text of a block counts as one level below it
            if level + token.level - (token.type == "inline") > MAX_LEVEL:
                if token.map and not self.result.is_too_deep:
                    first, column = self.first_word(row + token.map[0])
                    self.fault(too_deep(self.first_line + first, column + 1))
            elif token.type == "inline":
                is_cell = before is not None and before.type in ("th_open", "td_open")
                if not self.leave_out:  # else it may be code
                    is_quote = index > 1 and tokens[index - 2].type == "blockquote_open"
                    self.foreign(token, row + token.map[0], column_of_row if is_cell else None, is_quote)
                self.inline(token, row, column_of_row if is_cell else None)
                if before is not None and before.type == "heading_open":
                    section = plain_text(token)
                    words = "".join(part.content for part in token.children or () if part.type in WORDS)
                    self.result.anchors |= {slug_of(section), slug_of(words)}
                    if level == 0 and before.level == 0:  # elsewhere it opens no section
                        line, column = self.first_word(row + token.map[0])
                        self.result.headings.append(Heading(self.first_line + line, column + 1, int(before.tag[1:])))
                    for role in token.children or ():
                        if role.type == "myst_role" and role.meta["name"].removeprefix("shohyo:") == "count":
                            self.note("count-in-heading", role.content.strip(), *self.first_word(row + token.map[0]))
                    self.fault(turned_heading(token.content, self.first_line + row + token.map[0], 1))
                    self.result.title = self.result.title or section
            elif token.type in ("fence", "colon_fence"):
                self.directive(token, row + token.map[0], level + token.level)
            elif token.type == "footnote_reference_open":
                label = token.meta["label"]
                self.footnote(label, *self.find(f"[^{label}]:", row + token.map[0]), is_definition=True)
            elif token.type == "myst_target":
                self.result.labels.add(token.content)
            elif token.type == "html_block":
                first = token.content.strip().partition("\n")[0]
                self.html(token.content, *self.find(first, row + token.map[0]))
                for found in in_html(token.content) if not self.leave_out else ():
                    before = token.content[: found.position].split("\n")
                    at = row + token.map[0] + len(before) - 1
                    inner = self.lines[at] if at < len(self.lines) else ""
                    shift = max(inner.find(token.content.split("\n")[len(before) - 1]), 0)
                    self.fault(found.at(self.first_line + at, shift + len(before[-1]) + 1))
            elif token.nesting == 0 and token.type in _VALUES:
                if token.type == "substitution_block":
                    self.substitution(token.content, *self.find(token.content, row + token.map[0]))
                else:
                    self.result.labels.add(token.info)
                    self.block_formula(token.content, row + token.map[0], row + token.map[0])
            elif section and level == 0 and token.level == 0 and token.type in _TEXT_BLOCKS:
                self.result.sections.add(section)
        self.result.faults += unbalanced(self.pieces)
        self.pieces, self.level = around, level_around

    def inline(self, block: Token, row: int, column_of_row: dict[int, int] | None) -> None:
        first, after = row + block.map[0], 0
        for token in block.children or []:
            start = token.meta.get("start")
            # its rule is out of reach, so that nobody notes where it begins
            if start is None and token.type == "substitution_inline":
                after = block.content.find(token.content, after) + len(token.content)
                place = self.place(block.content, after - len(token.content), first, column_of_row)
                self.substitution(token.content, *place)
            if start is None:
                continue
            if token.type in _FORMULAS:
                self.inline_formula(token.content, block.content, start, first, column_of_row)
                continue
            place = self.place(block.content, start, first, column_of_row)
            if token.type == "link_open" and token.info == "auto":
                target = self.parser.normalizeLinkText(str(token.attrGet("href") or ""))
                if scheme_of(target) not in SCHEMES:  # else it is what it says
                    self.note("link" if scheme_of(target) in INTERNAL else "address", target, *place)
            elif token.type == "link_open":
                self.note("link", self.parser.normalizeLinkText(str(token.attrGet("href") or "")), *place)
            elif token.type == "footnote_ref":
                self.footnote(token.meta["label"], *place)
            elif token.type == "image":
                self.note("image", self.parser.normalizeLinkText(str(token.attrGet("src") or "")), *place)
            elif token.type == "html_inline":
                self.html(token.content, *place)
            else:
                self.role(token, block.content, start, first, column_of_row)
        if column_of_row is not None:
            line, column = self.place(block.content, len(block.content), first, column_of_row)
            column_of_row[line] = column

    def foreign(self, block: Token, first: int, column_of_row: dict[int, int] | None, is_quote: bool) -> None:
        """Note what looks like markup in the text of a block."""
        content = block.content
        if not is_suspect(content):
            return
        starts = [(part, part.meta["start"]) for part in block.children or () if part.type in _FORMULAS]
        formulas = [(start, start + len(part.content) + 2 * len(part.markup)) for part, start in starts]
        for found in foreign(content, self.dialect.enable_extensions, is_quote, formulas):
            row, column = self.place(content, found.position, first, column_of_row)
            self.fault(found.at(self.first_line + row, column + 1))
        for position, key in citations(content):
            self.note("pandoc", key, *self.place(content, position, first, column_of_row))

    def footnote(self, label: str, row: int, column: int, is_definition: bool = False) -> None:
        if not self.leave_out:
            self.result.notes.append(Note(self.first_line + row, column + 1, label, is_definition))

    def html(self, text: str, row: int, column: int) -> None:
        if not self.leave_out and (found := more(text)):
            self.fault(found.at(self.first_line + row, column + 1))
        if is_raw(text, self.dialect):
            self.result.html.append(Html(self.first_line + row, column + 1, text))
            self.pieces.append((self.first_line + row, column + 1, text))
        else:
            for address in image_sources(text):
                self.note("image", address, row, column)

    def substitution(self, text: str, row: int, column: int) -> None:
        """Read the value that a substitution stands for; what is in it counts where the substitution stands."""
        self.count[0] += 1
        try:
            rendered, names = substitute(text, self.dialect.substitutions, self.values, self.count[0])
        except SubstitutionError as error:
            self.result.substitutions.append(Substitution(self.first_line + row, column + 1, text, error.args[0]))
            return
        inner = _Scan(rendered.split("\n"), self.first_line, self.dialect)
        inner.definitions, inner.leave_out = self.definitions, self.leave_out
        inner.values, inner.count = self.values | names, self.count
        inner.text(rendered, 0, self.level + DIRECTIVE)
        for name in ("labels", "key_prefixes", "note_names", "anchors", "strangers"):
            getattr(self.result, name).update(getattr(inner.result, name))
        self.result.unread += inner.result.unread
        self.result.lists_notes |= inner.result.lists_notes
        for name in ("formulas", "references", "notes", "uses", "html", "substitutions", "faults", "called"):
            for item in getattr(inner.result, name):
                getattr(self.result, name).append(replace(item, line=self.first_line + row, column=column + 1))

    def inline_formula(
        self, text: str, content: str, start: int, first: int, column_of_row: dict[int, int] | None
    ) -> None:
        """Note a formula in a line, which begins at a position of its block's text."""
        fault = fault_of(text)
        # a role has its lines joined
        at = content.replace("\n", " ").find(text.replace("\n", " "), start) + (fault.position if fault else 0)
        place = self.place(content, at, first, column_of_row) if fault else None
        self.formula(text, *self.place(content, start, first, column_of_row), place)

    def block_formula(self, text: str, row: int, start: int) -> None:
        """Note a formula that begins in a row, and in another one than what it stands in."""
        place = None
        if fault := fault_of(text):
            before = text[: fault.position].split("\n")
            line, at = text.split("\n")[len(before) - 1], row + len(before) - 1
            indent = len(line) - len(line.lstrip())
            place = at, self.find(line.strip(), at)[1] + max(0, len(before[-1]) - indent)
        self.formula(text, *self.first_word(start), place)

    def formula(self, text: str, row: int, column: int, fault: tuple[int, int] | None) -> None:
        """Note a formula, and where it is wrong."""
        self.note("math", "", row, column)
        if fault:
            self.note("formula", text, *fault)
        for address in formula_links(text):
            self.note("address", address, row, column)

    def call(self, name: str, row: int, column: int, is_role: bool) -> None:
        """Note a role or directive that a build need not have, but for what may be code."""
        if not self.leave_out and not is_usual(name, is_role):
            self.result.called.append(Called(self.first_line + row, column + 1, name, is_role))

    def first_word(self, row: int) -> tuple[int, int]:
        """Return row and column, from 0, of what stands first in a row."""
        source = self.lines[row] if row < len(self.lines) else ""
        return row, len(source) - len(source.lstrip())

    def role(self, token: Token, content: str, start: int, first: int, column_of_row: dict[int, int] | None) -> None:
        name = token.meta["name"]
        self.call(name, *self.place(content, start, first, column_of_row), is_role=True)
        name = name.removeprefix("shohyo:")
        if name == "math":
            self.inline_formula(token.content, content, start, first, column_of_row)
            return
        if name.partition(":")[0] not in ("cite", "footcite"):
            if not token.content.startswith("!") and name not in NO_ROLES:
                place = self.place(content, start, first, column_of_row)
                self.note(name, split_title(token.content).strip(), *place, is_role=True)
            return
        inside = content.index("`", start)
        inside += len(content[inside:]) - len(content[inside:].lstrip("`"))
        kind = name.partition(":")[0]
        for offset, key in citation_keys(token.content, with_notes=kind == "cite"):
            self.note(kind, key, *self.place(content, inside + offset, first, column_of_row))

    def place(self, content: str, position: int, first: int, column_of_row: dict[int, int] | None) -> tuple[int, int]:
        """Return row and column, from 0, of a position in a block's text."""
        if self.block is None or self.block.content is not content or self.block.first != first:
            self.block = Block(content, first, self.lines)
        return self.block.place(position, column_of_row)

    # --- directives --------------------------------------------------------------------------

    def directive(self, token: Token, row: int, level: int) -> None:
        column = self.first_word(row)[1]
        is_open = unclosed_fence(token, self.first_line + row, column + 1, self.around)
        self.fault(is_open)
        words = token.info.strip().split(maxsplit=1)
        name, argument = (words[0] if words else ""), (words[1].strip() if len(words) > 1 else "")
        if name in self.dialect.fence_as_directive:
            name = f"{{{name}}}"
        if self.dialect.commonmark_only:
            return
        if not re.fullmatch(r"\{[^{}]+\}", name):
            if token.type == "colon_fence":  # without a directive it only groups what is in it
                if found := container(token.info.strip(), DIRECTIVES):
                    self.fault(found.at(self.first_line + row, column + 1))
                self.nested(token.content, row + 1, level + DIRECTIVE, token.markup)
            return
        self.call(name[1:-1], row, column, is_role=False)
        self.result.domains.update([argument] if name == "{default-domain}" else ())
        name = name[1:-1].removeprefix("shohyo:")
        form = form_of(name)
        lines = token.content.split("\n")
        has_options = form.options or name not in OWN
        options, body_row = options_of(lines) if has_options else ([], 0)
        values = {key: value for _, key, value in options}
        self.result.note_names |= note_names(f"{argument} {' '.join(values.values())}")
        if form.body == "other" or name in ("eval-rst", "glossary", "csv-table"):
            self.result.strangers.update(() if is_usual(name, is_role=False) else [name])
            self.result.unread.append(f"{argument} {token.content}")
        if form.body == "other" or name in ("csv-table", "eval-rst"):
            self.result.note_names |= note_names(token.content)
        if level == token.level and (form.body == "other" or name in ("include", "only")):
            self.result.headings.append(Heading(self.first_line + row, column + 1, None))
        for index, key, value in options:
            self.option(name, key, value, values, row + 1 + index)
        if name == "bibliography" and values.get("list", "citation") == "citation":
            self.result.key_prefixes.add(values.get("keyprefix", ""))
        self.result.lists_notes |= name == "footbibliography"
        if form.argument not in ("", "text", "plain"):
            for word in argument_names(name, argument):
                self.note(opened_as(form.argument, values), word, *self.find(word, row, last=True))
        if form.body == "toctree":
            self.toctree(lines, body_row, row, is_glob="glob" in values)
        text = "\n".join(lines[body_row:]).strip("\n")
        if (lacks := lack_of(name, argument, text.strip(), values)) and not self.leave_out and not is_open:
            self.result.called.append(Called(self.first_line + row, column + 1, name, False, lacks))
        if name == "math" and argument:
            self.block_formula(argument, row, row)
        if name == "math" and text:
            self.block_formula("\n".join(lines[body_row:]), row + 1 + body_row, row)
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
            text = "\n" * body_row + "\n".join(lines[body_row:])
            self.nested(text, row + 1, level + DIRECTIVE, token.markup)
            self.leave_out = around

    def nested(self, text: str, row: int, level: int, markup: str) -> None:
        """Read what stands between the lines of a fence."""
        around, self.around = self.around, markup
        self.text(text, row, level)
        self.around = around

    def option(self, name: str, key: str, value: str, values: Mapping[str, str], row: int) -> None:
        """Note what an option of a directive names."""
        option = form_of(name).options.get(key)
        if key in ("name", "label"):
            self.result.labels.add(value)
        elif key == "link" and values.get("link-type") == "doc" and value:
            self.note("doc", value, *self.find(value, row))
        elif key == "link" and values.get("link-type", "url") == "url" and value and name not in OWN:
            self.note("address", value, *self.find(value, row))
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
