"""The ``shohyo`` domain: reviews, books, chapters, patterns and tags as objects that roles find.

What pages state is stored by docname, as they state it; everything else is the ``Catalogue``, which
is computed once after reading and thrown away when the data change.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from ..bib.bibliography import Bibliography
from ..checks.guide import prove
from ..data.catalogue import Catalogue, ChapterPlace, Document
from ..data.crosswalk import CrosswalkFile
from ..data.guide import GuideFile
from ..errors import Diagnostic
from ..messages import _
from ..shown.links import ADDRESS
from ..upstream.sphinx import page_of_label

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from ..building.folders import Faults
    from ..building.stock import Gate
    from ..data.diagram import Diagram, Direction
    from ..source.references import Markup
    from .backlinks import Mention, Part
    from .build import Build
    from .pictures import Picture

#: what a page may host, so that chapters, tags and books have an address
OUTLINE, TAGS, BOOKS = "outline", "tags", "books"
#: what the anchor of a book begins with
BOOK_ANCHOR = "book-"


#: what is stored by docname
BY_PAGE = (
    "documents", "diagnostics", "unread", "markups", "mentions", "hosts", "guides", "crosswalks", "stamps", "diagrams",
    "covers",
)  # fmt: skip


class ObjectRole(XRefRole):
    """A role of the domain, which is known without its name, too, whatever the primary domain is."""

    def __call__(
        self, name: str, *arguments: Any, **options: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return super().__call__(name if ":" in name else f"shohyo:{name}", *arguments, **options)


class ShohyoDomain(Domain):
    """Store of typed pages and resolver of the roles."""

    name = "shohyo"
    label = "Shohyo"
    object_types = {
        "review": ObjType("review", "review"),
        "book": ObjType("book", "book"),
        "chapter": ObjType("chapter", "chapter"),
        "pattern": ObjType("pattern", "pattern"),
        "tag": ObjType("tag", "tag"),
    }
    roles = {name: ObjectRole(innernodeclass=nodes.inline, warn_dangling=True) for name in object_types}
    initial_data: dict[str, Any] = {name: {} for name in (*BY_PAGE, "bibfiles", "works")}
    data_version = 17  #: of what is stored; a kept environment with another is read anew
    build: Build  #: the build that is going on; there is one from ``builder-inited`` on
    gate: Gate  #: through which warnings of others pass
    faults: Faults  #: what is wrong with the folders

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._forget()

    @property
    def bibliography(self) -> Bibliography:
        """All bib files."""
        return self.build.bibliography

    @property
    def documents(self) -> dict[str, Document]:
        """Docname → page with front matter."""
        return self.data["documents"]

    @property
    def diagnostics(self) -> dict[str, tuple[Diagnostic, ...]]:
        """Docname → what is wrong in that file alone."""
        return self.data["diagnostics"]

    @property
    def markups(self) -> dict[str, Markup]:
        """Docname → what its text names."""
        return self.data["markups"]

    @property
    def unread(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Docname → keys of the front matter in which something is wrong, and their text."""
        return self.data["unread"]

    @property
    def mentions(self) -> dict[str, tuple[Mention, ...]]:
        """Docname → the links in its text with their sentences, in reading order."""
        return self.data["mentions"]

    @property
    def hosts(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Docname → (OUTLINE, book), (TAGS, "") and (BOOKS, "") that the page shows."""
        return self.data["hosts"]

    @property
    def guides(self) -> dict[str, GuideFile]:
        """Docname → decision guide that the page shows."""
        return self.data["guides"]

    @property
    def crosswalks(self) -> dict[str, CrosswalkFile]:
        """Docname → crosswalk that the page shows."""
        return self.data["crosswalks"]

    @property
    def stamps(self) -> dict[str, tuple[str, ...]]:
        """Docname → SHA-256 of the file and of what it depends on, when read."""
        return self.data["stamps"]

    @property
    def bibfiles(self) -> dict[str, str]:
        """Bib file → SHA-256 of what was in it."""
        return self.data["bibfiles"]

    @property
    def works(self) -> dict[str, str]:
        """Key of an entry of the bib files → SHA-256 of what it said."""
        return self.data["works"]

    @property
    def diagrams(self) -> dict[str, tuple[Diagram | tuple[str, Direction], ...]]:
        """Docname → what its ``{diagram}`` directives draw: their own body, or an outline page by its name."""
        return self.data["diagrams"]

    @property
    def covers(self) -> dict[str, Picture]:
        """Docname → the author's own cover."""
        return self.data["covers"]

    @property
    def fingerprint(self) -> str:
        """Tells the state of the documents that were read."""
        state = repr(sorted(self.stamps.items()))
        return hashlib.sha256(state.encode()).hexdigest()

    def note_document(self, document: Document) -> None:
        self.documents[document.docname] = document
        self._forget()

    def note_host(self, docname: str, what: str, name: str = "") -> None:
        self.hosts[docname] = tuple(sorted({*self.hosts.get(docname, ()), (what, name)}))
        self._hosts = None

    def note_diagram(self, docname: str, drawn: Diagram | tuple[str, Direction]) -> None:
        self.diagrams[docname] = (*self.diagrams.get(docname, ()), drawn)

    def clear_doc(self, docname: str) -> None:
        for name in BY_PAGE:
            self.data[name].pop(docname, None)
        self._forget()

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in BY_PAGE:
            theirs = otherdata[name]
            self.data[name].update((docname, theirs[docname]) for docname in sorted(docnames) if docname in theirs)
        self._forget()

    def _forget(self) -> None:
        self._catalogue: Catalogue | None = None
        self._hosts: dict[tuple[str, str], str] | None = None
        self._mentioning: dict[str, dict[str, list[tuple[Part, ...]]]] | None = None
        self._guide_findings: list[Diagnostic] | None = None

    @property
    def guide_findings(self) -> list[Diagnostic]:
        """What is wrong with the guides; ask for it only after reading."""
        if self._guide_findings is None:
            files = {file.path: file for _docname, file in sorted(self.guides.items())}
            unpublished = self.build.unpublished[2].documents
            catalogue = Catalogue([*self.documents.values(), *unpublished.values()]) if unpublished else self.catalogue
            self._guide_findings = [finding for file in files.values() for finding in prove(file, catalogue)]
        return self._guide_findings

    @property
    def proved_guides(self) -> dict[str, GuideFile]:
        """Docname → guide that leads every reader to a core; sorted."""
        broken = {finding.path for finding in self.guide_findings}
        return {docname: file for docname, file in sorted(self.guides.items()) if file.path not in broken}

    @property
    def catalogue(self) -> Catalogue:
        """The joined view; ask for it only after reading."""
        if self._catalogue is None:
            self._catalogue = Catalogue(self.documents.values())
        return self._catalogue

    def mentions_of(self, page: str) -> Mapping[str, list[tuple[Part, ...]]]:
        """Return docname → sentences of the pages whose text links to *page*, in reading order; not its own."""
        if self._mentioning is None:
            index: dict[str, dict[str, list[tuple[Part, ...]]]] = {}
            for docname, mentions in self.mentions.items():
                for objtype, target, sentence in mentions:
                    found = self.mentioned(objtype, target)
                    if found and found != docname:
                        listed = index.setdefault(found, {}).setdefault(docname, [])
                        if sentence and sentence not in listed:
                            listed.append(sentence)
            self._mentioning = index
        return self._mentioning.get(page, {})

    def draws_itself(self, docname: str) -> bool:
        """Tell whether an outline page draws its diagram itself, somewhere in its text."""
        names = [drawn[0] for drawn in self.diagrams.get(docname, ()) if isinstance(drawn, tuple)]
        found = (self.catalogue.find("pattern", name) for name in names)
        return any(page is not None and page.docname == docname for page in found)

    def mentioned(self, objtype: str, target: str) -> str | None:
        """Return the page that a link in a text leads to."""
        if objtype == "doc":
            return target
        if objtype == "label":
            return page_of_label(self.env, target)
        found = self.locate(objtype, target)
        return found[0] if found else None

    def shows(self, docname: str, what: str, name: str = "") -> bool:
        """Tell whether a page shows an outline, the tags or the books."""
        return (what, name) in self.hosts.get(docname, ())

    def host(self, what: str, name: str = "") -> str | None:
        """Return the page that shows the tags or the books; the first by its name."""
        if self._hosts is None:
            self._hosts = {}
            for docname, shown in sorted(self.hosts.items()):
                for pair in shown:
                    self._hosts.setdefault(pair, docname)
        return self._hosts.get((what, name))

    # --- objects ---------------------------------------------------------------------------------

    def chapter_address(self, place: ChapterPlace) -> tuple[str, str]:
        """Return docname and anchor of a chapter, on its review's page."""
        return place.review.docname, place.anchor

    def book_address(self, key: str) -> tuple[str, str] | None:
        """Return docname and anchor of a book: its own page, else its place on the page of books, or a review."""
        pages = self.catalogue.books.get(key)
        if not pages:  # a review that names no book
            outline = self.catalogue.outlines.get(key)
            return (outline.review.docname, "") if outline else None
        host = None if pages[0].record.kind == "book" else self.host(BOOKS)
        return (host, book_anchor(key)) if host else (pages[0].docname, "")

    def tag_address(self, tag: str) -> tuple[str, str] | None:
        """Return docname and anchor of a tag, if a page shows the tags."""
        host = self.host(TAGS)
        anchor = self.catalogue.tag_anchors.get(tag)
        return (host, anchor) if host and anchor else None

    def work_title(self, key: str) -> str:
        """Return the title of a work in the bibliography, or its key; this is known while pages are read."""
        work = self.bibliography.entries.get(key)
        return _("“%s”") % work.title if work else key

    def book_title(self, key: str) -> str:
        """Return the title of a book; of an outline whose review names none, that of the review."""
        if key in self.bibliography.entries:
            return self.work_title(key)
        outline = self.catalogue.outlines.get(key)
        return outline.review.title if outline and key not in outline.review.record.books_named else key

    def chapter_name(self, place: ChapterPlace) -> str:
        """Return number and title of a chapter, with its book where there are several."""
        title = chapter_title(place)
        return with_book(title, self.book_title(place.book)) if self.catalogue.has_several else title

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        catalogue = self.catalogue
        for page in catalogue.patterns.values():
            yield page.slug, page.title, "pattern", page.docname, "", 1
        for page in catalogue.reviews:
            yield page.slug, page.title, "review", page.docname, "", 1
        for place in (place for outline in catalogue.outlines.values() for place in outline.places):
            yield place.target, self.chapter_name(place), "chapter", *self.chapter_address(place), 1
        for key in catalogue.books:
            if address := self.book_address(key):
                yield key, self.book_title(key), "book", *address, 1
        for tag in catalogue.tags:
            if address := self.tag_address(tag):
                yield tag, tag, "tag", *address, 2

    def locate(self, objtype: str, target: str) -> tuple[str, str, str] | None:
        """Return docname, anchor and title of an object, by its id, alias or title."""
        catalogue = self.catalogue
        if objtype in ("pattern", "review"):
            page = catalogue.find(objtype, target)
            return (page.docname, "", page.title) if page else None
        if objtype == "chapter":
            place = catalogue.find_chapter(target)
            return (*self.chapter_address(place), chapter_title(place)) if place else None
        address = self.book_address(target) if objtype == "book" else self.tag_address(target)
        return (*address, self.book_title(target) if objtype == "book" else target) if address else None

    def exists(self, objtype: str, target: str) -> bool:
        """Tell whether a tag or a book is known, be it without an address."""
        return target in (
            self.catalogue.tags if objtype == "tag" else self.bibliography.entries if objtype == "book" else ()
        )

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: addnodes.pending_xref, contnode: Element,
    ) -> Element | None:  # fmt: skip
        if typ == ADDRESS:
            return make_refnode(builder, fromdocname, target, node["refanchor"], contnode)
        found = self.locate(typ, target)
        if found is None:
            # a tag or a book that exists may have no page of its own; then its name is enough
            return contnode if self.exists(typ, target) else None
        docname, anchor, title = found
        child: nodes.Node = contnode
        if not node.get("refexplicit"):
            child = nodes.inline(title, title, classes=["shohyo-xref"])
        return make_refnode(builder, fromdocname, docname, anchor, child)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        found = []
        for typ in self.object_types:
            reference = self.resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if reference is not None:
                found.append((f"shohyo:{typ}", reference))
        return found


