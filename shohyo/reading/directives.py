"""The directives: each leaves a placeholder that is filled when all pages are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

from ..cite.bibtex import note_cited
from ..data.crosswalk import parse_crosswalk
from ..data.diagram import DIRECTIONS, Diagram, diagram_of
from ..data.guide import parse_guide
from ..errors import Code, suggestion
from ..messages import _
from ..model import PATTERN_KINDS, Review
from ..source.frontmatter import parse_drawing
from .domain import BOOKS, OUTLINE, TAGS, is_markdown, part_label
from .placeholder import placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

    from ..data.catalogue import Document
    from ..data.diagram import Direction
    from .domain import ShohyoDomain

logger = getLogger(__name__)


def choice(*allowed: str) -> Callable[[str | None], str]:
    """Accept one of *allowed*; anything else is said at the directive, with the nearest that is."""

    def convert(argument: str | None) -> str:
        value = (argument or "").strip().lower()
        if value not in allowed:
            raise ValueError(f'"{value}" is not one of {", ".join(allowed)} {suggestion(value, allowed)}'.rstrip())
        return value

    return convert


def _words(argument: str | None) -> list[str]:
    return [word.strip() for word in (argument or "").split(",") if word.strip()]


class ShohyoDirective(SphinxDirective):
    """Base of the directives."""

    @property
    def domain(self) -> ShohyoDomain:
        return self.env.domains["shohyo"]

    def problem(self, text: str, remedy: str = "") -> None:
        """Report a finding at the directive, unless the page accepts it."""
        if self.domain.accepts(self.env.current_document.docname, Code.DIRECTIVE):
            return
        logger.warning(
            "%s",
            f"{text}; {remedy}" if remedy else text,
            type="shohyo",
            subtype=str(Code.DIRECTIVE),
            location=self.get_location(),
        )

    def leave(self, what: str, **options: object) -> list[nodes.Node]:
        docname = self.env.current_document.docname
        node = placeholder(what, docname, **options)
        node.source, node.line = self.env.doc2path(docname, base=False).as_posix(), self.lineno
        return [node]


class OutlineDirective(ShohyoDirective):
    """``{outline}``: parts, chapters and entries of the book that this page reviews, with anchors."""

    def run(self) -> list[nodes.Node]:
        page = self.domain.documents.get(self.env.current_document.docname)
        if page is None or not isinstance(page.record, Review) or not page.record.outline:
            self.problem("this page has no outline", "add outline: … to the front matter of a review")
            return []
        if self.domain.shows(page.docname, OUTLINE, page.docname):
            self.problem("the outline is shown on this page already", "remove one of the two")
            return []
        return chapter_sections(self.env, self.state.document, page)


def chapter_sections(env: BuildEnvironment, document: nodes.document, page: Document) -> list[nodes.Node]:
    """Return a section for each chapter of the page's own outline; entries are filled in later."""
    domain: ShohyoDomain = env.domains["shohyo"]
    domain.note_host(page.docname, OUTLINE, page.docname)
    found: list[nodes.Node] = []
    for part in page.record.outline:
        if label := part_label(part.part, part.title):
            found.append(nodes.rubric(label, label, classes=["shohyo-part"]))
        for chapter in part.chapters:
            title = _("Chapter %(number)d: %(title)s") % {"number": chapter.number, "title": chapter.title}
            section = nodes.section(
                "", nodes.title(title, title), ids=[chapter.anchor], classes=["shohyo-chapter"], anchored=True
            )
            document.ids.setdefault(chapter.anchor, section)
            if chapter.intro:
                section += nodes.paragraph(chapter.intro, chapter.intro)
            section += placeholder("entries", page.docname, chapter=chapter.anchor)
            found.append(section)
    return found


class ListingDirective(ShohyoDirective):
    """Base of ``{patterns}`` and ``{reviews}``: filters, grouping, order and form."""

    what: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        return self.leave(self.what, **self.options)


class PatternsDirective(ListingDirective):
    """``{patterns}``: the outline pages, filtered, grouped and sorted."""

    what = "patterns"
    option_spec: ClassVar[OptionSpec] = {
        "kind": lambda argument: [choice(*PATTERN_KINDS)(word) for word in _words(argument)],
        "category": _words,
        "tag": _words,
        "chapter": _words,
        "book": _words,
        "author": _words,
        "group-by": choice("chapter", "kind", "category", "tag", "author", "none"),
        "sort": choice("book", "title", "id"),
        "as": choice("list", "table", "cards"),
        "intro": directives.flag,
        "filter": directives.flag,
    }


class ReviewsDirective(ListingDirective):
    """``{reviews}``: the reviews, filtered, grouped and sorted."""

    what = "reviews"
    option_spec: ClassVar[OptionSpec] = {
        "tag": _words,
        "author": _words,
        "book": _words,
        "year": _words,
        "group-by": choice("year", "author", "tag", "book", "none"),
        "sort": choice("date", "title"),
        "as": choice("list", "table", "cards"),
        "limit": directives.positive_int,
    }


class TagsDirective(ShohyoDirective):
    """``{tags}``: every tag with its pages; tags link here."""

    def run(self) -> list[nodes.Node]:
        self.domain.note_host(self.env.current_document.docname, TAGS)
        return self.leave("tags")


class BooksDirective(ShohyoDirective):
    """``{books}``: every reviewed book with its reviews; books link here."""

    def run(self) -> list[nodes.Node]:
        self.domain.note_host(self.env.current_document.docname, BOOKS)
        return self.leave("books")


