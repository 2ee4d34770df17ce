"""Bounds of what Sphinx and MyST read, and a name for the page in which they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..source.faults import MAX_LEVEL
from ..upstream.myst import read_deeper
from ..upstream.sphinx import name_failing_pages, walk_contents_flatly
from .project import leave_out

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Let text be read as deep as the scan reads it, tables of contents however deep they are, and no file twice."""
    read_deeper(MAX_LEVEL)
    walk_contents_flatly()
    leave_out(app, config)


def on_builder_inited(app: Sphinx) -> None:
    """Let what goes wrong in a page name it."""
    name_failing_pages(app)
