"""Lists of pages: the outline, patterns, reviews, tags and books, as list, table or cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..kinds import PATTERN_KINDS
from ..messages import _
from ..reading.domain import address, book_anchor, chapter_title
from ..shown import questions
from ..text.kana import reading_key
from ..upstream.design import component
from .blocks import (
    badge,
    bibliographic_rows,
    bullet_list,
    definition_list,
    heading,
    joined,
    kind_badge,
    paragraph,
    table,
)
from .filter import Field, form, rows_with
from .labels import category_label, kind_label
from .long import book_line, is_long, tag_index
from .view import View

if TYPE_CHECKING:
    from ..data.catalogue import Document
    from ..model import Page
    from ..reading.placeholder import Placeholder

#: heading of a group, its pages, its introduction
Group = tuple[str, list["Document"], str]


def entries(view: View, node: Placeholder) -> list[nodes.Node]:
    """The entries of one chapter of the page's own outline, in the order of the book."""
    chapter = next(chapter for chapter in view.page.record.chapters if chapter.anchor == node["options"]["chapter"])
    items = []
    for entry in chapter.patterns:
        page = view.ask(questions.pattern, entry.id) if entry.id else None
        if page:
            line: list[nodes.Node | str] = [
                view.page_link(page),
                " ",
                kind_badge(page.record.kind),
                *([" ", badge(_("Draft"), "draft")] if page.record.draft else []),
            ]
            items.append(
                [
                    paragraph(*line),
                    *(
                        [paragraph(page.record.intent, classes=["shohyo-note"], nosearch=True)]
                        if page.record.intent
                        else []
                    ),
                ]
            )
        else:
            items.append([paragraph(entry.heading or entry.id)])
    return [bullet_list(items, ["shohyo-outline"])] if items else []


def patterns(view: View, node: Placeholder) -> list[nodes.Node]:
    """Outline pages that pass the filters of ``{patterns}``."""
    catalogue, options = view.catalogue, node["options"]
    chapters = {
        name
        for target in options.get("chapter", ())
        if (place := catalogue.find_chapter(target))
        for name in (place.target,)
    }
    books = set(options.get("book", ()))
    found = [
        page
        for page in catalogue.patterns.values()
        if _passes(
            page, options, {"kind": [page.record.kind], "category": [page.record.category], "tag": page.record.tags}
        )
        and (
            not options.get("chapter")
            or any(place.target in chapters for place in catalogue.chapters_of.get(page.slug, ()))
        )
        and (not books or any(place.book in books for place in catalogue.chapters_of.get(page.slug, ())))
    ]
    order: dict[str, Callable[[Document], Any]] = {
        "book": lambda page: catalogue.book_order[page.slug],
        "title": _by_name,
        "id": lambda page: page.slug,
    }
    found.sort(key=order[options.get("sort", "book")])
    by = options.get("group-by", "none")
    if by == "chapter":
        groups = [
            (
                chapter_title(place),
                [page for page in found if place in catalogue.chapters_of.get(page.slug, ())],
                place.chapter.intro or "",
            )
            for place in catalogue.chapters
        ]
        groups.append((_("In no chapter"), [page for page in found if page.slug not in catalogue.chapters_of], ""))
    elif by == "kind":
        groups = _grouped(found, lambda page: [page.record.kind], kind_label)
    elif by == "category":
        groups = _grouped(
            found, lambda page: [page.record.category or ""], lambda name: category_label(name) if name else _("Other")
        )
    else:
        groups = _grouped_by_page(found, by)
    head, row = [_("Name"), _("Kind"), _("What it does")], _pattern_row
    if is_long(len(found)):
        head, row = head[:2], _pattern_line
    blocks = _sections(view, groups, node, row, head, _values(view, found))
    if "filter" not in options or not found:
        return blocks
    status = _("Showing {shown} of {all} pages")
    return [nodes.container("", form(_fields(view, found), status), *blocks, classes=["shohyo-filter"])]


def _by_name(page: Document) -> tuple[object, ...]:
    """Return what outline pages are sorted by: their readings, in the order of the 50 sounds."""
    return *reading_key(page.record.reading or page.title), page.slug


def _values(view: View, found: list[Document]) -> Callable[[Document], dict[str, Any]]:
    """Return what tells the values by which the reader filters and sorts the pages *found*."""
    catalogue = view.catalogue
    by_title = sorted(found, key=_by_name)
    ranks = {page.slug: rank for rank, page in enumerate(by_title)}

    def values(page: Document) -> dict[str, Any]:
        places = catalogue.chapters_of.get(page.slug, [])
        return {
            "id": page.slug,
            "kind": [page.record.kind],
            "chapter": [place.target for place in places],
            "category": [page.record.category] if page.record.category else [],
            "tag": list(page.record.tags),
            "relation": sorted({end.other.slug for end in catalogue.relations.get(page.slug, ())}),
            "book": sorted({place.book for place in places}),
            "sort": {"title": ranks[page.slug], "kind": PATTERN_KINDS.index(page.record.kind)},
        }

    return values


