"""Files that others open while a page is read, and that must not be opened, or not as a part of it.

A pipe is never read to its end, a file that includes itself is read for ever, and one in another encoding ends a
build.  A check reports them; a build keeps them closed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import say
from ..source.encoding import decode
from ..source.files import MAX_SIZE, is_regular
from ..source.markup import parse_markup
from ..source.project import Project, SourceFile
from ..source.references import Reference

#: kinds of references that name a file which is opened when the page is read or written
OPENED = frozenset(["image", "file", "include", "text-file", "download"])
#: includes in includes: each is read inside the one before
MAX_INCLUDES = 10


class Problem(NamedTuple):
    """Why a file is not opened."""

    problem: str
    remedy: str


def resolve(source: SourceFile, target: str) -> str:
    """Return the path from the root of what *source* calls *target*."""
    folder = "" if target.startswith("/") else posixpath.dirname(source.path)
    return posixpath.normpath(posixpath.join(folder, target.lstrip("/")))


class Included:
    """Looks at files that become part of pages; each is read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._targets: dict[str, tuple[str, ...]] = {}  # path → what it includes
        self._texts: dict[str, str] = {}  # path → what stands in it
        self._is_text: dict[str, bool] = {}  # path → whether it is UTF-8

    def problem(self, source: SourceFile, reference: Reference) -> Problem | None:
        """Return why a file that exists is not to become a part of a page."""
        path = resolve(source, reference.target)
        file = self.project.root / path
        if reference.kind not in ("include", "text-file") or not is_regular(file):
            return None
        size = file.stat().st_size
        if size > MAX_SIZE:
            about = say(
                'the file "{name}" has {size:.1f} MB, and more than 2 MB are not read',
                name=reference.target,
                size=size / 1e6,
            )
            return Problem(about, say("split it"))
        if not self.is_text(path):
            about = say('the file "{name}" is not UTF-8', name=reference.target)
            return Problem(about, say("save it as UTF-8, or name its encoding in the option encoding"))
        if reference.kind == "include":
            return self._circle(source, path, reference.target)
        return None

    def keeps_closed(self, source: SourceFile, reference: Reference) -> bool:
        """Tell whether a build must not open a file."""
        if reference.kind not in OPENED:
            return False
        try:
            file = self.project.root / resolve(source, reference.target)
            is_special = file.exists() and not file.is_dir() and not is_regular(file)
        except (OSError, ValueError):  # too long, or a NUL
            return False
        return is_special or self.problem(source, reference) is not None

    def is_text(self, path: str) -> bool:
        """Tell whether a file is UTF-8; one that cannot be read is for others to report."""
        if path not in self._is_text:
            try:
                self._is_text[path] = not decode((self.project.root / path).read_bytes(), path)[1]
            except OSError:
                self._is_text[path] = True
        return self._is_text[path]

    def _circle(self, source: SourceFile, path: str, target: str) -> Problem | None:
        """Say that an included file comes back to itself or to the page, or goes on for too long."""
        ways = [(source.path, path)]
        done: set[tuple[str, int]] = set()
        while ways:
            way = ways.pop()
            if way[-1] in way[:-1]:
                circle = " → ".join(way[way.index(way[-1]) :])
                return Problem(
                    say('the file "{name}" includes itself ({circle})', name=target, circle=circle),
                    say("remove one of these includes"),
                )
            if len(way) > MAX_INCLUDES + 1:
                return Problem(
                    say('the file "{name}" includes files more than {most} deep', name=target, most=MAX_INCLUDES),
                    say("make it flatter"),
                )
            if (way[-1], len(way)) not in done:
                done.add((way[-1], len(way)))
                # paths in an included file count from the page, as MyST has it
                ways += [(*way, resolve(source, name)) for name in self.targets(way[-1])]
        return None

    def texts(self, source: SourceFile, references: Iterable[Reference]) -> list[str]:
        """Return the texts of all files that become part of a page."""
        waiting = [resolve(source, item.target) for item in references if item.kind in ("include", "text-file")]
        found: dict[str, str] = {}
        while waiting:
            path = waiting.pop()
            if path not in found:
                waiting += [resolve(source, name) for name in self.targets(path)]
                found[path] = self._texts[path]
        return list(found.values())

    def targets(self, path: str) -> tuple[str, ...]:
        """Return what an included file includes."""
        if path not in self._targets:
            file = self.project.root / path
            named: tuple[str, ...] = ()
            self._texts[path] = ""
            if is_regular(file) and file.stat().st_size <= MAX_SIZE:
                text = self._texts[path] = decode(file.read_bytes(), path)[0]
                markup = parse_markup(text, 1, self.project.dialect) if "include}" in text else None
                named = tuple(item.target for item in markup.references if item.kind == "include") if markup else ()
            self._targets[path] = named
        return self._targets[path]
