"""Files that outputs write beside the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


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
