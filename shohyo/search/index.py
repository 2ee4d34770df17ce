"""Pages → passages → posting lists; the middle of ``docs/search-format.md``, without files and without Sphinx."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from .tokenise import LINE_END, is_between_terms, normalise, occurrences, terms

#: code points of a passage, and how far from its end a sentence may end it
LENGTH, NEAR = 320, 80
#: passages before those of the body: title, names, headings
FIELDS = 3


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
class Index:
    """Everything that the files are written from."""

    pages: tuple[Page, ...]
    passages: tuple[int, ...]  #: number of passages of each page
    postings: dict[str, Sequence[int]]  #: term → ascending numbers of the passages that have it


def cut(lines: Sequence[str]) -> list[list[tuple[int, int, int]]]:
    """Split normal forms of lines into passages of at most ``LENGTH`` code points.

    Cuts within one line are more than 200 code points apart, so that a shorter match is in one passage or
    in two that follow each other.

    Returns:
        For each passage its pieces: number of the line, beginning and end in it.
    """
    passages: list[list[tuple[int, int, int]]] = []
    pieces: list[tuple[int, int, int]] = []
    room = LENGTH
    for number, line in enumerate(lines):
        start = 0
        while len(line) - start > room:
            if start or room > LENGTH // 2:
                end = _sentence_end(line, start + room)
                pieces.append((number, start, end))
                start = end
            passages.append(pieces)
            pieces, room = [], LENGTH
        if start < len(line):
            pieces.append((number, start, len(line)))
            room -= len(line) - start
    return [*passages, pieces] if pieces else passages


def _sentence_end(line: str, limit: int) -> int:
    """Return where to cut a line: behind the last sentence, clause or word that ends before *limit*, if one is near."""
    for marks in ("。!?", "、,.", " "):
        end = max(line.rfind(mark, limit - NEAR, limit) for mark in marks) + 1
        if end:
            return end
    return limit


@dataclass(frozen=True)
class Part:
    """A piece of a page's text that the browser reads at once: whole lines, and whole passages."""

    first: int  #: number of its first passage, counted from the page's first
    sections: list[tuple[int, list[str]]]  #: (number of the section, its lines here), in order


def parts(page: Page, length: int) -> list[Part]:
    """Split the text of a page into parts of about *length* code points, where a passage begins with a line."""
    found: list[Part] = []
    number, size = FIELDS, 0
    for order, section in enumerate(page.sections):
        # a passage that begins with a line: it may begin a part; lines without a normal form go with what is before
        starts = {0: number}
        for pieces in cut([normalise(line) for line in section.lines]):
            line, start, _end = pieces[0]
            if not start:
                starts.setdefault(line, number)
            number += 1
        ends = [*sorted(starts), len(section.lines)]
        for start, end in pairwise(ends):
            lines = list(section.lines[start:end])
            added = sum(map(len, lines))
            if not found or (size and size + added // 2 > length):
                found.append(Part(starts[start], []))
                size = 0
            size += added
            if not found[-1].sections or found[-1].sections[-1][0] != order:
                found[-1].sections.append((order, []))
            found[-1].sections[-1][1].extend(lines)
    return found


def field_terms(page: Page) -> list[set[str]]:
    """Return the terms of the passages before the body: title, names, headings."""
    return [_all_terms([page.title]), _all_terms(page.names), _all_terms(page.headings)]


def body_terms(sections: Iterable[Section]) -> list[set[str]]:
    """Return the terms of each passage of a page's body; a term belongs where it begins."""
    found: list[set[str]] = []
    for section in sections:
        lines = [normalise(line) for line in section.lines]
        passages = cut(lines)
        split = {
            line
            for pieces in passages
            for line, _start, end in pieces
            if end < len(lines[line]) and not is_between_terms(lines[line][end - 1 : end + 1])
        }
        first = len(found)
        found += [
            terms(LINE_END.join(lines[line][start:end] for line, start, end in pieces if line not in split))
            for pieces in passages
        ]
        for line in split:
            # one passage for each code point
            places: list[set[str]] = []
            for number, pieces in enumerate(passages, first):
                for at, start, end in pieces:
                    places += [found[number]] * (end - start) * (at == line)
            for offset, term in occurrences(lines[line]):
                places[offset].add(term)
    return found


def passage_terms(page: Page) -> list[set[str]]:
    """Return the terms of each passage of a page."""
    return [*field_terms(page), *body_terms(page.sections)]


def _all_terms(lines: Iterable[str]) -> set[str]:
    return {term for line in lines for term in terms(normalise(line))}


def build_index(pages: Iterable[Page], terms_of: Callable[[Page], Sequence[Iterable[str]]] = passage_terms) -> Index:
    """Join pages, in the order of their docnames; the terms of one page at a time are in memory."""
    ordered = tuple(sorted(pages, key=lambda page: page.docname))
    postings: dict[str, array[int]] = defaultdict(partial(array, "I"))
    counts, number = [], 0
    for page in ordered:
        passages = terms_of(page)
        counts.append(len(passages))
        for found in passages:
            for term in found:
                postings[term].append(number)
            number += 1
    return Index(ordered, tuple(counts), dict(postings))
