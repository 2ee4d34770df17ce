"""The directives: each leaves a placeholder that is filled when all pages are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ..checks.directives import can_compare
from ..cite.bibtex import note_cited
from ..data.crosswalk import parse_crosswalk
from ..data.diagram import Diagram, diagram_of
from ..data.guide import parse_guide
from ..errors import suggestion
from ..messages import _
from ..model import OfBook
from ..source.directives import OWN, Form, Option
from ..source.files import is_regular
from ..source.frontmatter import parse_drawing
from ..source.references import Reference, Use, argument_names, names_in, option_words
from .domain import BOOKS, OUTLINE, TAGS, is_markdown, part_label
from .named import note
from .placeholder import placeholder
from .safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from sphinx.environment import BuildEnvironment

    from ..data.catalogue import Document
    from ..model import OutlinePart
    from .domain import ShohyoDomain


def choice(*allowed: str) -> Callable[[str | None], str]:
    """Accept one of *allowed*; anything else is said at the directive, with the nearest that is."""

    def convert(argument: str | None) -> str:
        value = (argument or "").strip().lower()
        if value not in allowed:
            raise ValueError(f'"{value}" is not one of {", ".join(allowed)} {suggestion(value, allowed)}'.rstrip())
        return value

    return convert


def _converter(option: Option) -> Callable[[str | None], Any]:
    """Return what docutils reads the value of an option with."""
    if option.value == "words":
        each = choice(*option.allowed) if option.allowed else str
        return lambda argument: [each(word) for word in option_words(argument or "")]
    simple = {"flag": directives.flag, "number": directives.positive_int, "text": directives.unchanged_required}
    return choice(*option.allowed) if option.value == "choice" else simple[option.value]


class ShohyoDirective(SphinxDirective):
    """Base of the directives: its parts are those of the table; what is wrong is found when all pages are read."""

    form: ClassVar[Form]

    def __init_subclass__(cls, name: str = "") -> None:
        if name:
            cls.form = form = OWN[name]
            cls.required_arguments = int(form.is_required)
            cls.optional_arguments = int(bool(form.argument) and not form.is_required)
            cls.final_argument_whitespace = form.has_spaces
            cls.option_spec = {key: _converter(option) for key, option in form.options.items()}
            cls.has_content = form.body == "literal"

    @property
    def domain(self) -> ShohyoDomain:
        return self.env.domains["shohyo"]

    @property
    def docname(self) -> str:
        return self.env.current_document.docname

    def run(self) -> list[nodes.Node]:
        self._note()
        return self.show()

    def show(self) -> list[nodes.Node]:
        """Return what stands in place of the directive."""
        raise NotImplementedError

    def leave(self, what: str, **options: object) -> list[nodes.Node]:
        node = placeholder(what, self.docname, **options)
        node.source, node.line = self.env.doc2path(self.docname, base=False).as_posix(), self.lineno
        return [node]

    def _note(self) -> None:
        """Note the directive and what it names."""
        name, argument = self.name.removeprefix("shohyo:"), " ".join(self.arguments)
        source, line = self.get_source_info()
        options = {
            key: ", ".join(value) if isinstance(value, list) else str(value) for key, value in self.options.items()
        }
        use = Use(line, 1, name, argument, options, "\n".join(self.content).strip("\n"), self._body_line())
        note(self.env, use, source)
        words = argument_names(name, argument) if self.form.argument != "plain" else ()
        named = [(self.form.argument, word) for word in words]
        for key, option in self.form.options.items():
            words = self.options.get(key, []) if option.names else []
            named += [(option.names, word) for word in (words if isinstance(words, list) else [words])]
        for kind, word in named:
            note(self.env, Reference(line, 1, kind, word), source)

    def _body_line(self) -> int:
        """Return the line of the file on which the content begins."""
        path = self.env.doc2path(self.docname, base=False)
        # MyST counts from the directive's first line, docutils from the file's
        return self.content_offset + 1 + (self.lineno if is_markdown(self.config, path) else 0)


class OutlineDirective(ShohyoDirective, name="outline"):
    """``{outline}``: parts, chapters and entries of the books that this page is about, with anchors; else of one."""

    def show(self) -> list[nodes.Node]:
        page = self.domain.documents.get(self.docname)
        book = self.options.get("book")
        if page is None or not isinstance(page.record, OfBook) or book not in (None, *page.record.books_named):
            return self.leave("outline", book=book) if book else []
        return outline_sections(self.env, self.state.document, page, book)


def outline_sections(
    env: BuildEnvironment, document: nodes.document, page: Document, book: str | None = None
) -> list[nodes.Node]:
    """Return the chapters of a page's own outline that do not stand on it yet, of one book or of each."""
    domain: ShohyoDomain = env.domains["shohyo"]
    names = page.record.books_named
    parts: dict[str, list[OutlinePart]] = {}
    for part in page.record.outlined():
        key = part.book or ""
        if book in (None, key) and not domain.shows(page.docname, OUTLINE, key):
            parts.setdefault(key, []).append(part)
    found: list[nodes.Node] = []
    for key, of_book in parts.items():
        domain.note_host(page.docname, OUTLINE, key)
        sections = [section for part in of_book for section in _part(document, page, part)]
        if len(names) > 1 and book is None:
            title, anchor = domain.work_title(key), f"shohyo-book-{[*names, key].index(key) + 1}"
            sections = [nodes.section("", nodes.title(title, title), *sections, ids=[anchor], anchored=True)]
            document.ids.setdefault(anchor, sections[0])
        found += sections
    return found


