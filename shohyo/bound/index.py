"""Names of pages → the index at the end of a book, in the order of the fifty sounds, and of the alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ..text.kana import KANA, reading_key
from ..text.readings import is_available, reading_of

if TYPE_CHECKING:
    from ..data.catalogue import Document

#: first sounds → the row under which they stand
_ROWS = {
    sound: row[0]
    for row in (
        "あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "やゆよ",
        "らりるれろ", "わゐゑをん",
    )
    for sound in row
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A name, and where it leads."""

    text: str
    docname: str
    reading: str  #: by which it is sorted

    @property
    def key(self) -> tuple[bool, tuple[str, tuple[int, ...]], str, str]:
        # kana first, as in Japanese books
        sounds = reading_key(self.reading)
        return sounds[0][:1] not in _ROWS, sounds, self.text, self.docname

    @property
    def head(self) -> str:
        """The letter or row under which it stands."""
        first = reading_key(self.reading)[0][:1]
        return _ROWS.get(first) or (first.upper() if first.isascii() and first.isalpha() else "#")


def names_of(pages: Iterable[Document]) -> Iterator[Name]:
    """Yield the names of outline pages and books, each with its reading."""
    for page in pages:
        record = page.record
        title_reading = getattr(record, "reading", None)
        names = dict.fromkeys([page.title, *record.aliases, getattr(record, "title_en", None) or ""])
        for text in filter(None, names):
            yield Name(text, page.docname, (title_reading if text == page.title else None) or _reading(text))


def grouped(names: Iterable[Name]) -> Iterator[tuple[str, list[Name]]]:
    """Yield each letter or row with its names, in order; a name that is spelt twice alike stands once."""
    ordered = sorted({(name.text.casefold(), name.docname): name for name in names}.values(), key=lambda name: name.key)
    # names that begin with neither stand together at the end
    ordered.sort(key=lambda name: name.head == "#")
    for head, members in groupby(ordered, key=lambda name: name.head):
        yield head, list(members)


def _reading(text: str) -> str:
    if KANA.match(text) or text.isascii() or not is_available():
        return text
    return reading_of(text) or text
