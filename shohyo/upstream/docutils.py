"""docutils: what is used of it that its documentation does not promise.  Checked with docutils 0.22.4."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


def add_attribute(translator: HTML5Translator, tag: str, name: str, value: str) -> None:
    """Give the start tag that a translator has just written one more attribute."""
    # what a visitor writes is appended to ``body``; a visitor of ours would have to know what Sphinx adds to rows
    translator.body[-1] = translator.body[-1].replace(f"<{tag}", f'<{tag} {name}="{escape(value)}"', 1)
