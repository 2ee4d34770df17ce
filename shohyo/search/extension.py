"""Glue between Sphinx and the index: pages are collected when they are resolved, files written at the end.

What was collected is kept beside the doctrees: a page that is not written again is not resolved again
either, and one whose text is the same is not split into terms again.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

from ..messages import _
from .format import FOLDER
from .model import Page, Section
from .page import is_searchable
from .readings import is_available, reading_of
from .romaji import readings
from .text import sections

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..domain import ShohyoDomain
    from .store import Store

logger = getLogger(__name__)


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
    from .index import build_index
    from .shards import build_files, write_files

    docnames = [docname for docname in sorted(app.env.found_docs) if _is_indexed(app.env, docname)]
    texts = dict(zip(docnames, map(store.text, docnames), strict=True))
    for docname in [docname for docname, text in texts.items() if text is None]:
        # written by an earlier build that kept nothing
        app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)
        texts[docname] = store.text(docname)
    described = _Described(app)
    with _no_garbage():
        pages = list(map(described.page, texts, texts.values()))
        store.complete(pages)
        _generation, files = build_files(build_index(pages, store.terms))
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


def _store(app: Sphinx) -> Store:
    """Return the store of this build; NumPy is loaded by builds that write an index, and by no others."""
    from .store import Store

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
