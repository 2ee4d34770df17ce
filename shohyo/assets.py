"""Static files as they are served: scripts without comments, each joined from the modules that it imports."""

from __future__ import annotations

import hashlib
import re
import shutil
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
    return _small(joined(name))


@cache
def digest(name: str) -> str:
    """Return a hash of a script, which is part of its address: a cache never serves an old one."""
    return hashlib.sha256(served(name)).hexdigest()[:8]


def stage(folder: Path) -> None:
    """Make *folder* hold our static files as they are served, for Sphinx to copy."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STATIC, folder)
    for script in folder.rglob("*.js"):
        script.write_bytes(_small(script.read_text("utf-8")))
    for name in SCRIPTS:
        (folder / name).write_bytes(served(name))


def _small(script: str) -> bytes:
    return (rjsmin.jsmin(script) + "\n").encode()
