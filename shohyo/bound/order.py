"""Tables of contents and outlines of books → the contents of the site as one book.

Pages stand in the order of the tables of contents; those of an outline under the page that has it, chapter by chapter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..reading.domain import chapter_title

if TYPE_CHECKING:
    from ..data.catalogue import Catalogue, ChapterPlace


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    docname: str  #: "" for a chapter, which has pages and is none
    title: str
    children: tuple[Entry, ...] = ()

    @property
    def pages(self) -> Iterator[str]:
        """Yield the pages from here on, in the order in which they are read."""
        if self.docname:
            yield self.docname
        for child in self.children:
            yield from child.pages


def contents(
    root: str, titles: Mapping[str, str], below: Mapping[str, Sequence[str]], catalogue: Catalogue
) -> tuple[Entry, ...]:
    """Return the contents; the first page of the site comes first, with nothing below it.

    Args:
        root: the first page.
        titles: of all pages that are published.
        below: page → the pages in its tables of contents.
    """
    return tuple(_Contents(titles, below, catalogue).all(root))


class _Contents:
    def __init__(self, titles: Mapping[str, str], below: Mapping[str, Sequence[str]], catalogue: Catalogue) -> None:
        self._titles, self._below = titles, below
        self._chapters: dict[str, list[ChapterPlace]] = {}
        self._entries: dict[tuple[str, str], list[str]] = {}  #: page and anchor of a chapter → its pages
        self._seen: set[str] = set()
        placed: set[str] = set()
        for outline in catalogue.outlines.values():
            for place in outline.places:
                page = place.review.docname
                self._chapters.setdefault(page, []).append(place)
                ids = [entry.id for entry in place.chapter.patterns if entry.id in catalogue.patterns]
                names = [catalogue.patterns[name].docname for name in ids]
                names = [name for name in dict.fromkeys(names) if name in titles and name not in placed]
                self._entries[page, place.anchor] = names
                placed |= set(names) if page in titles else set()
        self._placed = placed - set(self._chapters)

    def all(self, root: str) -> Iterator[Entry]:
        self._seen.add(root)
        yield Entry(root, self._titles[root])
        yield from self._listed(self._below.get(root, ()))
        # pages in no table of contents
        yield from self._listed([name for name in sorted(self._titles) if name not in self._placed])
        yield from self._listed(sorted(self._placed), leaves_placed=False)

    def _listed(self, names: Sequence[str], *, leaves_placed: bool = True) -> Iterator[Entry]:
        for name in names:
            if name in self._seen or name not in self._titles or (leaves_placed and name in self._placed):
                continue
            self._seen.add(name)
            chapters = [
                Entry("", str(chapter_title(place)), tuple(self._listed(pages, leaves_placed=False)))
                for place in self._chapters.get(name, ())
                if (pages := self._entries[name, place.anchor])
            ]
            yield Entry(
                name, self._titles[name], (*filter(_has_pages, chapters), *self._listed(self._below.get(name, ())))
            )


def _has_pages(entry: Entry) -> bool:
    return any(entry.pages)
