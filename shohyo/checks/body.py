"""What pages name, against what there is: objects, citations, links, files, diagrams."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..data.catalogue import OBJECT_TYPES, Catalogue, Document
from ..data.crosswalk import parse_crosswalk
from ..data.guide import parse_guide
from ..errors import Code, Diagnostic, suggestion
from ..model import Image, Pattern, is_url
from ..source import frontmatter
from ..source.frontmatter import FrontMatter
from ..source.markup import DiagramBlock, Markup, Reference
from ..source.project import Project, SourceFile, matches, shown
from .crosswalk import check_crosswalk
from .guide import prove

#: entries of a toctree that Sphinx makes itself
GENERATED = frozenset({"genindex", "modindex", "search", "self"})
#: kind of reference -> what is said where its file is missing, and how its path counts
MISSING = {
    "link": 'the link "{}" leads to no file',
    "doc": 'the link "{}" leads to no document',
    "toctree": 'the toctree entry "{}" is no document',
    "glob": 'the toctree entry "{}" matches no document',
    "image": 'the image "{}" does not exist',
    "file": 'the file "{}" does not exist',
    "guide": 'the guide "{}" does not exist',
    "crosswalk": 'the crosswalk "{}" does not exist',
    "download": 'the file "{}" does not exist',
}
PATH_HINT = "write the path from this page, or from the source folder with a leading /"


@dataclass(frozen=True)
class SourcePage:
    """A Markdown document as the check has read it."""

    source: SourceFile
    front: FrontMatter
    markup: Markup
    encoding: tuple[Diagnostic, ...]  #: why its text is not to be trusted

    @cached_property
    def document(self) -> Document | None:
        if self.front.record is None:
            return None
        return Document.of(self.front, self.source.docname, self.markup.title or self.source.docname.rpartition("/")[2])


class BodyCheck:
    """Compares what pages name with what there is."""

    def __init__(
        self, project: Project, pages: list[SourcePage], catalogue: Catalogue, citation_keys: frozenset[str]
    ) -> None:
        self.project = project
        self.catalogue = catalogue
        self.citation_keys = citation_keys
        self.labels = frozenset(label for page in pages for label in page.markup.labels)

    def page(self, page: SourcePage) -> Iterator[Diagnostic]:
        yield from self.pictures(page)
        for diagram in page.markup.diagrams:
            yield from self.diagram(page, diagram)
        for reference in page.markup.references:
            if problem := self.reference(page.source, reference):
                code, text, remedy = problem
                yield Diagnostic(page.source.path, reference.line, reference.column, code, text, remedy)

    def pictures(self, page: SourcePage) -> Iterator[Diagnostic]:
        """Check the pictures of the front matter; a blog names one file twice, which is one mistake."""
        seen = set()
        for key in ("cover", "social_image"):
            picture: Image | None = getattr(page.front.record, key, None)
            if picture and picture.image not in seen and not self.file_exists(page.source, picture.image):
                seen.add(picture.image)
                line, column = page.front.place(key, "image")
                yield Diagnostic(
                    page.source.path, line, column, Code.LINK, *self.missing(page.source, "image", picture.image)
                )

    def diagram(self, page: SourcePage, diagram: DiagramBlock) -> Iterator[Diagnostic]:
        """Check what is drawn: the body, or the page that is named, or the page itself."""

        def problem(text: str, remedy: str) -> Diagnostic:
            return Diagnostic(page.source.path, diagram.line, 1, Code.DIRECTIVE, text, remedy)

        if diagram.body:
            if diagram.pattern:
                yield problem("this diagram names a page and has a body", "remove one of the two")
            drawing, found = frontmatter.parse_drawing(diagram.body + "\n", page.source.path, diagram.body_line)
            yield from found
            if not found and not drawing.components:
                yield problem("this diagram has no components", "add components: with a line “- {id: …}” for each")
        elif not diagram.pattern:
            record = page.front.record
            if not isinstance(record, Pattern) or not record.components:
                yield problem("this page has no components", "name an outline page, or give the diagram a body")
        elif (drawn := self.catalogue.find("pattern", diagram.pattern)) and not drawn.record.components:
            yield problem(f'the page "{drawn.slug}" has no components', "name another, or add them there")

    def data_files(self, pages: list[SourcePage]) -> Iterator[Diagnostic]:
        """Check each decision guide and each crosswalk that a page shows, once."""
        paths = {
            (reference.kind, self.resolve(page.source, reference.target))
            for page in pages
            for reference in page.markup.references
            if reference.kind in ("guide", "crosswalk")
        }
        for kind, path in sorted(paths):
            try:
                data = (self.project.root / path).read_bytes()
            except (OSError, ValueError):  # a missing one is reported where it is named
                continue
            if kind == "guide":
                yield from prove(parse_guide(data, shown(path)), self.catalogue)
            else:
                yield from check_crosswalk(parse_crosswalk(data, shown(path)), self.catalogue, self.citation_keys)

    def reference(self, source: SourceFile, reference: Reference) -> tuple[Code, str, str] | None:
        kind, target = reference.kind, reference.target
        if kind in OBJECT_TYPES:
            # a book of the bibliography has a title to print, also before it is reviewed
            if self.catalogue.knows(kind, target) or (kind == "book" and target in self.citation_keys):
                return None
            if self.project.has_intersphinx:
                return None  # perhaps another project's
            return Code.REFERENCE, f'unknown {kind} "{target}"', suggestion(target, self.catalogue.known_names(kind))
        if kind == "cite":
            if target in self.citation_keys:
                return None
            return Code.CITATION, f'unknown BibTeX key "{target}"', suggestion(target, self.citation_keys)
        if kind in MISSING:
            return self.path(source, kind, target)
        return None

    # --- files -------------------------------------------------------------------------------

    def path(self, source: SourceFile, kind: str, target: str) -> tuple[Code, str, str] | None:
        """Say what is wrong with a path, by the rules of what names it."""
        if kind == "link":
            return self.link(source, target)
        exists = {"doc": self.is_document, "toctree": self.is_entry, "glob": self.matches_documents}.get(
            kind, self.file_exists
        )
        return None if exists(source, target) else (Code.LINK, *self.missing(source, kind, target))

    def link(self, source: SourceFile, target: str) -> tuple[Code, str, str] | None:
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", target)
        if scheme and scheme[1] not in ("path", "project"):
            return None
        name = target.removeprefix(scheme[0]) if scheme else target
        name = name.partition("#")[0]
        if name.startswith("//") or (not name and target):  # another site; an anchor of this page
            return None
        path = self.resolve(source, name)
        if not self.is_file(path):
            known = name in self.labels or any(self.catalogue.knows(objtype, name) for objtype in OBJECT_TYPES)
            return None if known or self.is_document(source, name) else (Code.LINK, *self.missing(source, "link", name))
        is_source = any(path.endswith(suffix) for suffix in self.project.suffixes)
        if is_source and (not scheme or scheme[1] != "path") and path not in self.document_paths:
            return (
                Code.LINK,
                f'the link "{name}" leads to a file that is not part of the site',
                "see include_patterns in conf.py",
            )
        return None

    def resolve(self, source: SourceFile, target: str) -> str:
        """Return the path from the root of what *source* calls *target*."""
        folder = "" if target.startswith("/") else posixpath.dirname(source.path)
        return posixpath.normpath(posixpath.join(folder, target.lstrip("/")))

    def is_file(self, path: str) -> bool:
        try:
            return path in self.document_paths or (self.project.root / path).is_file()
        except (OSError, ValueError):  # too long, or a NUL
            return False

    def file_exists(self, source: SourceFile, target: str) -> bool:
        if is_url(target) or re.match(r"data:|//|<", target):
            return True
        path = self.resolve(source, target)
        if path.endswith(".*"):  # Sphinx chooses the form that a builder likes best
            return any(
                name.startswith(posixpath.basename(path)[:-1]) for name in self.names_in(posixpath.dirname(path))
            )
        return self.is_file(path)

    def is_document(self, source: SourceFile, target: str) -> bool:
        return ":" in target or self.resolve(source, target) in self.project.documents

    def is_entry(self, source: SourceFile, target: str) -> bool:
        if target in GENERATED or re.match(r"[a-z]+://", target):
            return True
        suffix = next((suffix for suffix in self.project.suffixes if target.endswith(suffix)), "")
        return self.resolve(source, target.removesuffix(suffix)) in self.project.documents

    def matches_documents(self, source: SourceFile, target: str) -> bool:
        pattern = self.resolve(source, target)
        return any(matches(docname, [pattern]) for docname in self.project.documents if docname != source.docname)

    def missing(self, source: SourceFile, kind: str, target: str) -> tuple[str, str]:
        """Return problem and remedy for a path that leads nowhere."""
        folder = posixpath.dirname(self.resolve(source, target))
        names = self.project.documents if kind in ("doc", "toctree") else self.document_paths
        candidates = list(names) if kind in ("link", "doc", "toctree") else []
        if kind not in ("doc", "toctree", "glob"):
            candidates += [posixpath.join(folder, name) for name in self.names_in(folder)]
        candidates = [path for path in candidates if path not in (source.path, source.docname)]
        if target.startswith("/"):
            near = suggestion(target, ["/" + path for path in candidates])
        else:
            here = posixpath.dirname(source.path) or "."
            near = suggestion(target, [posixpath.relpath(path, here) for path in candidates])
        return MISSING[kind].format(target), near or PATH_HINT

    def names_in(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, as texts that can be printed."""
        try:
            return sorted(shown(file.name) for file in (self.project.root / folder).iterdir() if file.is_file())
        except (OSError, ValueError):
            return []

    @cached_property
    def document_paths(self) -> frozenset[str]:
        return frozenset(source.path for source in self.project.documents.values())
