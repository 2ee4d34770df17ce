"""The project that is built, as a check sees it: its files, and the settings that count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..source.project import Project, SourceFile, find_documents
from ..source.safety import NAMES, safety_of
from ..upstream.sphinx import is_set
from .domain import is_markdown

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def project_of(app: Sphinx) -> Project:
    """Return the project of an application whose documents are found."""
    config, env = app.config, app.env
    root = Path(app.srcdir)
    suffixes = dict(config.source_suffix)
    excludes = [*config.exclude_patterns, *config.templates_path, *app.builder.get_asset_paths()]
    walked, problems = find_documents(root, suffixes, config.include_patterns, excludes)
    documents = {
        docname: walked.get(docname) or SourceFile(docname, *_file(app, docname)) for docname in sorted(env.found_docs)
    }
    return Project(
        root,
        documents,
        tuple(suffixes),
        tuple(Path(app.confdir, name).resolve() for name in config.bibtex_bibfiles),
        frozenset(config.suppress_warnings),
        env.myst_config,
        bool(getattr(config, "intersphinx_mapping", None)),
        problems,
        safety_of({name: config[name] for name in NAMES if is_set(config, name)}, root),
    )


def _file(app: Sphinx, docname: str) -> tuple[str, Path, bool]:
    """Return path from the source folder, file, and whether it is Markdown."""
    path = app.env.doc2path(docname, base=False).as_posix()
    return path, Path(app.env.doc2path(docname)), is_markdown(app.config, path)
