"""Reviews and books: lists of them by what readers look for, cards, and how much was read in which year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..cite.bibtex import citation
from ..data.shelf import ShelfBook, arranged, books_of, readings_by_year
from ..drawing.bars import draw_bars
from ..messages import _
from ..reading.domain import book_anchor
from ..shown import questions
from ..shown.labels import shelf_label
from ..text.kana import reading_key
from ..values import iri
from .blocks import bibliographic_rows, bullet_list, definition_list, heading, joined, paragraph, table, whole
from .disclosure import disclosure
from .lists import grouped, grouped_by_page, passes, sections
from .long import book_line, is_long
from .view import View

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from ..data.catalogue import Document
    from ..model import Review
    from ..reading.placeholder import Placeholder

#: lists of what only some books have
PARTIAL = ("translator", "series", "year")
#: chapters that a card names; more are one click away
CHAPTERS = 5
#: label and content of a row of a card
Rows = list[tuple[str, list[nodes.Node]]]


def reviews(view: View, node: Placeholder) -> list[nodes.Node]:
    """Reviews that pass the filters of ``{reviews}``; the newest first unless sorted by title."""
    options = node["options"]
    found = [page for page in view.catalogue.reviews if passes(page, options, _filtered(page.record))]
    found.sort(key=lambda page: reading_key(page.title))
    if options.get("sort", "date") == "date":
        found.sort(key=lambda page: page.record.date.isoformat() if page.record.date else "", reverse=True)
    found = found[: options.get("limit")]
    by = options.get("group-by", "none")
    if by == "year":
        groups = grouped(
            found,
            lambda page: [str(page.record.date.year) if page.record.date else ""],
            lambda name: name or _("No date"),
        )
    elif by == "book":
        groups = grouped(
            found,
            lambda page: page.record.books_named or [""],
            lambda key: view.ask(questions.book, key)[1] if key else _("No book"),
        )
    else:
        groups = grouped_by_page(found, by)
    return sections(view, groups, node, _review_row, [_("Review"), _("Author"), _("Date")])


def _filtered(record: Review) -> dict[str, list[str]]:
    year = [str(record.date.year)] if record.date else []
    return {"tag": list(record.tags), "book": list(record.books_named), "year": year}


def _review_row(view: View, page: Document) -> list[list[nodes.Node]]:
    record = page.record
    return [
        [view.page_link(page)],
        [nodes.Text(_(", ").join(author.name for author in record.author))] if record.author else [],
        [whole(record.date.isoformat())] if record.date else [],
    ]


# --- the card of a book ----------------------------------------------------------------------------------


def book_card(view: View, node: Placeholder) -> list[nodes.Node]:
    """The books that the page is about as the bibliography knows them, the first with its cover."""
    record = view.page.record
    keys = record.books_named
    cards: list[nodes.Node] = []
    for key in keys or [""]:
        work = view.ask(questions.work, key)
        if work is None and not (node.children and not cards):
            continue
        card = nodes.container(classes=["shohyo-book-card"])
        if not cards:
            card += view.cover(view.page)
        if work:
            title: nodes.Node = nodes.Text(_("“%s”") % work.full_title)
            if work.url:
                title = nodes.reference("", "", title, refuri=iri(work.url))
            card += paragraph(nodes.strong("", "", title), classes=["shohyo-book-card__title"])
            rows = [*bibliographic_rows(work), (_("Cite as"), [citation(work.key)]), *_rows_of_page(view, key)]
            card += definition_list(rows, ["shohyo-facts"])
        cards.append(card)
    return cards


def _rows_of_page(view: View, key: str) -> Rows:
    """Return what a page adds to the bibliography's rows: series, state on the shelf, and the other reviews."""
    page = view.page
    book = ShelfBook(key, (page,), view.ask(questions.work, key))
    others = [other for other in view.ask(questions.about, key) if other.docname != page.docname]
    rows = _rows_of_shelf(book)
    if page.record.kind == "book":
        rows.append((_("On the shelf"), [nodes.Text(shelf_label(book.state))] if book.state else []))
        rows += [(_("Reviews"), _links(view, others)), (_("Chapters"), _chapters(view, key))]
    else:
        if page.record.shelf:
            rows.append((_("On the shelf"), [nodes.Text(shelf_label(page.record.shelf))]))
        rows.append((_("Other reviews"), _links(view, [other for other in others if other.record.kind == "review"])))
    return rows


