"""Shohyo (書評): book reviews as a linked, cited and searchable knowledge base on Sphinx and MyST."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything, package by package, in the order in which a build meets it."""
    # imported here, so that the command line starts without Sphinx
    from . import bound, cite, exports, guides, messages, output, page, reading, sharing
    from .upstream.myst_sphinx import load_myst

    load_myst(app)
    # shohyo.search offers our templates and static files, too
    for extension in ("sphinx_design", "sphinxcontrib.bibtex", "shohyo.search"):
        app.setup_extension(extension)
    app.add_message_catalog(messages.CATALOGUE, str(messages.LOCALE_DIR))
    cite.setup(app)
    reading.setup(app)
    page.setup(app)
    guides.setup(app)
    exports.setup(app)
    output.setup(app)
    sharing.setup(app)
    bound.setup(app)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
