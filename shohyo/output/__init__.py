"""What is written beside the text of pages, and what is taken away again: one module for each output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the outputs, in the order in which a build meets them."""
    from ..page.blocks import OTHER_WRITERS, skip
    from . import (
        addresses,
        breaks,
        covers,
        engines,
        formulas,
        frame,
        heads,
        hosting,
        marks,
        navigation,
        notfound,
        opengraph,
        previews,
        publish,
        redirects,
        searchfacts,
        sources,
        speed,
        surroundings,
        texttables,
    )

    app.add_node(breaks.Break, html=(breaks.visit_break, None), **dict.fromkeys(OTHER_WRITERS, (skip, None)))
    marks.setup(app)
    app.add_html_math_renderer("mathml", (formulas.visit_math, None), (formulas.visit_math_block, None))
    app.add_post_transform(breaks.PhraseTransform)
    app.add_html_theme(frame.THEME, str(frame.FOLDER))
    app.add_config_value("shohyo_frame", False, "", bool)  # the theme that it stands for says what is built again
    app.add_config_value("shohyo_noindex", engines.is_preview, "html", bool)
    app.add_config_value("shohyo_hosting", [], "", (list, tuple))
    app.add_config_value("shohyo_packed", [], "html", (list, tuple))
    app.add_config_value("shohyo_notfound", True, "", (bool, str))
    app.add_config_value("shohyo_opengraph", True, "html", bool)
    app.connect("config-inited", frame.on_config_inited)
    app.connect("config-inited", hosting.on_config_inited)
    app.connect("config-inited", speed.on_config_inited)
    # late, when the static files lie ready and the themes below have their translator
    app.connect("builder-inited", frame.on_builder_inited, priority=600)
    app.connect("builder-inited", texttables.on_builder_inited, priority=600)
    app.connect("builder-inited", publish.on_builder_inited, priority=700)  # when the configuration is settled
    app.connect("builder-inited", speed.on_builder_inited, priority=700)
    app.connect("env-get-outdated", publish.before_env_get_outdated, priority=50)
    app.connect("env-get-outdated", publish.on_env_get_outdated, priority=900)  # when all have looked at the output
    app.connect("write-started", covers.on_write_started)
    app.connect("write-started", speed.on_write_started)
    app.connect("doctree-resolved", addresses.on_doctree_resolved, priority=950)
    app.connect("doctree-resolved", previews.on_doctree_resolved, priority=800)
    app.connect("doctree-resolved", sources.on_doctree_resolved)
    app.connect("doctree-resolved", surroundings.on_doctree_resolved)

    app.connect("html-page-context", heads.on_html_page_context, priority=400)  # before other extensions look
    app.connect("html-page-context", engines.on_html_page_context)
    app.connect("html-page-context", opengraph.on_html_page_context, priority=450)
    app.connect("html-page-context", navigation.on_html_page_context)
    app.connect("html-page-context", previews.on_html_page_context)
    app.connect("html-page-context", frame.on_html_page_context)

    app.connect("html-page-context", notfound.on_html_page_context)
    app.connect("html-collect-pages", notfound.on_html_collect_pages)

    app.connect("shohyo-search-page", searchfacts.on_search_page)
    app.connect("build-finished", opengraph.on_build_finished)
    app.connect("build-finished", previews.on_build_finished)
    app.connect("build-finished", sources.on_build_finished)
    app.connect("build-finished", notfound.on_build_finished)
    app.connect("build-finished", redirects.on_build_finished, priority=700)  # where others have written nothing
    app.connect("build-finished", hosting.on_build_finished, priority=700)
    app.connect("build-finished", hosting.on_all_written, priority=845)
    app.connect("build-finished", publish.on_build_finished, priority=900)  # when all others have written
