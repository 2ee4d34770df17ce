"""The site bound as a book: an EPUB, and what is printed from it; pages in the order in which a book is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the builder, how our nodes stand in a book, and what is taken from its pages."""
    from ..calculators.view import CalculatorBlock
    from ..page import chapters, cite, disclosure, filter, furniture, map, shelf
    from ..page.blocks import passes, skip
    from . import builder, pages

    for node in (cite.CiteBlock, cite.CopyButton, furniture.SearchField, map.Picture, chapters.ChapterPicture):
        app.add_node(node, override=True, epub=(skip, None))
    app.add_node(shelf.Bars, override=True, epub=(skip, None))
    app.add_node(CalculatorBlock, override=True, epub=(passes, passes))
    app.add_node(disclosure.Disclosure, override=True, epub=pages.OPENED)
    app.add_node(filter.FilterRow, override=True, epub=pages.ROW)
    app.add_post_transform(pages.UnfoldTransform)
    app.add_builder(builder.BookBuilder, override=True)
    app.connect("config-inited", builder.on_config_inited, priority=900)  # when all others have chosen
    app.connect("builder-inited", builder.before_builder_inited, priority=400)
    app.connect("builder-inited", builder.after_builder_inited, priority=600)
    app.connect("doctree-resolved", pages.on_doctree_resolved, priority=960)
    app.connect("html-page-context", pages.on_html_page_context, priority=900)