def _part(document: nodes.document, page: Document, outlined: OutlinePart) -> Iterator[nodes.Node]:
    """Yield the title of a part and a section for each of its chapters; entries are filled in later."""
    _book, part, chapters = outlined
    if label := part_label(part.part, part.title):
        yield nodes.rubric(label, label, classes=["shohyo-part"])
    for chapter, anchor in chapters:
        title = _("Chapter %(number)d: %(title)s") % {"number": chapter.number, "title": chapter.title}
        section = nodes.section("", nodes.title(title, title), ids=[anchor], classes=["shohyo-chapter"], anchored=True)
        document.ids.setdefault(anchor, section)
        if chapter.intro:
            section += nodes.paragraph(chapter.intro, chapter.intro)
        section += placeholder("entries", page.docname, chapter=anchor)
        yield section


class PatternsDirective(ShohyoDirective, name="patterns"):
    """``{patterns}``: the outline pages, filtered, grouped and sorted."""

    def show(self) -> list[nodes.Node]:
        return self.leave("patterns", **self.options)


class ReviewsDirective(ShohyoDirective, name="reviews"):
    """``{reviews}``: the reviews, filtered, grouped and sorted."""

    def show(self) -> list[nodes.Node]:
        return self.leave("reviews", **self.options)


class TagsDirective(ShohyoDirective, name="tags"):
    """``{tags}``: every tag with its pages; tags link here."""

    def show(self) -> list[nodes.Node]:
        self.domain.note_host(self.docname, TAGS)
        return self.leave("tags")


class BooksDirective(ShohyoDirective, name="books"):
    """``{books}``: every book with its reviews, and books link here; or what there is by author, year and so on."""

    def show(self) -> list[nodes.Node]:
        if self.options.keys().isdisjoint(("by", "shelf")):  # each book once
            self.domain.note_host(self.docname, BOOKS)
        return self.leave("books", **self.options)


class RelationsDirective(ShohyoDirective, name="relations"):
    """``{relations}``: the relations of this page or of the one named, grouped by type."""

    def show(self) -> list[nodes.Node]:
        return self.leave("relations", **({"pattern": self.arguments[0]} if self.arguments else {}))


class CountsDirective(ShohyoDirective, name="counts"):
    """``{counts}``: how many pages of each kind and how many sources there are."""

    def show(self) -> list[nodes.Node]:
        return self.leave("counts", **self.options)


class SearchFieldDirective(ShohyoDirective, name="search-field"):
    """``{search-field}``: a field that leads to the search page."""

    def show(self) -> list[nodes.Node]:
        return self.leave("search-field")


