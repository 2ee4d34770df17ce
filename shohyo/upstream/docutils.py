"""docutils: what is used of it that its documentation does not promise.  Checked with docutils 0.22.4."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives
from docutils.parsers.rst.languages import en
from docutils.utils import new_document

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from sphinx.writers.html5 import HTML5Translator


def add_attribute(translator: HTML5Translator, tag: str, name: str, value: str) -> None:
    """Give the start tag that a translator has just written one more attribute."""
    # what a visitor writes is appended to ``body``; a visitor of ours would have to know what Sphinx adds to rows
    translator.body[-1] = translator.body[-1].replace(f"<{tag}", f'<{tag} {name}="{escape(value)}"', 1)


def directive_class(name: str) -> type[Directive] | None:
    """Return the class that answers to a directive's name, or nothing."""
    # the lookup wants a document for its messages; `directives._directives` knows those that were asked for, only
    return directives.directive(name, en, new_document("", get_default_settings(Parser)))[0]
