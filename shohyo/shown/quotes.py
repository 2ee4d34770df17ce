"""Sentences of other pages, as they are quoted: with the words that links, citations and numbers have there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.logging import suppress_logging

from ..data.counting import parse_count
from ..text.lines import BREAK, in_pieces
from . import questions
from .asked import Question, asked_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..reading.backlinks import Part

#: what a piece of a sentence is beside text: the name of what is linked, and a formula
NAME, MATH = "name", "math"
#: words, and what they are
Piece = tuple[str, str]


@dataclass(frozen=True)
class Mentioning:
    """A page whose text links to another one."""

    docname: str
    title: str
    kind: str
    sentences: list[list[Piece]]


@Question
def mentions(app: Sphinx, docname: str) -> list[Mentioning]:
    """The pages whose text links to one, reviews first, then in the order of the book."""
    domain, titles = app.env.domains["shohyo"], app.env.titles
    order = domain.catalogue.book_order
    quoting = domain.mentions_of(docname)

    def kind_of(name: str) -> str:
        return domain.documents[name].record.kind if name in domain.documents else "page"

    def rank(name: str) -> tuple[int, int, str]:
        kind, document = kind_of(name), domain.documents.get(name)
        position = order.get(document.slug, 0) if document else 0
        return 0 if kind == "review" else 2 if kind == "page" else 1, position, name

    found = []
    for name in sorted((name for name in quoting if name in titles), key=rank):
        document = domain.documents.get(name)
        sentences = [quoted(app, name, sentence) for sentence in quoting[name]]
        words = document.title if document else titles[name].astext()
        found.append(Mentioning(name, words, kind_of(name), sentences))
    return found


def quoted(app: Sphinx, docname: str, sentence: tuple[Part, ...]) -> list[Piece]:
    """Return a sentence of a page as readers see it."""
    found = [_piece(app, docname, part) for part in sentence]
    words = in_pieces([words for words, _kind in found])
    return [
        (old if kind == MATH else BREAK.sub(" ", new), kind)
        for new, (old, kind) in zip(words, found, strict=True)
        if new
    ]


def _piece(app: Sphinx, docname: str, part: Part) -> Piece:
    if isinstance(part, str):
        return part, ""
    (objtype, target), words = part
    if objtype == "math":
        return words, MATH
    if objtype == "count":
        count = parse_count(target)[0]
        filters = [word for pair in count.filters for word in pair] if count else []
        return str(asked_in(app.env).answer(questions.number, count.noun, *filters)) if count else target, ""
    domain, _colon, role = objtype.partition(":")
    if role:
        return _resolved(app, docname, domain, role, target, words), "" if domain == "cite" else NAME
    return words or _name(app, objtype, target), NAME


def _resolved(app: Sphinx, docname: str, domain: str, role: str, target: str, words: str) -> str:
    """Return what a role of another domain shows; what is wrong with it is said where it stands."""
    content = nodes.inline("", words or target)
    node = pending_xref("", content, refdomain=domain, reftype=role, reftarget=target, refexplicit=bool(words))
    with suppress_logging():
        found = app.env.domains[domain].resolve_xref(app.env, docname, app.builder, role, target, node, content)
    return (found or content).astext()


def _name(app: Sphinx, objtype: str, target: str) -> str:
    """Return the name of what a link without words leads to."""
    env = app.env
    domain, labels = env.domains["shohyo"], env.domains.standard_domain.labels
    if objtype == "label" and target in labels:
        return labels[target][2]
    if objtype in ("doc", "label"):
        docname = domain.mentioned(objtype, target) or target
        return env.titles[docname].astext() if docname in env.titles else target
    found = domain.locate(objtype, target)
    return found[2] if found else target
