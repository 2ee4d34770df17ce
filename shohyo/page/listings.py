"""Lists of outline pages and tags, and how many pages there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..kinds import PATTERN_KINDS
from ..messages import _
from ..reading.domain import address, chapter_title, part_label
from ..shown import questions
from ..shown.labels import category_label, kind_label
from ..text.kana import reading_key
from .blocks import badge, bullet_list, heading, kind_badge, paragraph
from .filter import Field, form
from .lists import Group, grouped, grouped_by_page, passes, sections
from .long import is_long, tag_index
from .view import View

if TYPE_CHECKING:
    from ..data.catalogue import Document, Outline
    from ..model import Entry
    from ..reading.placeholder import Placeholder


def entries(view: View, node: Placeholder) -> list[nodes.Node]:
    """The entries of one chapter of the page's own outline, in the order of the book."""
    chapters = (pair for part in view.page.record.outlined() for pair in part.chapters)
    chapter = next(chapter for chapter, anchor in chapters if anchor == node["options"]["chapter"])
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


def outline(view: View, node: Placeholder) -> list[nodes.Node]:
    """The outline of a book, on another page than that of its review: parts, chapters, entries."""
    found: list[nodes.Node] = []
    shown = view.ask(questions.outline, node["options"]["book"])
    for part, places in groupby(shown.places if shown else (), key=attrgetter("part")):
        if label := part_label(part.part, part.title):
            found.append(nodes.rubric(label, label, classes=["shohyo-part"]))
        items = []
        for place in places:
            lines = [[paragraph(_entry(view, entry))] for entry in place.chapter.patterns]
            items.append([paragraph(view.chapter_link(place)), *([bullet_list(lines)] if lines else [])])
        found.append(bullet_list(items, ["shohyo-outline"]))
    return found or [paragraph(_("Nothing here yet."))]


def _entry(view: View, entry: Entry) -> nodes.Node:
    page = view.ask(questions.pattern, entry.id) if entry.id else None
    return view.page_link(page) if page else nodes.Text(entry.heading or entry.id or "")


def patterns(view: View, node: Placeholder) -> list[nodes.Node]:
    """Outline pages that pass the filters of ``{patterns}``."""
    catalogue, options = view.catalogue, node["options"]
    named = map(catalogue.find_chapter, options.get("chapter", ()))
    chapters = {place.target for place in named if place}
    books = set(options.get("book", ()))
    found = []
    for page in catalogue.patterns.values():
        places = catalogue.chapters_of.get(page.slug, ())
        values = {"kind": [page.record.kind], "category": [page.record.category], "tag": page.record.tags}
        in_chapter = not options.get("chapter") or any(place.target in chapters for place in places)
        in_book = not books or any(place.book in books for place in places)
        if in_chapter and in_book and passes(page, options, values):
            found.append(page)
    shelf = [outline for book, outline in catalogue.shelf.items() if not books or book in books]
    order: dict[str, Callable[[Document], Any]] = {
        "book": lambda page: catalogue.book_order[page.slug],
        "title": _by_name,
        "id": lambda page: page.slug,
    }
    sort = options.get("sort", "book")
    found.sort(key=order[sort])
    by = options.get("group-by", "book" if len(shelf) > 1 else "none")
    if by in ("book", "chapter"):
        groups = _by_book(view, found, shelf, into_chapters=by == "chapter", in_order=sort == "book")
    elif by == "kind":
        groups = grouped(found, lambda page: [page.record.kind], kind_label)
    elif by == "category":
        groups = grouped(
            found, lambda page: [page.record.category or ""], lambda name: category_label(name) if name else _("Other")
        )
    else:
        groups = grouped_by_page(found, by)
    head, row = [_("Name"), _("Kind"), _("What it does")], _pattern_row
    if is_long(len(found)):
        head, row = head[:2], _pattern_line
    blocks = sections(view, groups, node, row, head, _values(view, found))
    if "filter" not in options or not found:
        return blocks
    status = _("Showing {shown} of {all} pages")
    return [nodes.container("", form(_fields(view, found), status), *blocks, classes=["shohyo-filter"])]


