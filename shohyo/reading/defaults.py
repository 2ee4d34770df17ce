"""Values that the extension needs of MyST and Sphinx, where the project has not chosen itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..markdown.dialect import DEFAULTS
from ..source.safety import MATHML, NAMES, math_renderer
from ..upstream.sphinx import given, is_set

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Any) -> None:
    """Set what the extension needs of MyST and Sphinx where the project has not chosen itself."""
    set_defaults(config, DEFAULTS | {"primary_domain": "shohyo", "html_math_renderer": _math_renderer(app)})
    if not given(config, "author"):  # in its place Sphinx has "Author name not set"; EPUB must have some name
        set_defaults(config, {"author": "", "epub_author": "Unknown"})


def _math_renderer(app: Sphinx) -> str:
    """Return the renderer of formulas: that of another extension, if one has brought any."""
    others = set(app.registry.html_inline_math_renderers) - {"mathjax", MATHML}
    chosen = math_renderer({name: app.config[name] for name in NAMES if is_set(app.config, name)})
    return min(others, default=chosen)


def set_defaults(config: Config, defaults: Mapping[str, Any]) -> None:
    """Set values that neither conf.py nor the command line has set."""
    for name, value in defaults.items():
        if not is_set(config, name):
            config[name] = value
