"""What must hold of books: which of them a page is about, and which of them each part of an outline is of."""

from __future__ import annotations

from collections.abc import Iterator

from ..data.catalogue import Catalogue, Document
from ..errors import Code, Diagnostic, say, suggestion
from ..fields.positioned import KeyPath
from ..model import OfBook, Review


def check_books(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Yield what is wrong with the books that pages name."""
    for page in catalogue.book_pages:
        if isinstance(page.record, Review):
            yield from _check_names(page, page.record)
        elif not page.record.book:
            remedy = say("add book: and a BibTeX key")
            yield page.diagnostic(("kind",), Code.NO_SOURCE, say("this page names no book"), remedy)
        yield from _check_parts(page, page.record)


def _check_names(page: Document, record: Review) -> Iterator[Diagnostic]:
    if record.book and record.books:
        remedy = say("name all of them under books")
        yield page.diagnostic(("book",), Code.FRONT_MATTER, say("book and books are both given"), remedy)
    for index, key in enumerate(record.books):
        if key in record.books[:index]:
            problem = say('the book "{name}" is given twice', name=key)
            yield page.diagnostic(("books", index), Code.FRONT_MATTER, problem, say("remove one of the two"))


def _check_parts(page: Document, record: OfBook) -> Iterator[Diagnostic]:
    names = record.books_named
    for index, part in enumerate(record.outline):
        path: KeyPath = ("outline", index, "book")
        if part.book is None:
            if index == 0 and len(names) > 1:
                problem = say("the outline does not say of which book it is")
                remedy = say("add book: to its first part, one of {names}", names=", ".join(names))
                yield page.diagnostic(("outline", 0), Code.OUTLINE, problem, remedy)
        elif part.book not in names:
            remedy = suggestion(part.book, names) or say("name it under books, too")
            yield page.diagnostic(path, Code.OUTLINE, say('the page is about no book "{name}"', name=part.book), remedy)