class RelationsDirective(ShohyoDirective):
    """``{relations}``: the relations of this page or of the one named, grouped by type."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        return self.leave("relations", **({"pattern": self.arguments[0]} if self.arguments else {}))


class CountsDirective(ShohyoDirective):
    """``{counts}``: how many pages of each kind and how many sources there are."""

    def run(self) -> list[nodes.Node]:
        return self.leave("counts")


class SearchFieldDirective(ShohyoDirective):
    """``{search-field}``: a field that leads to the search page."""

    def run(self) -> list[nodes.Node]:
        return self.leave("search-field")


class FileDirective(ShohyoDirective):
    """Base of the directives that show a file of data, one on a page; its name is the argument."""

    what: ClassVar[str]  #: the file is, in messages
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        if self.env.current_document.docname in self.shown:
            self.problem(f"this page shows a {self.what} already", "give the other one a page of its own")
            return []
        found = self.read()
        return self.show(*found) if found else []

    @property
    def shown(self) -> Container[str]:
        """Return the docnames of the pages that show such a file."""
        raise NotImplementedError

    def show(self, path: str, data: bytes) -> list[nodes.Node]:
        """Keep what the file says, and leave its block."""
        raise NotImplementedError

    def read(self) -> tuple[str, bytes] | None:
        """Return path from the source folder and content; report what cannot be read."""
        name, path = self.env.relfn2path(self.arguments[0])
        if name.startswith(".."):
            self.problem(
                f'the {self.what} "{self.arguments[0]}" is not in the source folder', "move it beside the page"
            )
            return None
        self.env.note_dependency(name)
        try:
            return name, Path(path).read_bytes()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            remedy = "write the path from this page, or from the source folder with a leading /"
            self.problem(f'the {self.what} "{self.arguments[0]}" cannot be read ({why})', remedy)
            return None


class GuideDirective(FileDirective):
    """``{guide} guide.yaml``: a decision guide from a file beside the page."""

    what = "guide"

    @property
    def shown(self) -> Container[str]:
        return self.domain.guides

    def show(self, path: str, data: bytes) -> list[nodes.Node]:
        self.domain.guides[self.env.current_document.docname] = parse_guide(data, path)
        (node,) = self.leave("guide")
        self.state.document.ids["guide"] = node  # the block's anchor; a heading of that name gets another
        return [node]


class CrosswalkDirective(FileDirective):
    """``{crosswalk} crosswalk.yaml``: the patterns of another book against the pages here."""

    what = "crosswalk"

    @property
    def shown(self) -> Container[str]:
        return self.domain.crosswalks

    def show(self, path: str, data: bytes) -> list[nodes.Node]:
        docname = self.env.current_document.docname
        file = parse_crosswalk(data, path)
        self.domain.crosswalks[docname] = file
        note_cited(self.env, docname, self.lineno, dict.fromkeys(key for _path, key in file.crosswalk.cited()))
        return self.leave("crosswalk", path=docname)


class CompareDirective(ShohyoDirective):
    """``{compare}``: two to four patterns side by side."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"sections": _words}

    def run(self) -> list[nodes.Node]:
        names = self.arguments[0].replace(",", " ").split()
        if len(names) != len(set(names)) or not 2 <= len(names) <= 4:
            self.problem(f'"{self.arguments[0]}" is not two to four patterns', "give their ids, each once")
            return []
        return self.leave("compare", pattern=names, **self.options)


class MapDirective(ShohyoDirective):
    """``{map}``: all outline pages and their relations, as a picture and as a table."""

    def run(self) -> list[nodes.Node]:
        return self.leave("map")


class DiagramDirective(ShohyoDirective):
    """``{diagram}``: the components and flow of its body, of the outline page that it names, or of its own page."""

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "caption": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "direction": choice(*DIRECTIONS),
    }

    def run(self) -> list[nodes.Node]:
        docname = self.env.current_document.docname
        direction = self.options.get("direction", "down")
        page = self.domain.documents.get(docname)
        options = {key: self.options[key] for key in ("caption", "alt") if key in self.options}
        if self.content:
            if self.arguments:
                self.problem("this diagram names a page and has a body", "remove one of the two")
            diagram = self._own_diagram(docname, direction)
            if diagram is None:
                return []
            self.domain.note_diagram(docname, diagram)
            return self.leave("diagram", drawing=diagram, **options)
        if not self.arguments and not (page and diagram_of(page, direction)):
            self.problem("this page has no components", "name an outline page, or give the diagram a body")
            return []
        name = self.arguments[0] if self.arguments else page.slug
        self.domain.note_diagram(docname, (name, direction))
        return self.leave("diagram", pattern=name, direction=direction, **options)

    def _own_diagram(self, docname: str, direction: Direction) -> Diagram | None:
        path = self.env.doc2path(docname, base=False)
        # MyST counts from the directive's first line, docutils from the file's
        line = self.content_offset + 1 + (self.lineno if is_markdown(self.config, path) else 0)
        drawing, found = parse_drawing("\n".join(self.content) + "\n", path.as_posix(), line)
        found = [item for item in found if not self.domain.accepts(docname, item.code)]
        if found:
            self.domain.diagnostics[docname] = (*self.domain.diagnostics.get(docname, ()), *found)
        elif not drawing.components:
            self.problem("this diagram has no components", "add components: with a line “- {id: …}” for each")
        return Diagram(drawing.components, drawing.flow, direction) if drawing.components else None


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
}
