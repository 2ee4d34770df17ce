"""Pages are collected when they are resolved; the index of all is written when the build ends.

What was collected is kept beside the doctrees: a page that is not written again is not resolved again
either, and one whose text is the same is not split into terms again.
"""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...beyond.alias import Called, name_tables
from ...beyond.reading import reading_tables
from ...upstream.sphinx import resolve
from ..format import FOLDER
from ..model import PLAIN
from ..sites import joined
from ..tokenise import bare, normalise
from .collect import sections
from .facts import Facts
from .interface import ways_on
from .sites import members_of, pages_of
from .state import Search, search_of, written_by
from .synonyms import rows_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from ..model import Page
    from ..sites import Member
    from ..store import Store


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the visible text of a page; in the main process, in parallel builds too."""
    if search := search_of(app):
        search.store.note(docname, sections(doctree))


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the index of all pages."""
    if search := search_of(app):
        try:
            if exception is None:
                _write_index(app, search)
        finally:
            search.close()


def _write_index(app: Sphinx, search: Search) -> None:
    store, manifest = search.store, written_by(app, FOLDER)
    facts, version = Facts(app), app.extensions["shohyo.search"].version
    found = (page for page in map(facts.of, sorted(app.env.found_docs)) if not page.is_left_out)
    searched = [facts.page(page) for page in found]
    members = members_of(app, search.sites, searched)
    tables = {name: rows for name, rows in (("synonyms", rows_of(app)), ("ways", ways_on(app))) if rows}
    version = f"{version}\n{tables}"
    if store.written == _state(store, searched, members, version) and (search.keeps_index or manifest.is_intact)():
        return

    # only here, as they load NumPy
    from ..index import build_index
    from ..shards import build_files, write_files

    texts = {page.docname: store.text(page.docname) for page in searched}
    for docname in [docname for docname, text in texts.items() if text is None]:
        resolve(app, docname)  # written by an earlier build that kept nothing
        texts[docname] = store.text(docname)
    with _no_garbage():
        pages = [dataclasses.replace(page, sections=texts[page.docname]) for page in searched]
        read = [(member, found) for member in members if (found := pages_of(app, member)) is not None]
        others = [page for _member, found in read for page in found]
        store.note_all(others)
        pages = joined(pages, others)
        if {page.kind for page in pages} == {PLAIN}:  # which tells no page from another
            pages = [dataclasses.replace(page, kind_label="") for page in pages]
        store.complete(pages)
        _generation, files = build_files(build_index(pages, store.terms), tables | _names_of(pages))
    write_files(manifest, files)
    store.prune(page.docname for page in pages)
    store.written = _state(store, searched, [member for member, _found in read], version)


def _names_of(pages: Iterable[Page]) -> dict[str, list[list[str]]]:
    """Return the tables of what pages are called, and of how that is read."""
    called = [
        Called(
            normalise(page.title),
            tuple(map(normalise, page.names)),
            tuple(map(normalise, (page.kind, page.kind_label, *page.categories))),
            tuple(map(normalise, page.headings)),
        )
        for page in pages
    ]
    return name_tables(called, bare) | reading_tables(called)


def _state(store: Store, pages: Iterable[Page], members: Iterable[Member], version: str) -> str:
    return store.state(pages, "\n".join((version, *(member.state for member in members))))


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
