"""Warnings of Sphinx, MyST and docutils of what our findings say, too, give way to them: of a path, a footnote.

Ours have the column and what was meant, and come again in a build that does not read the page.  What is not among our
findings is passed on as it is.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..checks.fragments import LABELLED
from ..errors import Code, Diagnostic
from ..upstream.sphinx import filter_warnings, settle_location, warned_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..checks.documents import SourcePage
    from ..source.project import Project

#: type and subtype of the warnings
TAKEN = frozenset(
    [("myst", "xref_missing"), ("image", "not_readable"), ("download", "not_readable"), ("toc", "not_readable"),
     ("toc", "excluded"), ("toc", "circular"), (None, "empty_glob"), ("ref", "doc"), ("ref", "footnote"),
     ("myst", "header"), ("docutils", None), ("myst", "role_unknown"), ("myst", "directive_unknown"),
     ("ref", "ref"), ("ref", "numref"), ("ref", "eq"), ("ref", "term")]
)  # fmt: skip
#: instead of a path, for what our findings say of no page alone
ANYWHERE = "*"


#: how MyST and docutils say what we say of headings and of footnotes
HEADINGS = "Non-consecutive header level increase|Document headings start at"
NOTES = (
    r"Unknown target name: \"(?:{labels})\"|Duplicate footnote definition found for label: '(?:{labels})'"
    r"|Footnote \[(?:#|{labels})\] is not referenced|Too many autonumbered footnote references"
)
#: how MyST and docutils say that there is no such role or directive
CALLS = r"Unknown interpreted text role \"(?:{names})\"|Interpreted text role \"(?:{names})\" not implemented"
CALLS += r"|Unknown directive type: '(?:{names})'"
#: how docutils says that a directive lacks something
EMPTY = r"(?:Content block expected for the|The) \"(?:{names})\" directive(?:;| is empty;| requires content;)"
EMPTY += r"|Directive '(?:{names})': \d+ argument"
#: who logs, without a place, that there is no domain of a role or a directive
LOOKING_UP = "sphinx.sphinx.util.docutils"
#: how MyST says that there is no such place
FRAGMENTS = r"(?:cross-reference target not found|local id not found in doc .*): '(?:{names})'"
#: codes of our findings of paths
OURS = frozenset([Code.LINK, Code.OUTSIDE, Code.ADDRESS])


class Gate(logging.Filter):
    """Holds such warnings back until it is known what we say."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app
        self.held: list[logging.LogRecord] = []
        self.said: Mapping[str, re.Pattern[str]] | None = None  #: path of a page → what our findings on it name

    def filter(self, record: logging.LogRecord) -> bool:
        kind = getattr(record, "type", None), getattr(record, "subtype", None)
        if kind not in TAKEN and record.name != LOOKING_UP:
            return True
        if self.said is None:
            settle_location(record)  # a node would keep its whole page
            self.held.append(record)
            return False
        about = (self.said.get(warned_file(self.app.env, record)), self.said.get(ANYWHERE))
        return not any(said and said.search(record.getMessage()) for said in about)

    def open(self, said: Mapping[str, re.Pattern[str]]) -> None:
        """Pass on what is not among *said*, now and from now on."""
        self.said = said
        held, self.held = self.held, []
        for record in held:
            logging.getLogger(record.name).handle(record)


