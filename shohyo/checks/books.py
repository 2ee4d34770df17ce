"""What must hold of books: which of them a page is about, and which of them each part of an outline is of."""

from __future__ import annotations

from collections.abc import Iterator

from ..data.catalogue import Catalogue, Document
from ..errors import Code, Diagnostic, suggestion
from ..fields.positioned import KeyPath
from ..model import Review


def check_books(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Yield what is wrong with the books that pages name."""
    for page in catalogue.book_pages:
        record = page.record
        if not isinstance(record, Review):
            if not record.book:
                yield page.diagnostic(
                    ("kind",), Code.NO_SOURCE, "this page names no book", "add book: and a BibTeX key"
                )
            continue
        if record.book and record.books:
            remedy = "name all of them under books"
            yield page.diagnostic(("book",), Code.FRONT_MATTER, "book and books are both given", remedy)
        for index, key in enumerate(record.books):
            if key in record.books[:index]:
                problem = f'the book "{key}" is given twice'
                yield page.diagnostic(("books", index), Code.FRONT_MATTER, problem, "remove one of the two")
        yield from _check_parts(page, record)


def _check_parts(page: Document, record: Review) -> Iterator[Diagnostic]:
    names = record.books_named
    for index, part in enumerate(record.outline):
        path: KeyPath = ("outline", index, "book")
        if part.book is None:
            if index == 0 and len(names) > 1:
                problem = "the outline does not say of which book it is"
                remedy = f"add book: to its first part, one of {', '.join(names)}"
                yield page.diagnostic(("outline", 0), Code.OUTLINE, problem, remedy)
        elif part.book not in names:
            remedy = suggestion(part.book, names) or "name it under books, too"
            yield page.diagnostic(path, Code.OUTLINE, f'the review is of no book "{part.book}"', remedy)
