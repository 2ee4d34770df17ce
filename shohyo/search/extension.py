"""Glue between Sphinx and the index: pages are collected when they are resolved, files written at the end.

What was collected is kept beside the doctrees, a file a page: a page that is not written again is not
resolved again either, and one whose text is the same is not split into terms again.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

from ..locale import _
from .index import Page, Section, body_terms, build_index, field_terms
from .page import is_searchable
from .readings import is_available, reading_of
from .romaji import readings
from .shards import FOLDER, VERSION, build_files, write_files
from .text import sections

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..domain import ShohyoDomain

logger = getLogger(__name__)

#: state of what is kept between builds; another one is thrown away
KEPT_VERSION = f"{VERSION}.3/{unicodedata.unidata_version}"


def register(app: Sphinx) -> None:
    """Connect everything that stands here."""
    app.add_config_value("shohyo_search_readings", False, "", bool)
    app.add_directive("no-search", NoSearchDirective)
    # late, so that other extensions have put their text into the pages
    app.connect("doctree-resolved", on_doctree_resolved, priority=900)
    app.connect("build-finished", on_build_finished)


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the visible text of a page; in the main process, in parallel builds too."""
    if is_searchable(app.builder):
        _store(app).note(docname, sections(doctree))


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the index of all pages."""
    if exception is not None or not is_searchable(app.builder):
        return
    store = _store(app)
    docnames = [docname for docname in sorted(app.env.found_docs) if _is_indexed(app.env, docname)]
    for docname in docnames:
        if store.text(docname) is None:  # written by an earlier build that kept nothing
            app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)
    described = _Described(app)
    index = build_index(map(described.page, docnames, map(store.text, docnames)), store.terms)
    _generation, files = build_files(index)
    write_files(Path(app.outdir, FOLDER), files)
    store.prune(docnames)


def _is_indexed(env: BuildEnvironment, docname: str) -> bool:
    """Tell whether a page is searched: drafts stand in no listing, and so in no result."""
    domain: ShohyoDomain | None = env.domains.get("shohyo")
    document = domain.documents.get(docname) if domain else None
    return not ({"nosearch", "no-search"} & env.metadata[docname].keys() or (document and document.record.draft))


class NoSearchDirective(SphinxDirective):
    """``{no-search}``: a block that is shown as if the directive were not there, and is not searched."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return [nodes.container("", *self.parse_content_to_nodes(), classes=["no-search"], is_div=True)]


class Store:
    """Text and terms of pages, in a folder of their own for each builder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[str, dict[str, Any]] = {}

    def _path(self, docname: str) -> Path:
        # docnames may be longer than file names, and differ in case only
        return self.folder / f"{hashlib.sha256(docname.encode()).hexdigest()[:32]}.json"

    def _load(self, docname: str) -> dict[str, Any]:
        if docname not in self.read:
            try:
                kept = json.loads(self._path(docname).read_text("utf-8", "surrogatepass"))
            except (OSError, ValueError):  # never written, or cut off
                kept = {}
            fits = isinstance(kept, dict) and kept.get("version") == KEPT_VERSION and kept.get("docname") == docname
            self.read[docname] = kept if fits else {"version": KEPT_VERSION, "docname": docname}
        return self.read[docname]

    def _save(self, docname: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # a text may have lone surrogates
        text = json.dumps(self.read[docname], ensure_ascii=False)
        self._path(docname).write_text(text, "utf-8", "surrogatepass")

    def note(self, docname: str, text: tuple[Section, ...]) -> None:
        """Keep what a page says now, and the terms of its body."""
        kept = self._load(docname)
        plain = [[section.anchor, section.heading, list(section.lines)] for section in text]
        if kept.get("sections") != plain:
            # terms have no white space
            self.read[docname] = kept | {"sections": plain, "terms": [" ".join(found) for found in body_terms(text)]}
            self._save(docname)

    def text(self, docname: str) -> tuple[Section, ...] | None:
        """Return what a page says, or None if nothing was kept."""
        kept = self._load(docname).get("sections")
        return None if kept is None else tuple(Section(anchor, head, tuple(lines)) for anchor, head, lines in kept)

    def terms(self, page: Page) -> list[Iterable[str]]:
        """Return the terms of a page's passages, and let go of what was read of it."""
        return [*field_terms(page), *(line.split() for line in self.read.pop(page.docname)["terms"])]

    def prune(self, docnames: list[str]) -> None:
        """Forget pages that are gone."""
        paths = {self._path(docname) for docname in docnames}
        for path in self.folder.glob("*.json"):
            if path not in paths:
                path.unlink()


