"""What a check knows of each document: its front matter, what its text names, and what is wrong in it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..data.catalogue import Document
from ..errors import Code, Diagnostic, say
from ..fields.positioned import Place, place_of
from ..model import Image
from ..source import frontmatter
from ..source.encoding import decode
from ..source.frontmatter import FrontMatter
from ..source.markup import parse_markup
from ..source.project import Project, SourceFile, read
from ..source.references import Markup
from ..upstream.myst import dialect_of_page
from .reading_roots import check_document
from .settings import admit_page


@dataclass(frozen=True)
class SourcePage:
    """A document that was read."""

    source: SourceFile
    document: Document | None  #: None if it has no front matter
    markup: Markup = field(default_factory=Markup)
    diagnostics: tuple[Diagnostic, ...] = ()  #: what is wrong in it alone
    is_readable: bool = True  #: whether its text is to be trusted
    unread: tuple[tuple[str, str], ...] = ()  #: keys of the front matter in which something is wrong, and their text

    @property
    def path(self) -> str:
        return self.source.path

    def pictures(self) -> Iterator[tuple[Place, str]]:
        """Yield place and path of each picture of the front matter; a blog names one file twice."""
        seen = set()
        for key in ("cover", "social_image"):
            picture: Image | None = getattr(self.document.record, key, None) if self.document else None
            for part in ("image", "large") if picture else ():
                name = getattr(picture, part, None)
                if name and name not in seen:
                    seen.add(name)
                    yield place_of(self.document.places, (key, part)), name

    def paths(self) -> Iterator[tuple[Place, str]]:
        """Yield place and target of all that may name a file or a document."""
        yield from self.pictures()
        yield from (((item.line, item.column), item.target) for item in self.markup.references)


def is_text(source: SourceFile, project: Project) -> bool:
    """Tell whether a document can be read, as UTF-8, and may be."""
    if check_document(source, project.safety):
        return False
    data, problem = read(source)
    return not problem and not decode(data, source.path)[1]


def is_draft(source: SourceFile, project: Project) -> bool:
    """Tell whether a file says that it is not for the public."""
    if not source.is_markdown or not project.safety.holds(source.file):
        return False
    text, _problems = decode(read(source)[0], source.path)
    if not frontmatter.may_be_draft(text, project.today):
        return False
    return frontmatter.parse(text, source.path, source.docname, project.today).is_draft


def draft_at_home(source: SourceFile) -> Diagnostic:
    """Return what is wrong with a first page that is a draft, with which a build ends."""
    problem, remedy = say("the first page of a site cannot be a draft"), say("publish it, or see root_doc in conf.py")
    return Diagnostic(source.path, 1, 1, Code.FRONT_MATTER, problem, remedy)


def read_page(source: SourceFile, project: Project) -> SourcePage:
    """Read a document from its file; what is not Markdown is only proved to be text."""
    if outside := check_document(source, project.safety):
        return SourcePage(source, None, diagnostics=(outside,), is_readable=False)
    data, problem = read(source)
    text, encoding = decode(data, source.path)
    wrong = (problem,) if problem else tuple(encoding)
    if not source.is_markdown:
        return SourcePage(source, None, diagnostics=wrong, is_readable=not wrong)
    front = frontmatter.parse(text, source.path, source.docname, project.today)
    admit_page(front, project.dialect, project.safety)
    markup = markup_of(front, project)
    document = Document.of(front, source.docname, markup.title) if front.record else None
    if document and not document.title:
        document = replace(document, title=document.slug)
    # what else is wrong in a text that was read as the wrong characters would only distract
    return SourcePage(source, document, markup, wrong or tuple(front.diagnostics), not wrong, front.unread)


def markup_of(front: FrontMatter, project: Project) -> Markup:
    """Return what the text below a front matter names, read in the dialect of the page."""
    return parse_markup(front.body, front.body_line, dialect_of_page(project.dialect, front.file_wide))