def chapter_title(place: ChapterPlace) -> str:
    """Return number and title of a chapter, in the site's language."""
    return _("Chapter %(number)d: %(title)s") % {"number": place.chapter.number, "title": place.chapter.title}


def with_book(text: str, book: str) -> str:
    """Return the name of something with the book that it is of."""
    return _("%(book)s: %(text)s") % {"book": book, "text": text}


def part_label(number: int | None, title: str | None) -> str:
    if number is None:
        return title or ""
    return _("Part %(number)d: %(title)s") % {"number": number, "title": title} if title else _("Part %d") % number


def book_anchor(key: str) -> str:
    """Return the anchor of a book; BibTeX keys have no white space."""
    return BOOK_ANCHOR + key


def address(docname: str, child: nodes.Node, anchor: str = "") -> addnodes.pending_xref:
    """Return a link from generated text to a page, or to a place on it; the resolver makes it relative."""
    return addnodes.pending_xref(
        "", child, refdomain="shohyo", reftype=ADDRESS, reftarget=docname, refanchor=anchor, refexplicit=True
    )


def is_markdown(config: Config, path: str | os.PathLike[str]) -> bool:
    """Tell whether MyST reads a file."""
    name = os.fspath(path)
    return any(name.endswith(suffix) and kind == "markdown" for suffix, kind in config.source_suffix.items())
