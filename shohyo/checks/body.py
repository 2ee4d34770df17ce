"""What pages name, against what there is: objects, citations, links, files, diagrams."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property, partial

from ..data.catalogue import OBJECT_TYPES, Catalogue, Document
from ..data.counting import parse_count
from ..errors import Code, Diagnostic, noun, say, suggestion
from ..markdown.mathematics import fault_of
from ..nearest import Names
from ..source.files import shown
from ..source.project import Project, SourceFile, beginning_with
from ..source.references import Reference, is_key, note_names, role_names
from ..source.safety import INTERNAL, RUNNING, scheme_of
from ..text.rawhtml import clean_html
from ..values import is_url
from .addresses import ADDRESSES, check_address, check_meta, check_remote
from .calls import check_calls
from .directives import DATA_FILES, DirectiveCheck
from .documents import SourcePage
from .doubts import Doubts
from .fragments import LABELLED, Places
from .headings import check_headings
from .included import Included, resolve
from .notes import check_notes
from .pictures import picture_problem
from .reading_roots import FILES, check_fetch, check_file
from .seen import Seen, seen_from

#: entries of a toctree that Sphinx makes itself
GENERATED = frozenset({"genindex", "modindex", "search", "self"})
#: kind of reference -> what is said of a name where nothing is
MISSING = {
    "link": partial(say, 'the link "{name}" leads to no file'),
    "doc": partial(say, 'the link "{name}" leads to no document'),
    "toctree": partial(say, 'the toctree entry "{name}" is no document'),
    "glob": partial(say, 'the toctree entry "{name}" matches no document'),
    "image": partial(say, 'the {kind} "{name}" does not exist', kind=noun("image")),
    "file": partial(say, 'the {kind} "{name}" does not exist', kind=noun("file")),
    "include": partial(say, 'the {kind} "{name}" does not exist', kind=noun("file")),
    "text-file": partial(say, 'the {kind} "{name}" does not exist', kind=noun("file")),
    "guide": partial(say, 'the {kind} "{name}" does not exist', kind=noun("guide")),
    "crosswalk": partial(say, 'the {kind} "{name}" does not exist', kind=noun("crosswalk")),
    "download": partial(say, 'the {kind} "{name}" does not exist', kind=noun("file")),
}
#: keys as reference managers make them, with a year: what else stands behind @ may be a person's name
LIKE_A_KEY = re.compile(r"[A-Za-z][\w:-]*(?:1[5-9]|20)\d\d[a-z]?")
#: what people write between keys where a comma belongs
NO_COMMAS = re.compile(r"[\s;&+、，；・＆]+")
PATH_HINT = say("write the path from this page, or from the source folder with a leading /")


class BodyCheck:
    """Compares what pages name with what there is."""

    def __init__(
        self,
        project: Project,
        pages: Sequence[SourcePage],
        catalogue: Catalogue,
        citation_keys: frozenset[str],
        knows_name: Callable[[str], bool],
        doubts: Doubts,
    ) -> None:
        self.doubts = doubts
        self.project = project
        self.catalogue = catalogue
        self.citation_keys = citation_keys
        self.knows_name = knows_name
        self.included = Included(project)
        self._names_in: dict[str, list[str]] = {}
        self._known_paths: dict[tuple[str, str, str], Names] = {}
        self.seen = {True: Seen(project.documents), False: Seen(self.document_paths)}  #: of documents, and of files
        self.pages = {page.source.docname: page for page in pages}
        self.places = Places(project, pages, self.included, knows_name)
        self.prefixes = frozenset(prefix for page in pages for prefix in page.markup.key_prefixes)

    def page(self, page: SourcePage) -> Iterator[Diagnostic]:
        """Yield what is wrong in the text of a page."""
        for place, image in page.pictures():
            if found := self.unsafe(page.source, "image", image) or self.path(page.source, "image", image):
                yield Diagnostic(page.path, *place, *found)
        for fault in page.markup.faults:
            yield Diagnostic(page.path, fault.line, fault.column, fault.code, fault.problem, fault.remedy)
        yield from check_headings(page)
        texts = self.included.texts(page.source, page.markup.references)
        yield from check_notes(page, {name for text in texts for name in note_names(text)})
        if page.markup.called:
            yield from check_calls(page, self.project.vocabulary, {name for text in texts for name in role_names(text)})
        yield from self.directives(page)
        for reference in page.markup.references:
            if problem := self.reference(page.source, reference) or self.fragment(page, reference):
                code, text, remedy = problem
                yield Diagnostic(reference.path or page.path, reference.line, reference.column, code, text, remedy)
        for piece in page.markup.html:
            clean, place = clean_html(piece.text), (piece.path or page.path, piece.line, piece.column)
            if clean.dropped:
                problem = say("HTML that is not on the safe list was dropped ({names})", names=", ".join(clean.dropped))
                yield Diagnostic(*place, Code.RAW_HTML, problem, say("use a directive, or a plain link"))
            for address in clean.loaded:
                if remote := check_remote(address, "image", self.project.safety):
                    yield Diagnostic(*place, *remote)
        yield from self.formulas(page)
        for item in page.markup.substitutions if self.project.safety.is_on else ():
            problem = say('the substitution "{text}" is not made: {problem}', text=item.text, problem=item.problem)
            yield Diagnostic(item.path or page.path, item.line, item.column, Code.SUBSTITUTION, problem)

    def fragment(self, page: SourcePage, reference: Reference) -> tuple[Code, str, str] | None:
        """Say that there is no such place as a link or a role names."""
        if reference.path:
            return None
        if reference.kind in LABELLED and reference.is_role:
            return self.places.label(reference)
        path, _hash, name = reference.target.removeprefix("project:").partition("#")
        if reference.kind != "link" or not name:
            return None
        if path:
            resolved = resolve(page.source, path)
            if document := self.project.documents.get(resolved):  # MyST takes such a name for no place on it
                remedy = say('(did you mean "{name}"?)', name=f"{path}{document.path.removeprefix(resolved)}#{name}")
                return Code.LINK, MISSING["link"](name=reference.target), remedy
            other = self.places.by_path.get(resolved)
            return self.places.there(other, path, name) if other else None
        return None if self.is_name(name) or self.is_document(page.source, name) else self.places.here(page, name)

    def formulas(self, page: SourcePage) -> Iterator[Diagnostic]:
        """Say once on a page with formulas that it loads a script from another site, if it does."""
        address = self.project.safety.math_address
        if page.markup.formulas and not self.project.safety.may_load(address):
            first = min(page.markup.formulas)
            problem = say("formulas need the script {address}, from another site", address=address)
            remedy = say("keep a copy and name it in mathjax_path of conf.py, or name the host in shohyo_remote")
            yield Diagnostic(first.path or page.path, first.line, first.column, Code.REMOTE, problem, remedy)

    def directives(self, page: SourcePage) -> Iterator[Diagnostic]:
        """Check our directives; one whose file is missing shows nothing, and is reported where it names it."""
        check = DirectiveCheck(page.path, page.document, self.catalogue, self.sections, self.doubts)
        yield from check.run(
            [
                use
                for use in page.markup.uses
                if use.name not in DATA_FILES or self.is_file(resolve(page.source, use.argument))
            ]
        )

    def sections(self, document: Document) -> Set[str]:
        """Return the headings of a page that have text below them, without its title."""
        page = self.pages.get(document.docname)
        return page.markup.sections - {document.title} if page else frozenset()

    def chapters_called(self, name: str) -> str:
        """Return what to write for a chapter whose book is not named, or an empty string."""
        named = (self.catalogue.find_chapter(f"{book}/{name}") for book in self.catalogue.outlines)
        found = [place.target for place in named if place]
        return say("name its book, too: {names}", names=", ".join(found)) if found else ""

    def data_files(self) -> set[tuple[str, str]]:
        """Return kind and path of each decision guide and each crosswalk that a page names."""
        return {
            (reference.kind, resolve(page.source, reference.target))
            for page in self.pages.values()
            for reference in page.markup.references
            if reference.kind in DATA_FILES
        }

    def reference(self, source: SourceFile, reference: Reference) -> tuple[Code, str, str] | None:
        kind, target = reference.kind, reference.target
        if unsafe := self.unsafe(source, kind, target):
            return unsafe
        if kind in OBJECT_TYPES:
            # a book of the bibliography has a title to print, also before it is reviewed
            if self.catalogue.knows(kind, target) or (kind == "book" and target in self.citation_keys):
                return None
            if self.project.has_intersphinx and reference.is_role:
                return None  # perhaps another project's
            if self.doubts.may_name(target) or (
                kind == "chapter" and self.doubts.may_have_chapter(target, self.catalogue, self.citation_keys)
            ):
                return None
            remedy = self.chapters_called(target) if kind == "chapter" else ""
            return (
                Code.REFERENCE,
                say('unknown {kind} "{name}"', kind=noun(kind), name=target),
                remedy or suggestion(target, self.catalogue.known_names(kind)),
            )
        if kind == "outlined":
            return self.outlined(target)
        if kind == "count":
            return self.count(target)
        if kind == "count-in-heading":
            return Code.DIRECTIVE, say("a number is counted too late for a heading"), say("count in the text below")
        if kind in ("cite", "footcite"):
            return self.citation(target)
        if kind == "pandoc":
            remedy = say("write {{cite:p}}`{name}`", name=target)
            if target not in self.citation_keys:
                if not LIKE_A_KEY.fullmatch(target):
                    return None
                remedy = say("{remedy}, and put the work into a bib file", remedy=remedy)
            return Code.MARKUP, say('"@{name}" is no citation here', name=target), remedy
        if kind == "formula":
            fault = fault_of(target) if self.project.safety.has_mathml else None
            return (Code.FORMULA, fault.problem, fault.remedy) if fault else None
        if kind in DATA_FILES and resolve(source, target).startswith("../"):
            return (
                Code.DIRECTIVE,
                say('the {kind} "{name}" is not in the source folder', kind=noun(kind), name=target),
                say("move it beside the page"),
            )
        if kind in MISSING:
            found = self.included.problem(source, reference)
            return (Code.LINK, *found) if found else self.path(source, kind, target)
        return None

    def citation(self, key: str) -> tuple[Code, str, str] | None:
        """Say that a citation key is in no bib file, or that there is none where one belongs."""
        if not key:
            return Code.CITATION, say("a citation key is missing here"), say("write one, or remove the comma")
        if key in self.citation_keys or any(
            is_key(key) and key[:length] in self.prefixes and key[length:] in self.citation_keys
            for length in range(len(key) + 1)
        ):
            return None
        if self.doubts.may_cite(key):
            return None
        problem = say('unknown BibTeX key "{name}"', name=key)
        parts = [part for part in NO_COMMAS.split(key) if part]
        if parts and self.citation_keys.issuperset(parts):
            return Code.CITATION, problem, say('write "{name}"', name=", ".join(dict.fromkeys(parts)))
        return Code.CITATION, problem, suggestion(key, self.citation_keys)

    def outlined(self, book: str) -> tuple[Code, str, str] | None:
        """Say that a book has no outline, of which something of it could be shown."""
        outlines = self.catalogue.outlines
        if book in outlines:
            return None
        if self.catalogue.knows("book", book) or book in self.citation_keys:
            return Code.DIRECTIVE, say('the book "{name}" has no outline', name=book), say("add one to a review of it")
        return Code.REFERENCE, say('unknown {kind} "{name}"', kind=noun("book"), name=book), suggestion(book, outlines)

    def count(self, text: str) -> tuple[Code, str, str] | None:
        """Say what is wrong with what a ``{count}`` names."""
        count, problem, remedy = parse_count(text)
        if count is None:
            return Code.REFERENCE, problem, remedy
        for kind, name in count.names:
            if not self.catalogue.knows(kind, name) and not (kind == "book" and name in self.citation_keys):
                return (
                    Code.REFERENCE,
                    say('unknown {kind} "{name}"', kind=noun(kind), name=name),
                    suggestion(name, self.catalogue.known_names(kind)),
                )
        return None

    # --- what is not let in ------------------------------------------------------------------

    def unsafe(self, source: SourceFile, kind: str, target: str) -> tuple[Code, str, str] | None:
        """Say why a site does not let in what a page names."""
        safety = self.project.safety
        if not safety.is_on:
            return None
        if kind == "fetch":
            return check_fetch(target)
        if kind == "meta":
            return check_meta(target)
        if kind in ADDRESSES and not (kind == "link" and self.is_internal(target)):
            if found := check_address(target, safety):
                if kind == "link" and "//" not in target and scheme_of(target) not in RUNNING:
                    return (
                        Code.LINK,
                        say('the link "{name}" leads to no label, and has no scheme of a link', name=target),
                        found[2],
                    )
                return found
            if kind == "image" and (found := check_remote(target, "image", safety)):
                return found
        return self.outside(source, kind, target) if kind in FILES else None

    def is_internal(self, target: str) -> bool:
        """Tell whether a link leads to a name, which may have a colon, or is MyST's own."""
        scheme = scheme_of(target)
        if not scheme or scheme in INTERNAL:
            return True
        return self.is_name(target) or (self.project.has_intersphinx and scheme not in RUNNING)

    def is_name(self, name: str) -> bool:
        """Tell whether a link may lead to a label or an object of this name."""
        return (
            name in self.places.labels
            or any(self.catalogue.knows(objtype, name) for objtype in OBJECT_TYPES)
            or self.knows_name(name)
        )

    def outside(self, source: SourceFile, kind: str, target: str) -> tuple[Code, str, str] | None:
        """Say that a file lies where this site reads nothing."""
        safety = self.project.safety
        if kind == "link":
            target = target.removeprefix("path:").removeprefix("project:").partition("#")[0]
        if not target or is_url(target) or target.startswith("//") or re.fullmatch(r"<[\w.-]+>", target):
            return None
        path = resolve(source, target)
        names = [path, *self.forms_of(path)]
        if kind == "link" and (path in self.document_paths or not self.is_file(path)):
            return None  # pages were looked at when they were read
        return next(
            (found for name in names if (found := check_file(self.project.root / name, kind, target, safety))), None
        )

    # --- files -------------------------------------------------------------------------------

    def path(self, source: SourceFile, kind: str, target: str) -> tuple[Code, str, str] | None:
        """Say what is wrong with a path, by the rules of what names it."""
        if kind == "link":
            return self.link(source, target)
        exists = {"doc": self.is_document, "toctree": self.is_entry, "glob": self.matches_documents}.get(
            kind, self.file_exists
        )
        if not exists(source, target):
            return Code.LINK, *self.missing(source, kind, target)
        found = picture_problem(self.project.root / resolve(source, target), target) if kind == "image" else None
        return (Code.LIMIT, *found) if found else None

    def link(self, source: SourceFile, target: str) -> tuple[Code, str, str] | None:
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", target)
        if scheme and scheme[1] not in ("path", "project"):
            return None
        name = target.removeprefix(scheme[0]) if scheme else target
        if not (scheme and scheme[1] == "path"):  # which is a file to load, without places on it
            name = name.partition("#")[0]
        if name.startswith("//") or (not name and target):  # another site; an anchor of this page
            return None
        path = resolve(source, name)
        if not self.is_file(path):
            is_known = self.is_name(name) or self.is_document(source, name)
            return None if is_known else (Code.LINK, *self.missing(source, "link", name))
        is_source = any(path.endswith(suffix) for suffix in self.project.suffixes)
        if is_source and (not scheme or scheme[1] != "path") and path not in self.document_paths:
            return (
                Code.LINK,
                say('the link "{name}" leads to a file that is not part of the site', name=name),
                say("see include_patterns in conf.py"),
            )
        return None

    def is_file(self, path: str) -> bool:
        try:
            return path in self.document_paths or (self.project.root / path).is_file()
        except (OSError, ValueError):  # too long, or a NUL
            return False

    def file_exists(self, source: SourceFile, target: str) -> bool:
        if is_url(target) or re.match(r"data:|//|<", target):
            return True
        path = resolve(source, target)
        return bool(self.forms_of(path)) if path.endswith(".*") else self.is_file(path)

    def forms_of(self, path: str) -> list[str]:
        """Return the files of a path that ends in ``.*``, of which Sphinx chooses what a builder likes best."""
        folder, stem = posixpath.split(path[:-1])
        names = self.names_in(folder) if path.endswith(".*") else ()
        return [posixpath.join(folder, name) for name in beginning_with(stem, names)]

    def is_document(self, source: SourceFile, target: str) -> bool:
        return ":" in target or resolve(source, target) in self.project.documents

    def is_entry(self, source: SourceFile, target: str) -> bool:
        if target in GENERATED or re.match(r"[a-z]+://", target):
            return True
        suffix = next((suffix for suffix in self.project.suffixes if target.endswith(suffix)), "")
        return resolve(source, target.removesuffix(suffix)) in self.project.documents

    def matches_documents(self, source: SourceFile, target: str) -> bool:
        found = self.project.matching(resolve(source, target))
        if any(docname != source.docname for docname in found):
            return True
        # beside a pattern that takes all, the others say the order only, and leave nothing out
        return any((item.kind, item.target) == ("glob", "**") for item in self.pages[source.docname].markup.references)

    def missing(self, source: SourceFile, kind: str, target: str) -> tuple[str, str]:
        """Return problem and remedy for a path that leads nowhere."""
        here = "/" if target.startswith("/") else posixpath.dirname(source.path)
        is_document = kind in ("doc", "toctree", "glob")
        folder = "" if is_document else posixpath.dirname(resolve(source, target))
        names = self._known_paths.get((here, kind, folder))
        if names is None:
            names = Names(()) if kind not in ("link", "doc", "toctree") else self.seen[is_document].names(here)
            if not is_document:
                beside = (posixpath.join(folder, name) for name in self.names_in(folder))
                names = Names({name for path in beside if (name := seen_from(here, path)) not in names}, names)
            self._known_paths[here, kind, folder] = names
        own = seen_from(here, source.docname if is_document else source.path)
        return MISSING[kind](name=target), names.suggestion(target, but=own) or PATH_HINT

    def names_in(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, as texts that can be printed, sorted."""
        if folder not in self._names_in:
            try:
                files = [file for file in (self.project.root / folder).iterdir() if file.is_file()]
            except (OSError, ValueError):
                files = []
            self._names_in[folder] = sorted(shown(file.name) for file in files)
        return self._names_in[folder]

    @cached_property
    def document_paths(self) -> frozenset[str]:
        return frozenset(source.path for source in self.project.documents.values())
