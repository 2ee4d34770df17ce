"""Files that outputs write beside the pages."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx


def state_of(*parts: object) -> str:
    """Return a hash of what a file is made of, by which a later build tells whether it would be the same."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def published(app: Sphinx, *starts: str) -> set[str]:
    """Return what the last build published under names that begin so; of a build that writes everything, nothing."""
    manifest = app.env.domains["shohyo"].build.published
    return {name for name in manifest.files if name.startswith(starts)} if manifest else set()


def keep(app: Sphinx, names: Collection[str]) -> bool:
    """Keep files of the last build that would be made the same again, and tell whether all of them are there.

    A build that writes everything keeps nothing, and what is written already is not kept.
    """
    build = app.env.domains["shohyo"].build
    known = build.published.files if build.published else {}
    if not names or any(name not in known or Path(app.outdir, name).exists() for name in names):
        return False
    build.kept.update(names)
    return True


def put(app: Sphinx, name: str, data: bytes) -> bool:
    """Write a file of the site, and tell whether it is ours.

    One that the project brings along itself (``html_extra_path``) is left alone.  What was published before with
    the same bytes is kept without being written again.

    Args:
        name: path from the top of the site, with ``/`` between its parts.
        data: all of it, the same in each build of the same sources.
    """
    build, path = app.env.domains["shohyo"].build, Path(app.outdir, name)
    if path.exists():
        return False
    if build.published and build.published.has(name, data):
        build.kept.add(name)
    else:
        try:
            path.write_bytes(data)
        except FileNotFoundError:  # most folders are there
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return True
