"""markdown-it-py: what is used of it that its documentation does not promise.  Checked with markdown-it-py 4.3.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.ruler import Ruler


def wrap_rule(ruler: Ruler[Any], name: str, wrapper: Callable[[Any], Any]) -> None:
    """Put a function around a rule, if there is one of that name."""
    # a rule can be replaced, and nothing public tells what it is
    index = ruler.__find__(name)
    if index >= 0:
        rule = ruler.__rules__[index]
        ruler.at(name, wrapper(rule.fn), {"alt": rule.alt})
