"""sphinx-basic-ng, on which furo stands: what its templates call otherwise than Sphinx's.  Checked with 1.0.0b2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sphinx import theme_folders

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

THEME = "basic-ng"


def has_layout(builder: StandaloneHTMLBuilder) -> bool:
    """Tell whether the theme has the blocks of Sphinx's ``layout.html``, and not those of this one."""
    # its layout.html is a page that says not to use it; no setting of a theme says which blocks it has
    return THEME not in (folder.name for folder in theme_folders(builder))
