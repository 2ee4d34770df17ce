"""A Sphinx extension that writes down how much CPU a build took, how much of it the search did, and its splitting.

``cost.json`` beside the output: ``{"total": seconds, "search": seconds, "split": seconds}``, the first of this process
and its children.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import IndexBuilder, SearchLanguage
from sphinx.search.ja import SearchJapanese
from sphinx.search.zh import SearchChinese

_spent = {"search": 0.0, "split": 0.0}
_depth = dict.fromkeys(_spent, 0)


def timed(function: Callable[..., Any], what: str = "search") -> Callable[..., Any]:
    """Return a function that adds the CPU that it takes; calls within calls count once."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        _depth[what] += 1
        try:
            return function(*args, **kwargs)
        finally:
            _depth[what] -= 1
            if not _depth[what]:
                _spent[what] += time.process_time() - start

    return wrapper


def on_builder_inited(app: Sphinx) -> None:
    """Measure every handler of our search, whatever they are, and the index of Sphinx."""
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            listener._replace(handler=timed(listener.handler))
            if getattr(listener.handler, "__module__", "").startswith("shohyo.search")
            else listener
            for listener in listeners
        ]
    for name in ("feed", "dump", "prune"):
        setattr(IndexBuilder, name, timed(getattr(IndexBuilder, name)))
    for language in (SearchLanguage, SearchJapanese, SearchChinese):
        language.split = timed(language.split, "split")
    if "shohyo.search" in sys.modules:
        # loading it counts as the search's
        store = timed(importlib.import_module)("shohyo.search.store")
        store.Store.complete = timed(store.Store.complete, "split")


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    total = sum(os.times()[:4])
    Path(app.outdir).with_name("cost.json").write_text(json.dumps({"total": total, **_spent}), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", on_builder_inited, priority=0)
    app.connect("build-finished", on_build_finished, priority=9999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
