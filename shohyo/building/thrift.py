"""What is saved while a build lasts, and only then: garbage is looked for seldom, settings are worked out once."""

from __future__ import annotations

import atexit
import functools
import gc
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from ..upstream.ending import ending_all_tasks
from ..upstream.myst_sphinx import known_document_settings
from ..upstream.sphinx_savings import (
    few_trees_in_memory,
    known_page_settings,
    no_unheard_messages,
    purging_what_was_read,
    while_loading,
)
from ..upstream.trees import quick_walks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

#: objects made, less those gone, after which young ones are looked through; a page has some ten thousand.  Beyond
#: this, time no longer gets less, and memory gets more
YOUNG = 50_000
#: pages that wait in memory between reading and writing; to load one takes a millisecond
WAITING = 500
#: pages of a project beyond which none waits: what they leave, when they are written, is looked for last
MANY = 2000


def save_while_building(app: Sphinx) -> None:
    """Let builds of an application be thrifty; whatever ends one, all is as it was before."""
    # no event comes after a handler that fails, or an interrupt; so the build itself is wrapped
    build = app.build

    @functools.wraps(build)
    def thrifty(*arguments: Any, **options: Any) -> None:
        with ExitStack() as savings:
            for saving in SAVINGS:
                savings.enter_context(saving())
            savings.enter_context(purging_what_was_read(app))
            savings.enter_context(few_trees_in_memory(app, WAITING, MANY))
            savings.enter_context(ending_all_tasks())
            build(*arguments, **options)

    app.build = thrifty
    # with the environment of a thousand pages, seven eighths of the time were spent on looking for garbage
    while_loading(app, rare_collections)
    leave_garbage_at_the_end()


def leave_garbage_at_the_end() -> None:
    """Let Python not look for cycles of garbage in all that there is when it ends; the memory is given back anyway."""
    # that is a tenth of a clean build of a thousand pages, and a third of one that changes nothing; nobody waits for
    # what it would take apart
    atexit.unregister(gc.freeze)  # an application may be made more than once in a process
    atexit.register(gc.freeze)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for cycles of garbage seldom, and leave alone what is there already.

    Trees of pages are such cycles, so that it cannot be done without.  At Python's own threshold, a fifth of a build
    is spent on looking through modules, templates and the environment again and again.
    """
    before, is_ours = gc.get_threshold(), not gc.get_freeze_count()
    if 0 < before[0] < YOUNG:  # 0 means that someone has switched it off
        gc.set_threshold(YOUNG, *before[1:])
    if is_ours:
        gc.freeze()
    try:
        yield
    finally:
        if is_ours:
            gc.unfreeze()
        gc.set_threshold(*before)


SAVINGS = (rare_collections, known_page_settings, known_document_settings, quick_walks, no_unheard_messages)
