"""YAML → plain data, with the line and column of every key and value.

YAML is composed, not loaded: the nodes keep their places, repeated keys are seen, and scalars stay as
written until someone asks for a type (YAML 1.1 would make a boolean of ``NO`` and die on the date
2023-13-08).  Anchors, aliases and tags are refused, so that a small file cannot grow large and nothing
but text, lists and mappings comes out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import yaml

from ..errors import Code, Diagnostic, foreign, noun, say
from ..text.lines import is_one_word
from .broken import no_key, of_comment, slip_above, slip_in, tight_dash

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: more levels than any key has, and few enough for every stack
MAX_DEPTH = 30

#: path of keys and indices from the top, e.g. ("relations", 0, "target")
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """Line and column of a key (of the item, in a list) and of its value, from 1."""

    line: int
    column: int
    value_line: int
    value_column: int


#: path of a mapping -> other name of a key -> its name
Aliases = Callable[[KeyPath], Mapping[str, str]]


@dataclass
class Positioned:
    """What a block of YAML says, and where."""

    path: str
    code: Code = Code.FRONT_MATTER  #: of the findings
    what: str = "front matter"  #: the noun for such a block, for findings
    first_line: int = 2  #: of the file, on which the block begins
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    is_broken: bool = False  #: whether some of it could not be read at all

    def report(self, row: int, column: int, problem: str, remedy: str = "") -> None:
        """Note a finding at a row and a column of the block, from 0."""
        place = row + self.first_line, column + 1
        self.diagnostics.append(Diagnostic(self.path, *place, self.code, problem, remedy))

    def report_at(self, path: KeyPath, problem: str, remedy: str = "") -> None:
        """Note a finding about a value."""
        self.diagnostics.append(Diagnostic(self.path, *place_of(self.places, path), self.code, problem, remedy))


def place_of(places: Mapping[KeyPath, Place], path: KeyPath) -> tuple[int, int]:
    """Return line and column of the value at *path*, else of what encloses it, else 1, 1."""
    for length in range(len(path), 0, -1):
        if found := places.get(path[:length]):
            return found.value_line, found.value_column
    return 1, 1


#: stands for a value that was reported and is left out
_REFUSED = object()


class _Walk:
    """Turns composed nodes into plain data and notes where everything stands."""

    def __init__(self, result: Positioned, aliases: Aliases, is_typed: Callable[[str], bool], block: str) -> None:
        self.result = result
        self.last = block.count("\n")  #: row of the last line, from 0
        self.aliases = aliases
        self.is_typed = is_typed
        self.seen: set[int] = set()
        self.lines = block.split("\n")

    def report(self, row: int, column: int, problem: str, remedy: str = "") -> None:
        # libyaml has one more line where a text ends without a line feed
        self.result.report(min(row, self.last), column, problem, remedy)

    def report_node(self, node: yaml.Node, problem: str, remedy: str = "") -> None:
        self.report(node.start_mark.line, node.start_mark.column, problem, remedy)

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        # the root of what is left of a broken block has no place
        mark = node.start_mark
        is_anchor = mark and mark.line < len(self.lines) and self.lines[mark.line][mark.column :].startswith("&")
        if id(node) in self.seen or is_anchor:
            self.report_node(
                node,
                say("anchors (&) and aliases (*) are not supported in {what}", what=noun(self.result.what)),
                say("write the value out"),
            )
            return _REFUSED
        self.seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.report_node(
                node,
                say('the tag "{tag}" is not supported in {what}', tag=tag, what=noun(self.result.what)),
                say("remove it"),
            )
            return _REFUSED
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.note((*path, index), item, item)
            items = [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            return items if _REFUSED not in items else _REFUSED
        return dict(self.pairs(node, path))

    def scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        if node.tag.endswith(("str", "null")) and (comment := self.tight_comment(node)):
            row, column = node.end_mark.line, len(self.lines[node.end_mark.line]) - len(comment)
            self.report(row, column, *of_comment(comment, f"{node.value} {comment}".strip()))
            if not node.value:  # an item of a list is what was meant, so that the others keep their places
                return comment if isinstance(path[-1], int) else _REFUSED
        if node.tag.endswith(":null"):
            return None
        if node.tag.endswith(":str") and " " in node.value and node.end_mark.line > node.start_mark.line:
            node.value = self.folded(node)
        if path and self.is_typed(str(path[0])):
            if node.tag.endswith(":str"):
                return node.value
            try:
                value = yaml.constructor.SafeConstructor().construct_object(node)
                # dates and what else JSON does not know stay as they are written
                is_plain = isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value))
                return value if is_plain else node.value
            # what PyYAML raises where a value is not of the type that its tag names
            except (ValueError, KeyError, IndexError, AttributeError, yaml.YAMLError):
                return node.value
        if control := re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", node.value):
            self.report_node(
                node, say("the character U+{character:04X} is not allowed", character=ord(control[0])), say("remove it")
            )
        return node.value

    def tight_comment(self, node: yaml.ScalarNode) -> str:
        """Return what YAML takes for a comment behind a text on its line, and a writer for a word, such as "#1"."""
        if node.style in ("|", ">") or not node.end_mark or node.end_mark.line >= len(self.lines):
            return ""
        found = re.fullmatch(r"\s*(#[^\s#].*)", self.lines[node.end_mark.line][node.end_mark.column :])
        return found[1] if found else ""

    def folded(self, node: yaml.ScalarNode) -> str:
        """Return a text whose lines YAML has joined with spaces, without those between two characters of Japanese."""
        first, last = node.start_mark, node.end_mark
        lines = [*self.lines[first.line : last.line], *(line[: last.column] for line in self.lines[last.line :][:1])]
        lines[0] = "" if node.style == ">" else lines[0][first.column :]
        text = "\n".join(lines).strip()
        text = text[1:-1].replace("''", "'") if node.style == "'" else text[1:-1] if node.style == '"' else text
        written = re.split(r"(\s+)", text)
        before, value, after = re.fullmatch(r"(\s*)(.*?)(\s*)", node.value, re.DOTALL).groups()
        words = re.split(r"(\s+)", value)
        if written[: len(words) : 2] != words[::2]:  # something is escaped
            return node.value
        for index in range(1, len(words) - 1, 2):
            is_break = words[index] == " " and "\n" in written[index]
            if is_break and is_one_word(words[index - 1][-1], words[index + 1][0]):
                words[index] = ""
        return before + "".join(words) + after

    def pairs(self, node: yaml.MappingNode, path: KeyPath) -> Iterator[tuple[str, Any]]:
        aliases = self.aliases(path)
        written: dict[str, str] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or not key_node.value:
                self.report_node(key_node, say("a key must be a plain word"))
                continue
            key = aliases.get(key_node.value, key_node.value)
            if key in written:
                same = written[key] == key_node.value
                problem = (
                    say('the key "{name}" is given twice', name=key_node.value)
                    if same
                    else say(
                        '"{name}" is another name of "{other}", which is given too',
                        name=key_node.value,
                        other=written[key],
                    )
                )
                self.report_node(key_node, problem, say("keep one of the two"))
                continue
            written[key] = key_node.value
            self.note((*path, key), key_node, value_node)
            value = self.value(value_node, (*path, key))
            if value is not _REFUSED:
                yield key, value

    def note(self, path: KeyPath, key: yaml.Node, value: yaml.Node) -> None:
        first = self.result.first_line
        self.result.places[path] = Place(
            key.start_mark.line + first,
            key.start_mark.column + 1,
            value.start_mark.line + first,
            value.start_mark.column + 1,
        )


def read_mapping(
    block: str,
    path: str,
    aliases: Aliases = lambda _path: {},
    is_typed: Callable[[str], bool] = lambda _key: False,
    *,
    code: Code = Code.FRONT_MATTER,
    what: str = "front matter",
    first_line: int = 2,
) -> Positioned:
    """Read a block of YAML: front matter, which begins on the second line of a file, unless told otherwise.

    Args:
        path: of the file, for diagnostics.
        aliases: path of a mapping → other name of a key → its name.
        is_typed: tells whether values below a top-level key get YAML's own types; others stay texts.

    Returns:
        What could be read; what could not is in ``diagnostics``.
    """
    result = Positioned(path, code, what, first_line)
    walk = _Walk(result, aliases, is_typed, block)
    # YAML 1.1 ends lines at these, too; editors, Python and YAML 1.2 do not
    block = re.sub("[\x85\u2028\u2029]", " ", block)
    try:
        root = _compose_node(block)
    except yaml.MarkedYAMLError as error:
        root = _recover(block, error, walk)
    except yaml.reader.ReaderError as error:
        _report_character(block, error, result)
        return result
    if root is None:
        return result
    if not isinstance(root, yaml.MappingNode):
        result.is_broken = True
        lines = block.split("\n")
        row = min(root.start_mark.line, walk.last)
        slip = slip_in(lines[row]) if isinstance(root, yaml.ScalarNode) and not root.style else None
        if slip and slip.is_of_colon:
            walk.report(row, slip.column, slip.problem, slip.remedy)
            return result
        problem = say("the {what} is not a mapping", what=noun(what))
        walk.report(row, root.start_mark.column, problem, say('write a line "key: value" for each key'))
        return result
    data = walk.value(root, ())
    result.data = {} if data is _REFUSED else data
    return result


def _report_character(block: str, error: yaml.reader.ReaderError, result: Positioned) -> None:
    result.is_broken = True
    row, column = _reader_place(block, error)
    problem = say("broken YAML: the character U+{character:04X} is not allowed", character=error.character)
    result.diagnostics.append(
        Diagnostic(result.path, row + result.first_line, column, result.code, problem, say("remove it"))
    )


def _recover(block: str, error: yaml.MarkedYAMLError, walk: _Walk) -> yaml.Node | None:
    """Report broken YAML, and return what the top-level keys without a mistake say."""
    broken: list[tuple[str, yaml.MarkedYAMLError]] = []
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    for part in _split_at_keys(block):
        try:
            node = _compose_node(part)
        except yaml.MarkedYAMLError as found:
            broken.append((part, found))
        except yaml.reader.ReaderError as found:
            _report_character(part, found, walk.result)
        else:
            pairs += node.value if isinstance(node, yaml.MappingNode) else []
    walk.result.is_broken = True
    for part, found in broken or [(block, error)]:
        mark = found.problem_mark or found.context_mark
        if found.context_mark and mark.line >= part.count("\n"):
            mark = found.context_mark  # what has no end is found at the end, and to be mended where it begins
        about = foreign(found.problem)
        if found.context:
            about = say("{context}, {problem}", context=foreign(found.context), problem=about)
        walk.report(
            *_slip_at(part, mark, about) or (mark.line, mark.column, say("broken YAML: {about}", about=about), REMEDY)
        )
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs) if pairs else None


def _split_at_keys(block: str) -> Iterator[str]:
    """Yield each top-level key with its value, with as many empty lines above as make its line numbers true."""
    lines = block.split("\n")
    starts = [number for number, line in enumerate(lines) if re.match(r"[A-Za-z_][\w-]*\s*:(\s|$)", line)]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        yield "\n" * start + "\n".join(lines[start:end]).rstrip("\n") + "\n"


REMEDY = say("check quotation marks, brackets and indentation on this line and the one above")


class _Deep(Exception):
    """A node may stand deeper than is read."""


class _ShallowLoader(_Loader):
    """Gives up where a node stands in as many others as are allowed."""

    depth = 0

    # both loaders call these around each node; what they are for, resolving by paths, is not used here
    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Deep

    def ascend_resolver(self) -> None:
        self.depth -= 1


def _compose_node(block: str) -> yaml.Node | None:
    """Compose a document whose nesting is bounded: the C library has no bound but the stack."""
    try:
        return yaml.compose(block, Loader=_ShallowLoader)
    except (yaml.YAMLError, _Deep):
        return _compose_slowly(block)


def _compose_slowly(block: str) -> yaml.Node | None:
    """Compose what may be broken or nested too deep: the mistake that comes first is the one that is told."""
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=say("nested deeper than {most} levels", most=MAX_DEPTH), problem_mark=event.start_mark
            )
    return yaml.compose(block, Loader=_Loader)


def _slip_at(part: str, mark: yaml.Mark, about: str) -> tuple[int, int, str, str] | None:
    """Return row, column, problem and remedy of what is wrong where YAML gave up, if it can be told."""
    lines = part.split("\n")
    line = lines[mark.line] if mark.line < len(lines) - 1 else ""
    if "\t" in line[: mark.column + 1]:
        return (
            mark.line,
            mark.column,
            say("broken YAML: {about}", about=about),
            say("indent with spaces, not with tabs"),
        )
    if "nested deeper" in about:
        return mark.line, mark.column, say("broken YAML: {about}", about=about), say("write it flatter")
    row = mark.line if line else next((row for row, text in enumerate(lines) if text.strip()), 0)  # found at its end
    found = (row, slip) if (slip := slip_in(lines[row])) else slip_above(lines, mark.line) if line else None
    found = found or tight_dash(lines)
    if not found and line.strip() and ":" not in line:
        found = mark.line, no_key(line)
    if not found:
        return None
    row, slip = found
    return row, slip.column, say("broken YAML: {about}", about=slip.problem), slip.remedy


def _reader_place(block: str, error: Exception) -> tuple[int, int]:
    """Return row (from 0) and column (from 1) of the character that YAML's reader refuses.

    PyYAML's ReaderError counts it in one number.
    """
    position = getattr(error, "position", None)
    match = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]", block)
    offset = match.start() if match else position if isinstance(position, int) else 0
    before = block[:offset]
    return before.count("\n"), len(before) - before.rfind("\n")
