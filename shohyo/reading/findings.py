"""Findings → warnings of the build, at their line and column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.logging import getLogger

from ..building.stock import said_of
from ..checks.documents import SourcePage
from ..checks.stream import find_all, without_accepted
from ..data.catalogue import Catalogue
from ..errors import Code, Diagnostic, noun, printable, say, suggestion
from ..shown import drafts
from ..source.references import Markup
from .domain import ShohyoDomain
from .named import OF_DOCSTRING, place_of_words, shown_source, source_of
from .names import NameSearch

if TYPE_CHECKING:
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from ..data.crosswalk import CrosswalkFile
    from ..data.guide import GuideFile

logger = getLogger(__name__)


def report(domain: ShohyoDomain, diagnostic: Diagnostic, docname: str = "") -> None:
    """Log a finding as a Sphinx warning at ``path:line:column``, unless the page accepts it."""
    if without_accepted([diagnostic], domain.documents.get(docname)):
        subtype = str(diagnostic.code)
        message = diagnostic.message_in(domain.env.config.language)
        logger.warning("%s", message, type="shohyo", subtype=subtype, location=_place(diagnostic))


def _place(diagnostic: Diagnostic) -> str | None:
    path = printable(diagnostic.path)
    return f"{path}:{diagnostic.line}:{diagnostic.column}" if diagnostic.path else None


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report all findings, those in pages that were not read again, too."""
    domain: ShohyoDomain = env.domains["shohyo"]
    build = domain.build
    pages = [
        build.held_back.get(docname)
        or SourcePage(
            source,
            domain.documents.get(docname),
            domain.markups.get(docname, Markup()),
            domain.diagnostics.get(docname, ()),
            unread=domain.unread.get(docname, ()),
        )
        for docname, source in build.project.documents.items()
    ]
    # pages that are held back are known by name
    catalogue = Catalogue(page.document for page in pages if page.document) if build.held_back else domain.catalogue
    files: dict[tuple[str, str], GuideFile | CrosswalkFile] = {}
    files.update({("guide", file.path): file for file in domain.guides.values()})
    files.update({("crosswalk", file.path): file for file in domain.crosswalks.values()})
    found = find_all(build.project, pages, catalogue, domain.bibliography, files, NameSearch(env))
    for diagnostic in found:
        build.repeated.add((_place(diagnostic), diagnostic.message_in(env.config.language)))
        report(domain, diagnostic)
    domain.gate.open(said_of(build.project, pages, found, build.held_back))
    drafts.note_unpublished(build)


def on_warn_missing_reference(app: Sphinx, domain: Domain | None, node: addnodes.pending_xref) -> bool | None:
    """Say what was meant instead of Sphinx's bare "reference target not found"."""
    if not isinstance(domain, ShohyoDomain):
        return None
    docname, target, objtype = node["refdoc"], node["reftarget"], node["reftype"]
    if not domain.build.project.has_intersphinx:
        return True  # it was said when all pages were read
    source = source_of(node)
    line = 1 if source and OF_DOCSTRING in source else node.line or 1
    shown = shown_source(app.env, source, docname) or app.env.doc2path(docname, base=False).as_posix()
    remedy = suggestion(target, domain.catalogue.known_names(objtype))
    line, column = place_of_words(target, Path(app.srcdir, shown), line)
    report(
        domain,
        Diagnostic(
            shown, line, column, Code.REFERENCE, say('unknown {kind} "{name}"', kind=noun(objtype), name=target), remedy
        ),
        docname,
    )
    return True
