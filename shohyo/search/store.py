"""What pages say, and their terms, kept between builds in a database beside the doctrees.

Who asks for terms loads NumPy; who notes a text, or asks whether anything has changed, does not.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from .format import BITS, LEVELS, SORTS, VERSION
from .model import LENGTH, Page, Section

if TYPE_CHECKING:
    from .terms import Terms

#: of what is kept: it depends on the contract, the numbers of terms, the tables of Unicode, and those below
KEPT_VERSION = (
    zlib.crc32(f"6/{VERSION}/{LENGTH}/{LEVELS}/{SORTS}/{BITS}/{sys.byteorder}/{unicodedata.unidata_version}".encode())
    >> 1
)
#: pages whose terms are kept at once: another build in the same folder waits no longer than that takes
AT_ONCE = 500

_TABLES = """
    CREATE TABLE IF NOT EXISTS pages (docname PRIMARY KEY, sections, digest) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS written (state);
    CREATE TABLE IF NOT EXISTS parts (docname, part, grams, words, PRIMARY KEY (docname, part)) WITHOUT ROWID;
    CREATE TRIGGER IF NOT EXISTS page_changed AFTER UPDATE ON pages
        BEGIN DELETE FROM parts WHERE docname = new.docname; END;
    CREATE TRIGGER IF NOT EXISTS page_gone AFTER DELETE ON pages
        BEGIN DELETE FROM parts WHERE docname = old.docname; END
"""


class Store:
    """Text and terms of pages, in a database for each builder; a build that is broken off leaves it whole."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(path, isolation_level=None)
        try:
            self._prepare()
        except sqlite3.OperationalError:  # not to be read or written, and no worse than that
            raise
        except sqlite3.DatabaseError:  # it is none, or damaged
            self.database.close()
            for file in path.parent.glob(f"{path.name}*"):  # its log, too
                file.unlink()
            self.database = sqlite3.connect(path, isolation_level=None)
            self._prepare()

    def _prepare(self) -> None:
        # each page is safe once it is noted, whatever becomes of the build
        self.database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        if self.database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")
        # what another version has kept is thrown away
        if self.database.execute("PRAGMA user_version").fetchone()[0] != KEPT_VERSION:
            self.database.executescript(
                "DROP TABLE IF EXISTS pages; DROP TABLE IF EXISTS parts; DROP TABLE IF EXISTS written;"
                f" PRAGMA user_version = {KEPT_VERSION}"
            )
        self.database.executescript(_TABLES)

    def note(self, docname: str, text: tuple[Section, ...]) -> None:
        """Keep what a page says now; if it is another text, its terms are forgotten."""
        sections = _utf8(json.dumps([[part.anchor, part.heading, part.lines] for part in text], ensure_ascii=False))
        self.database.execute(
            "INSERT INTO pages VALUES (?, ?, ?) ON CONFLICT (docname)"
            " DO UPDATE SET sections = excluded.sections, digest = excluded.digest WHERE digest <> excluded.digest",
            [_utf8(docname), sections, hashlib.sha256(sections).hexdigest()],
        )

    def note_all(self, pages: Iterable[Page]) -> None:
        """Keep what pages say that bring their texts."""
        with self.database:
            self.database.execute("BEGIN")
            for page in pages:
                self.note(page.docname, page.sections)

    def state(self, pages: Iterable[Page], version: str) -> str:
        """Return a hash of what an index of some pages has in it.

        Args:
            pages: all of them, in the order of the index, without their texts, which are those that are kept.
            version: of what writes the index.
        """
        digests = dict(self.database.execute("SELECT docname, digest FROM pages"))
        state = hashlib.sha256(_utf8(version))
        for page in pages:
            state.update(_utf8(f"{page}\n{digests.get(_utf8(page.docname))}\n"))
        return state.hexdigest()

    @property
    def written(self) -> str | None:
        """The state that the index shows which was written last."""
        row = self.database.execute("SELECT state FROM written").fetchone()
        return row and row[0]

    @written.setter
    def written(self, state: str) -> None:
        self.database.executescript("DELETE FROM written")
        self.database.execute("INSERT INTO written VALUES (?)", [state])

    def text(self, docname: str) -> tuple[Section, ...] | None:
        """Return what a page says, or None if nothing was kept."""
        row = self.database.execute("SELECT sections FROM pages WHERE docname = ?", [_utf8(docname)]).fetchone()
        return row and tuple(Section(anchor, head, tuple(lines)) for anchor, head, lines in json.loads(row[0]))

    def complete(self, pages: Iterable[Page]) -> None:
        """Keep the terms of the texts of pages, where they are not known."""
        from .index import body_terms

        known = {docname for (docname,) in self.database.execute("SELECT DISTINCT docname FROM parts")}
        unknown = [page for page in pages if _utf8(page.docname) not in known]
        rows = (
            [
                (_utf8(page.docname), number, part.grams.tobytes(), "\n".join(map(" ".join, part.words)))
                for number, part in enumerate(parts)
            ]
            for page, parts in zip(unknown, body_terms(unknown), strict=True)
        )
        while some := list(chain.from_iterable(islice(rows, AT_ONCE))):
            with self.database:
                self.database.execute("BEGIN")
                self.database.executemany("REPLACE INTO parts VALUES (?, ?, ?, ?)", some)

    def terms(self, page: Page) -> Iterator[Terms]:
        """Yield the terms of each part of a page's text."""
        import numpy as np

        from .terms import Terms

        select = "SELECT grams, words FROM parts WHERE docname = ? ORDER BY part"
        for grams, words in self.database.execute(select, [_utf8(page.docname)]):
            yield Terms(np.frombuffer(grams, np.uint64), [some.split() for some in words.split("\n")])

    def prune(self, docnames: Iterable[str]) -> None:
        """Forget pages that are gone."""
        kept = {_utf8(docname) for docname in docnames}
        gone = [row for row in self.database.execute("SELECT docname FROM pages") if row[0] not in kept]
        self.database.executemany("DELETE FROM pages WHERE docname = ?", gone)


def _utf8(text: str) -> bytes:
    # texts, and names of files, may have lone surrogates
    return text.encode("utf-8", "surrogatepass")
