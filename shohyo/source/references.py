"""What a text names, as values: objects, files, directives of ours, HTML, and the words in which they are written."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import Code
from ..markdown.faults import Fault
from ..text.lines import joined

if TYPE_CHECKING:
    from markdown_it.token import Token


#: kinds of references that no role makes, though one may be called so, as Sphinx's own ``file`` is
NO_ROLES = frozenset({
    "link", "address", "image", "file", "include", "text-file", "fetch", "meta", "toctree", "glob", "guide",
    "crosswalk", "outlined", "pandoc", "formula", "count-in-heading",
})  # fmt: skip


@dataclass(frozen=True, order=True)
class Reference:
    """Something that the text names."""

    line: int
    column: int
    #: ``link``, ``image``, ``file``, ``include`` and ``text-file`` (which become part of the page), ``toctree``,
    #: ``glob`` (of a toctree), ``cite``, ``footcite`` or the name of a role
    kind: str
    target: str
    path: str = ""  #: of the file, where that is not the page's own
    is_role: bool = False  #: a role may name what another project has


@dataclass(frozen=True, order=True)
class Note:
    """A footnote, where it is called or where its text stands."""

    line: int
    column: int
    label: str
    is_definition: bool


@dataclass(frozen=True, order=True)
class Called:
    """A role or directive that is not one of those that every build has, or a directive that is one and is empty."""

    line: int
    column: int
    name: str
    is_role: bool
    lacks: str = ""  #: ``argument`` or ``content``


@dataclass(frozen=True)
class Heading:
    """A heading that opens a section."""

    line: int
    column: int
    level: int | None  #: none for a directive that may open sections, too


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


@dataclass(frozen=True)
class Substitution:
    """A place where a value is put in that stands for nothing."""

    line: int
    column: int
    text: str
    problem: str
    path: str = ""  #: of the file, where that is not the page's own


@dataclass
class Markup:
    """What a text says that a check needs."""

    title: str = ""  #: the first heading
    sections: set[str] = field(default_factory=set)  #: headings with text below them
    labels: set[str] = field(default_factory=set)  #: targets that a link may name
    key_prefixes: set[str] = field(default_factory=set)  #: of citation keys, one of each bibliography
    lists_notes: bool = False  #: whether it has a list of what its footnotes cite
    references: list[Reference] = field(default_factory=list)  #: in the order of the text
    notes: list[Note] = field(default_factory=list)
    note_names: set[str] = field(default_factory=set)  #: of footnotes, where it is not known what they mean
    headings: list[Heading] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    own_roles: set[str] = field(default_factory=set)  #: that it defines
    domains: set[str] = field(default_factory=set)  #: in which it has names looked for that are without one
    anchors: set[str] = field(default_factory=set)  #: of headings
    unread: list[str] = field(default_factory=list)  #: texts that are not read here, and may have labels
    strangers: set[str] = field(default_factory=set)  #: directives that may make labels which stand in no text
    formulas: list[Reference] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    html: list[Html] = field(default_factory=list)
    substitutions: list[Substitution] = field(default_factory=list)  #: that cannot be made
    faults: list[Fault] = field(default_factory=list)  #: what is wrong in the markup by itself

    @property
    def is_too_deep(self) -> bool:
        """Whether the text is nested deeper than anyone reads it, and than every stack bears."""
        return any(fault.code == Code.LIMIT for fault in self.faults)


def split_title(text: str) -> str:
    """Return the target of ``target`` or ``title <target>``, as Sphinx's roles and toctrees take it."""
    match = re.fullmatch(r".+?\s*(?<!\\)<(.*?)>", text, re.DOTALL)
    return match[1] if match else text


def note_names(text: str) -> set[str]:
    """Return the names of all that looks like a footnote in a text, also in reStructuredText."""
    return set(re.findall(r"\[[\^#]([^\s\]]+)\]", text))


def role_names(text: str) -> set[str]:
    """Return the names of the roles that a text defines, also in reStructuredText."""
    return set(re.findall(r"(?:\.\. role::|\{role\})[ \t]*([^\s()]+)", text))


def formula_links(text: str) -> list[str]:
    """Return the addresses of links in a formula."""
    return [match.strip() for match in re.findall(r"\\href\s*\{([^{}]*)\}", text)]


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


_NOTE = r"\{[^{}]*\}"


def citations(text: str, with_notes: bool = True) -> Iterator[tuple[int, str]]:
    """Yield position and text of each citation in ``key1, key2``, or with notes in ``{see}key{p. 5}``, too."""
    for match in re.finditer(rf"(?:^|,)((?:{_NOTE}|[^,])*)" if with_notes else r"(?:^|,)([^,]*)", text):
        yield match.start(1), match[1]


def key_of(citation: str, with_notes: bool = True) -> str:
    """Return the key of a citation, with blanks for what stands around it."""
    return re.sub(_NOTE, lambda found: " " * len(found[0]), citation) if with_notes else citation


def citation_keys(text: str, with_notes: bool = True) -> Iterator[tuple[int, str]]:
    """Yield position and key of each citation; of one that has none, nothing."""
    for start, citation in citations(text, with_notes):
        key = key_of(citation, with_notes)
        yield start + len(key) - len(key.lstrip()), key.strip()


def is_key(text: str) -> bool:
    """Tell whether a text may be a key that a role cites."""
    return re.fullmatch(r"[^{}\s,]+", text) is not None


def plain_text(block: Token) -> str:
    """Return a heading's text without markup, footnotes and citations."""
    found = ""
    for token in block.children or []:
        if token.type == "myst_role":
            is_citation = token.meta["name"].startswith(("cite", "footcite"))
            found += "" if is_citation else split_title(token.content)
        elif token.type in ("text", "code_inline", "softbreak", "image"):
            found += "\n" if token.type == "softbreak" else token.content
    return re.sub(" {2,}", " ", joined(found))