def _rows_of_shelf(book: ShelfBook) -> Rows:
    """Return its series, and when it was read."""
    return [(_("Series"), _series(book)), (_("Date read"), joined(map(whole, book.dates), _(", ")))]


def _links(view: View, pages: list[Document]) -> list[nodes.Node]:
    """Return links to pages, with who wrote them."""
    found = []
    for page in pages:
        names = _(", ").join(author.name for author in page.record.author)
        link = view.page_link(page)
        found.append(nodes.inline("", "", link, nodes.Text(_(" (%s)") % names)) if names else link)
    return joined(found, _(", "))


def _chapters(view: View, key: str) -> list[nodes.Node]:
    outline = view.ask(questions.outline, key)
    links = [view.chapter_link(place) for place in (outline.places if outline else ())]
    if len(links) <= CHAPTERS:
        return joined(links, _(", "))
    lines = bullet_list(([paragraph(link)] for link in links), ["shohyo-chapters"])
    return [disclosure(_("%d chapters") % len(links), lines)]


def _series(book: ShelfBook) -> list[nodes.Node]:
    series = book.series
    if not series:
        return []
    text = _("%(name)s, no. %(position)s") % {"name": series.name, "position": series.position}
    return [nodes.Text(text if series.position else series.name)]


# --- all books -------------------------------------------------------------------------------------------


class Bars(nodes.General, nodes.Element):
    """A bar chart: ``values`` are its lines, ``label`` says what it shows; a table beside it says the same."""


def visit_bars(self: HTML5Translator, node: Bars) -> None:
    self.body.append(f"{self.starttag(node, 'div')}{draw_bars(node['values'], node['label'])}</div>\n")
    raise nodes.SkipNode


def books(view: View, node: Placeholder) -> list[nodes.Node]:
    """Every book with what the bibliography knows of it, and its reviews; or the books by author, year and so on."""
    options = node["options"]
    works = {key: view.ask(questions.work, key) for key in view.catalogue.books}
    wanted = options.get("shelf")
    found = [book for book in books_of(view.catalogue.books, works) if not wanted or book.state in wanted]
    if not found:
        return [paragraph(_("Nothing here yet."))]
    by, shape = options.get("by"), options.get("as", "list")
    if by is None and is_long(len(found)):
        lines = (_book_line(view, book) for book in sorted(found, key=lambda book: book.key))
        return [nodes.bullet_list("", *lines, classes=["shohyo-list"])]
    if by is None:
        return [_card(view, book, node) for book in sorted(found, key=lambda book: book.key)]
    if shape == "chart":
        return _chart(found, by)
    blocks: list[nodes.Node] = []
    for value, members in arranged(found, by).items():
        if not value and by in PARTIAL:
            continue
        blocks.append(heading(_label(by, value), node))
        blocks.append(bullet_list(([_line(view, book, by, value)] for book in members), ["shohyo-list"]))
    return blocks or [paragraph(_("Nothing here yet."))]


def _book_line(view: View, book: ShelfBook) -> nodes.list_item:
    title, pages = view.ask(questions.book, book.key)[1], joined(map(view.page_link, book.pages), _(", "))
    return nodes.list_item("", book_line(title, book.work, pages), ids=[book_anchor(book.key)])


def _card(view: View, book: ShelfBook, node: Placeholder) -> nodes.Node:
    key = book.key
    anchors = [] if "shelf" in node["options"] else [book_anchor(key)]
    section = nodes.container(classes=["shohyo-book-card"], ids=anchors)
    section += view.cover(min(book.pages, key=lambda page: _far_from(view, key, page)), key)
    section += heading(view.ask(questions.book, key)[1], node)
    reviewed = [page for page in book.pages if page.record.kind == "review"]
    several = len(reviewed) > 1
    rows: Rows = [
        *(bibliographic_rows(book.work) if book.work else ()),
        *_rows_of_shelf(book),
        _own_page(view, book),
        (_("Reviews"), _links(view, reviewed) if several else joined(map(view.page_link, reviewed), _(", "))),
        (_("Chapters"), _chapters(view, key)),
    ]
    section += definition_list(rows, ["shohyo-facts"])
    return section


