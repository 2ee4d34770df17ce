"""Diagrams on pages: a picture that D2 laid out, and an ordered list that tells the same.

Before pages are written, all pictures that are missing are laid out side by side; what D2 made is kept in the
folder of the doctrees by what was asked for.  The list is what screen readers, search, print and every builder
without pictures have; a number in it is that at the arrow.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.logging import getLogger

from . import d2
from .d2 import Diagram
from .directives import Placeholder, ShohyoDirective, choice
from .domain import is_markdown, report
from .errors import Code, Diagnostic, ShohyoError
from .frontmatter import parse_drawing
from .messages import _
from .model import Pattern
from .view import View, paragraph

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

    from .d2 import Direction
    from .domain import ShohyoDomain
    from .outline import Document

logger = getLogger(__name__)


class DiagramDirective(ShohyoDirective):
    """``{diagram}``: the components and flow of its body, of the outline page that it names, or of its own page."""

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "caption": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "direction": choice(*d2.DIRECTIONS),
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
        if not self.arguments and not (page and _diagram_of(page, direction)):
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


# --- layout, once for all pages ----------------------------------------------------------------------


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Lay out what is missing; return the pages whose pictures are new."""
    domain: ShohyoDomain = env.domains["shohyo"]
    domain.drawn = None
    # an EPUB's manifest must name the pages with SVG in them, which Sphinx does not do
    if app.builder.format != "html" or app.builder.name == "epub":
        return []
    wanted: dict[str, set[str]] = {}
    for docname, diagram in _wanted(domain):
        wanted.setdefault(d2.source_of(diagram), set()).add(docname)
    cache = Path(app.doctreedir, "shohyo-diagrams")
    program = d2.find_program() if wanted else None
    if program is None:
        if wanted:
            logger.warning(
                "the program d2 is not there, so that diagrams are shown as lists only; "
                'install it with pip install "shohyo[diagrams]", or put it on PATH',
                type="shohyo", subtype=str(Code.DIAGRAM),
            )  # fmt: skip
        had_pictures = cache.exists()
        shutil.rmtree(cache, ignore_errors=True)
        return set().union(*wanted.values()) if had_pictures else []
    domain.drawn = cache / _stamp(program)
    domain.drawn.mkdir(parents=True, exist_ok=True)
    names = {_file_name(source) for source in wanted}
    for path in cache.iterdir():
        if path != domain.drawn:
            shutil.rmtree(path)  # of another version of the program
    for path in domain.drawn.iterdir():
        if path.name not in names:
            path.unlink()
    missing = [source for source in wanted if not (domain.drawn / _file_name(source)).exists()]
    with ThreadPoolExecutor(max(1, app.parallel)) as pool:
        problems = pool.map(lambda source: _lay_out(program, source, domain.drawn), missing)
        for source, problem in zip(missing, problems, strict=True):
            if problem:
                logger.warning(
                    "%s, so that the diagram is shown as a list only", problem,
                    type="shohyo", subtype=str(Code.DIAGRAM), location=min(wanted[source]),
                )  # fmt: skip
    return {docname for source in missing for docname in wanted[source]}


def _wanted(domain: ShohyoDomain) -> Iterator[tuple[str, Diagram]]:
    """Yield every diagram with the page on which it stands."""
    for page in domain.catalogue.pattern_pages:
        if not _has_own(domain, page) and (diagram := _diagram_of(page)):
            yield page.docname, diagram
    for docname, file in sorted(domain.guides.items()):
        for core in file.guide.cores:
            if (page := domain.catalogue.patterns.get(core.id)) and (diagram := _diagram_of(page)):
                yield docname, diagram
    for docname, drawings in sorted(domain.diagrams.items()):
        for drawing in drawings:
            if isinstance(drawing, Diagram):
                yield docname, drawing
            elif (page := domain.catalogue.find("pattern", drawing[0])) and (diagram := _diagram_of(page, drawing[1])):
                yield docname, diagram


def _diagram_of(page: Document, direction: Direction = "down") -> Diagram | None:
    """Return the diagram of an outline page, if it has components."""
    record = page.record
    if not isinstance(record, Pattern) or not record.components:
        return None
    return Diagram(record.components, record.flow, direction)


def _has_own(domain: ShohyoDomain, page: Document) -> bool:
    """Tell whether an outline page draws its diagram itself, somewhere in its text."""
    find = domain.catalogue.find
    return any(
        not isinstance(drawing, Diagram) and find("pattern", drawing[0]) is page
        for drawing in domain.diagrams.get(page.docname, ())
    )


def _stamp(program: str) -> str:
    """Return a name for a version of the program and of what it is asked."""
    status = Path(program).stat()
    known = (os.path.realpath(program), status.st_size, status.st_mtime_ns, d2.ARGUMENTS)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def _file_name(source: str) -> str:
    return f"{hashlib.sha256(source.encode()).hexdigest()[:32]}.svg"


def _lay_out(program: str, source: str, folder: Path) -> str:
    """Keep what D2 makes of a source; return what went wrong."""
    path = folder / _file_name(source)
    try:
        svg = d2.lay_out(program, source)
    except ShohyoError as error:
        return str(error)
    # whole or not at all, so that a build that is killed leaves no half of a picture
    unfinished = path.with_suffix(".part")
    unfinished.write_text(svg, "utf-8")
    unfinished.replace(path)
    return ""


# --- blocks ------------------------------------------------------------------------------------------


def of_page(view: View) -> list[nodes.Node]:
    """Return the diagram of an outline page, unless its text has it, or an empty list."""
    return [] if _has_own(view.domain, view.page) else of(view, view.page)


def of(view: View, page: Document) -> list[nodes.Node]:
    """Return the diagram of an outline page as any page may show it, or an empty list."""
    diagram = _diagram_of(page)
    return block(view, diagram, page.title) if diagram else []


def fill(view: View, node: Placeholder) -> list[nodes.Node]:
    """Return what a ``{diagram}`` shows."""
    options = node["options"]
    caption, alt = options.get("caption", ""), options.get("alt", "")
    if drawing := options.get("drawing"):
        return block(view, drawing, caption or (view.page.title if view.page else ""), caption, alt)
    view.check_names(node)
    page = view.catalogue.find("pattern", options["pattern"])
    if page is None:
        return []
    diagram = _diagram_of(page, options["direction"])
    if diagram is None:
        if not view.domain.accepts(view.docname, Code.DIRECTIVE):
            problem = f'the page "{page.slug}" has no components'
            report(Diagnostic(node.source, node.line, 1, Code.DIRECTIVE, problem, "name another, or add them there"))
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
    folder = view.domain.drawn
    path = folder / _file_name(d2.source_of(diagram)) if folder else None
    if path is None or not path.exists():
        return ""
    try:
        svg, is_wide = d2.picture(diagram, path.read_text("utf-8"), alt)
    except ShohyoError as error:
        logger.warning(
            "%s, so that the diagram is shown as a list only", error,
            type="shohyo", subtype=str(Code.DIAGRAM), location=view.docname,
        )  # fmt: skip
        return ""
    # what may have to be scrolled must be reached from the keyboard
    reach = f' tabindex="0" role="group" aria-label="{d2.escape(_("Diagram"))}"' if is_wide else ""
    return f'<div class="shohyo-diagram__frame"{reach}>{svg}</div>\n'
