"""What a doctree names and the scan of its text does not show.

That is all there is to know of pages in reStructuredText; of Markdown it is what stands in included files, in
``{eval-rst}`` and in directives of other extensions.  It is added to what the scan found, and checked as that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..data.catalogue import OBJECT_TYPES
from ..source.references import Html, Markup, Reference, Substitution, Use

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: what autodoc writes between the name of a Python file and that of an object in it
OF_DOCSTRING = ":docstring of "


def note(env: BuildEnvironment, item: Reference | Use | Html | Substitution, source: str | None) -> None:
    """Note what the page that is being read names.

    Args:
        source: file in which it stands, which may be an included one.
    """
    docname = env.current_document.docname
    named = env.domains["shohyo"].build.named.setdefault(docname, [])
    path = shown_source(env, source, docname)
    # lines of a docstring count from its beginning
    line = 1 if source and OF_DOCSTRING in source else item.line
    named.append(replace(item, path=path, line=line))


def shown_source(env: BuildEnvironment, source: str | None, docname: str) -> str:
    """Return a file as diagnostics write it, or nothing for that of the page itself."""
    if not source:
        return ""
    file = Path(env.srcdir, source.partition(OF_DOCSTRING)[0])
    if file == Path(env.doc2path(docname)) or not file.is_relative_to(env.srcdir):
        return ""
    return file.relative_to(env.srcdir).as_posix()


def note_references(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Note what the roles of the page that was read name."""
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("refdomain") == "shohyo" and node["reftype"] in OBJECT_TYPES:
            note_at(env, node, node["reftype"], node["reftarget"], is_role=True)


def note_at(env: BuildEnvironment, node: nodes.Node, kind: str, target: str, *, is_role: bool = False) -> None:
    """Note what a node of the page that is being read names."""
    line = next((above.line for above in enclosing(node) if above.line), 1)
    note(env, Reference(line, 1, kind, target, is_role=is_role), source_of(node))


def source_of(node: nodes.Node) -> str | None:
    """Return the file in which a node stands, as the parsers name it."""
    return next((above.source for above in enclosing(node) if above.source), None)


def enclosing(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node and what it stands in, from the inside out."""
    while node is not None:
        yield node
        node = node.parent


def add_unscanned(env: BuildEnvironment, docname: str) -> None:
    """Add to the markup of a page what its doctree alone shows."""
    domain = env.domains["shohyo"]
    noted = domain.build.named.pop(docname, [])
    if not noted:
        return
    markup: Markup = domain.markups.setdefault(docname, Markup())
    scanned = _signs((*markup.references, *markup.uses, *markup.html, *markup.substitutions))
    for item in noted:
        if isinstance(item, Reference) and item.kind == "math":
            markup.formulas += [] if markup.formulas else [item]
            continue
        # what an included file names may be named by the page, too
        if not item.path and _sign(item) in scanned:
            continue
        if isinstance(item, (Reference, Substitution)):
            file = Path(env.srcdir, item.path) if item.path else Path(env.doc2path(docname))
            words = item.target if isinstance(item, Reference) else item.text
            line, column = place_of_words(words, file, item.line)
            item = replace(item, line=line, column=column)
        if isinstance(item, Reference):
            markup.references.append(item)
        elif isinstance(item, Use):
            markup.uses.append(item)
        elif isinstance(item, Substitution):
            markup.substitutions.append(item)
        else:
            markup.html.append(item)


def _signs(items: Iterable[Reference | Use | Html | Substitution]) -> set[tuple[str, ...]]:
    return {_sign(item) for item in items}


def _sign(item: Reference | Use | Html | Substitution) -> tuple[str, ...]:
    """Return what is the same however often and wherever it is noted."""
    if isinstance(item, Reference):
        # an address is one, whatever leads there; docutils takes white space out of it
        if item.kind in ("address", "link", "image", "download"):
            return "address", "".join(item.target.removeprefix("path:").split())
        return item.kind, " ".join(item.target.split())
    if isinstance(item, Use):
        return item.name, item.argument, " ".join(item.body.split())
    if isinstance(item, Substitution):
        return "substitution", item.text
    # docutils ends lines at U+2028 and others, too, which are white space to both
    return ("html", " ".join(item.text.split()))


def place_of_words(words: str, path: Path, line: int) -> tuple[int, int]:
    """Return line and column of *words* in a file, looked for from *line*, where their paragraph begins."""
    lines = path.read_text("utf-8-sig", "replace").splitlines()
    for number, text in enumerate(lines[line - 1 :], start=line):
        if (column := text.find(words)) >= 0:
            return number, column + 1
    return line, 1
