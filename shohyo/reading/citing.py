"""Bib files are read, and keys checked where they are cited.

sphinxcontrib-bibtex keeps its domain ``cite``, its directives and its roles.  Ours are the reading of the bib files
(its own parser ends in a traceback at the first mistake) and the check of citation keys where they are written.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..bib.bibliography import load_bibliography, shown_path
from ..cite.bibtex import CheckedRole, CiteRole, FootCiteRole, hand_over, replace_directives, replace_roles
from ..cite.labels import assign_labels
from ..cite.referencing import FOOT_NAME
from ..cite.style import NAME
from ..source.project import DEFAULT_BIBLIOGRAPHY
from ..source.references import Markup, Reference, is_key
from .anchors import give_way
from .defaults import set_defaults
from .named import note

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.docutils import SphinxDirective, SphinxRole


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set the defaults for bibliographies, and put our reference styles and roles in place."""
    has_default = Path(app.confdir, DEFAULT_BIBLIOGRAPHY).exists()
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
    replace_directives(app, _prepare)


def on_builder_inited(app: Sphinx) -> None:
    """Read the bib files and hand them to the cite domain, before it reads them itself."""
    files: dict[Path, str] = {}
    for name in app.config.bibtex_bibfiles:
        files.setdefault(Path(app.confdir, name).resolve(), name)
    app.config.bibtex_bibfiles = list(files.values())  # one file under two names counts once
    paths = list(files)
    bibliography = load_bibliography(paths, app.srcdir)
    assign_labels(bibliography.data)
    app.env.domains["shohyo"].build.bibliography = bibliography

    keys: dict[str, list[str]] = {}
    for work in bibliography.entries.values():
        keys.setdefault(work.path, []).append(work.key)
    of_files = {path: keys.get(shown_path(path, app.srcdir), ()) for path in paths}
    hand_over(app.env, app.config.bibtex_encoding, bibliography.data, of_files)


def _prepare(directive: SphinxDirective) -> None:
    """Note which keys a bibliography takes, wherever it is written; ids on its page give way to its own."""
    give_way(directive.state.document)
    markup = directive.env.domains["shohyo"].markups.setdefault(directive.env.docname, Markup())
    if directive.name == "footbibliography":
        markup.lists_notes = True
    elif directive.options.get("list", "citation") == "citation":
        markup.key_prefixes.add(directive.options.get("keyprefix", ""))


class NotingRole(CheckedRole):
    """Notes each key, which is checked when all pages are read."""

    kind = "cite"

    def unknown(self, keys: list[str]) -> list[str]:
        return _note_keys(self, self.kind, keys)


class NotingCiteRole(NotingRole, CiteRole):
    """``{cite}``."""


class NotingFootCiteRole(NotingRole, FootCiteRole):
    """``{footcite}``."""

    kind = "footcite"


def _note_keys(role: SphinxRole, kind: str, keys: list[str]) -> list[str]:
    """Note what a role cites; return the keys that are in no bib file."""
    source, line = role.get_source_info()
    for key in keys:
        note(role.env, Reference(line, 1, kind, key), source)
    # pybtex's own mapping ignores case, the cite domain does not
    known = role.env.domains["shohyo"].bibliography.entries
    # a bibliography may put a prefix before its keys; which, is known when all pages are read
    return [key for key in keys if key not in known and not (is_key(key) and key.endswith(tuple(known)))]
