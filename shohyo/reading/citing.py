"""Bib files are read, and keys checked where they are cited.

sphinxcontrib-bibtex keeps its domain ``cite``, its directives and its roles.  Ours are the reading of the bib files
(its own parser ends in a traceback at the first mistake) and the check of citation keys where they are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..cite.bibtex import CheckedRole, CiteRole, FootCiteRole, hand_over, replace_roles
from ..cite.referencing import FOOT_NAME
from ..cite.style import NAME, assign_labels
from ..errors import Code, Diagnostic, suggestion
from ..source.bibliography import load_bibliography, shown_path
from ..source.frontmatter import without_suppressed
from ..source.project import DEFAULT_BIBLIOGRAPHY
from .defaults import set_defaults
from .findings import place_of_words, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.docutils import SphinxRole


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set the defaults for bibliographies, and put our reference styles and roles in place."""
    has_default = Path(app.confdir, DEFAULT_BIBLIOGRAPHY).is_file()
    set_defaults(
        config,
        {
            "bibtex_bibfiles": [DEFAULT_BIBLIOGRAPHY] if has_default else [],
            "bibtex_default_style": NAME,
            "bibtex_reference_style": NAME,
            "bibtex_foot_reference_style": FOOT_NAME,
            # a page may have several bibliographies, and each makes an id for every entry of its files
            "bibtex_cite_id": "cite-{bibliography_count}-{key}",
            "bibtex_bibliography_id": "bibtex-bibliography-{bibliography_count}",
            "bibtex_footbibliography_id": "bibtex-footbibliography-{footbibliography_count}",
        },
    )
    if isinstance(config.bibtex_bibfiles, str):
        config.bibtex_bibfiles = [config.bibtex_bibfiles]
    replace_roles(app, NotingCiteRole, NotingFootCiteRole)


def on_builder_inited(app: Sphinx) -> None:
    """Read the bib files and hand them to the cite domain, before it reads them itself."""
    files: dict[Path, str] = {}
    for name in app.config.bibtex_bibfiles:
        files.setdefault(Path(app.confdir, name).resolve(), name)
    app.config.bibtex_bibfiles = list(files.values())  # one file under two names counts once
    paths = list(files)
    bibliography = load_bibliography(paths, app.srcdir)
    assign_labels(bibliography.data)
    for diagnostic in bibliography.diagnostics:
        report(diagnostic)
    app.env.domains["shohyo"].build.bibliography = bibliography

    keys: dict[str, list[str]] = {}
    for work in bibliography.entries.values():
        keys.setdefault(work.path, []).append(work.key)
    of_files = {path: keys.get(shown_path(path, app.srcdir), ()) for path in paths}
    hand_over(app.env, app.config.bibtex_encoding, bibliography.data, of_files)


class NotingRole(CheckedRole):
    """Notes unknown keys among the page's diagnostics, where they stand."""

    def unknown(self, keys: list[str]) -> list[str]:
        return _note_unknown(self, keys)


class NotingCiteRole(NotingRole, CiteRole):
    """``{cite}``."""


class NotingFootCiteRole(NotingRole, FootCiteRole):
    """``{footcite}``."""


def _note_unknown(role: SphinxRole, keys: Iterable[str]) -> list[str]:
    """Return the keys that are in no bib file, after noting each in the page's diagnostics."""
    env, domain = role.env, role.env.domains["shohyo"]
    # pybtex's own mapping ignores case, the cite domain does not
    known = domain.bibliography.entries
    # a bibliography may put a prefix before its keys
    unknown = [key for key in keys if key not in known and not (key and key.endswith(tuple(known)))]
    if not unknown:
        return []
    docname, path = env.docname, Path(env.doc2path(env.docname))
    shown = env.doc2path(docname, base=False).as_posix()
    problems = [
        Diagnostic(
            shown,
            *place_of_words(key, path, role.lineno),
            Code.CITATION,
            f'unknown BibTeX key "{key}"',
            suggestion(key, known),
        )
        for key in unknown
    ]
    page = domain.documents.get(docname)
    problems = without_suppressed(problems, page.record if page else None)
    domain.diagnostics[docname] = (*domain.diagnostics.get(docname, ()), *problems)
    return unknown