def on_builder_inited(app: Sphinx) -> None:
    """Put up the gate."""
    app.env.domains["shohyo"].gate = gate = Gate(app)
    filter_warnings(gate)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Lose nothing where a build broke off; the next one begins with a closed gate."""
    gate: Gate = app.env.domains["shohyo"].gate
    gate.open({})
    gate.said = None


def said_of(
    project: Project, pages: Sequence[SourcePage], found: Iterable[Diagnostic], drafts: Container[str]
) -> dict[str, re.Pattern[str]]:
    """Return path of a page → an expression for what findings say of it, or what it accepts.

    Of what leads to a draft nobody needs to be warned: it will lead there.
    """
    found = list(found)
    places: dict[str, dict[Code, set[tuple[int, int]]]] = {}
    for item in found:
        places.setdefault(item.path, {}).setdefault(item.code, set()).add((item.line, item.column))
    unpublished = {name for page in pages if page.source.docname in drafts for name in _names_of(page)}
    is_ours = not project.is_suppressed(Code.LINK)
    on_pages = [_OnPage(page, places.get(page.path, {}), unpublished, is_ours) for page in pages]
    said = {page.path: re.compile("|".join(parts)) for page in on_pages if (parts := list(page.parts()))}
    parts = []
    if any(item.code == Code.CYCLE and "tables of contents" in item.problem for item in found):
        parts.append("circular toctree references")  # said on every page that lists one of them
    # that there is no such domain is said of no page
    if of_domains := {name.lower() for page in on_pages for name in page.calls() if ":" in name}:
        parts.append(f": (?:{_any(of_domains)})$")
    if parts:
        said[ANYWHERE] = re.compile("|".join(parts))
    return said


class _OnPage:
    """What findings say of one page.

    Args:
        page: which one.
        places: code → where the findings are.
        unpublished: names of drafts, and of places in them.
        is_ours: whether findings of links are told in this project.
    """

    def __init__(
        self,
        page: SourcePage,
        places: Mapping[Code, Container[tuple[int, int]]],
        unpublished: Container[str],
        is_ours: bool,
    ) -> None:
        self.page, self.places, self.unpublished, self.is_ours = page, places, unpublished, is_ours
        self.path = page.path
        self.accepted = page.document.accepted if page.document else frozenset()

    def says(self, codes: Iterable[Code], place: tuple[int, int]) -> bool:
        """Tell whether there is a finding at a place, or would be if the page did not accept it."""
        return any(code in self.accepted or place in self.places.get(code, ()) for code in codes)

    def has(self, *codes: Code) -> bool:
        """Tell whether there is such a finding anywhere on the page, or would be."""
        return any(code in self.accepted or code in self.places for code in codes)

    def parts(self) -> Iterator[str]:
        """Yield expressions for what is said, too."""
        if names := self.paths():
            yield rf"^(?!local id not found)(?s:.*)(?<![\w-])(?:{_any(names)})(?![\w-])"
        globs = {item.target for item in self.page.markup.references if item.kind == "glob"}
        # one that matches drafts alone, or stands beside one that takes all, is right
        if "**" in globs or (globs and self.is_ours):
            yield rf"""['"](?:{_any(globs)})['"]"""
        if names := self.fragments():
            yield FRAGMENTS.format(names=_any(names))
        if names := self.labels():
            yield rf"\W(?:{_any(names)})'?$"
        if self.has(Code.HEADING):
            yield HEADINGS
        if self.has(Code.FOOTNOTE, Code.UNCLOSED):
            yield NOTES.format(labels=_any({note.label for note in self.page.markup.notes}))
        if names := self.empty():
            yield EMPTY.format(names=_any(names))
        if names := self.calls():
            yield CALLS.format(names=_any(names))

    def paths(self) -> set[str]:
        """Return the names of all paths that lead nowhere, or to a draft."""
        return {
            name
            for place, target in self.page.paths()
            if (name := _name(target))
            and (self.says(OURS, place) or name in self.unpublished or target in self.unpublished)
        }

    def fragments(self) -> set[str]:
        """Return the places to which links lead, and that are nowhere: alone, and as they are written."""
        return {
            words
            for item in self.page.markup.references
            if item.kind == "link" and "#" in item.target and self.says(OURS, (item.line, item.column))
            for words in (item.target, item.target.partition("#")[2])
        }

    def labels(self) -> set[str]:
        """Return the labels, formulas and terms that roles name, and that are nowhere, as Sphinx writes them."""
        return {
            words
            for item in self.page.markup.references
            if item.kind in LABELLED and self.says([Code.REFERENCE], (item.line, item.column))
            for words in (item.target, " ".join(item.target.lower().split()))
        }

    def empty(self) -> set[str]:
        """Return the names of directives that lack something."""
        called = self.page.markup.called
        found = {call.name for call in called if call.lacks and self.says([Code.DIRECTIVE], (call.line, call.column))}
        return found | {f"shohyo:{name}" for name in found}

    def calls(self) -> set[str]:
        """Return the names of roles and directives that there are not."""
        return {
            call.name
            for call in self.page.markup.called
            if not call.lacks
            and self.says([Code.UNKNOWN_ROLE if call.is_role else Code.UNKNOWN_DIRECTIVE], (call.line, call.column))
        }


def _any(names: Iterable[str]) -> str:
    """Return an expression for one of some names, the longest first."""
    return "|".join(map(re.escape, sorted(names, reverse=True)))


def _names_of(page: SourcePage) -> Iterable[str]:
    """Return what messages call a page, and places on it."""
    return _name(page.source.docname), *page.markup.labels


def _name(target: str) -> str:
    """Return the last part of a path, which every message has, however it writes the rest."""
    return posixpath.splitext(posixpath.basename(target.partition("#")[0].rstrip("/")))[0]
