"""What lists of pages have in common: filters, groups, and their forms: list, table or cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes

from ..messages import _
from ..upstream.design import component
from .blocks import bullet_list, heading, joined, paragraph, table
from .filter import rows_with
from .long import is_long
from .view import View

if TYPE_CHECKING:
    from ..data.catalogue import Document
    from ..model import Page
    from ..reading.placeholder import Placeholder

#: what tells the cells of a page's row
Row = Callable[[View, "Document"], list[list[nodes.Node]]]


class Group(NamedTuple):
    """Pages under a heading."""

    title: str
    pages: list[Document]
    intro: str = ""
    book: str = ""  #: heading above those of a book, where there are several


def passes(page: Document, options: dict[str, Any], values: dict[str, Iterable[str | None]]) -> bool:
    """Tell whether a page that is no draft has one of the wanted values for each filter."""
    values = {**values, "author": [author.name for author in page.record.author]}
    return not page.record.draft and all(
        not options.get(name) or set(options[name]) & set(given) for name, given in values.items()
    )


def grouped_by_page(pages: list[Document], by: str) -> list[Group]:
    values: dict[str, Callable[[Page], Iterable[str]]] = {
        "author": lambda record: [author.name for author in record.author],
        "tag": lambda record: record.tags,
    }
    if by not in values:
        return [Group("", pages)]
    return grouped(pages, lambda page: values[by](page.record) or [""], lambda name: name or _("Other"))


def grouped(
    pages: list[Document], values: Callable[[Document], Iterable[str]], label: Callable[[str], str]
) -> list[Group]:
    """Group pages by value, in the order in which values first occur."""
    found: dict[str, list[Document]] = {}
    for page in pages:
        for value in values(page):
            found.setdefault(value, []).append(page)
    return [Group(label(value), members) for value, members in found.items()]


def sections(
    view: View,
    groups: list[Group],
    node: Placeholder,
    row: Row,
    head: list[str],
    values: Callable[[Document], dict[str, Any]] | None = None,
) -> list[nodes.Node]:
    """Return each group that has pages, under its heading and that of its book, in the form that was asked for.

    Where readers may filter, each row has its *values*, and each group a box, so that an empty one can be hidden.
    """
    filters = values if "filter" in node["options"] else None

    def boxed(found: list[nodes.Node]) -> list[nodes.Node]:
        return [nodes.container("", *found, classes=["shohyo-filter__group"])] if filters else found

    shape = node["options"].get("as", "list")
    if shape == "cards" and is_long(sum(len(group.pages) for group in groups)):
        shape = "list"
    everything: list[nodes.Node] = []
    for book, of_book in groupby((group for group in groups if group.pages), key=lambda group: group.book):
        found = [part for group in of_book for part in boxed(_group(view, group, node, row, head, filters, shape))]
        everything += boxed([heading(book, node), *found]) if book else found
    return everything or [paragraph(_("Nothing here yet."))]


def _group(
    view: View,
    group: Group,
    node: Placeholder,
    row: Row,
    head: list[str],
    filters: Callable[[Document], dict[str, Any]] | None,
    shape: str,
) -> list[nodes.Node]:
    options, pages = node["options"], group.pages
    found: list[nodes.Node] = []
    if group.title:
        found.append(heading(group.title, node, down=bool(group.book)))
    if group.intro and "intro" in options:
        found.append(paragraph(group.intro))
    if shape == "table" or filters:
        rows = table(head, [row(view, page) for page in pages], ["shohyo-table"])
        found.append(rows_with(rows, map(filters, pages)) if filters else rows)
    elif shape == "cards":
        found.append(_cards(view, pages, row))
    else:
        found.append(bullet_list(([_list_line(view, page, row)] for page in pages), ["shohyo-list"]))
    return found


def _list_line(view: View, page: Document, row: Row) -> nodes.paragraph:
    first, *rest = [cell for cell in row(view, page) if cell]
    return paragraph(
        *first,
        *(
            part
            for cell in rest
            for part in (nodes.Text(" "), nodes.inline("", "", *cell, classes=["shohyo-note"], nosearch=True))
        ),
    )


def _cards(view: View, pages: list[Document], row: Row) -> nodes.Node:
    """Return a grid of sphinx-design's cards."""
    columns = min(len(pages), 2)
    grid = component("grid-row", ["sd-row", "sd-row-cols-1", f"sd-row-cols-sm-{columns}", "sd-g-3"])
    for page in pages:
        first, *rest = row(view, page)
        body = component("card-body", ["sd-card-body"])
        if page.record.kind == "review":
            body += view.cover(page)
        title = component("card-title", ["sd-card-title", "sd-font-weight-bold"])
        title += paragraph(*first)
        body += title
        if facts := [nodes.inline("", "", *cell) for cell in rest if cell]:
            body += paragraph(*joined(facts, " · "), classes=["sd-card-text", "shohyo-byline"])
        if page.record.summary:
            body += paragraph(page.record.summary, classes=["sd-card-text"])
        card = component("card", ["sd-card", "sd-w-100", "sd-shadow-sm"])
        card += body
        column = component("grid-item", ["sd-col", "sd-d-flex-row"])
        column += card
        grid += column
    container = component("grid-container", ["sd-container-fluid", "sd-mb-4"])
    container += grid
    return container
