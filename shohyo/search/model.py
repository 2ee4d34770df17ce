"""What the search knows of a page: its records, and the parts that a text is cut into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

#: code points of a part of a page's text, about: a part has whole lines
LENGTH = 1250
#: a line of code begins with it: it is in no normal form, and nobody sees it
CODE = "\u200b"
#: what is looked through before the text: title, names, headings
FIELDS = 3
#: by what pages are filtered, beside their kind
FACETS = ("tag", "chapter", "book")
#: kind of a page that is of no other
PLAIN = "page"


@dataclass(frozen=True)
class Section:
    """A section of a page: where it is, what it is called, and its visible text, block by block."""

    anchor: str  #: "" is the top of the page
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What the index knows of a page, and what a result shows of it."""

    docname: str
    url: str
    title: str
    sections: tuple[Section, ...]
    names: tuple[str, ...] = ()
    kind: str = PLAIN
    kind_label: str = ""
    trail: tuple[str, ...] = ()
    #: facet → value → label
    facets: dict[str, dict[str, str]] = field(default_factory=dict)
    #: address of the site that it is from and its number there, if that is another one
    place: tuple[str, int] | None = None
    #: what the page is one of: a term that is one of these as a whole finds it
    categories: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int]:
        """By what pages are numbered: those of another site stand where its address does, in their order there."""
        return self.place or (self.docname, 0)

    @property
    def filters(self) -> dict[str, dict[str, str]]:
        """By what the page is filtered: facets and kind; where all pages are plain, none is called so."""
        return (
            self.facets
            if self.kind == PLAIN and not self.kind_label
            else {**self.facets, "kind": {self.kind: self.kind_label}}
        )

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(section.heading for section in self.sections if section.heading)


@dataclass(frozen=True)
class Part:
    """A piece of a page's text, which the browser reads at once."""

    sections: tuple[tuple[int, tuple[str, ...]], ...]  #: (number of the section, its lines here), in order

    @property
    def lines(self) -> list[str]:
        return [line for _, lines in self.sections for line in lines]


def split(sections: Sequence[Section]) -> list[Part]:
    """Split a text into parts of about ``LENGTH`` code points; no line is in two, and there is always one part."""
    parts: list[list[tuple[int, list[str]]]] = [[]]
    size = 0
    for number, section in enumerate(sections):
        for line in section.lines:
            if size and size + len(line) // 2 > LENGTH:
                parts.append([])
                size = 0
            size += len(line)
            if not parts[-1] or parts[-1][-1][0] != number:
                parts[-1].append((number, []))
            parts[-1][-1][1].append(line)
    return [Part(tuple((number, tuple(lines)) for number, lines in part)) for part in parts]
