"""Shohyo (書評): book reviews as a linked, cited and searchable knowledge base on Sphinx and MyST."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything, in the order in which a build meets it."""
    # imported here, so that the command line starts without Sphinx
    from . import (
        bibstyle,
        citations,
        diagram,
        directives,
        disclosure,
        domain,
        environment,
        filter,
        frame,
        furniture,
        guidepage,
        html,
        mappage,
        messages,
        pagecite,
        phrases,
        placeholders,
        preview,
        searchfacts,
        transforms,
        view,
    )  # fmt: skip

    # shohyo.search offers our templates and static files, too
    for extension in ("myst_parser", "sphinx_design", "sphinxcontrib.bibtex", "shohyo.search"):
        app.setup_extension(extension)
    bibstyle.register()
    app.add_message_catalog(messages.CATALOGUE, str(messages.LOCALE_DIR))

    app.connect("config-inited", citations.on_config_inited)
    app.connect("config-inited", environment.on_config_inited)
    app.connect("builder-inited", citations.on_builder_inited, priority=400)

    app.add_domain(domain.ShohyoDomain)
    app.add_node(directives.Placeholder)
    others = ("latex", "text", "man", "texinfo")
    left_out = dict.fromkeys(others, (view.skip, None))
    app.add_node(phrases.Break, html=(phrases.visit_break, None), **left_out)
    app.add_node(view.Cover, html=(view.visit_cover, None), **left_out)
    app.add_node(mappage.Picture, html=(mappage.visit_picture, None), **left_out)
    app.add_node(furniture.SearchField, html=(furniture.visit_search_field, None), **left_out)
    app.add_node(pagecite.CiteBlock, html=(disclosure.visit_disclosure, disclosure.depart_disclosure), **left_out)
    app.add_node(pagecite.Address, html=(pagecite.visit_address, None), **left_out)
    app.add_node(pagecite.CopyButton, html=(pagecite.visit_copy_button, None), **left_out)
    opened = dict.fromkeys(others, (view.passes, view.passes))
    app.add_node(disclosure.Disclosure, html=(disclosure.visit_disclosure, disclosure.depart_disclosure), **opened)
    app.add_node(guidepage.Marked, **guidepage.VISITORS)
    for name, directive in directives.DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_directive("diagram", diagram.DiagramDirective)

    app.connect("env-get-outdated", environment.on_get_outdated)
    app.connect("env-get-outdated", html.on_env_get_outdated)
    app.connect("env-before-read-docs", environment.on_before_read_docs)
    app.connect("env-before-read-docs", html.on_env_before_read_docs)
    app.connect("source-read", environment.on_source_read)
    for transform in transforms.TRANSFORMS:
        app.add_transform(transform)
    app.connect("doctree-read", environment.on_doctree_read)
    app.connect("env-updated", environment.on_env_updated)
    app.connect("env-updated", diagram.on_env_updated)

    app.connect("warn-missing-reference", domain.on_missing_reference)
    app.add_post_transform(placeholders.PlaceholderTransform)
    app.add_post_transform(phrases.PhraseTransform)
    app.add_post_transform(citations.CitedInTransform)
    app.add_post_transform(citations.BibliographyListTransform)
    app.connect("write-started", html.on_write_started)
    app.connect("shohyo-search-page", searchfacts.on_search_page)
    app.connect("build-finished", html.on_build_finished)
    app.connect("build-finished", environment.on_build_finished)
    app.connect("html-page-context", html.on_html_page_context)
    app.connect("html-page-context", guidepage.on_html_page_context)
    frame.register(app)
    filter.register(app)
    preview.register(app)
    app.add_css_file("shohyo/shohyo.css")
    app.add_css_file("shohyo/views.css")
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