def _by_book(
    view: View, found: list[Document], shelf: list[Outline], *, into_chapters: bool, in_order: bool
) -> list[Group]:
    """Group pages by the books of the shelf, or by their chapters; what no chapter there lists comes last.

    Args:
        found: pages, in the order of the list.
        in_order: in each book they go by that book.
    """
    groups: list[Group] = []
    catalogue, left = view.catalogue, {page.slug for page in found}
    for outline in shelf:
        rank = {name: number for number, name in enumerate(outline.entries)}
        pages = [page for page in found if page.slug in rank]
        left -= rank.keys()
        if in_order:
            pages.sort(key=lambda page: rank[page.slug])
        book = view.ask(questions.book, outline.book)[1]
        if not into_chapters:
            groups.append(Group(book, pages))
            continue
        for place in outline.places:
            listed = [
                page
                for page in pages
                if any(other.target == place.target for other in catalogue.chapters_of[page.slug])
            ]
            intro = place.chapter.intro or ""
            groups.append(Group(chapter_title(place), listed, intro, book if len(shelf) > 1 else ""))
    rest = [page for page in found if page.slug in left]
    return [*groups, Group(_("In no chapter") if into_chapters else _("In no book"), rest)]


def _by_name(page: Document) -> tuple[object, ...]:
    """Return what outline pages are sorted by: their readings, in the order of the 50 sounds."""
    return *reading_key(page.record.reading or page.title), page.slug


def _values(view: View, found: list[Document]) -> Callable[[Document], dict[str, Any]]:
    """Return what tells the values by which the reader filters and sorts the pages *found*."""
    catalogue = view.catalogue
    by_title = sorted(found, key=_by_name)
    ranks = {page.slug: rank for rank, page in enumerate(by_title)}

    def values(page: Document) -> dict[str, Any]:
        places = [place for place in catalogue.chapters_of.get(page.slug, ()) if place.book in catalogue.shelf]
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
    places = [
        place
        for outline in catalogue.shelf.values()
        for place in outline.places
        if slugs & {entry.id for entry in place.chapter.patterns}
    ]
    books = {place.book: view.ask(questions.book, place.book)[1] for place in places}
    of_book = {place.target: books[place.book] for place in places} if len(books) > 1 else {}
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
        ("book", _("Book"), books),
    ]
    fields = [
        Field(name, label, every, tuple(options.items()), of_book if name == "chapter" else {})
        for name, label, options in named
        if len(options) > 1
    ]
    orders = (("title", _("By name")), ("kind", _("By kind")))
    return [*fields, Field("sort", _("Order"), _("As in the book"), orders)]


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


def counts(view: View, node: Placeholder) -> list[nodes.Node]:
    """How much there is of each kind, of a book or of all, and of sources; drafts and empty kinds do not count."""
    catalogue, book = view.catalogue, node["options"].get("book")
    pages = [page for page in catalogue.documents.values() if not page.record.draft]
    if book:
        outline = catalogue.shelf.get(book)
        listed = [catalogue.patterns.get(name) for name in (outline.entries if outline else ())]
        pages = [page for page in pages if page in listed or page in catalogue.books.get(book, ())]
    found = Counter(page.record.kind for page in pages)
    rows = [(kind_label(kind), found[kind]) for kind in (*PATTERN_KINDS, "review")]
    if not book:
        if len(catalogue.books) > 1:
            rows.append((_("Books"), len(catalogue.books)))
        rows.append((_("Sources"), len(view.ask(questions.bibliography))))
    items = ([paragraph(nodes.strong("", str(number)), " ", label)] for label, number in rows if number)
    return [bullet_list(items, ["shohyo-counts"])]


def _pattern_row(view: View, page: Document) -> list[list[nodes.Node]]:
    record = page.record
    return [
        [nodes.inline("", "", view.page_link(page), classes=["shohyo-name"])],
        [kind_badge(record.kind)],
        [nodes.Text(record.intent)] if record.intent else [],
    ]


def _pattern_line(view: View, page: Document) -> list[list[nodes.Node]]:
    return _pattern_row(view, page)[:2]
