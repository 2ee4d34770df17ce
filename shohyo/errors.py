"""Diagnostics: what is wrong in an author's file, where, and what to write instead.

Author mistakes are values, collected and shown together; they never raise.
``ShohyoError`` is for what a caller did wrong.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .nearest import suggestion
from .wording import foreign, noun, say, told

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "Severity",
    "ShohyoError",
    "foreign",
    "noun",
    "printable",
    "say",
    "suggestion",
    "told",
]

#: characters that turn the order of what stands around them, on a page, in a terminal and in a list of files
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class ShohyoError(Exception):
    """The command cannot go on: a missing folder, an unreadable configuration."""


class Severity(StrEnum):
    """How bad a finding is: an error fails ``shohyo check``, a warning only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Stable name of every kind of finding, printed as ``[shohyo.<code>]``."""

    ENCODING = "encoding"
    FILE_NAME = "file_name"
    LIMIT = "limit"
    CHARACTER = "character"
    UNCLOSED = "unclosed"
    MARKUP = "markup"
    FOOTNOTE = "footnote"
    HEADING = "heading"
    FRONT_MATTER = "front_matter"
    DUPLICATE_ID = "duplicate_id"
    OUTLINE = "outline"
    UNLISTED = "unlisted"
    RELATION = "relation"
    RELATION_TWICE = "relation_twice"
    CYCLE = "cycle"
    UNGUARDED = "unguarded"
    NO_SOURCE = "no_source"
    FLOW = "flow"
    TRAIT = "trait"
    REFERENCE = "reference"
    LINK = "link"
    REDIRECT = "redirect"
    CITATION = "citation"
    BIBLIOGRAPHY = "bibliography"
    ENTRY = "entry"
    ISBN = "isbn"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_DIRECTIVE = "unknown_directive"
    RAW_HTML = "raw_html"
    DIRECTIVE = "directive"
    GUIDE = "guide"
    DIAGRAM = "diagram"
    CROSSWALK = "crosswalk"
    OUTSIDE = "outside"
    ADDRESS = "address"
    REMOTE = "remote"
    SUBSTITUTION = "substitution"
    FORMULA = "formula"


#: code -> (severity, one sentence for the manual)
CODES: dict[Code, tuple[Severity, str]] = {
    Code.ENCODING: (Severity.ERROR, "The file is not UTF-8, or cannot be read at all."),
    Code.FILE_NAME: (
        Severity.ERROR,
        "The name of a page is one that the build writes itself or that another page has, or no system takes it.",
    ),
    Code.LIMIT: (
        Severity.ERROR,
        "A page is larger than 2 MB, its text is nested deeper than it is read, or a picture is too large.",
    ),
    Code.CHARACTER: (Severity.ERROR, "A title has a character that turns the order of the text around it."),
    Code.UNCLOSED: (Severity.ERROR, "A fence, a comment or an element of HTML has no end, or an end no beginning."),
    Code.MARKUP: (
        Severity.WARNING,
        "Something looks like markup and is none here: that of another program, or full-width signs.",
    ),
    Code.FOOTNOTE: (Severity.ERROR, "A footnote has no text or two of them, or is called nowhere."),
    Code.HEADING: (Severity.WARNING, "A heading skips a level, or the first one is not of the first."),
    Code.FRONT_MATTER: (
        Severity.ERROR,
        "The front matter is not valid: broken YAML, an unknown or repeated key, a wrong value.",
    ),
    Code.DUPLICATE_ID: (Severity.ERROR, "Two pages claim one id or alias."),
    Code.OUTLINE: (
        Severity.ERROR,
        "An outline names a page that does not exist, or repeats a chapter or an entry.",
    ),
    Code.UNLISTED: (Severity.WARNING, "An outline page stands in no outline."),
    Code.RELATION: (Severity.ERROR, "A relation names an unknown page, or its own."),
    Code.RELATION_TWICE: (
        Severity.ERROR,
        "A relation is stated on both sides; state it once, the inverse is derived.",
    ),
    Code.CYCLE: (Severity.ERROR, "Prerequisites, refinements or tables of contents run in a circle."),
    Code.UNGUARDED: (Severity.WARNING, "Nothing is named that guards against an antipattern."),
    Code.NO_SOURCE: (Severity.WARNING, "An outline page names no source, or the page of a book no book."),
    Code.FLOW: (Severity.ERROR, "An edge of the flow names a component that is not on the page."),
    Code.TRAIT: (Severity.WARNING, "A trait has a name of its own, and several pages have one of nearly that name."),
    Code.REFERENCE: (Severity.ERROR, "A role names an unknown review, book, chapter, pattern or tag."),
    Code.LINK: (Severity.ERROR, "A link or an image leads to a file that does not exist."),
    Code.REDIRECT: (
        Severity.ERROR,
        "An old address leads nowhere or in a circle, is claimed twice, belongs to a page, or is none of this site.",
    ),
    Code.CITATION: (Severity.ERROR, "A citation key is in no bibliography file."),
    Code.BIBLIOGRAPHY: (
        Severity.ERROR,
        "A bibliography file is broken, has two entries with one key, or names an entry that is not there.",
    ),
    Code.ENTRY: (
        Severity.WARNING,
        "An entry may be other than it was meant: several names in one, a command of TeX, one work under two keys.",
    ),
    Code.ISBN: (Severity.ERROR, "An ISBN has a wrong length or check digit."),
    Code.UNKNOWN_ROLE: (Severity.ERROR, "There is no role of this name; its text is left out."),
    Code.UNKNOWN_DIRECTIVE: (Severity.ERROR, "There is no directive of this name; what is in it is left out."),
    Code.RAW_HTML: (Severity.WARNING, "HTML was dropped that is not on the list of safe elements and attributes."),
    Code.DIRECTIVE: (Severity.ERROR, "A directive stands where it has nothing to show, or its body is not valid."),
    Code.GUIDE: (
        Severity.ERROR,
        "A decision guide is broken, or does not lead every reader to one core pattern.",
    ),
    Code.DIAGRAM: (Severity.WARNING, "The program D2 is missing or fails, so that diagrams are lists only."),
    Code.CROSSWALK: (
        Severity.ERROR,
        "A crosswalk is broken, names what does not exist, or leaves a pattern out.",
    ),
    Code.OUTSIDE: (
        Severity.ERROR,
        "A page reads a file from outside the folders of the site, is such a file, or would have the build fetch one.",
    ),
    Code.ADDRESS: (
        Severity.ERROR,
        "An address has a scheme that is no link here; it is written as text.",
    ),
    Code.REMOTE: (Severity.WARNING, "A page loads something from another site, which learns who reads it."),
    Code.SUBSTITUTION: (
        Severity.ERROR,
        "A substitution is more than the name of a value, or has none.",
    ),
    Code.FORMULA: (Severity.ERROR, "A formula is no TeX that can be set; it is shown as it is written."),
}


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding.

    ``path`` is relative to the source folder, with ``/``; ``line`` and ``column`` count from 1,
    the column in code points.
    """

    path: str
    line: int
    column: int
    code: Code
    problem: str
    remedy: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code][0]

    @property
    def message(self) -> str:
        """The problem and, after a semicolon or in brackets, what to write instead; in English."""
        return self.message_in("en")

    def message_in(self, language: str) -> str:
        """Return the message in the language of a project."""
        text = self.problem
        if self.remedy.startswith("("):
            text = say("{problem} {suggestion}", problem=self.problem, suggestion=self.remedy)
        elif self.remedy:
            text = say("{problem}; {remedy}", problem=self.problem, remedy=self.remedy)
        return printable(told(text, language))

    def line_in(self, language: str) -> str:
        """Return the finding as a check prints it, in the language of a project."""
        return f"{printable(self.path)}:{self.line}:{self.column}: {self.message_in(language)} [shohyo.{self.code}]"

    def __str__(self) -> str:
        return self.line_in("en")


def printable(text: str) -> str:
    """Return *text* on one line: what would break it or steer a terminal becomes ``\\n``, ``\\x1b`` and so on."""
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or TURNING.match(character)
        else character
        for character in text
    )
