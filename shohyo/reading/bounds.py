"""Bounds of what Sphinx and MyST read, and a name for the page in which they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..upstream.sphinx import name_failing_pages, walk_contents_flatly
from .project import leave_out

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Let tables of contents be however deep they are, and no file be read twice."""
    walk_contents_flatly()
    leave_out(app, config)


def on_builder_inited(app: Sphinx) -> None:
    """Let what goes wrong in a page name it."""
    name_failing_pages(app)
