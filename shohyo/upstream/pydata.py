"""pydata-sphinx-theme, on which sphinx-book-theme stands: what it adds to pages.  Checked with 0.20.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder


def is_own_script(asset: Any) -> bool:
    """Tell whether an entry of ``script_files`` is a script in the page with settings for the theme's own scripts."""
    # it adds them to every page, whatever the page shows, and nothing switches that off
    body = getattr(asset, "attributes", {}).get("body") or ""
    return body.lstrip().startswith("DOCUMENTATION_OPTIONS.")


def leave_search_field_out(builder: StandaloneHTMLBuilder) -> None:
    """Let its field of the search not be rendered for each page, to find out whether there is one."""
    # it sets this option itself, unless conf.py does, so that a theme on top of it cannot say so in its own file
    builder.theme_options["navbar_persistent"] = []


def name_no_search_field(builder: StandaloneHTMLBuilder) -> None:
    """Let the top of pages have no field of the search where conf.py does not say what stands there."""
    # in time only before it sets the option, when the theme is loaded and handlers of its own have not run
    builder.theme_options.setdefault("navbar_persistent", [])