def _own_page(view: View, book: ShelfBook) -> tuple[str, list[nodes.Node]]:
    """Return the row that leads to its own page, by its state where one is known."""
    if not book.own:
        return "", []
    if not book.state:
        return _("Page"), [view.page_link(book.own)]
    return _("On the shelf"), [view.link(book.own.docname, shelf_label(book.state))]


def _far_from(view: View, key: str, page: Document) -> tuple[int, bool]:
    """Return how far a page is from giving a book its cover: a page's own one is that of the first book it is about."""
    return page.record.books_named.index(key), not view.ask(questions.cover, page.docname)


def _label(by: str, value: str) -> str:
    """Return the heading of a group."""
    if not value:
        return {"year": _("No date"), "rating": _("Not rated")}.get(by, _("Other"))
    if by == "rating":
        return _("Rating: %s of 5") % value
    return shelf_label(value) if by == "shelf" else value


def _column(by: str) -> str:
    """Return what the values of an arrangement are."""
    return {
        "author": _("Author"),
        "translator": _("Translator"),
        "publisher": _("Publisher"),
        "series": _("Series"),
        "rating": _("Rating"),
        "shelf": _("On the shelf"),
    }[by]


def _line(view: View, book: ShelfBook, by: str, value: str) -> nodes.paragraph:
    """Return a book in a list: its title, and what its heading does not say."""
    work = book.work
    series = book.series if by == "series" else None
    title = view.ask(questions.book, book.key)[1]
    target = book.own or book.pages[0]
    line: list[nodes.Node] = [nodes.Text(f"{series.position}. ")] if series and series.position else []
    line.append(nodes.inline("", "", view.link(target.docname, title), classes=["shohyo-name"]))
    notes: list[nodes.Node] = []
    if work and by != "author" and (names := work.authors or work.editors):
        notes.append(nodes.Text(_(", ").join(names)))
    if work and work.translators and by != "translator":
        notes.append(nodes.Text(_("translated by %s") % _(", ").join(work.translators)))
    if work and work.year:
        notes.append(whole(work.year))
    if by == "year" and value:
        notes.append(whole(_("read %s") % _(", ").join(date for date in book.dates if date.startswith(value))))
        if any(reading.again and reading.date.startswith(value) for reading in book.readings):
            notes.append(whole(_("again")))
    elif book.ratings and by != "rating":
        notes.append(whole(_("Rating: %s of 5") % _(", ").join(f"{rating:g}" for rating in book.ratings)))
    if notes:
        line += [nodes.Text(" "), nodes.inline("", "", *joined(notes, " · "), classes=["shohyo-note"], nosearch=True)]
    more = [page for page in book.pages if page is not target and page.record.kind == "review"]
    return paragraph(*line, *([nodes.Text(" "), *_links(view, more)] if more else []))


def _chart(found: list[ShelfBook], by: str) -> list[nodes.Node]:
    """Return how many books there are of each value, or how many readings a year has, as a picture and as a table."""
    rows: list[list[list[nodes.Node]]]
    if by == "year":
        years = readings_by_year(found)
        values = [(year, all_) for year, (all_, _again) in years.items()]
        head = [_("Read in"), _("Books read"), _("Of these again")]
        rows = [[[nodes.Text(text)] for text in (year, str(all_), str(again))] for year, (all_, again) in years.items()]
        label = _("Books read by year")
    else:
        values = [(_label(by, value), len(members)) for value, members in arranged(found, by).items()]
        head = [_column(by), _("Books")]
        rows = [[[nodes.Text(name)], [nodes.Text(str(number))]] for name, number in values]
        label = _("Number of books")
    if not values:
        return [paragraph(_("Nothing here yet."))]
    picture = Bars(values=values, label=str(label), classes=["shohyo-bars__drawn"])
    return [nodes.container("", picture, table(head, rows, ["shohyo-table"]), classes=["shohyo-bars"])]
