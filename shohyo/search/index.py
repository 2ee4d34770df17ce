"""Pages → posting lists; the middle of ``docs/search-format.md``, without files and without Sphinx."""

from __future__ import annotations

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat

from .tokenise import LINE_END, counts, normalise

#: code points of a part of a page's text, about: a part has whole lines
LENGTH = 2500
#: what is looked through before the text: title, names, headings
FIELDS = 3
#: how many times a term is in a part that has it often
OFTEN = 3


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
    kind: str = "page"
    kind_label: str = ""
    trail: tuple[str, ...] = ()
    #: facet → value → label
    facets: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(section.heading for section in self.sections if section.heading)


@dataclass(frozen=True)
class Part:
    """A piece of a page's text, which the browser reads at once."""

    sections: tuple[tuple[int, tuple[str, ...]], ...]  #: (number of the section, its lines here), in order


@dataclass(frozen=True)
class Postings:
    """Where a term is; all numbers ascend."""

    heads: Sequence[int] = ()  #: 3 × page, + 0 if it is in the title, + 1 in the names, + 2 in the headings
    parts: Sequence[int] = ()  #: parts of the site that have it
    often: Sequence[int] = ()  #: places in ``parts`` of those that have it three times or more


@dataclass(frozen=True)
class Index:
    """Everything that the files are written from."""

    pages: tuple[Page, ...]
    parts: tuple[int, ...]  #: number of parts of each page
    postings: Mapping[str, Postings]  #: by term, in the order of code points


#: terms of a part: all of them, and those that it has often
Terms = tuple[Iterable[str], Iterable[str]]


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


def terms_of(lines: Iterable[str]) -> Terms:
    """Return the terms of lines, and those of them that are there often."""
    found = counts(LINE_END.join(map(normalise, lines)))
    return tuple(found), [term for term, number in found.items() if number >= OFTEN]


def body_terms(sections: Sequence[Section]) -> list[Terms]:
    """Return the terms of each part of a page's text."""
    return [terms_of(line for _, lines in part.sections for line in lines) for part in split(sections)]


def build_index(
    pages: Iterable[Page], terms_of_body: Callable[[Page], Iterable[Terms]] = lambda page: body_terms(page.sections)
) -> Index:
    """Join pages, in the order of their docnames; the terms of one page at a time are in memory."""
    ordered = tuple(sorted(pages, key=lambda page: page.docname))
    heads, parts, often = (defaultdict(partial(array, "I")) for _ in range(3))
    sizes, number = [], 0
    for place, page in enumerate(ordered):
        for at, lines in enumerate(((page.title,), page.names, page.headings)):
            if lines:
                _note(heads, terms_of(lines)[0], FIELDS * place + at)
        for at, names in enumerate(((page.title,), page.names)):
            _note(heads, {"t" + form for name in names if (form := normalise(name))}, FIELDS * place + at)
        first = number
        for everything, repeated in terms_of_body(page):
            _note(parts, everything, number)
            for term in repeated:
                often[term].append(len(parts[term]) - 1)
            number += 1
        sizes.append(number - first)
    postings = {
        term: Postings(heads.get(term, ()), parts.get(term, ()), often.get(term, ()))
        for term in sorted(heads.keys() | parts.keys())
    }
    return Index(ordered, tuple(sizes), postings)


def _note(lists: dict[str, array[int]], terms: Iterable[str], number: int) -> None:
    # most of the time of an index goes into this line, so that it is a loop without steps in Python
    deque(map(array.append, map(lists.__getitem__, terms), repeat(number)), maxlen=0)
