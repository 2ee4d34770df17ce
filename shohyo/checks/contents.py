"""What must hold between tables of contents: that none leads back to the page on which it stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..errors import Code, Diagnostic, say
from ..source.project import Project
from .documents import SourcePage
from .included import resolve

#: tables of contents in tables of contents; Sphinx goes through all below a page for each page, calling itself
MAX_DEPTH = 20
#: pages of a circle that are named
LONGEST = 12


class Entry(NamedTuple):
    """An entry of a table of contents that is a page."""

    docname: str
    path: str
    line: int
    column: int


def levels(below: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return for each page how many tables of contents stand above it at most, less what closes a circle."""
    order = [*_last_first(below)]
    place = {docname: number for number, docname in enumerate(order)}
    level = dict.fromkeys(order, 0)
    for docname in order:
        for child in below.get(docname, ()):
            if place[child] > place[docname]:
                level[child] = max(level[child], level[docname] + 1)
    return level


def is_cut(level: Mapping[str, int], docname: str, child: str) -> bool:
    """Tell whether lists in lists end at an entry, so that none has more than so many levels."""
    return level[child] <= level[docname] or level[docname] // MAX_DEPTH != level[child] // MAX_DEPTH


def _last_first(below: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all pages so that each stands before those that it lists, unless they are in a circle."""
    listed = {child for children in below.values() for child in children}
    done: set[str] = set()
    order: list[str] = []
    for first in [*sorted(below.keys() - listed), *sorted(below.keys() | listed)]:
        ways = [] if first in done else [(first, iter(below.get(first, ())))]
        done.add(first)
        while ways:
            docname, rest = ways[-1]
            child = next(rest, None)
            if child is None:
                order.append(docname)
                ways.pop()
            elif child not in done:
                done.add(child)
                ways.append((child, iter(below.get(child, ()))))
    return order[::-1]


def check_contents(project: Project, pages: Sequence[SourcePage]) -> Iterator[Diagnostic]:
    """Yield one finding for each set of pages whose tables of contents lead from each to each."""
    entries = {page.source.docname: list(_entries(project, page)) for page in pages if page.is_readable}
    below = {docname: sorted({entry.docname for entry in found}) for docname, found in entries.items()}
    for knot in _knots(below):
        start = min(knot)
        circle = _way_back(start, knot, below)
        entry = next(entry for entry in entries[start] if entry.docname == circle[1])
        shown = circle if len(circle) <= LONGEST else [*circle[: LONGEST - 2], "…", circle[-1]]
        problem = say("the tables of contents run in a circle: {circle}", circle=" → ".join(shown))
        yield Diagnostic(entry.path, entry.line, entry.column, Code.CYCLE, problem, say("remove one of these entries"))
    level = levels(below)
    for docname, found in entries.items():
        deep = [entry for entry in found if level[docname] < MAX_DEPTH <= level[entry.docname]]
        if deep:
            problem = say("the tables of contents are nested deeper than {most} levels", most=MAX_DEPTH)
            yield Diagnostic(*deep[0][1:], Code.LIMIT, problem, say("list this page further up"))


def _entries(project: Project, page: SourcePage) -> Iterator[Entry]:
    for reference in page.markup.references:
        if reference.kind not in ("toctree", "glob") or reference.target == "self":
            continue
        place = (reference.path or page.path, reference.line, reference.column)
        name = resolve(page.source, reference.target)
        if reference.kind == "glob":
            yield from (Entry(other, *place) for other in project.matching(name) if other != page.source.docname)
            continue
        suffix = next((suffix for suffix in project.suffixes if name.endswith(suffix)), "")
        if (docname := name.removesuffix(suffix)) in project.documents:
            yield Entry(docname, *place)


def _knots(below: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield the sets of pages from each of which all of them are reached (Tarjan 1972), without recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_pages: list[str] = []
    is_open: set[str] = set()
    for first in sorted(below):
        if first in number:
            continue
        ways = [(first, iter(below[first]))]
        while ways:
            docname, rest = ways[-1]
            if docname not in number:
                number[docname] = lowest[docname] = len(number)
                open_pages.append(docname)
                is_open.add(docname)
            child = next(rest, None)
            if child is None:
                ways.pop()
                if ways:
                    lowest[ways[-1][0]] = min(lowest[ways[-1][0]], lowest[docname])
                if lowest[docname] == number[docname]:
                    start = open_pages.index(docname) if open_pages[-1] != docname else len(open_pages) - 1
                    knot, open_pages[start:] = open_pages[start:], []
                    is_open.difference_update(knot)
                    if len(knot) > 1 or docname in below.get(docname, ()):
                        yield knot
            elif child not in number:
                ways.append((child, iter(below.get(child, ()))))
            elif child in is_open:
                lowest[docname] = min(lowest[docname], number[child])


def _way_back(start: str, knot: Sequence[str], below: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the shortest way from a page back to itself."""
    inside, before, waiting = set(knot), {start: ""}, deque([start])
    while waiting:
        docname = waiting.popleft()
        for child in below[docname]:
            if child == start:
                way = [start]
                while docname:
                    way.append(docname)
                    docname = before[docname]
                return way[::-1]
            if child in inside and child not in before:
                before[child] = docname
                waiting.append(child)
    raise AssertionError("a page in a knot is reached from itself")