def _store(app: Sphinx) -> Store:
    """Return the store of this build."""
    folder = Path(app.doctreedir, f"shohyo-search-{app.builder.name}")
    if not isinstance(getattr(app.builder, "shohyo_store", None), Store):
        app.builder.shohyo_store = Store(folder)
    return app.builder.shohyo_store


class _Described:
    """What the index says of pages beside their text; from the domain, where there is one."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.domain: ShohyoDomain | None = app.env.domains.get("shohyo")
        self.parents = {docname: found[0] for docname, found in app.env.collect_relations().items()}
        self.gives_readings = app.config.shohyo_search_readings
        if self.gives_readings and not is_available():
            logger.warning(
                'shohyo_search_readings needs SudachiPy and its dictionary; install "shohyo[readings]"',
                type="search",
                subtype="readings",
            )
            self.gives_readings = False

    def page(self, docname: str, text: tuple[Section, ...]) -> Page:
        """Return the record of a page."""
        env = self.app.env
        tags = [tag for part in str(env.metadata[docname].get("tags", "")).split(",") if (tag := part.strip())]
        facts: dict[str, Any] = {
            "title": env.titles[docname].astext() if docname in env.titles else docname,
            "kind_label": str(_("Page")),
            "trail": tuple(self._trail(docname)),
            "facets": {"tag": {tag: tag for tag in tags}},
        }
        if self.domain and docname in self.domain.documents:
            facts |= self._typed_facts(self.domain, docname)
        if self.gives_readings:
            facts["names"] = self._with_readings(facts, docname)
        return Page(docname, self.app.builder.get_target_uri(docname), sections=text, **facts)

    def _with_readings(self, facts: dict[str, Any], docname: str) -> tuple[str, ...]:
        """Return the names of a page and, for each without a written reading, what it is read as."""
        names = facts.get("names", ())
        document = self.domain.documents.get(docname) if self.domain else None
        has_reading = document and getattr(document.record, "reading", None)
        unread = (*(() if has_reading else (facts["title"],)), *(document.record.aliases if document else ()))
        found = [form for name in unread if (kana := reading_of(name)) for form in readings(kana)]
        return tuple(dict.fromkeys((*names, *found)))

    @staticmethod
    def _typed_facts(domain: ShohyoDomain, docname: str) -> dict[str, Any]:
        from ..domain import chapter_title
        from ..view import kind_label

        document, catalogue = domain.documents[docname], domain.catalogue
        record = document.record
        is_listed = catalogue.patterns.get(document.slug) is document
        places = catalogue.chapters_of.get(document.slug, []) if is_listed else []
        books = [place.book for place in places]
        if getattr(record, "book", None):
            books.append(record.book)
        facts = {
            "title": document.title,
            "names": tuple(_names(record)),
            "kind": record.kind,
            "kind_label": str(kind_label(record.kind)),
            "facets": {
                "tag": {tag: tag for tag in record.tags},
                "chapter": {place.target: str(chapter_title(place)) for place in places},
                "book": {key: str(domain.book_title(key)) for key in books},
            },
        }
        if places:
            facts["trail"] = (facts["facets"]["book"][places[0].book], facts["facets"]["chapter"][places[0].target])
        return facts

    def _trail(self, docname: str) -> list[str]:
        """Return the titles of the pages above one in the tables of contents, the root left out."""
        trail: list[str] = []
        seen = {docname, self.app.config.root_doc}
        above = self.parents.get(docname)
        while above and above not in seen and above in self.app.env.titles:
            seen.add(above)
            trail.insert(0, self.app.env.titles[above].astext())
            above = self.parents.get(above)
        return trail


def _names(record: Any) -> Iterator[str]:
    """Yield the names of a page beside its title: aliases, English name, reading in kana and romaji; each once."""
    reading = getattr(record, "reading", None)
    names = [*record.aliases, getattr(record, "title_en", None), *(readings(reading) if reading else ())]
    yield from dict.fromkeys(" ".join(name.split()) for name in names if name)