class FileDirective(ShohyoDirective):
    """Base of the directives that show a file of data, one on a page; its name is the argument."""

    def show(self) -> list[nodes.Node]:
        name, path = self.env.relfn2path(self.arguments[0])
        if self.docname in self.shown or name.startswith("..") or not safety_of(self.env).holds(path):
            return []
        self.env.note_dependency(name)
        if not is_regular(Path(path)):
            return []
        try:
            data = Path(path).read_bytes()
        except OSError:
            return []
        return self.show_file(name, data)

    @property
    def shown(self) -> Container[str]:
        """Return the docnames of the pages that show such a file."""
        raise NotImplementedError

    def show_file(self, path: str, data: bytes) -> list[nodes.Node]:
        """Keep what the file says, and leave its block."""
        raise NotImplementedError


class GuideDirective(FileDirective, name="guide"):
    """``{guide} guide.yaml``: a decision guide from a file beside the page."""

    @property
    def shown(self) -> Container[str]:
        return self.domain.guides

    def show_file(self, path: str, data: bytes) -> list[nodes.Node]:
        self.domain.guides[self.docname] = parse_guide(data, path)
        return self.leave("guide")


class CrosswalkDirective(FileDirective, name="crosswalk"):
    """``{crosswalk} crosswalk.yaml``: the patterns of another book against the pages here."""

    @property
    def shown(self) -> Container[str]:
        return self.domain.crosswalks

    def show_file(self, path: str, data: bytes) -> list[nodes.Node]:
        file = parse_crosswalk(data, path)
        self.domain.crosswalks[self.docname] = file
        note_cited(self.env, self.docname, self.lineno, dict.fromkeys(key for _path, key in file.crosswalk.cited()))
        return self.leave("crosswalk", path=self.docname)


class CompareDirective(ShohyoDirective, name="compare"):
    """``{compare}``: two to four patterns side by side."""

    def show(self) -> list[nodes.Node]:
        names = names_in(self.arguments[0])
        return self.leave("compare", pattern=names, **self.options) if can_compare(names) else []


class MapDirective(ShohyoDirective, name="map"):
    """``{map}``: outline pages, all or those of a book, and their relations, as a picture and as a table."""

    def show(self) -> list[nodes.Node]:
        return self.leave("map", **self.options)


class DiagramDirective(ShohyoDirective, name="diagram"):
    """``{diagram}``: the components and flow of its body, of the outline page that it names, or of its own page."""

    def show(self) -> list[nodes.Node]:
        direction = self.options.get("direction", "down")
        page = self.domain.documents.get(self.docname)
        options = {key: self.options[key] for key in ("caption", "alt") if key in self.options}
        if self.content:
            path = self.env.doc2path(self.docname, base=False).as_posix()
            drawing, _found = parse_drawing("\n".join(self.content) + "\n", path, self._body_line())
            if not drawing.components:
                return []
            diagram = Diagram(drawing.components, drawing.flow, direction)
            self.domain.note_diagram(self.docname, diagram)
            return self.leave("diagram", drawing=diagram, **options)
        if not self.arguments and not (page and diagram_of(page, direction)):
            return []
        name = self.arguments[0] if self.arguments else page.slug
        self.domain.note_diagram(self.docname, (name, direction))
        return self.leave("diagram", pattern=name, direction=direction, **options)


class CalculatorDirective(ShohyoDirective, name="calculator"):
    """``{calculator} title``: fields and results, which a script reckons anew."""

    def show(self) -> list[nodes.Node]:
        # few projects have one
        from ..calculators import model, view

        path = self.env.doc2path(self.docname, base=False).as_posix()
        title, body = " ".join(self.arguments), "\n".join(self.content).strip("\n")
        calculator, _found = model.parse_calculator(title, body, path, self._body_line())
        return [view.block(calculator)] if calculator else []


DIRECTIVES: dict[str, type[ShohyoDirective]] = {
    "outline": OutlineDirective,
    "patterns": PatternsDirective,
    "reviews": ReviewsDirective,
    "tags": TagsDirective,
    "books": BooksDirective,
    "relations": RelationsDirective,
    "counts": CountsDirective,
    "search-field": SearchFieldDirective,
    "guide": GuideDirective,
    "compare": CompareDirective,
    "crosswalk": CrosswalkDirective,
    "map": MapDirective,
    "diagram": DiagramDirective,
    "calculator": CalculatorDirective,
}
