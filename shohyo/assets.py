"""Static files as they are served: scripts without comments, and those of the search engine as one request."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import rjsmin

STATIC = Path(__file__).parent / "static"
#: folder beside the doctrees in which they are made ready
STAGE = "shohyo-static"
#: scripts of the search that are served → the sources that they are made of, in this order
SCRIPTS = {
    "shohyo/shohyo-engine.js": ("shohyo/shohyo-text.js", "shohyo/shohyo-search.js"),
    "shohyo/shohyo-ui.js": ("shohyo/shohyo-ui.js",),
}


@cache
def served(name: str) -> bytes:
    """Return a script as it is served."""
    return b"".join(_small(STATIC / source) for source in SCRIPTS[name])


@cache
def digest(name: str) -> str:
    """Return a hash of a script, which is part of its address: a cache never serves an old one."""
    return hashlib.sha256(served(name)).hexdigest()[:8]


def stage(folder: Path) -> None:
    """Make *folder* hold our static files as they are served, for Sphinx to copy."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STATIC, folder)
    for script in folder.rglob("*.js"):
        script.write_bytes(_small(script))
    for name, sources in SCRIPTS.items():
        for source in sources:
            (folder / source).unlink()
        (folder / name).write_bytes(served(name))


def join(folder: Path, name: str, sources: Sequence[str]) -> None:
    """Have a staged file in place of those that it is made of."""
    (folder / name).write_bytes(b"".join((folder / source).read_bytes() for source in sources))
    for source in sources:
        (folder / source).unlink()


def _small(script: Path) -> bytes:
    return (rjsmin.jsmin(script.read_text("utf-8")) + "\n").encode()
