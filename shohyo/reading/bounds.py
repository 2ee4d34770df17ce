"""Bounds of what Sphinx and MyST read, and a name for the page in which they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checks.contents import is_cut, levels
from ..source.project import NOTEBOOKS
from ..upstream.sphinx import contents_below, name_failing_pages, shorten_contents, walk_contents_flatly
from .project import leave_out

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Let tables of contents be however deep they are, no file be read twice, and Markdown be read by us."""
    if config.source_suffix.get(".md") == NOTEBOOKS:  # which conf.py has not said
        config.source_suffix = {**config.source_suffix, ".md": "markdown"}
    walk_contents_flatly()
    leave_out(app, config)


def on_builder_inited(app: Sphinx) -> None:
    """Let what goes wrong in a page name it."""
    name_failing_pages(app)


def on_env_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Let tables of contents be followed a few levels only, be they in a circle, now that all is stored."""
    below = contents_below(env)
    level = levels(below)

    def cut(docname: str, child: str) -> bool:
        return docname in level and child in level and is_cut(level, docname, child)

    if any(cut(docname, child) for docname, children in below.items() for child in children):
        shorten_contents(env, cut)
