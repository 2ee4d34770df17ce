"""What belongs to one build of the search, and to no environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ...manifest import Manifest
from ...upstream.sphinx import has_search, is_heard, stores_contexts
from .facts import EVENT
from .labels import labels
from .sites import addresses_of_sites, folders_of_sites, way_to_search

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from ..store import Store


@dataclass
class Search:
    """The search of a site that is built."""

    kept: Path  #: where texts and terms are kept between builds
    labels: dict[str, str]  #: texts of the interface in the site's language
    sites: dict[str, Path]  #: address → folder of other sites whose pages are searched here
    addresses: dict[str, str]  #: name → address of those that are searched from the reader's browser
    way: str  #: from the top of the site to that of the one whose search is asked; "" is this one
    #: tells whether the index that was written last is still there, and keeps it; for who moves what is written
    keeps_index: Callable[[], bool] | None = None
    _store: Store | None = None

    @property
    def store(self) -> Store:
        """What is kept, opened when it is first asked for."""
        if self._store is None:
            from ..store import Store

            self._store = Store(self.kept)
        return self._store

    def close(self) -> None:
        """Close what was opened."""
        if self._store is not None:
            self._store.database.close()
            self._store = None


_searches: WeakKeyDictionary[Sphinx, Search] = WeakKeyDictionary()


def is_searchable(builder: Builder) -> bool:
    """Tell whether a builder writes pages with a search."""
    return has_search(builder) and not stores_contexts(builder)


def begin(app: Sphinx) -> None:
    """Make the state of a build, now that the builder and the language are known (``builder-inited``)."""
    if is_searchable(app.builder):
        kept = Path(app.doctreedir, f"shohyo-search-{app.builder.name}.sqlite")
        sites, addresses, way = folders_of_sites(app), addresses_of_sites(app), way_to_search(app)
        # Sphinx knows of one kind of pages; whoever listens, or another site, may have more
        has_kinds = is_heard(app, EVENT) or bool(sites or addresses or way)
        texts = {name: str(text) for name, text in labels(has_kinds).items()}
        _searches[app] = Search(kept, texts, sites, addresses, way)


def search_of(app: Sphinx) -> Search | None:
    """Return the state of a build, or None if its pages have no search."""
    return _searches.get(app)


def written_by(app: Sphinx, folder: str = "") -> Manifest:
    """Return what the search wrote into a folder of the output, or at its top."""
    name = f"shohyo-search-{app.builder.name}{folder and f'-{folder}'}.files"
    return Manifest(Path(app.doctreedir, name), Path(app.outdir, folder))
