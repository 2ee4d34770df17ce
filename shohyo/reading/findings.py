"""Findings → warnings of the build, at their line and column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.logging import getLogger

from ..checks.crosswalk import check_crosswalk
from ..checks.pages import check_pages
from ..errors import Code, Diagnostic, suggestion
from .domain import ShohyoDomain

if TYPE_CHECKING:
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)


def report(diagnostic: Diagnostic) -> None:
    """Log a finding as a Sphinx warning at ``path:line:column``."""
    logger.warning(
        "%s", diagnostic.message, type="shohyo", subtype=str(diagnostic.code),
        location=f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}",
    )  # fmt: skip


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report all findings, those in pages that were not read again, too."""
    domain: ShohyoDomain = env.domains["shohyo"]
    found = [diagnostic for diagnostics in domain.build.held_back.values() for diagnostic in diagnostics]
    for diagnostics in domain.diagnostics.values():
        found += diagnostics
    found += check_pages(domain.catalogue, domain.bibliography.entries)
    found += domain.guide_findings
    for file in domain.crosswalks.values():
        found += check_crosswalk(file, domain.catalogue, domain.bibliography.entries)
    for diagnostic in sorted(set(found)):
        report(diagnostic)


def on_warn_missing_reference(app: Sphinx, domain: Domain | None, node: addnodes.pending_xref) -> bool | None:
    """Say what was meant instead of Sphinx's bare "reference target not found"."""
    if not isinstance(domain, ShohyoDomain):
        return None
    if domain.accepts(node["refdoc"], Code.REFERENCE):
        return True
    target, objtype = node["reftarget"], node["reftype"]
    remedy = suggestion(target, domain.catalogue.known_names(objtype))
    path = Path(app.env.doc2path(node["refdoc"]))
    line, column = place_of_words(target, path, node.line or 1)
    shown = app.env.doc2path(node["refdoc"], base=False).as_posix()
    report(Diagnostic(shown, line, column, Code.REFERENCE, f'unknown {objtype} "{target}"', remedy))
    return True


def place_of_words(words: str, path: Path, line: int) -> tuple[int, int]:
    """Return line and column of *words* in a file, looked for from *line*, where their paragraph begins."""
    lines = path.read_text("utf-8-sig", "replace").splitlines()
    for number, text in enumerate(lines[line - 1 :], start=line):
        if (column := text.find(words)) >= 0:
            return number, column + 1
    return line, 1
