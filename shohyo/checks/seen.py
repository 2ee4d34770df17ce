"""Paths as a page writes them, for what it may have meant: from its own folder, or from the source folder.

Each folder sees all paths differently, and a shelf may have a folder for each page.  So what a folder sees is told
by what the folder around it sees, and by what is below it; only the outermost knows all paths.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import cached_property

from ..nearest import Names
from ..source.project import beginning_with


def seen_from(here: str, path: str) -> str:
    """Return a path from the root as it is written in a folder, or with a leading / where that is ``/``."""
    return f"/{path}" if here == "/" else posixpath.relpath(path, here or ".")


class Seen:
    """Paths from the root, as each folder sees them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = sorted(paths)
        self._known: dict[tuple[str, int], Names] = {}

    def names(self, here: str) -> Names:
        """Return what the paths are called in a folder: nothing is the source folder, and ``/`` as in ``seen_from``."""
        if here == "/":
            return self._outermost("/")
        return self._names(here, 0)

    def _names(self, folder: str, below: int) -> Names:
        """Return what the paths are called so many levels below a folder, where nothing else stands."""
        if not folder:
            return self._outermost("../" * below)
        if (folder, below) not in self._known:
            around, _slash, name = folder.rpartition("/")
            up = "../" * below
            inside = [path.removeprefix(f"{folder}/") for path in beginning_with(f"{folder}/", self.paths)]
            own = {f"{up}{path}" for path in inside}
            gone = {f"../{up}{name}/{path}" for path in inside}
            if folder in self._every:  # a page may be called as a folder
                own.add(up.rstrip("/") or ".")
                gone.add(f"../{up}{name}")
            self._known[folder, below] = Names(own, self._names(around, below + 1), frozenset(gone))
        return self._known[folder, below]

    def _outermost(self, before: str) -> Names:
        if (before, 0) not in self._known:
            self._known[before, 0] = Names(before + path for path in self.paths)
        return self._known[before, 0]

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset(self.paths)
