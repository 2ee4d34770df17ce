"""What happens while documents are read, and how much of the site is built again.

Front matter leaves the text here: it goes into the domain, and Markdown's parser gets only what is
MyST's own.  Every finding is kept with its page and reported after each reading, so that an unchanged
page with a mistake fails the second build as it failed the first.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from . import encoding, frontmatter
from .citations import note_cited, set_defaults
from .crosswalk import check_crosswalk
from .domain import ShohyoDomain, is_markdown, report
from .mention import mentions_in
from .outline import Document, check, cited_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _domain(env: BuildEnvironment) -> ShohyoDomain:
    return env.domains["shohyo"]


def _stamp(path: Path) -> tuple[int, int]:
    """Return modification time (ns) and size (bytes) of a file, of a missing one zeros."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _stamp_of(env: BuildEnvironment, docname: str) -> tuple[tuple[int, int], ...]:
    """Return the stamps of a document and of the files that it includes or shows."""
    paths = sorted(os.fspath(path) for path in env.dependencies.get(docname, ()))
    return (_stamp(Path(env.doc2path(docname))), *(_stamp(Path(env.srcdir, path)) for path in paths))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def on_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read again what differs from the file that was read; Sphinx sees only newer time stamps."""
    domain = _domain(env)
    # a build that was killed, had warnings, or was another builder's: what it said and wrote is not to be relied on
    unwritten = _written_mark(app).read_text("utf-8") != domain.fingerprint if _written_mark(app).exists() else True
    outdated = {
        docname
        for docname, stamp in domain.stamps.items()
        if docname in env.found_docs and stamp != _stamp_of(env, docname)
    }
    bibfiles = {name: _digest(Path(app.confdir, name)) for name in app.config.bibtex_bibfiles}
    if domain.bibfiles != bibfiles:
        outdated = set(env.found_docs)
        domain.data["bibfiles"] = bibfiles
    if unwritten:
        outdated = set(env.found_docs)
    domain.outdated = bool(added or changed or removed or outdated)
    if domain.outdated:
        _written_mark(app).unlink(missing_ok=True)
    return outdated


def _written_mark(app: Sphinx) -> Path:
    """Return the file that says which data the builder's last complete output shows."""
    return Path(app.doctreedir, f"shohyo-{app.builder.name}.written")


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Note that everything was written and that there was nothing to warn of."""
    if exception is None and not app._warncount and Path(app.doctreedir).is_dir():
        _written_mark(app).write_text(_domain(app.env).fingerprint, "utf-8")


def on_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Keep back files that are not UTF-8: Sphinx ends in a traceback that does not name them."""
    domain = _domain(env)
    domain.unreadable, domain.held_back = [], []
    for docname in list(docnames):
        shown = env.doc2path(docname, base=False).as_posix()
        diagnostics = encoding.decode(Path(env.doc2path(docname)).read_bytes(), shown)[1]
        if diagnostics:
            docnames.remove(docname)
            domain.unreadable += diagnostics
            domain.held_back.append(docname)
            # nothing of an earlier, readable version may stay
            app.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
            env.project.docnames.discard(docname)
    if domain.held_back:  # tables of contents with patterns list what there is
        docnames += sorted((env.glob_toctrees & env.found_docs) - set(docnames))


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Take the front matter out of a Markdown document, line for line."""
    env = app.env
    path = Path(env.doc2path(docname))
    domain = _domain(env)
    if not is_markdown(app.config, path):
        return
    front = frontmatter.parse(source[0], env.doc2path(docname, base=False).as_posix(), docname)
    if front.diagnostics:
        domain.diagnostics[docname] = tuple(front.diagnostics)
    if front.record is None:
        return
    document = Document.of(front, docname)
    domain.note_document(document)
    for (line, _column), key in ((front.place(*path), key) for path, key in cited_places(front.record)):
        note_cited(env, docname, line, [key])
    env.metadata[docname].update(frontmatter.metadata(front))
    source[0] = _for_myst(front) + front.body


def _for_myst(front: frontmatter.FrontMatter) -> str:
    """Return a block of as many lines as the original, with the title and MyST's own keys only."""
    myst: dict[str, Any] = (
        dict(front.file_wide.get("myst") or {}) if isinstance(front.file_wide.get("myst"), dict) else {}
    )
    if isinstance(front.file_wide.get("html_meta"), dict):
        myst.setdefault("html_meta", front.file_wide["html_meta"])
    block: dict[str, Any] = {"myst": myst} if myst else {}
    if front.record and front.record.title:
        # MyST reads the title as Markdown; ours is plain text
        block.setdefault("myst", {})["title_to_header"] = True
        block["title"] = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(front.record.title.split()))
    lines = front.body_line - 1
    if not block or lines < 3:
        return "\n" * lines
    return "---\n" + json.dumps(block, ensure_ascii=False) + "\n" * (lines - 2) + "---\n"


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the page's title where the front matter gives none, and what its text links to."""
    env = app.env
    docname = env.current_document.docname
    domain = _domain(env)
    domain.stamps[docname] = _stamp_of(env, docname)
    document = domain.documents.get(docname)
    if document and not document.title:
        title = doctree.next_node(nodes.title)
        domain.note_document(dataclasses.replace(document, title=title.astext() if title else document.slug))
    if found := mentions_in(doctree, env):
        domain.mentions[docname] = found


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Report all findings; write every page again if any was read, since each shows titles of others."""
    domain = _domain(env)
    found = list(domain.unreadable)
    for diagnostics in domain.diagnostics.values():
        found += diagnostics
    found += check(domain.catalogue, domain.bibliography.entries)
    found += domain.guide_findings
    for file in domain.crosswalks.values():
        found += check_crosswalk(file, domain.catalogue, domain.bibliography.entries)
    for diagnostic in sorted(set(found)):
        report(diagnostic)
    return sorted(env.found_docs) if domain.outdated else []


def on_config_inited(app: Sphinx, config: Any) -> None:
    """Set what the extension needs of MyST and Sphinx where the project has not chosen itself."""
    set_defaults(config, {"myst_heading_anchors": 6, "myst_title_to_header": True, "primary_domain": "shohyo"})