def _fields(view: View, found: list[Document]) -> list[Field]:
    """Return the choices above a table of patterns; only what changes something is offered."""
    catalogue, every = view.catalogue, _("All")
    slugs = {page.slug for page in found}
    places = [place for place in catalogue.chapters if slugs & {entry.id for entry in place.chapter.patterns}]
    named: list[tuple[str, str, dict[str, str]]] = [
        (
            "kind",
            _("Kind"),
            {kind: kind_label(kind) for kind in PATTERN_KINDS if any(page.record.kind == kind for page in found)},
        ),
        ("chapter", _("Chapter"), {place.target: chapter_title(place) for place in places}),
        (
            "category",
            _("Category"),
            {page.record.category: category_label(page.record.category) for page in found if page.record.category},
        ),
        ("tag", _("Tag"), {tag: tag for tag in sorted({tag for page in found for tag in page.record.tags})}),
        (
            "relation",
            _("Related to"),
            {
                page.slug: page.title
                for page in catalogue.patterns.values()
                if any(not end.other.record.draft for end in catalogue.relations[page.slug]) and not page.record.draft
            },
        ),
        ("book", _("Book"), {place.book: view.ask(questions.book, place.book)[1] for place in places}),
    ]
    fields = [Field(name, label, every, tuple(options.items())) for name, label, options in named if len(options) > 1]
    orders = (("title", _("By name")), ("kind", _("By kind")))
    return [*fields, Field("sort", _("Order"), _("As in the book"), orders)]


def reviews(view: View, node: Placeholder) -> list[nodes.Node]:
    """Reviews that pass the filters of ``{reviews}``; the newest first unless sorted by title."""
    options = node["options"]
    found = [
        page
        for page in view.catalogue.reviews
        if _passes(
            page,
            options,
            {
                "tag": page.record.tags,
                "book": [page.record.book],
                "year": [str(page.record.date.year)] if page.record.date else [],
            },
        )
    ]
    found.sort(key=lambda page: reading_key(page.title))
    if options.get("sort", "date") == "date":
        found.sort(key=lambda page: page.record.date.isoformat() if page.record.date else "", reverse=True)
    found = found[: options.get("limit")]
    by = options.get("group-by", "none")
    if by == "year":
        groups = _grouped(
            found,
            lambda page: [str(page.record.date.year) if page.record.date else ""],
            lambda name: name or _("No date"),
        )
    elif by == "book":
        groups = _grouped(
            found,
            lambda page: [page.record.book or ""],
            lambda key: view.ask(questions.book, key)[1] if key else _("No book"),
        )
    else:
        groups = _grouped_by_page(found, by)
    return _sections(view, groups, node, _review_row, [_("Review"), _("Author"), _("Date")])


def tags(view: View, node: Placeholder) -> list[nodes.Node]:
    """Every tag with its pages, below an index of the tags."""
    catalogue = view.catalogue
    if not catalogue.tags:
        return [paragraph(_("Nothing here yet."))]
    short = is_long(sum(map(len, catalogue.tags.values())))
    found = tag_index({tag: (catalogue.tag_anchors[tag], len(pages)) for tag, pages in catalogue.tags.items()})
    for tag, pages in catalogue.tags.items():
        section = nodes.container(classes=["shohyo-group"], ids=[catalogue.tag_anchors[tag]])
        section += heading(tag, node)
        pages = sorted(pages, key=lambda page: (catalogue.book_order.get(page.slug, -1), page.docname))
        section += bullet_list(([paragraph(*_tagged(view, page, short))] for page in pages), ["shohyo-list"])
        found.append(section)
    return found


def _tagged(view: View, page: Document, short: bool) -> list[nodes.Node | str]:
    """Return a page below a tag; in a *short* line its kind is left to the page."""
    # in a long list each link counts, and so does what stands in it
    return (
        [address(page.docname, nodes.Text(page.title))]
        if short
        else [view.page_link(page), " ", kind_badge(page.record.kind)]
    )


def books(view: View, node: Placeholder) -> list[nodes.Node]:
    """Every reviewed book with what the bibliography knows of it, and its reviews."""
    all_books = view.catalogue.books
    if not all_books:
        return [paragraph(_("Nothing here yet."))]
    if is_long(len(all_books)):
        return [nodes.bullet_list("", *(_book_line(view, key) for key in all_books), classes=["shohyo-list"])]
    return [_book(view, key, node) for key in all_books]


def _book(view: View, key: str, node: Placeholder) -> nodes.container:
    section = nodes.container(classes=["shohyo-book-card"], ids=[book_anchor(key)])
    work = view.ask(questions.work, key)
    section += heading(view.ask(questions.book, key)[1], node)
    section += definition_list(
        [
            *(bibliographic_rows(work) if work else ()),
            (_("Reviews"), _reviews_of(view, key)),
            (
                _("Chapters"),
                joined([view.chapter_link(place) for place in view.catalogue.chapters if place.book == key], _(", ")),
            ),
        ],
        ["shohyo-facts"],
    )
    return section


