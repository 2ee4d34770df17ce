"""sphinx-book-theme: what it does for each page, be its own theme in use or one on top of it.  Checked with 1.4.0."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import sphinx_book_theme
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

#: characters of a page's text that it gives to templates, as ``page_description``
LENGTH = 160

_findall, _theme_path = sphinx_book_theme.findall, sphinx_book_theme.get_html_theme_path


def look_less() -> None:
    """Let it read no more of a page than it uses, and find its own folder once."""
    # it takes the text of each section with all sections in it; whoever handles the event of pages cannot be told apart
    sphinx_book_theme.findall = _beginning
    sphinx_book_theme.get_html_theme_path = functools.cache(_theme_path)


def _beginning(node: nodes.Node, wanted: type) -> Iterator[nodes.Node]:
    """Yield texts that begin as those of the sections of a page do, of which it takes the first few characters."""
    left = LENGTH
    for section in _findall(node, wanted):
        if left <= 0:
            return
        text = start_of(section, left)
        left -= len(text)
        yield nodes.Text(text)


def start_of(node: nodes.Node, length: int) -> str:
    """Return the text of a node, or no less of its beginning than *length* characters."""
    if not isinstance(node, nodes.Element) or type(node).astext is not nodes.Element.astext:
        return node.astext()
    parts: list[str] = []
    for number, child in enumerate(node.children):
        if length <= 0:
            break
        if number:
            parts.append(node.child_text_separator)
            length -= len(parts[-1])
        parts.append(start_of(child, length))
        length -= len(parts[-1])
    return "".join(parts)
