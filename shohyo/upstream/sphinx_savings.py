"""What Sphinx does again for each page, or keeps of all, done with less.  Checked with Sphinx 9.0.4.

``tests/build/test_upstream_savings.py`` fails when Sphinx does it otherwise, or no longer.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from typing import TYPE_CHECKING, Any

from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import docutils as sphinx_docutils
from sphinx.util.logging import NAMESPACE

from .docutils import KnownSettings, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx


def known_page_settings() -> contextlib.AbstractContextManager[None]:
    """Let the settings of docutils that all pages have in common be worked out once."""
    # it is done for each page as if it were the only one
    return replaced(sphinx_docutils, "_get_settings", KnownSettings().make)


@contextlib.contextmanager
def no_unheard_messages() -> Iterator[None]:
    """Let messages that nobody hears not be made: Sphinx tells of each event and each script of each page."""
    # it lets all pass and leaves it to its handlers what to show; quiet builds make some fifteen for each page
    log = logging.getLogger(NAMESPACE)
    before = log.level
    log.setLevel(max(before, min((handler.level for handler in log.handlers), default=before)))
    try:
        yield
    finally:
        log.setLevel(before)


def while_loading(app: Sphinx, saving: Callable[[], contextlib.AbstractContextManager[None]]) -> None:
    """Let something be so while the environment of the last build is loaded."""
    # that happens between two events that may be far apart, of which the second does not come if it fails
    load = app._init_env

    @functools.wraps(load)
    def loading(*arguments: Any, **options: Any) -> Any:
        with saving():
            return load(*arguments, **options)

    app._init_env = loading


@contextlib.contextmanager
def purging_what_was_read(app: Sphinx) -> Iterator[None]:
    """Let nothing be looked for of pages that were never read."""
    # before it reads a page, Sphinx lets domains and collectors look for it in what all pages have left: that is the
    # number of pages squared, for nothing where they are read for the first time
    clear, listeners = BuildEnvironment.clear_doc, app.events.listeners["env-purge-doc"]

    def has_traces(env: BuildEnvironment, docname: str) -> bool:
        # where nothing was read there is nothing to look through, and the domain of citations makes its store then
        return docname in env.all_docs or not env.all_docs

    def clear_doc(env: BuildEnvironment, docname: str) -> None:
        if has_traces(env, docname):
            clear(env, docname)

    def if_read(handler: Callable[[Sphinx, BuildEnvironment, str], None]) -> Callable[..., None]:
        return lambda app, env, docname: handler(app, env, docname) if has_traces(env, docname) else None

    stock = {
        listener.id: listener
        for listener in listeners
        if isinstance(getattr(listener.handler, "__self__", None), EnvironmentCollector)
    }
    listeners[:] = [each._replace(handler=if_read(each.handler)) if each.id in stock else each for each in listeners]
    try:
        with replaced(BuildEnvironment, "clear_doc", clear_doc):
            yield
    finally:
        listeners[:] = [stock.get(listener.id, listener) for listener in listeners]


class _Shelf(dict[str, Any]):
    """Keeps as much as it has room for; there is no harm in what it does not keep."""

    def __init__(self, room: Callable[[], int]) -> None:
        super().__init__()
        self.room = room

    def __setitem__(self, name: str, value: Any) -> None:
        if len(self) < self.room() or name in self:
            super().__setitem__(name, value)


@contextlib.contextmanager
def few_trees_in_memory(app: Sphinx, number: int, most: int) -> Iterator[None]:
    """Let so many pages wait in memory to be written, and the others where they are stored anyway.

    Args:
        most: pages of a project; in a larger one none waits.
    """
    # a serial build keeps the trees of all pages that it has read, a quarter of a megabyte each, and of those that it
    # loads the bytes, too, to its end; both are looked for and made up for if they are missing
    env = app.env
    with (
        replaced(env, "_write_doc_doctree_cache", _Shelf(lambda: number if len(env.found_docs) <= most else 0)),
        replaced(env, "_pickled_doctree_cache", _Shelf(lambda: 0)),
    ):
        yield
