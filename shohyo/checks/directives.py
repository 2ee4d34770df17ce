"""What must hold where a directive of ours stands: that its page, its argument and its body have what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace

from ..data.catalogue import Catalogue, Document
from ..errors import Code, Diagnostic, say, suggestion
from ..model import OfBook, Pattern
from ..source.frontmatter import parse_drawing
from ..source.references import Use, names_in, option_words
from .doubts import Doubts

#: patterns that one comparison takes
COMPARED = (2, 4)
#: directives that show a file of data, one on a page
DATA_FILES = ("guide", "crosswalk")


def can_compare(names: list[str]) -> bool:
    """Tell whether so many patterns can stand side by side, each once."""
    least, most = COMPARED
    return len(names) == len(set(names)) and least <= len(names) <= most


@dataclass(frozen=True)
class DirectiveCheck:
    """Compares the directives of a page with what there is."""

    path: str  #: of the page
    page: Document | None
    catalogue: Catalogue
    sections: Callable[[Document], Set[str]]  #: headings of a page that have text
    doubts: Doubts

    def run(self, uses: list[Use]) -> Iterator[Diagnostic]:
        """Check directives in the order in which they stand on the page."""
        seen: set[str] = set()
        for use in uses:
            if use.name == "outline":
                yield from self._outline(use, seen)
            elif use.name in DATA_FILES and use.name in seen:
                problem = say("this page shows a {name} already", name=use.name)
                yield self._finding(use, problem, say("give the other one a page of its own"))
            elif use.name == "books":
                yield from self._books(use)
            elif use.name == "compare":
                yield from self._compare(use)
            elif use.name == "diagram":
                yield from self._diagram(use)
            elif use.name == "calculator":
                yield from self._calculator(use)
            seen.add(use.name)

    def _finding(self, use: Use, problem: str, remedy: str) -> Diagnostic:
        return Diagnostic(use.path or self.path, use.line, use.column, Code.DIRECTIVE, problem, remedy)

    def _outline(self, use: Use, seen: set[str]) -> Iterator[Diagnostic]:
        """Check an outline: the page's own, of one of its books or of all, or that of a book."""
        if self.doubts.is_wrong(self.path, "outline"):
            return
        book = use.options.get("book", "").strip()
        record = self.page.record if self.page else None
        if not isinstance(record, OfBook) or not (record.outline or book):
            record = None
        if record is None and not book:
            remedy = say("add outline: … to the front matter of a page about a book, or name a :book:")
            yield self._finding(use, say("this page has no outline"), remedy)
        elif record and (book in record.books_named or not book):
            shown = {f"outline {name}" for name in ([book] if book else record.books_named or [""])}
            if shown <= seen:
                yield self._finding(use, say("the outline is shown on this page already"), say("remove one of the two"))
            seen |= shown

    def _books(self, use: Use) -> Iterator[Diagnostic]:
        if use.options.get("as") == "chart" and "by" not in use.options:
            yield self._finding(
                use, say("this chart does not say of what it is"), say("add :by: year, or another of them")
            )

    def _compare(self, use: Use) -> Iterator[Diagnostic]:
        if not use.argument:
            return  # said of every directive that must have one
        names = names_in(use.argument)
        if not can_compare(names):
            yield self._finding(
                use, say('"{names}" is not two to four patterns', names=use.argument), say("give their ids, each once")
            )
            return
        pages = [page for name in names if (page := self.catalogue.find("pattern", name))]
        known = sorted(set().union(*map(self.sections, pages)))
        for heading in option_words(use.options.get("sections", "")) if len(pages) == len(names) else ():
            if heading not in known:
                remedy = suggestion(heading, known) or say("write the heading as it stands on the pages")
                yield self._finding(
                    use, say('none of the pages has text in a section "{heading}"', heading=heading), remedy
                )

        book = use.options.get("book", "").strip()
        for page in pages if book in self.catalogue.outlines else ():
            if page.slug not in self.catalogue.outlines[book].entries:
                problem = say('"{page}" stands in no chapter of "{book}"', page=page.slug, book=book)
                yield self._finding(use, problem, say("compare pages of one book, or leave :book: out"))

    def _calculator(self, use: Use) -> Iterator[Diagnostic]:
        # few projects have one
        from ..calculators.model import parse_calculator

        path, place = use.path or self.path, (use.line, use.column)
        yield from _within(use, parse_calculator(use.argument, use.body, path, use.body_line, place)[1])

    def _diagram(self, use: Use) -> Iterator[Diagnostic]:
        """Check what is drawn: the body, or the page that is named, or the page itself."""
        if use.body:
            if use.argument:
                yield self._finding(use, say("this diagram names a page and has a body"), say("remove one of the two"))
            drawing, found = parse_drawing(use.body + "\n", use.path or self.path, use.body_line)
            yield from _within(use, found)
            if not found and not drawing.components:
                yield self._finding(
                    use,
                    say("this diagram has no components"),
                    say("add components: with a line “- {{id: …}}” for each"),
                )
        elif not use.argument and self.doubts.is_wrong(self.path, "components"):
            return
        elif not use.argument:
            record = self.page.record if self.page else None
            if not isinstance(record, Pattern) or not record.components:
                yield self._finding(
                    use, say("this page has no components"), say("name an outline page, or give the diagram a body")
                )
        elif (drawn := self.catalogue.find("pattern", use.argument)) and not (
            drawn.record.components or self.doubts.is_wrong(drawn.path, "components")
        ):
            yield self._finding(
                use, say('the page "{name}" has no components', name=drawn.slug), say("name another, or add them there")
            )


def _within(use: Use, found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings of a body at their columns in the file: it is read without what the directive is indented by."""
    for item in found:
        yield replace(item, column=item.column + use.column - 1) if item.line > use.line else item
