"""Warnings of Sphinx, MyST and docutils of what our findings say, too, give way to them: of a path, a footnote.

Ours have the column and what was meant, and come again in a build that does not read the page.  What is not among our
findings is passed on as it is.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

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
     ("myst", "header"), ("docutils", None)]
)  # fmt: skip
#: instead of a path, for what our findings say of no page alone
ANYWHERE = "*"


#: how MyST and docutils say what we say of headings and of footnotes
HEADINGS = "Non-consecutive header level increase|Document headings start at"
NOTES = (
    r"Unknown target name: \"(?:{labels})\"|Duplicate footnote definition found for label: '(?:{labels})'"
    r"|Footnote \[(?:#|{labels})\] is not referenced|Too many autonumbered footnote references"
)
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
        if (getattr(record, "type", None), getattr(record, "subtype", None)) not in TAKEN:
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
    """Return path of a page → an expression for the names of all paths on it that lead nowhere, as findings say.

    Of what leads to a draft nobody needs to be warned: it will lead there.
    """
    found = list(found)
    is_ours = not project.is_suppressed(Code.LINK)
    places: dict[str, set[tuple[int, int]]] = {}
    codes: dict[str, set[Code]] = {}
    for item in found:
        codes.setdefault(item.path, set()).add(item.code)
        if item.code in OURS:
            places.setdefault(item.path, set()).add((item.line, item.column))
    said = {}
    unpublished = {name for page in pages if page.source.docname in drafts for name in _names_of(page)}
    for page in pages:
        accepted = page.document.accepted if page.document else frozenset()
        is_accepted = not accepted.isdisjoint(OURS)
        names = {
            name
            for place, target in page.paths()
            if (name := _name(target))
            and (is_accepted or place in places.get(page.path, ()) or not unpublished.isdisjoint((name, target)))
        }
        parts = []
        if names:
            words = "|".join(map(re.escape, sorted(names, reverse=True)))
            parts.append(rf"(?<![\w-])(?:{words})(?![\w-])")
        places_here = {
            item.target[1:]
            for item in page.markup.references
            if item.kind == "link"
            and (is_accepted or (item.line, item.column) in places.get(page.path, ()))
            and item.target.startswith("#")
        }
        if places_here:
            parts.append(f"cross-reference target not found: '(?:{'|'.join(map(re.escape, sorted(places_here)))})'")
        patterns = {item.target for item in page.markup.references if item.kind == "glob"}
        # one that matches drafts alone, or stands beside one that takes all, is right
        if "**" in patterns or (patterns and is_ours):
            parts.append(rf"""['"](?:{"|".join(map(re.escape, sorted(patterns)))})['"]""")
        if Code.HEADING in accepted.union(codes.get(page.path, ())):
            parts.append(HEADINGS)
        if not {Code.FOOTNOTE, Code.UNCLOSED}.isdisjoint(accepted.union(codes.get(page.path, ()))):
            labels = "|".join(re.escape(label) for label in sorted({note.label for note in page.markup.notes}))
            parts.append(NOTES.format(labels=labels))
        if parts:
            said[page.path] = re.compile("|".join(parts))
    if any(item.code == Code.CYCLE and "tables of contents" in item.problem for item in found):
        said[ANYWHERE] = re.compile("circular toctree references")  # said on every page that lists one of them
    return said


def _names_of(page: SourcePage) -> Iterable[str]:
    """Return what messages call a page, and places on it."""
    return _name(page.source.docname), *page.markup.labels


def _name(target: str) -> str:
    """Return the last part of a path, which every message has, however it writes the rest."""
    return posixpath.splitext(posixpath.basename(target.partition("#")[0].rstrip("/")))[0]
