"""What a site gives to programs: data, twins of its pages, cards, the sitemap; one module for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the outputs, in the order in which a build meets them."""
    from . import api, cards, llms, pieces, site, sitemap, twins

    app.add_config_value("shohyo_api", True, "html", bool)
    app.add_config_value("shohyo_markdown", True, "html", bool)
    app.add_config_value("shohyo_llms", True, "html", bool)
    app.add_config_value("shohyo_sitemap", True, "", bool)
    app.add_config_value("shohyo_alternates", {}, "html", dict)
    app.add_config_value("shohyo_cards", True, "html", bool)
    app.add_config_value("shohyo_card_font", "", "", (str, list, tuple))

    app.connect("config-inited", cards.on_config_inited)
    app.connect("builder-inited", site.on_builder_inited, priority=700)  # when the configuration is settled
    app.connect("builder-inited", pieces.on_builder_inited, priority=700)
    app.connect("doctree-resolved", api.on_doctree_resolved, priority=960)  # when nothing changes any more
    app.connect("doctree-resolved", twins.on_doctree_resolved, priority=960)
    app.connect("html-page-context", twins.on_html_page_context)
    app.connect("build-finished", api.on_build_finished, priority=600)
    app.connect("build-finished", twins.on_build_finished, priority=600)
    app.connect("build-finished", llms.on_build_finished, priority=600)
    app.connect("build-finished", sitemap.on_build_finished)
    app.connect("build-finished", cards.on_build_finished)
    app.connect("build-finished", pieces.on_build_finished, priority=840)  # when all have written
