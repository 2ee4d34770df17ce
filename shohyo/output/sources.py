"""Copies of sources that Sphinx publishes beside pages: none names a draft, for nothing may show that there is one."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..built.leaks import Draft, naming
from ..shown.asked import Question, asked_in
from ..upstream.sphinx import source_copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

#: stands where a name was
GAP = "…"


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note that a page is published with its source."""
    if _has_copies(app):
        asked_in(app.env).note(docname, named_in, docname)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Take out of what was copied what names a draft."""
    if exception or not _has_copies(app) or not (drafts := asked_in(app.env).answer(_held_back)):
        return
    pattern = naming(drafts)
    for docname in app.env.found_docs:
        copy = Path(app.outdir, "_sources", source_copy(app.builder, docname))
        text = _text_of(copy)
        if any(_names(text, drafts)):
            text = pattern.sub(GAP, _listing(drafts, docname).sub("", text))
            copy.write_bytes(text.encode("utf-8", "surrogateescape"))


@Question
def named_in(app: Sphinx, docname: str) -> list[str]:
    """The drafts that the source of a page may name."""
    drafts = asked_in(app.env).answer(_held_back)
    return list(_names(_text_of(Path(app.env.doc2path(docname))), drafts)) if drafts else []


@Question
def _held_back(app: Sphinx) -> list[Draft]:
    """What is kept out of the build."""
    pages = app.env.domains["shohyo"].build.held_back
    return [Draft(name, page.document.title if page.document else "") for name, page in sorted(pages.items())]


def _has_copies(app: Sphinx) -> bool:
    return isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.copysource and app.config.html_copy_source


def _listing(drafts: Iterable[Draft], docname: str) -> re.Pattern[str]:
    """Return a pattern of lines in which a table of contents on a page lists a draft."""
    folder = posixpath.dirname(docname)
    paths = [path for draft in drafts for path in (f"/?{re.escape(draft.docname)}", _seen_from(folder, draft.docname))]
    return re.compile(rf"^[ \t]*(?:[^\n<]*<)?(?:{'|'.join(paths)})(?:\.\w+)?>?[ \t]*\r?\n", re.MULTILINE)


def _seen_from(folder: str, docname: str) -> str:
    return re.escape(posixpath.relpath(docname, folder or "."))


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:  # it is gone, and the next build will see that
        return ""


def _names(text: str, drafts: Iterable[Draft]) -> Iterator[str]:
    """Yield the drafts whose names may be in a text, from there or from the top: few texts have any."""
    for draft in drafts:
        if posixpath.basename(draft.docname) in text or (draft.title and draft.title in text):
            yield draft.docname
