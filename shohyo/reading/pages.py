"""What happens while documents are read.

Front matter leaves the text here: it goes into the domain, and Markdown's parser gets only what is MyST's own.
Every finding is kept with its page, so that an unchanged page with a mistake fails the second build as it failed
the first.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..checks.documents import is_text, markup_of, read_page
from ..checks.included import Included
from ..checks.settings import admit_page
from ..cite.bibtex import note_cited
from ..data.catalogue import Document, cited_places
from ..source import frontmatter
from ..text.literal import literal
from ..upstream.sphinx import forget_page, pages_with_globs, unlink_downloads
from .backlinks import mentions_in
from .counting import note_headings
from .domain import is_markdown
from .freshness import stamps_of
from .headings import clean_titles
from .named import add_unscanned, note_references
from .pictures import cover_in
from .translated import translated

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..source.project import Project
    from ..source.references import Markup
    from .domain import ShohyoDomain


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Keep back files that cannot be read as text: Sphinx ends in a traceback that does not name them, or waits.

    What the pages said when they were read last is forgotten at once: page for page, as Sphinx does it, a label that
    went from one to another would be there twice.
    """
    build = env.domains["shohyo"].build
    for docname in env.all_docs.keys() & set(docnames):
        app.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    unreadable = False
    for docname in list(docnames):
        source = build.project.documents[docname]
        if not is_text(source, build.project):
            unreadable = True
            docnames.remove(docname)
            build.held_back[docname] = read_page(source, build.project)
            forget_page(app, env, docname)  # nothing of an earlier, readable version may stay
    if unreadable:  # tables of contents with patterns list what there is
        docnames += sorted(pages_with_globs(env) - set(docnames))


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Take the front matter out of a Markdown document, line for line."""
    env = app.env
    path = Path(env.doc2path(docname))
    domain: ShohyoDomain = env.domains["shohyo"]
    if not is_markdown(app.config, path):
        return
    front = frontmatter.parse(
        source[0], env.doc2path(docname, base=False).as_posix(), docname, domain.build.project.today
    )
    admit_page(front, domain.build.project.dialect, domain.build.project.safety)
    markup = domain.markups[docname] = markup_of(front, domain.build.project)
    front.body = "" if markup.is_too_deep else _with_closed_files(front, markup, domain.build.project, docname)
    source[0] = "\n" * (front.body_line - 1) + front.body
    if front.diagnostics:
        domain.diagnostics[docname] = tuple(front.diagnostics)
    if unread := front.unread:
        domain.unread[docname] = unread
    if front.record is None:
        return
    written = front.record.title or markup.title
    front.record = translated(app, docname, front.record)
    document = dataclasses.replace(Document.of(front, docname), written_title=written)
    domain.note_document(document)
    for (line, _column), key in ((front.place(*path), key) for path, key in cited_places(front.record)):
        note_cited(env, docname, line, [key])
    env.metadata[docname].update(frontmatter.metadata(front))
    source[0] = _for_myst(front) + front.body


def _with_closed_files(front: frontmatter.FrontMatter, markup: Markup, project: Project, docname: str) -> str:
    """Return the text of a page, where the names of files that must not be opened lead nowhere."""
    included, source = Included(project), project.documents[docname]
    closed = [item for item in markup.references if included.keeps_closed(source, item)]
    if not closed:
        return front.body
    lines = front.body.split("\n")
    for item in reversed(closed):  # so that the columns of those before stay
        row = item.line - front.body_line
        before, after = lines[row][: item.column - 1], lines[row][item.column - 1 :]
        # no file has this name; what Sphinx and MyST say of it gives way to our finding
        lines[row] = before + after.replace(item.target, f"{item.target}\x7f", 1)
    return "\n".join(lines)


def _for_myst(front: frontmatter.FrontMatter) -> str:
    """Return a block of as many lines as the original, with the title and MyST's own keys only."""
    myst: dict[str, Any] = (
        dict(front.file_wide.get("myst") or {}) if isinstance(front.file_wide.get("myst"), dict) else {}
    )
    if isinstance(front.file_wide.get("html_meta"), dict):
        myst.setdefault("html_meta", front.file_wide["html_meta"])
    block: dict[str, Any] = {"myst": myst} if myst else {}
    if front.record and front.record.title:
        # MyST reads the title as Markdown; ours is plain text
        block.setdefault("myst", {})["title_to_header"] = True
        block["title"] = literal(" ".join(front.record.title.split()))
    lines = front.body_line - 1
    if not block or lines < 3:
        return "\n" * lines
    return "---\n" + json.dumps(block, ensure_ascii=False) + "\n" * (lines - 2) + "---\n"


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note the page's title where the front matter gives none, and what its text links to."""
    env = app.env
    docname = env.current_document.docname
    domain: ShohyoDomain = env.domains["shohyo"]
    domain.stamps[docname] = stamps_of(env, docname)
    unlink_downloads(env, docname)
    clean_titles(env, docname)
    document = domain.documents.get(docname)
    if document and not document.title:
        title = doctree.next_node(nodes.title)
        domain.note_document(dataclasses.replace(document, title=title.astext() if title else document.slug))
    if document and getattr(document.record, "cover", None) and (cover := cover_in(doctree, document, env)):
        domain.covers[docname] = cover
    note_references(env, doctree)
    note_headings(env, doctree)
    add_unscanned(env, docname)
    if found := mentions_in(doctree, env):
        domain.mentions[docname] = found
