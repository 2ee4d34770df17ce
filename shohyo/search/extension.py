"""Glue between Sphinx and the index: pages are collected when they are resolved, files written at the end.

What was collected is kept beside the doctrees: a page that is not written again is not resolved again
either, and one whose text is the same is not split into terms again.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

from ..locale import _
from .index import LENGTH, OFTEN, Page, Section, Terms, body_terms, build_index
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

#: of what is kept between builds: it depends on the contract, and on the tables of Unicode
KEPT_VERSION = zlib.crc32(f"{VERSION}/{LENGTH}/{OFTEN}/{unicodedata.unidata_version}".encode()) >> 1


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
    if not is_searchable(app.builder):
        return
    try:
        if exception is None:
            _write_index(app, _store(app))
    finally:
        if store := vars(app.builder).pop("shohyo_store", None):
            store.database.close()


def _write_index(app: Sphinx, store: Store) -> None:
    docnames = [docname for docname in sorted(app.env.found_docs) if _is_indexed(app.env, docname)]
    for docname in docnames:
        if not store.has(docname):  # written by an earlier build that kept nothing
            app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)
    described = _Described(app)
    with _no_garbage():
        index = build_index(map(described.page, docnames, map(store.text, docnames)), store.terms)
        _generation, files = build_files(index)
    write_files(Path(app.outdir, FOLDER), files)
    store.prune(docnames)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Leave cycles alone for a while: an index has none, and looking for them means walking through all of Sphinx."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
    """Text and terms of pages, in a database for each builder; a build that is broken off leaves it whole."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(path, isolation_level=None)
        try:
            self._prepare()
        except sqlite3.OperationalError:  # not to be read or written, and no worse than that
            raise
        except sqlite3.DatabaseError:  # it is none, or damaged
            self.database.close()
            for file in path.parent.glob(f"{path.name}*"):  # its log, too
                file.unlink()
            self.database = sqlite3.connect(path, isolation_level=None)
            self._prepare()

    def _prepare(self) -> None:
        # each page is safe once it is noted, whatever becomes of the build
        self.database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        if self.database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")
        # what another version has kept is thrown away
        if self.database.execute("PRAGMA user_version").fetchone()[0] != KEPT_VERSION:
            self.database.execute("DROP TABLE IF EXISTS pages")
            self.database.execute(f"PRAGMA user_version = {KEPT_VERSION}")
        self.database.execute("CREATE TABLE IF NOT EXISTS pages (docname PRIMARY KEY, sections, terms) WITHOUT ROWID")

    def _kept(self, column: str, docname: str) -> Any:
        row = self.database.execute(f"SELECT {column} FROM pages WHERE docname = ?", [_utf8(docname)]).fetchone()
        return row and row[0]

    def note(self, docname: str, text: tuple[Section, ...]) -> None:
        """Keep what a page says now, and the terms of its body."""
        sections = _utf8(json.dumps([[part.anchor, part.heading, part.lines] for part in text], ensure_ascii=False))
        if self._kept("sections", docname) == sections:
            return
        # a part is a line: its terms, which have no white space, a tab, and those that it has often
        terms = "\n".join("\t".join(map(" ".join, part)) for part in body_terms(text))
        self.database.execute("REPLACE INTO pages VALUES (?, ?, ?)", [_utf8(docname), sections, terms.encode()])

    def has(self, docname: str) -> bool:
        """Tell whether anything was kept of a page."""
        return self._kept("1", docname) is not None

    def text(self, docname: str) -> tuple[Section, ...] | None:
        """Return what a page says, or None if nothing was kept."""
        kept = self._kept("sections", docname)
        return kept and tuple(Section(anchor, head, tuple(lines)) for anchor, head, lines in json.loads(kept))

    def terms(self, page: Page) -> Iterator[Terms]:
        """Yield the terms of each part of a page's text."""
        for part in self._kept("terms", page.docname).decode().split("\n"):
            everything, often = part.split("\t")
            yield everything.split(), often.split()

    def prune(self, docnames: Iterable[str]) -> None:
        """Forget pages that are gone."""
        kept = {_utf8(docname) for docname in docnames}
        gone = [row for row in self.database.execute("SELECT docname FROM pages") if row[0] not in kept]
        self.database.executemany("DELETE FROM pages WHERE docname = ?", gone)


def _utf8(text: str) -> bytes:
    # texts, and names of files, may have lone surrogates
    return text.encode("utf-8", "surrogatepass")


def _store(app: Sphinx) -> Store:
    """Return the store of this build."""
    if not isinstance(getattr(app.builder, "shohyo_store", None), Store):
        app.builder.shohyo_store = Store(Path(app.doctreedir, f"shohyo-search-{app.builder.name}.sqlite"))
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
