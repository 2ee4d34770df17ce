"""Tables of the text builder, whose words stay whole in Japanese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.columns import broken, widths_of
from ..text.lines import joined
from ..upstream.text_tables import Measure, Rules, with_tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx

RULES = Rules(
    joined,
    lambda text, width: broken(text, width, Measure),
    lambda columns, room: widths_of(columns, room, Measure),
)


def on_builder_inited(app: Sphinx) -> None:
    """Have tables written so, whatever translator the builder has."""
    if app.builder.name == "text":
        app.set_translator("text", with_tables(app.builder.get_translator_class(), RULES), override=True)
