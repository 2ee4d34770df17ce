"""Static files as they are served: scripts without comments, each joined from the modules that it imports."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import rjsmin

STATIC = Path(__file__).parent / "static"
#: sources of scripts: what is served at the top, modules for one or several of them in folders
SOURCES = Path(__file__).parent / "scripts"
#: folder beside the doctrees in which they are made ready
STAGE = "shohyo-static"
#: scripts that are served → their sources
SCRIPTS = {f"shohyo/{path.name}": path for path in sorted(SOURCES.glob("*.js"))}
#: what a site needs of these that has the search alone
SEARCH = frozenset(
    f"shohyo/{name}"
    for name in (
        *(f"shohyo-{part}.js" for part in ("ui", "page", "engine", "beyond", "marks")),
        "search.css",
        "tokens.css",
    )
)

#: the only forms in which modules of ours import and export
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const )", re.M)


def modules(source: Path) -> list[Path]:
    """Return a script's modules in the order in which they are joined: what one imports stands before it."""
    found: list[Path] = []
    seen: set[Path] = set()

    def visit(path: Path) -> None:
        if path not in seen:
            seen.add(path)
            for name in _IMPORT.findall(path.read_text("utf-8")):
                visit((path.parent / name).resolve())
            found.append(path)

    visit(source.resolve())
    return found


def joined(name: str) -> str:
    """Return a script as one function with all its modules, for no browser loads modules from ``file:``."""
    parts = [_EXPORT.sub("", _IMPORT.sub("", path.read_text("utf-8"))) for path in modules(SCRIPTS[name])]
    return "\n".join(["(function () {", '"use strict";', *parts, "})();", ""])


@cache
def served(name: str) -> bytes:
    """Return a script as it is served."""
    script = joined(name) if name in SCRIPTS else (STATIC / name).read_text("utf-8")
    return (rjsmin.jsmin(script) + "\n").encode()


@cache
def digest(name: str) -> str:
    """Return a hash of a script, which is part of its address: a cache never serves an old one."""
    return hashlib.sha256(served(name)).hexdigest()[:8]


def names() -> list[str]:
    """Return all static files that we have to serve, sorted."""
    return sorted({*SCRIPTS, *(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.*"))})


def stage(folder: Path, files: Mapping[str, Iterable[str]]) -> None:
    """Make *folder* hold static files as they are served, for Sphinx to copy.

    Args:
        folder: what is in it goes.
        files: name → names of the files that it is made of.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name, sources in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"".join(map(_content, sources)))


def _content(name: str) -> bytes:
    return served(name) if name.endswith(".js") else (STATIC / name).read_bytes()
