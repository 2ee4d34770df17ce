"""Values that the extension needs of MyST and Sphinx, where the project has not chosen itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ShohyoError, told
from ..source.project import refuse_notebooks
from ..upstream.ending import end_build
from ..upstream.sphinx import is_set

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
        end_build(told(error.args[0], config.language), error)
    set_defaults(config, {"myst_heading_anchors": 6, "myst_title_to_header": True})


def set_defaults(config: Config, defaults: Mapping[str, Any]) -> None:
    """Set values that neither conf.py nor the command line has set."""
    for name, value in defaults.items():
        if not is_set(config, name):
            config[name] = value
