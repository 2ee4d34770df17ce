"""Values that the extension needs of MyST and Sphinx, where the project has not chosen itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ShohyoError
from ..markdown.dialect import DEFAULTS
from ..source.project import refuse_notebooks
from ..source.safety import MATHML, NAMES, math_renderer
from ..upstream.ending import end_build
from ..upstream.sphinx_project import given, is_set

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Any) -> None:
    """Set what the extension needs of MyST and Sphinx where the project has not chosen itself.

    Raises:
        ToldError: it has chosen what cannot be.
    """
    try:
        refuse_notebooks(config.source_suffix)
    except ShohyoError as error:
        end_build(error.args[0], config.language, error)
    set_defaults(config, DEFAULTS | {"html_math_renderer": _math_renderer(app)})
    if not given(config, "author"):  # in its place Sphinx has "Author name not set"; EPUB must have some names
        names = {"epub_author": "Unknown", "epub_publisher": given(config, "project") or "Unknown"}
        set_defaults(config, {"author": "", **names})


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
