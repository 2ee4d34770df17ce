"""Sphinx, checked with 9.0.4: what it does, and does not promise to go on doing.

Each use is one function, with the reason why public interfaces do not serve; ``tests/build/test_upstream_sphinx.py``
fails when Sphinx changes one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def has_search(builder: Builder) -> bool:
    """Tell whether a builder writes pages with a search, be its own switched off or not."""
    # `search` says so of HTML builders, for themselves and for those derived from them; nothing public does (9.0.4)
    return isinstance(builder, StandaloneHTMLBuilder) and type(builder).search


def switch_search_off(builder: StandaloneHTMLBuilder) -> None:
    """Let a builder write neither an index nor a search page of its own."""
    # it asks `self.search` before either; there is no configuration for it (9.0.4)
    builder.search = False


def renew_build_info(builder: StandaloneHTMLBuilder) -> None:
    """Let ``.buildinfo`` say what the configuration is now."""
    # it is taken when the builder is made, before any extension hears of the builder (9.0.4)
    builder.build_info = builder.create_build_info()


def add_page_script(builder: StandaloneHTMLBuilder, name: str, **attributes: str) -> None:
    """Add a script to the page that is written, during ``html-page-context``."""
    # the public `app.add_js_file` does the same, and keeps all attributes of each page until the build ends (9.0.4)
    builder.add_js_file(name, **attributes)


def asset_path(asset: Any) -> str:
    """Return the path of an entry of ``script_files`` or ``css_files``; of a script in the page, nothing."""
    # entries are objects of private classes, or strings where a theme or an extension has added them (9.0.4)
    return str(getattr(asset, "filename", asset) or "")


def listed_in(env: BuildEnvironment, docname: str) -> Iterable[str]:
    """Return the pages in the tables of contents of a page, in their order."""
    # undocumented; reading the nodes again would mean to load the doctree (9.0.4)
    return env.toctree_includes.get(docname, ())


def parents(env: BuildEnvironment) -> dict[str, str | None]:
    """Return page → page in whose table of contents it stands first; pages in none are left out."""
    # undocumented; what "up" of the page context is made of, which exists during writing alone (9.0.4)
    return {docname: parent for docname, (parent, _before, _after) in env.collect_relations().items()}


def resolve(app: Sphinx, docname: str) -> nodes.document:
    """Return a page as it is written, its references resolved; ``doctree-resolved`` is emitted for it."""
    # documented without `tags`, which it warns of when they are missing (9.0.4)
    return app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)
