"""What makes a page cheap to resolve and to write, switched on when a build begins; the same comes out without it.

All of it stands for what others do: docutils, Sphinx and the themes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..upstream import writing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Leave out what is done to every page for nothing, whatever is built."""
    writing.visit_literal_blocks_only()
    writing.hold_events_back(app)


def on_builder_inited(app: Sphinx) -> None:
    """Let builders of pages remember what they show of other pages, and what all pages have."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        writing.remember_titles(app.builder)
        writing.remember_addresses(app.builder)
        writing.leave_style_sheets_out(app.builder)
    if "sphinx_book_theme" in app.extensions:
        from ..upstream import book_theme

        book_theme.look_less()


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Look at templates and at what pages load once, now that pages are to be written."""
    if isinstance(builder, StandaloneHTMLBuilder):
        writing.remember_checksums()
        writing.keep_templates(builder)