def _book_line(view: View, key: str) -> nodes.list_item:
    title, work = view.ask(questions.book, key)[1], view.ask(questions.work, key)
    return nodes.list_item("", book_line(title, work, _reviews_of(view, key)), ids=[book_anchor(key)])


def _reviews_of(view: View, key: str) -> list[nodes.Node]:
    return joined([view.page_link(page) for page in view.catalogue.books[key]], _(", "))


def counts(view: View, node: Placeholder) -> list[nodes.Node]:
    """How much there is of each kind, and of sources; drafts and empty kinds do not count."""
    catalogue = view.catalogue
    found = Counter(page.record.kind for page in catalogue.documents.values() if not page.record.draft)
    rows = [(kind_label(kind), found[kind]) for kind in (*PATTERN_KINDS, "review")]
    rows.append((_("Sources"), len(view.ask(questions.bibliography))))
    items = ([paragraph(nodes.strong("", str(number)), " ", label)] for label, number in rows if number)
    return [bullet_list(items, ["shohyo-counts"])]


def _passes(page: Document, options: dict[str, Any], values: dict[str, Iterable[str | None]]) -> bool:
    """Tell whether a page that is no draft has one of the wanted values for each filter."""
    values = {**values, "author": [author.name for author in page.record.author]}
    return not page.record.draft and all(
        not options.get(name) or set(options[name]) & set(given) for name, given in values.items()
    )


def _grouped_by_page(pages: list[Document], by: str) -> list[Group]:
    values: dict[str, Callable[[Page], Iterable[str]]] = {
        "author": lambda record: [author.name for author in record.author],
        "tag": lambda record: record.tags,
    }
    if by not in values:
        return [("", pages, "")]
    return _grouped(pages, lambda page: values[by](page.record) or [""], lambda name: name or _("Other"))


def _grouped(
    pages: list[Document], values: Callable[[Document], Iterable[str]], label: Callable[[str], str]
) -> list[Group]:
    """Group pages by value, in the order in which values first occur."""
    found: dict[str, list[Document]] = {}
    for page in pages:
        for value in values(page):
            found.setdefault(value, []).append(page)
    return [(label(value), members, "") for value, members in found.items()]


def _sections(
    view: View,
    groups: list[Group],
    node: Placeholder,
    row: Callable[[View, Document], list[list[nodes.Node]]],
    head: list[str],
    values: Callable[[Document], dict[str, Any]] | None = None,
) -> list[nodes.Node]:
    """Return each group that has pages, under its heading, in the form that was asked for.

    Where readers may filter, each row has its *values*, and each group a box, so that an empty one can be hidden.
    """
    options = node["options"]
    filters = values if "filter" in options else None
    everything: list[nodes.Node] = []
    for title, pages, intro in groups:
        if not pages:
            continue
        found = []
        if title:
            found.append(heading(title, node))
        if intro and "intro" in options:
            found.append(paragraph(intro))
        shape = options.get("as", "list")
        if shape == "cards" and is_long(sum(len(members) for _title, members, _intro in groups)):
            shape = "list"
        if shape == "table" or filters:
            rows = table(head, [row(view, page) for page in pages], ["shohyo-table"])
            found.append(rows_with(rows, map(filters, pages)) if filters else rows)
        elif shape == "cards":
            found.append(_cards(view, pages, row))
        else:
            found.append(bullet_list(([_list_line(view, page, row)] for page in pages), ["shohyo-list"]))
        everything += [nodes.container("", *found, classes=["shohyo-filter__group"])] if filters else found
    return everything or [paragraph(_("Nothing here yet."))]


def _list_line(view: View, page: Document, row: Callable[[View, Document], list[list[nodes.Node]]]) -> nodes.paragraph:
    first, *rest = [cell for cell in row(view, page) if cell]
    return paragraph(
        *first,
        *(
            part
            for cell in rest
            for part in (nodes.Text(" "), nodes.inline("", "", *cell, classes=["shohyo-note"], nosearch=True))
        ),
    )


def _pattern_row(view: View, page: Document) -> list[list[nodes.Node]]:
    record = page.record
    return [
        [nodes.inline("", "", view.page_link(page), classes=["shohyo-name"])],
        [kind_badge(record.kind)],
        [nodes.Text(record.intent)] if record.intent else [],
    ]


def _pattern_line(view: View, page: Document) -> list[list[nodes.Node]]:
    return _pattern_row(view, page)[:2]


def _review_row(view: View, page: Document) -> list[list[nodes.Node]]:
    record = page.record
    return [
        [view.page_link(page)],
        [nodes.Text(_(", ").join(author.name for author in record.author))] if record.author else [],
        [nodes.Text(record.date.isoformat())] if record.date else [],
    ]


def _cards(view: View, pages: list[Document], row: Callable[[View, Document], list[list[nodes.Node]]]) -> nodes.Node:
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
        card = component("card", ["sd-card", "sd-shadow-sm"])
        card += body
        column = component("grid-item", ["sd-col", "sd-d-flex-row"])
        column += card
        grid += column
    container = component("grid-container", ["sd-container-fluid", "sd-mb-4"])
    container += grid
    return container
