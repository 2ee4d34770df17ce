"""Diagrams on pages: a picture that D2 laid out, and an ordered list that tells the same.

The list is what screen readers, search, print and every builder without pictures have; a number in it is that at
the arrow.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from ..data.diagram import Diagram, diagram_of
from ..drawing.d2 import source_of
from ..drawing.picture import draw
from ..errors import ShohyoError
from ..messages import _
from ..reading.placeholder import Placeholder
from ..shown import questions
from .blocks import paragraph
from .pictures import file_name, warn_of_list
from .view import View

if TYPE_CHECKING:
    from ..data.catalogue import Document


def of_page(view: View) -> list[nodes.Node]:
    """Return the diagram of an outline page, unless its text has it, or an empty list."""
    return [] if view.ask(questions.draws_itself, view.docname) else of(view, view.page)


def of(view: View, page: Document) -> list[nodes.Node]:
    """Return the diagram of an outline page as any page may show it, or an empty list."""
    diagram = diagram_of(page)
    return block(view, diagram, page.title) if diagram else []


def fill(view: View, node: Placeholder) -> list[nodes.Node]:
    """Return what a ``{diagram}`` shows."""
    options = node["options"]
    caption, alt = options.get("caption", ""), options.get("alt", "")
    if drawing := options.get("drawing"):
        return block(view, drawing, caption or (view.page.title if view.page else ""), caption, alt)
    page = view.ask(questions.named, "pattern", options["pattern"])
    if page is None:
        return []
    diagram = diagram_of(page, options["direction"])
    if diagram is None:
        return []
    return block(view, diagram, page.title, caption, alt)


def block(view: View, diagram: Diagram, name: str, caption: str = "", alt: str = "") -> list[nodes.Node]:
    """Return the picture, its caption, and the list that tells the same.

    Args:
        name: what the diagram is of.
        alt: what the picture shows; it is named by *name* unless given.
    """
    found = nodes.container(classes=["shohyo-diagram"])
    alt = alt or (_("Diagram: %s. The list next to it tells the same.") % name)
    if picture := _picture(view, diagram, alt):
        # the list has the words; twice in the search index they would count double
        found += nodes.raw("", picture, format="html", classes=["shohyo-diagram__figure", "no-search"])
    words = nodes.container(classes=["shohyo-diagram__words"])
    if caption:
        words += paragraph(caption, classes=["shohyo-diagram__caption"])
    words += steps(diagram)
    found += words
    return [found]


def steps(diagram: Diagram) -> list[nodes.Node]:
    """Return the arrows as an ordered list, and the components that no arrow touches."""
    items = []
    for edge in diagram.edges:
        names = {"source": _one_line(edge.source.label), "target": _one_line(edge.target.label)}
        if edge.label:
            text = _("%(source)s → %(target)s: %(label)s") % {**names, "label": _one_line(edge.label)}
        else:
            text = _("%(source)s → %(target)s") % names
        items.append(nodes.list_item("", paragraph(text)))
    found: list[nodes.Node] = []
    if items:
        numbered = {"enumtype": "arabic", "prefix": "", "suffix": "."}
        found.append(nodes.enumerated_list("", *items, classes=["shohyo-diagram__steps"], **numbered))
    joined = {end.id for edge in diagram.edges for end in (edge.source, edge.target)}
    alone = [_one_line(component.label) for component in diagram.boxes if component.id not in joined]
    if alone:
        found.append(paragraph(_("Without an arrow: %s") % _(", ").join(alone), classes=["shohyo-note"], nosearch=True))
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _picture(view: View, diagram: Diagram, alt: str) -> str:
    """Return the picture as HTML, or nothing where there is none."""
    folder = view.domain.build.drawn
    path = folder / file_name(source_of(diagram)) if folder else None
    if path is None or not path.exists():
        return ""
    try:
        svg, is_wide = draw(diagram, path.read_text("utf-8"), alt)
    except ShohyoError as error:
        warn_of_list(view.domain, error.args[0], view.docname)
        return ""
    # what may have to be scrolled must be reached from the keyboard
    reach = f' tabindex="0" role="group" aria-label="{escape(_("Diagram"))}"' if is_wide else ""
    return f'<div class="shohyo-diagram__frame"{reach}>{svg}</div>\n'
