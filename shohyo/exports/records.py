"""Records of the catalogue → what the files of ``api/v1`` and ``xref.json`` say of them; ``formats`` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..messages import _
from ..model import INVERSE, OfBook, Pattern
from ..shown.labels import kind_label
from .formats import LISTS, OTHERS, VERSION

if TYPE_CHECKING:
    from pydantic import BaseModel

    from ..data.catalogue import ChapterPlace, Document, RelationEnd
    from .site import Site, SitePage

#: folder of the files
FOLDER = f"api/v{VERSION}"
#: what may stand in a fragment as it is (RFC 3986)
_FRAGMENT = "!$&'()*+,;=:@/?~"

Data = dict[str, Any]
#: a heading of a page: its text, its level from 1, its anchor
Heading = tuple[str, int, str]


def plain(record: BaseModel | None) -> Data | None:
    """Return a record of the front matter under the names that its author writes, dates as texts."""
    return record.model_dump(mode="json", by_alias=True) if record is not None else None


def plains(records: Iterable[BaseModel]) -> list[Data]:
    return [record.model_dump(mode="json", by_alias=True) for record in records]


class Records:
    """What a site tells programs; drafts are in nothing of it."""

    def __init__(self, site: Site, twins: bool) -> None:
        self.site = site
        self.twins = twins
        self._pages = {page.docname: page for page in site.pages}

    # --- places ------------------------------------------------------------------------------

    def place(self, docname: str, anchor: str = "") -> Data:
        """Return path and address of a page, or of a place on it."""
        path = self._pages[docname].path + (f"#{quote(anchor, safe=_FRAGMENT)}" if anchor else "")
        return {"path": path, "url": self.site.address(path) or None}

    def is_public(self, docname: str) -> bool:
        """Tell whether a page is published, and no draft."""
        return docname in self._pages

    def ref(self, docname: str) -> Data:
        page = self._pages[docname]
        named = {"id": self._id(page), "docname": docname, "kind": page.kind, "title": page.title}
        return {**named, **self.place(docname)}

    def refs(self, docnames: Iterable[str]) -> list[Data]:
        return [self.ref(docname) for docname in docnames if docname in self._pages]

    def _id(self, page: SitePage) -> str:
        document = self.site.domain.documents.get(page.docname)
        # a page without front matter has no id; the home pages of folders would share theirs
        return document.slug if document and document.record.kind != "page" else page.docname

    # --- pages -------------------------------------------------------------------------------

    def page_ref(self, page: SitePage) -> Data:
        return {
            **self.ref(page.docname),
            "summary": page.summary or None,
            "date": _day(page.date),
            "updated": _day(page.updated),
            "data": quote(f"{FOLDER}/pages/{page.docname}.json"),
            "markdown": quote(f"{page.docname}.md") if self.twins else None,
        }

    def page(self, page: SitePage) -> Data:
        """Return all that the front matter of a page says."""
        record = page.record
        found = {
            **self.page_ref(page),
            "authors": plains(record.author) if record else [],
            "tags": list(record.tags) if record else [],
            "aliases": list(record.aliases) if record else [],
            "language": page.language,
            "license": record.license if record else None,
        }
        document = self.site.domain.documents.get(page.docname)
        if isinstance(record, OfBook):
            found |= self._of_book(document, record)
        elif isinstance(record, Pattern):
            found |= self._pattern(document, record)
        return found

    def _of_book(self, document: Document, record: OfBook) -> Data:
        dumped = plain(record)
        return {
            "books": list(record.books_named),
            **{name: dumped[name] for name in ("rating", "shelf", "date_read", "series")},
            "original": dumped.get("original"),
            "chapters": list(
                dict.fromkeys(
                    f"{book or document.slug}/{chapter.number}"
                    for book, _part, chapters in record.outlined()
                    for chapter, _anchor in chapters
                )
            ),
        }

    def _pattern(self, document: Document, record: Pattern) -> Data:
        dumped = plain(record)
        names = ("title_en", "reading", "category", "intent", "intent_en", "confidence")
        lists = ("components", "flow", "traits", "checked", "sources")
        return {
            **{name: dumped[name] for name in names},
            "chapters": [place.target for place in self._chapters_of(document.slug)],
            "relations": [self._end(end) for end in self._ends(document)],
            **{name: dumped[name] for name in lists},
        }

    def _chapters_of(self, slug: str) -> Iterator[ChapterPlace]:
        for place in self.site.catalogue.chapters_of.get(slug, ()):
            if self.is_public(place.review.docname):
                yield place

    def _ends(self, document: Document) -> Iterator[RelationEnd]:
        catalogue = self.site.catalogue
        if catalogue.patterns.get(document.slug) is not document:  # another page has claimed its id
            return
        for end in catalogue.relations[document.slug]:
            if self.is_public(end.other.docname):
                yield end

    def _end(self, end: RelationEnd) -> Data:
        about = {"type": end.name, "target": end.other.slug, "title": end.other.title}
        place = self.place(end.other.docname)
        return {**about, **place, "why": end.why, "basis": plain(end.source), "stated": end.stated_here}

    # --- lists -------------------------------------------------------------------------------

    def pages(self) -> list[Data]:
        return [self.page_ref(page) for page in self.site.pages]

    def reviews(self) -> list[Data]:
        return [self.page(page) for page in self.site.pages if page.kind == "review"]

    @cached_property
    def _patterns(self) -> list[Document]:
        """Outline pages that are no drafts, in the order of the books; each id once."""
        catalogue = self.site.catalogue
        pages = [page for page in catalogue.patterns.values() if self.is_public(page.docname)]
        return sorted(pages, key=lambda page: catalogue.book_order[page.slug])

    def patterns(self) -> list[Data]:
        return [self.page(self._pages[page.docname]) for page in self._patterns]

    def books(self) -> list[Data]:
        domain = self.site.domain
        found = []
        for key, pages in domain.catalogue.books.items():
            work = domain.bibliography.entries.get(key)
            names = ("subtitle", "type", "publisher", "year", "edition", "series", "number", "isbn", "language")
            persons = ("authors", "editors", "translators")
            outline = domain.catalogue.shelf.get(key)
            docname, anchor = domain.book_address(key)
            if not self.is_public(docname):
                docname, anchor = pages[0].docname, ""
            found.append(
                {
                    "id": key,
                    "title": work.title if work else key,
                    **{name: getattr(work, name, None) for name in names},
                    **{name: list(getattr(work, name, ())) for name in persons},
                    "address": work.url if work else None,
                    **self.place(docname, anchor),
                    "pages": self.refs(page.docname for page in pages),
                    "chapters": [place.target for place in outline.places] if outline else [],
                }
            )
        return found

    def chapters(self) -> list[Data]:
        patterns = {page.slug: page for page in self._patterns}
        found = []
        for place in (place for outline in self.site.catalogue.shelf.values() for place in outline.places):
            entries = [
                {"pattern": entry.id, "title": patterns[entry.id].title if entry.id else entry.heading}
                for entry in place.chapter.patterns
                if not entry.id or entry.id in patterns
            ]
            found.append(
                {
                    "id": place.target,
                    "book": place.book,
                    "number": place.chapter.number,
                    "title": place.chapter.title,
                    "intro": place.chapter.intro,
                    "part": place.part.part,
                    "part_title": place.part.title,
                    "entries": entries,
                    **self.place(*self.site.domain.chapter_address(place)),
                }
            )
        return found

    def relations(self) -> list[Data]:
        return [
            {
                "id": f"{page.slug} {end.name} {end.other.slug}",
                "source": page.slug,
                "type": end.name,
                "target": end.other.slug,
                "inverse": INVERSE[end.name],
                "why": end.why,
                "basis": plain(end.source),
            }
            for page in self._patterns
            for end in self._ends(page)
            if end.stated_here
        ]

    def tags(self) -> list[Data]:
        found = []
        for tag, pages in self.site.catalogue.tags.items():
            address = self.site.domain.tag_address(tag)
            is_listed = address and self.is_public(address[0])
            place = self.place(*address) if is_listed else {"path": None, "url": None}
            found.append({"id": tag, **place, "pages": self.refs(page.docname for page in pages)})
        return found

    def guides(self) -> list[Data]:
        files = self.site.domain.proved_guides
        return [self._file(docname, "guide", file.guide) for docname, file in files.items() if self.is_public(docname)]

    def crosswalks(self) -> list[Data]:
        files = sorted(self.site.domain.crosswalks.items())
        return [self._file(docname, "crosswalk", file.crosswalk) for docname, file in files if self.is_public(docname)]

    def _file(self, docname: str, name: str, record: BaseModel) -> Data:
        title = self._pages[docname].title
        return {"id": docname, "title": title, **self.place(docname), name: plain(record)}

    # --- files -------------------------------------------------------------------------------

    @cached_property
    def about(self) -> Data:
        site = self.site
        return {"name": site.name, "language": site.language, "author": site.author or None, "url": site.base or None}

    def file(self, name: str, depth: int, content: Data) -> Data:
        """Return a whole file; *depth* is that of its folder below the one of the interface."""
        return {"$schema": f"{'../' * depth}schema/{name}.json", "version": VERSION, "site": self.about, **content}

    def own_file(self, page: SitePage, headings: Iterable[Heading], cites: Iterable[str]) -> Data:
        """Return the file of one page."""
        sections = [
            {"title": title, "level": level, **self.place(page.docname, anchor)} for title, level, anchor in headings
        ]
        content = {
            "page": self.page(page),
            "sections": sections,
            "cites": sorted(cites),
            "mentioned_by": self.refs(sorted(self.site.domain.mentions_of(page.docname))),
        }
        return self.file("page", 1 + page.docname.count("/"), content)

    def lists(self) -> dict[str, list[Data]]:
        """Return the items of all lists by name, in the order of the index."""
        return {name: getattr(self, name)() for name in LISTS}

    def index(self, lists: dict[str, list[Data]]) -> Data:
        """Return the file that names all others."""

        def row(name: str, path: str, text: str, count: int | None = None) -> Data:
            url = self.site.address(path) or None
            schema = f"{FOLDER}/schema/{name}.json"
            return {"name": name, "description": text, "path": path, "url": url, "schema": schema, "count": count}

        files = [row(name, f"{FOLDER}/{name}.json", LISTS[name][1], len(items)) for name, items in lists.items()]
        files.append(row("xref", "xref.json", OTHERS["xref"][1]))
        return self.file("index", 0, {"files": files, "page_schema": f"{FOLDER}/schema/page.json"})

    # --- places with a name --------------------------------------------------------------------

    def xref(self, texts: dict[str, dict[str, str]]) -> Data:
        """Return what is shown of each place with a name.

        Args:
            texts: docname → anchor → what stands there.
        """
        objects: dict[str, dict[str, Data]] = {}
        for domain in self.site.app.env.domains.sorted():
            for name, title, objtype, docname, anchor, _rank in sorted(domain.get_objects()):
                if not self.is_public(docname):
                    continue
                kind = f"{domain.name}:{objtype}"
                label = str(domain.get_type_name(domain.object_types[objtype]))
                text = texts.get(docname, {}).get(anchor, "") if anchor else self._pages[docname].summary
                found = {"title": str(title), "kind": objtype, "label": label, "text": text}
                if domain.name == "shohyo":
                    found |= self._about(objtype, name)
                elif kind == "std:doc":
                    found["label"] = kind_label(self._pages[docname].kind)
                objects.setdefault(kind, {})[str(name)] = {**found, **self.place(docname, anchor)}
        content = {"objects": {kind: dict(sorted(places.items())) for kind, places in sorted(objects.items())}}
        return self.file("xref", 0, content) | {"$schema": f"{FOLDER}/schema/xref.json"}

    def _about(self, objtype: str, name: str) -> Data:
        """Return what a hover card says of one of our own objects."""
        catalogue = self.site.catalogue
        if objtype == "chapter":
            place = catalogue.find_chapter(name)
            public = [
                catalogue.patterns[entry.id].title for entry in place.chapter.patterns if self._is_shown(entry.id)
            ]
            return {"label": _("Chapter"), "text": place.chapter.intro or str(_(", ")).join(public)}
        if objtype in ("pattern", "review"):
            page = catalogue.find(objtype, name)
            return {"kind": page.record.kind, "label": kind_label(page.record.kind), "text": page.record.in_short}
        if objtype == "book":
            work = self.site.domain.bibliography.entries.get(name)
            text = str(_(", ")).join(work.authors) if work else ""
            return {"title": work.title if work else name, "label": kind_label("book"), "text": text}
        return {"label": _("Tag"), "text": str(_(", ")).join(page.title for page in catalogue.tags[name])}

    def _is_shown(self, slug: str | None) -> bool:
        patterns = self.site.catalogue.patterns
        return slug in patterns and self.is_public(patterns[slug].docname)


def _day(date: Any) -> str | None:
    return date.isoformat() if date else None
