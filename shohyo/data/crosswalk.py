"""A crosswalk: the patterns of another book against the outline pages, from a YAML file.

Every pattern of the other book either corresponds to something here or says why nothing does, and so does
every pattern here: what is missing from the table is a finding, not a silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from pydantic import Field

from ..errors import Code
from ..fields.positioned import KeyPath
from ..model import Basis
from ..source.datafile import DataFile, DataRecord, parse_file
from ..values import Slug, Text

#: what a pattern of the other book is to one of ours
Correspondence = Literal[
    "equivalent", "overlaps", "alternative-approach", "complements", "prerequisite", "guards-against", "risk-of",
    "loosely-related",
]  # fmt: skip
CORRESPONDENCES: tuple[str, ...] = get_args(Correspondence)


class Link(DataRecord):
    """A correspondence to one of our pages."""

    target: Slug = Field(description="Id of the outline page.")
    type: Correspondence = Field(description="What the other book's pattern is to it.")
    strength: Literal["strong", "medium", "weak"] = Field(description="How close the two are.")
    why: Text = Field(description="The reason, in one sentence.")
    basis: Basis = Field(description="`ours` for our own reasoning, or the source that it rests on.")


class Foreign(DataRecord):
    """A pattern of the other book."""

    number: int = Field(ge=0, description="Number in the list of that book.")
    name: Text = Field(description="Name in that book.")
    title: Text | None = Field(None, description="Name in the translated edition, where it was seen.")
    working_title: Text | None = Field(None, description="Our own translation, shown as such.")
    chapter: int = Field(ge=0, description="Chapter of that book.")
    links: tuple[Link, ...] = Field((), description="Correspondences.")
    none: Text | None = Field(None, description="Why nothing corresponds; required without links.")


class Without(DataRecord):
    """One of our patterns to which nothing corresponds."""

    id: Slug = Field(description="Id of the outline page.")
    why: Text = Field(description="Why.")


class ForeignChapter(DataRecord):
    """A chapter of the other book."""

    number: int = Field(ge=0, description="Number.")
    title: Text = Field(description="Title.")


class Crosswalk(DataRecord):
    """A whole crosswalk."""

    book: Text | None = Field(None, description="BibTeX key of the other book.")
    here: Text | None = Field(
        None, description="BibTeX key of the book here that it is compared with, where several have an outline."
    )
    chapters: tuple[ForeignChapter, ...] = Field((), description="Its chapters.")
    patterns: tuple[Foreign, ...] = Field((), description="Its patterns, in its order.")
    without: tuple[Without, ...] = Field((), description="Our patterns without a counterpart.")

    def book_here(self, shelf: Iterable[str]) -> str | None:
        """Return the book here that it compares with: the one it names, or the only one beside the other book."""
        others = [name for name in shelf if name != self.book]
        return self.here or (others[0] if len(others) == 1 else None)

    def cited(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield where the file cites, and the BibTeX key."""
        if self.book:
            yield ("book",), self.book
        for p, pattern in enumerate(self.patterns):
            for n, link in enumerate(pattern.links):
                if link.basis and link.basis.cite:
                    yield ("patterns", p, "links", n, "basis", "cite"), link.basis.cite


class CrosswalkFile(DataFile):
    """A crosswalk, and where everything stands in its file."""

    code = Code.CROSSWALK
    what = "crosswalk"

    @property
    def crosswalk(self) -> Crosswalk:
        return self.record


def parse_crosswalk(data: bytes, path: str) -> CrosswalkFile:
    """Parse a crosswalk's file; *path* is for diagnostics."""
    return parse_file(CrosswalkFile, Crosswalk, data, path, is_typed=lambda _key: True)
