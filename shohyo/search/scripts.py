"""Client scripts → what is served: without comments, and the engine's files as one, so that it is one request."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

import rjsmin

STATIC = Path(__file__).parents[1] / "static"
#: script of the search that is served → the sources that it is made of, in this order
SEARCH = {
    "shohyo/shohyo-engine.js": ("shohyo/shohyo-text.js", "shohyo/shohyo-search.js"),
    "shohyo/shohyo-ui.js": ("shohyo/shohyo-ui.js",),
}
_MERGED = {source for sources in SEARCH.values() for source in sources}
#: the same for all scripts; the others are served one by one
SCRIPTS = SEARCH | {
    name: (name,)
    for name in sorted(f"shohyo/{path.name}" for path in (STATIC / "shohyo").glob("*.js"))
    if name not in _MERGED
}


@cache
def served(name: str) -> bytes:
    """Return a script as it is served."""
    sources = ((STATIC / source).read_text("utf-8") for source in SCRIPTS[name])
    return "".join(rjsmin.jsmin(source) + "\n" for source in sources).encode()


def digest(name: str) -> str:
    """Return a hash of a script, which is part of its address: a cache never serves an old one."""
    return hashlib.sha256(served(name)).hexdigest()[:8]


def stage(folder: Path) -> None:
    """Make *folder* hold our static files as they are served, for Sphinx to copy."""
    sources = {source for parts in SCRIPTS.values() for source in parts}
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STATIC, folder)
    for source in sources:
        (folder / source).unlink()
    for name in SCRIPTS:
        (folder / name).write_bytes(served(name))
