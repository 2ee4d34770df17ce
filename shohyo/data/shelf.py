"""Books on the shelf: what all pages about a book say of it together, and by what lists arrange them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..kinds import SHELF_STATES
from ..model import Series
from ..text.kana import KANA, reading_key

if TYPE_CHECKING:
    from ..bib.bibliography import Work
    from .catalogue import Document

#: by what a list of books may be arranged
ARRANGEMENTS: tuple[str, ...] = ("author", "translator", "publisher", "series", "rating", "year", "shelf")
#: what stands in a name in Latin letters, with accents or without
_LATIN = re.compile("[\u0000-\u024f\u1e00-\u1eff\u2010-\u201f]*")


@dataclass(frozen=True, order=True)
class Reading:
    """One time that a book was read."""

    date: str  #: a day, a month or a year
    readers: tuple[str, ...]  #: authors of the page that says so, if it names any
    again: bool = False  #: the same reader has read it before


@dataclass(frozen=True)
class ShelfBook:
    """A book and the pages about it that are no drafts."""

    key: str  #: BibTeX key
    pages: tuple[Document, ...]  #: its own and then reviews
    work: Work | None  #: what the bibliography says

    @property
    def title(self) -> str:
        return self.work.title if self.work else self.key

    @property
    def own(self) -> Document | None:
        """Its own page, if it has one."""
        return next((page for page in self.pages if page.record.kind == "book"), None)

    @property
    def state(self) -> str | None:
        """Where it stands: as a page says, else it is read where there is a review or a date."""
        stated = next((page.record.shelf for page in self.pages if page.record.shelf), None)
        is_read = bool(self.readings) or any(page.record.kind == "review" for page in self.pages)
        return stated or ("read" if is_read else None)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """When it was read and by whom, the earliest first; a page without author adds dates that no other has."""
        stated: dict[tuple[str, ...], set[str]] = {}
        for page in self.pages:
            readers = tuple(author.name for author in page.record.author)
            stated.setdefault(readers, set()).update(page.record.date_read)
        signed = set().union(*(dates for readers, dates in stated.items() if readers))
        stated[()] = stated.get((), set()) - signed
        found = [
            Reading(date, readers, number > 0)
            for readers, dates in stated.items()
            for number, date in enumerate(sorted(dates))
        ]
        return tuple(sorted(found))

    @property
    def dates(self) -> tuple[str, ...]:
        """When it was read, each date once."""
        return tuple(dict.fromkeys(reading.date for reading in self.readings))

    @property
    def ratings(self) -> tuple[float, ...]:
        """The ratings that it has, each once, the highest first."""
        ratings = {page.record.rating for page in self.pages if page.record.rating is not None}
        return tuple(sorted(ratings, reverse=True))

    @property
    def series(self) -> Series | None:
        """Its series, as a page says, else as the bibliography does."""
        stated = next((page.record.series for page in self.pages if page.record.series), None)
        if stated or self.work is None or not self.work.series:
            return stated
        return Series(name=self.work.series, position=self.work.number or None)

    def values(self, arrangement: str) -> Iterator[str]:
        """Yield under what it stands in a list; nothing is a value, too."""
        work, found = self.work, ()
        if arrangement == "author":
            found = (work.authors or work.editors) if work else ()
        elif arrangement == "translator":
            found = work.translators if work else ()
        elif arrangement == "publisher":
            found = (work.publisher,) if work and work.publisher else ()
        elif arrangement == "series":
            found = (self.series.name,) if self.series else ()
        elif arrangement == "rating":
            found = tuple(f"{rating:g}" for rating in self.ratings)
        elif arrangement == "year":
            found = tuple(dict.fromkeys(date[:4] for date in self.dates))
        else:
            found = (self.state,) if self.state else ()
        yield from found or ("",)


def books_of(pages: Mapping[str, Iterable[Document]], works: Mapping[str, Work]) -> list[ShelfBook]:
    """Return the books that pages are about, sorted by title."""
    books = [ShelfBook(key, tuple(about), works.get(key)) for key, about in pages.items()]
    return sorted(books, key=lambda book: (reading_key(book.title), book.key))


def arranged(books: Iterable[ShelfBook], arrangement: str) -> dict[str, list[ShelfBook]]:
    """Return value → books, as a list shows them; what has no value comes last.

    Names go by their reading where it is known, years and ratings from the latest and highest.
    """
    found: dict[str, list[ShelfBook]] = {}
    readings: dict[str, str] = {}
    for book in books:
        for value in book.values(arrangement):
            found.setdefault(value, []).append(book)
            # the bibliography has one reading of all names; of one name it is its own
            if arrangement == "author" and book.work and book.work.reading and len(book.work.authors) == 1:
                readings.setdefault(value, book.work.reading)

    def rank(value: str) -> tuple[object, ...]:
        if arrangement in ("rating", "year"):
            return not value, -float(value or 0)
        if arrangement == "shelf":
            return not value, SHELF_STATES.index(value) if value else 0
        name = readings.get(value, value)
        # kana in their order, then Latin letters, then what has no reading that is known
        script = 0 if KANA.search(name) else 1 if _LATIN.fullmatch(name) else 2
        is_person = arrangement in ("author", "translator")
        return not value, script, _family_first(name) if is_person else reading_key(name), value

    groups = {value: found[value] for value in sorted(found, key=rank)}
    if arrangement == "series":
        for members in groups.values():
            members.sort(key=lambda book: _position(book.series))
    if arrangement == "year":
        for year, members in groups.items():
            members.sort(key=lambda book: min(date for date in book.dates if date.startswith(year)) if year else "")
    return groups


def _family_first(name: str) -> tuple[str, tuple[int, ...]]:
    """Return what a name is sorted by: one in Latin letters by its last word."""
    *given, family = (name.split() if _LATIN.fullmatch(name) and "," not in name else []) or [name]
    return reading_key(" ".join([family, *given]))


def _position(series: Series | None) -> tuple[bool, float, str]:
    """Return what books of a series are sorted by: numbers by their size, what has none last."""
    position = (series.position if series else None) or ""
    number = re.match(r"\d+(?:\.\d+)?", position)
    volumes = {"上": 1.0, "前": 1.0, "中": 2.0, "下": 3.0, "後": 3.0}
    size = float(number[0]) if number else volumes.get(position[:1])
    return size is None, size or 0.0, position


def readings_by_year(books: Iterable[ShelfBook]) -> dict[str, tuple[int, int]]:
    """Return year → how many readings, and how many of them were again; every year from the first to the last."""
    counted: dict[str, tuple[int, int]] = {}
    for book in books:
        for reading in book.readings:
            all_, again = counted.get(reading.date[:4], (0, 0))
            counted[reading.date[:4]] = all_ + 1, again + reading.again
    if not counted:
        return {}
    years = range(int(min(counted)), int(max(counted)) + 1)
    return {f"{year:04d}": counted.get(f"{year:04d}", (0, 0)) for year in years}
