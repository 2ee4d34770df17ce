"""How much of a site is built again, so that an incremental build writes what a clean one would.

Documents are read again when they, or what they include, differ from what was read; all of them when a bib file
does, or when the last build of this builder did not come to a good end.  Pages are written again as soon as
anything is read, since each shows titles of others.  What is no longer to be there, ``output.clean`` takes away.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..upstream.sphinx import had_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .domain import ShohyoDomain

Stamp = tuple[int, int]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read again what differs from the file that was read; Sphinx sees only newer time stamps."""
    domain: ShohyoDomain = env.domains["shohyo"]
    mark = _written_mark(app)
    outdated = {
        docname
        for docname, stamps in domain.stamps.items()
        if docname in env.found_docs and stamps != stamps_of(env, docname)
    }
    bibfiles = {name: _digest(Path(app.confdir, name)) for name in app.config.bibtex_bibfiles}
    # a build that was killed, had warnings, or was another builder's: what it said and wrote is not to be relied on
    is_written = mark.exists() and mark.read_text("utf-8") == domain.fingerprint
    if domain.bibfiles != bibfiles or not is_written:
        domain.data["bibfiles"] = bibfiles
        outdated = set(env.found_docs)
    domain.build.outdated = bool(added or changed or removed or outdated)
    if domain.build.outdated:
        mark.unlink(missing_ok=True)
    return outdated


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Write every page again if any was read."""
    return sorted(env.found_docs) if env.domains["shohyo"].build.outdated else []


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Note that everything was written and that there was nothing to warn of."""
    if exception is None and not had_warnings(app) and Path(app.doctreedir).is_dir():
        _written_mark(app).write_text(app.env.domains["shohyo"].fingerprint, "utf-8")


def stamps_of(env: BuildEnvironment, docname: str) -> tuple[Stamp, ...]:
    """Return modification time (ns) and size (bytes) of a document and of the files that it includes or shows."""
    paths = sorted(os.fspath(path) for path in env.dependencies.get(docname, ()))
    return (_stamp(Path(env.doc2path(docname))), *(_stamp(Path(env.srcdir, path)) for path in paths))


def _stamp(path: Path) -> Stamp:
    """Return the stamp of a file; of a missing one zeros."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _written_mark(app: Sphinx) -> Path:
    """Return the file that says which data the builder's last complete output shows."""
    return Path(app.doctreedir, f"shohyo-{app.builder.name}.written")
