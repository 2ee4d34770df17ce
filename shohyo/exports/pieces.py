"""What outputs make of each page, kept between builds: a page that is not written again is not made again.

Kept in a database beside the doctrees, under the docname of the page and the name of what is made of it; of a page
that is gone, nothing is.  An output that joins all pages (a feed, a text of the whole site) notes its piece when a
page is resolved, which is in the main process, in parallel builds too, and reads all of them when the build ends.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..reading.freshness import kept_beside
from ..upstream.sphinx import resolve
from .site import is_site

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: of what is kept; raised when a piece is made otherwise
VERSION = 2


class Pieces:
    """Pieces of pages by their name, for one builder and one folder of output, as one process keeps them."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._path = kept_beside(app, "pieces.sqlite")
        self._database: sqlite3.Connection | None = None
        self._process = os.getpid()

    @property
    def is_here(self) -> bool:
        """Whether this is the process that keeps them, and not one that writes pages for it."""
        return os.getpid() == self._process

    def note(self, docname: str, name: str, text: str) -> None:
        """Keep what was made of a page, in place of what was made of it before."""
        self._open().execute("REPLACE INTO pieces VALUES (?, ?, ?)", [_utf8(docname), name, _utf8(text)])

    def get(self, docname: str, name: str) -> str:
        """Return what was made of a page; it is resolved once more if nothing is known of it."""
        if (found := self.known(docname, name)) is None:
            resolve(self._app, docname)
            found = self.known(docname, name)
        return found or ""

    def known(self, docname: str, name: str) -> str | None:
        """Return what was made of a page; None if nothing is known of it."""
        select = "SELECT text FROM pieces WHERE docname = ? AND name = ?"
        row = self._open().execute(select, [_utf8(docname), name]).fetchone()
        return row and row[0].decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Forget pages that are gone, and close the database."""
        if self._database is None:
            return
        kept = {_utf8(docname) for docname in self._app.env.found_docs}
        gone = [row for row in self._database.execute("SELECT DISTINCT docname FROM pieces") if row[0] not in kept]
        self._database.executemany("DELETE FROM pieces WHERE docname = ?", gone)
        self._database.commit()
        self._database.close()
        self._database = None

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            try:
                self._database = _opened(self._path)
            except sqlite3.OperationalError:  # not to be read or written, and no worse than that
                raise
            except sqlite3.DatabaseError:  # it is none, or damaged
                self._path.unlink()
                self._database = _opened(self._path)
        return self._database


_pieces: WeakKeyDictionary[Sphinx, Pieces] = WeakKeyDictionary()


def pieces_of(app: Sphinx) -> Pieces:
    """Return the pieces of a build that writes a site."""
    return _pieces[app]


def on_builder_inited(app: Sphinx) -> None:
    """Make them ready; the database is opened when it is first asked."""
    if is_site(app):
        _pieces[app] = Pieces(app)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Close them, whatever became of the build."""
    if app in _pieces:
        _pieces[app].close()


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA synchronous = OFF")  # what is lost with a machine that fails is made again
        if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            database.executescript(f"DROP TABLE IF EXISTS pieces; PRAGMA user_version = {VERSION}")
        database.execute(
            "CREATE TABLE IF NOT EXISTS pieces (docname, name, text, PRIMARY KEY (docname, name)) WITHOUT ROWID"
        )
    except sqlite3.Error:
        database.close()
        raise
    return database


def _utf8(text: str) -> bytes:
    # texts, and names of files, may have lone surrogates
    return text.encode("utf-8", "surrogatepass")
