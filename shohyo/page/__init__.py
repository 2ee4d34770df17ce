"""Blocks of a page as docutils nodes, filled in when all pages are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the nodes with their writers, what fills pages in, and what each block loads."""
    from ..calculators import view as calculator
    from ..reading.counting import Number
    from ..upstream.sphinx import complete_visitors
    from . import (
        bibliography,
        blocks,
        chapters,
        cite,
        cover,
        disclosure,
        far,
        filter,
        furniture,
        map,
        pictures,
        shelf,
    )
    from .placeholders import PlaceholderTransform

    only_html = dict.fromkeys(blocks.OTHER_WRITERS, (blocks.skip, None))
    app.add_node(cover.Cover, html=(cover.visit_cover, None), **only_html)
    app.add_node(
        cover.OwnCover,
        html=(cover.visit_own_cover, None),
        **dict.fromkeys(blocks.OTHER_WRITERS, (cover.visit_first, None)),
    )
    # in tables of contents, which are made before anything can be counted
    app.add_node(Number, html=(blocks.skip, None), **only_html)
    app.add_node(chapters.ChapterPicture, html=(chapters.visit_chapter, None), **only_html)
    app.add_node(map.Picture, html=(map.visit_picture, None), **only_html)
    app.add_node(shelf.Bars, html=(shelf.visit_bars, None), **only_html)
    app.add_node(furniture.SearchField, html=(furniture.visit_search_field, None), **only_html)
    app.add_node(cite.CiteBlock, html=disclosure.VISITORS, **only_html)
    app.add_node(cite.Address, html=(cite.visit_address, None), **only_html)
    app.add_node(cite.CopyButton, html=(cite.visit_copy_button, None), **only_html)
    content_only = dict.fromkeys(blocks.OTHER_WRITERS, (blocks.passes, blocks.passes))
    app.add_node(disclosure.Disclosure, html=disclosure.VISITORS, **content_only)
    app.add_node(calculator.CalculatorBlock, html=calculator.VISITORS, **content_only)
    app.add_node(filter.FilterRow, html=filter.VISITORS, **filter.PLAIN_VISITORS)

    app.connect("builder-inited", far.on_builder_inited)
    app.connect("builder-inited", complete_visitors, priority=900)  # when all extensions have their nodes
    app.connect("env-updated", pictures.on_env_updated)
    app.add_post_transform(PlaceholderTransform)
    app.add_post_transform(bibliography.CitedInTransform)
    app.add_post_transform(bibliography.BibliographyListTransform)

    app.connect("html-page-context", cite.on_html_page_context)
    app.connect("html-page-context", calculator.on_html_page_context)
    app.connect("html-page-context", filter.on_html_page_context)
    app.add_css_file("shohyo/shohyo.css")
    app.add_css_file("shohyo/views.css")
