"""Which of the files that change are files of the site, by what its last build read.

A file counts when the build read it, when it lies in a folder whose files are published or are templates, or when it
is new and Sphinx would take it for a page.  So a log, a copy of an editor and the output itself start nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from sphinx.util.matching import Matcher

#: what editors write beside the file that is edited: copies, locks, halves
_BESIDE = re.compile(r"(^\.|^#.*#$|^4913$|~$|\.(sw[a-z]|tmp|bak|orig|part|pyc|mo)$|___jb_(tmp|old)___$)", re.IGNORECASE)


class Change(StrEnum):
    """What became of a file since it was last looked at."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"


class Scope(StrEnum):
    """What a change asks for."""

    PAGES = "pages"  #: pages that were read before differ
    ALL = "all"  #: configuration, templates, static files or the list of pages differ


@dataclass(frozen=True)
class Site:
    """The files of a site, as absolute paths."""

    source: str  #: folder of the pages
    written: tuple[str, ...]  #: folders that the build writes into
    pages: frozenset[str]  #: pages, and what they include, show or name
    settings: frozenset[str]  #: what is read when a build begins, also if a page shows it: conf.py, bib files, modules
    folders: tuple[str, ...]  #: all that is in them counts, as a setting
    suffixes: tuple[str, ...]  #: of pages
    include: tuple[str, ...]  #: patterns of Sphinx's
    exclude: tuple[str, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return what ``as_told`` has told."""
        kinds = {"source": str, "pages": frozenset, "settings": frozenset}
        return cls(**{field.name: kinds.get(field.name, tuple)(told[field.name]) for field in fields(cls)})

    def as_told(self) -> dict[str, Any]:
        """Return the same as JSON has it."""
        return {name: value if isinstance(value, str) else sorted(value) for name, value in asdict(self).items()}

    def scope(self, path: str, changes: Iterable[Change]) -> Scope | None:
        """Return what the change of a file asks for, or None where it is no file of the site."""
        if any(_is_in(path, folder) for folder in self.written):
            return None
        is_there, changes = os.path.lexists(path), {*changes}
        if path in self.settings:
            return Scope.ALL
        if path in self.pages:
            # editors put a new file in the place of the old one
            return Scope.PAGES if is_there and changes != {Change.DELETED} else Scope.ALL
        if not is_there and Change.ADDED in changes:  # it came and went between two looks
            return None
        if any(_is_in(path, folder) and not _is_hidden(path, folder) for folder in self.folders):
            return Scope.ALL
        return Scope.ALL if Change.ADDED in changes and self._is_page(path) else None

    def roots(self) -> dict[str, bool]:
        """Return folder → whether what is in its folders is watched, too."""
        roots = dict.fromkeys((self.source, *self.folders), True)
        for path in (*self.pages, *self.settings):
            roots.setdefault(os.fspath(Path(path).parent), False)
        deep = [folder for folder, is_deep in roots.items() if is_deep]
        return {
            folder: is_deep
            for folder, is_deep in roots.items()
            if Path(folder).is_dir() and not any(_is_in(folder, other) and folder != other for other in deep)
        }

    def _is_page(self, path: str) -> bool:
        """Tell whether Sphinx would read a file as a page; it leaves out whole folders, too."""
        if not path.endswith(self.suffixes) or not _is_in(path, self.source) or _BESIDE.search(Path(path).name):
            return False
        name = Path(path).relative_to(self.source)
        excluded = Matcher(self.exclude)
        return Matcher(self.include)(name.as_posix()) and not any(
            excluded(part.as_posix()) for part in (name, *name.parents[:-1])
        )


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_hidden(path: str, folder: str) -> bool:
    """Tell whether a name on the way from a folder to a file is one that nobody means to publish."""
    parts = Path(path).relative_to(folder).parts
    return "__pycache__" in parts or any(map(_BESIDE.search, parts))
