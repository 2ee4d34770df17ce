"""pydata-sphinx-theme, on which sphinx-book-theme stands: what it adds to pages.  Checked with 0.20.0."""

from __future__ import annotations

from typing import Any


def is_own_script(asset: Any) -> bool:
    """Tell whether an entry of ``script_files`` is a script in the page with settings for the theme's own scripts."""
    # it adds them to every page, whatever the page shows, and nothing switches that off
    body = getattr(asset, "attributes", {}).get("body") or ""
    return body.lstrip().startswith("DOCUMENTATION_OPTIONS.")
