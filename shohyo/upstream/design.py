"""sphinx-design: what is used of it that its documentation does not promise.  Checked with sphinx-design 0.8.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx_design.shared import create_component

#: static files that it adds to every page: style sheet, and script of tabs
STYLE = "sphinx-design.min.css"
TABS = "design-tabs.js"


def component(name: str, classes: Iterable[str]) -> nodes.container:
    """Return a part of a card or grid, as its directives make it; its style sheet knows it by its classes."""
    return create_component(name, list(classes))


def unused_files(doctree: nodes.document | None, html: str) -> set[str]:
    """Return which of its static files a page has no use for.

    Args:
        doctree: the page, or None where an extension has written it by itself.
        html: its text, which is looked at in the latter case.
    """
    marks = html if doctree is None else " ".join(_marks(doctree))
    used = {STYLE: "sd-" in marks, TABS: "sd-tab-set" in marks}
    return {name for name in used if not used[name]}


def _marks(doctree: nodes.document) -> Iterator[str]:
    """Yield all that its classes, which begin with ``sd-``, may stand in."""
    for node in doctree.findall(nodes.Element):
        yield from node.get("classes", ())
        yield node.get("svg", "")  # its icons are drawn, and have no classes themselves
        if isinstance(node, nodes.raw):
            yield node.astext()


def unfold(doctree: nodes.document) -> None:
    """Leave what folds as it stands for writers that are not of HTML: its title as a rubric, its text below it.

    A post-transform makes ``<details>`` and tabs of it in all builders that write HTML, books among them.
    """
    for node in doctree.findall(nodes.container):
        if node.get("design_component") in ("dropdown", "tab-set"):
            node["design_component"] = "unfolded"
