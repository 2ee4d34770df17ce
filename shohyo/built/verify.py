"""All that is looked at in a built site before it is published, as one report."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import ShohyoError, say
from ..source.project import Project
from ..wording import Wording
from .addresses import lost
from .data import check_data
from .leaks import drafts_of, leaks
from .links import Top, check_links, top_of, unreached
from .pages import Page, load_pages

#: what a page may weigh with its styles and scripts, after gzip (KB of 1,000 bytes)
BUDGET = 200


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and where: a file of the site, or that of the addresses."""

    path: str
    line: int
    column: int
    problem: str

    @property
    def sentence(self) -> Wording:
        """Where it is, and what."""
        place = f"{self.path}:{self.line}:{self.column}"
        return say("{place}: {why}", place=place, why=self.problem)


@dataclass(frozen=True)
class SiteReport:
    """What was found in a built site."""

    pages: int
    links: int  #: how many addresses its pages name
    outside: tuple[str, ...]  #: those of other sites, which were not asked
    heaviest: tuple[str, int]  #: page and its weight with styles and scripts, after gzip (bytes)
    faults: tuple[Fault, ...]


def verify_built(
    folder: Path, project: Project | None = None, kept: Path | None = None, budget: int = BUDGET
) -> SiteReport:
    """Look through a built site.

    Args:
        folder: of the site.
        project: that it was built from, whose drafts it must not show.
        kept: file with the addresses of earlier releases.
        budget: what a page may weigh (KB).

    Raises:
        ShohyoError: there is no site.
    """
    pages = pages_at(folder)
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    top = top_of(folder, pages)
    links = check_links(pages, frozenset(files), top)
    faults = [Fault(path, *pages[path].line_and_column(place), problem) for path, place, problem in links.faults]
    faults += [Fault(path, 1, 1, say("no way leads here from the first page")) for path in unreached(pages, top)]
    faults += [Fault(path, line, 1, problem) for path, line, problem in check_data(folder, files, pages, top)]
    faults += [
        Fault(path, 1, 1, problem) for path, problem in leaks(folder, files, drafts_of(project) if project else ())
    ]
    if kept:
        shown = os.path.relpath(kept, project.root) if project else kept.name
        faults += [Fault(shown, line, 1, problem) for line, problem in lost(kept.read_text("utf-8"), pages)]
    weights = dict(_weights(folder, pages, top))
    for path, weight in weights.items():
        if weight > budget * 1000:
            problem = say(
                "it weighs {weight} KB with its styles and scripts, and may weigh {budget}",
                weight=weight // 1000,
                budget=budget,
            )
            faults.append(Fault(path, 1, 1, problem))
    heaviest = max(weights.items(), key=lambda item: item[1])
    return SiteReport(len(pages), links.count, tuple(sorted(links.outside)), heaviest, tuple(sorted(set(faults))))


def pages_at(folder: Path) -> dict[str, Page]:
    """Return the pages of a built site.

    Raises:
        ShohyoError: there are none.
    """
    pages = load_pages(folder)
    if "index.html" not in pages:
        problem = say('"{folder}" is no built site', folder=folder)
        remedy = say('build it first, as with "python -m sphinx -b html . _build/html", or name its folder with --site')
        raise ShohyoError(say("{problem}; {remedy}", problem=problem, remedy=remedy))
    return pages


def _weights(folder: Path, pages: Mapping[str, Page], top: Top) -> Iterator[tuple[str, int]]:
    @cache
    def weight(path: str) -> int:
        file = folder / path
        return len(gzip.compress(file.read_bytes(), 6, mtime=0)) if file.is_file() else 0

    for page in pages.values():
        loaded = {page.path}
        for item in page.named:
            if item.element == "script" or (item.element == "link" and item.rel == "stylesheet"):
                loaded.update(found[0] for found in [top.inside(item.address, page.path)] if found)
        yield page.path, sum(map(weight, loaded))
