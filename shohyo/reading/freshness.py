"""How much of a site is built again, so that an incremental build writes what a clean one would.

Documents are read again when they, or what they include, differ from what was read; all of them when a bib file
does, or when the last build of this builder did not come to a good end.  Pages are written again as soon as
anything is read, since each shows titles of others, or when what they are written with has changed.  What is no
longer to be there, ``output.publish`` takes away.

Files are compared by their bytes: time and size can be those of before, and reading a thousand pages takes 30 ms.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..manifest import digest_of
from ..upstream.sphinx import had_warnings
from . import inputs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .domain import ShohyoDomain


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read again what differs from the file that was read; Sphinx sees only newer time stamps."""
    domain: ShohyoDomain = env.domains["shohyo"]
    build, mark = domain.build, _written_mark(app)
    build.inputs = inputs.fingerprint(app)
    outdated = {
        docname
        for docname, stamps in domain.stamps.items()
        if docname in env.found_docs and stamps != stamps_of(env, docname)
    }
    bibfiles = {name: digest_of(Path(app.confdir, name)) for name in app.config.bibtex_bibfiles}
    data, _, with_what = mark.read_text("utf-8").partition("\n") if mark.exists() else ("", "", "")
    # a build that was killed, had warnings, or was another builder's: what it said and wrote is not to be relied on
    if domain.bibfiles != bibfiles or data != domain.fingerprint:
        domain.data["bibfiles"] = bibfiles
        outdated = set(env.found_docs)
    build.outdated = bool(added or changed or removed or outdated) or with_what != build.inputs
    if build.outdated:
        mark.unlink(missing_ok=True)
    return outdated


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Write every page again if any was read."""
    return sorted(env.found_docs) if env.domains["shohyo"].build.outdated else []


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Note that everything was written and that there was nothing to warn of."""
    build = app.env.domains["shohyo"].build
    if exception is None and not had_warnings(app) and not build.is_partial and Path(app.doctreedir).is_dir():
        _written_mark(app).write_text(f"{app.env.domains['shohyo'].fingerprint}\n{build.inputs}", "utf-8")


def kept_beside(app: Sphinx, suffix: str) -> Path:
    """Return where something is kept of the files that a builder writes into a folder."""
    return Path(app.doctreedir, f"shohyo-{app.builder.name}-{output_key(app)}.{suffix}")


def output_key(app: Sphinx) -> str:
    """Return a name for the folder of the output, the same when it is moved with the doctrees."""
    place = os.path.relpath(app.outdir, app.doctreedir)
    return hashlib.sha256(os.fsencode(place)).hexdigest()[:8]


def stamps_of(env: BuildEnvironment, docname: str) -> tuple[str, ...]:
    """Return the digests of a document and of the files that it includes or shows."""
    paths = sorted(os.fspath(path) for path in env.dependencies.get(docname, ()))
    return (digest_of(Path(env.doc2path(docname))), *(digest_of(Path(env.srcdir, path)) for path in paths))


def _written_mark(app: Sphinx) -> Path:
    """Return the file that says which data the builder's last complete output shows, and what it was written with."""
    return kept_beside(app, "written")
