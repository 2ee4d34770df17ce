"""The project that is built, as a check sees it: its files, and the settings that count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..building.vocabulary import vocabulary_of
from ..publicity import today_of
from ..source.project import Found, Project, SourceFile, find_documents
from ..source.safety import NAMES, safety_of
from ..upstream.sphinx_project import is_set
from .domain import is_markdown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


class LeftOut(str):
    """A pattern among those of the project that keeps Sphinx from what cannot be in a site."""

    __slots__ = ()


def leave_out(app: Sphinx, config: Config) -> None:
    """Keep Sphinx out of what cannot be in a site; it follows links to folders that they stand in without end."""
    # it looks for files as soon as there is an environment, and asks the configuration alone
    left_out = _walk(app, config, [*config.html_static_path, *config.html_extra_path]).left_out
    config.exclude_patterns += [LeftOut(re.sub(r"[][*?]", r"[\g<0>]", path)) for path in left_out]


def _walk(app: Sphinx, config: Config, assets: Iterable[str]) -> Found:
    """Find what would be documents, by the settings of the project."""
    excludes = [pattern for pattern in config.exclude_patterns if not isinstance(pattern, LeftOut)]
    excludes += [*config.templates_path, *assets]
    return find_documents(Path(app.srcdir), dict(config.source_suffix), config.include_patterns, excludes)


def project_of(app: Sphinx) -> Project:
    """Return the project of an application whose documents are found."""
    config, env = app.config, app.env
    walked = _walk(app, config, app.builder.get_asset_paths())
    documents = {
        docname: walked.documents.get(docname) or SourceFile(docname, *_file(app, docname))
        for docname in sorted(env.found_docs)
    }
    return Project(
        Path(app.srcdir),
        documents,
        tuple(config.source_suffix),
        tuple(Path(app.confdir, name).resolve() for name in config.bibtex_bibfiles),
        frozenset(config.suppress_warnings),
        env.myst_config,
        bool(getattr(config, "intersphinx_mapping", None)),
        walked.problems,
        safety_of({name: config[name] for name in NAMES if is_set(config, name)}, Path(app.srcdir)),
        today_of(config.shohyo_today),
        config.language,
        vocabulary_of(app),
        redirects=config.shohyo_redirects,
    )


def _file(app: Sphinx, docname: str) -> tuple[str, Path, bool]:
    """Return path from the source folder, file, and whether it is Markdown."""
    path = app.env.doc2path(docname, base=False).as_posix()
    return path, Path(app.env.doc2path(docname)), is_markdown(app.config, path)
