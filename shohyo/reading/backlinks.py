"""Doctree → what the text of a page links to, and the sentence in which it does."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from ..cite.bibtex import DOMAIN, is_unresolved
from ..text.phrases import sentences
from .counting import Number

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: (object type, target) of a link; object types are those of the domain, ``doc`` and ``label``
Target = tuple[str, str]
#: text, or what it is and its words; they are empty where they are known when all pages are.  It is a link, by what it
#: leads to; ``math``, with a formula; ``count``; or a role of another domain that makes them, such as ``cite:p``
Part = str | tuple[Target, str]

#: characters shown on each side of a link in a sentence longer than both together
REACH = 80
#: one private character for each part of a block that is more than text, while it is cut into sentences
_MARK = 0xE000
_MARKS = re.compile("[\ue000-\uf8ff]")
#: roles of other domains whose words are numbers
_NUMBERS = frozenset([("std", "numref"), ("math", "numref"), ("math", "eq")])
#: stands for what is left out, such as the number of a footnote, with the space before it if there is one behind
_GAP = "\0"
_GAPS = re.compile(r"\s*\0+(?=[\s.,;:!?)\]。、．，：；！？」』）]|$)|\0+")
_READING = re.compile(r"<(/?)r[tp]\b", re.IGNORECASE)


class Mention(NamedTuple):
    """A link in a text, as the domain keeps it."""

    objtype: str
    target: str
    sentence: tuple[Part, ...]


def mentions_in(doctree: nodes.document, env: BuildEnvironment) -> tuple[Mention, ...]:
    """Return the links in a page's own text in reading order; the same link in the same sentence comes once."""
    found: dict[Mention, None] = {}
    blocks: dict[int, _Block] = {}
    for node in doctree.findall(addnodes.pending_xref):
        targets = list(_targets(node, env))
        if not targets:
            continue
        around = node.parent
        while isinstance(around, nodes.Inline) and around.parent is not None:
            around = around.parent
        if id(around) not in blocks:
            blocks[id(around)] = _Block(around, env)
        sentence = blocks[id(around)].sentence(node)
        found.update((Mention(objtype, target, sentence), None) for objtype, target in targets)
    return tuple(found)


def _targets(node: addnodes.pending_xref, env: BuildEnvironment) -> Iterator[Target]:
    domain, objtype, target = node.get("refdomain"), node["reftype"], node["reftarget"]
    if domain == "shohyo":
        yield objtype, target
    elif objtype in ("doc", "myst") and domain in ("std", "doc"):
        yield "doc", target if objtype == "myst" else env.relfn2path(target)[0].removesuffix(".")
    elif objtype in ("ref", "any", "myst"):
        yield "label", target.lower()
        yield "doc", env.relfn2path(target)[0]


class _Block:
    """A paragraph, heading or cell: its text, with a mark where a part stands that is more."""

    def __init__(self, node: nodes.Element, env: BuildEnvironment) -> None:
        self.env = env
        self.parts: list[Part] = []
        self.places: dict[int, int] = {}  #: link → its first part
        self.is_reading = False  #: whether small letters above others follow
        self.text = _GAPS.sub("", "".join(self._flat(node)))
        self.ends = list(accumulate(map(len, sentences(self.text))))

    def _flat(self, node: nodes.Node, link: Target | None = None) -> Iterator[str]:
        if isinstance(node, nodes.Text):
            text = "" if self.is_reading else re.sub(f"{_MARKS.pattern}|{_GAP}", "", node.astext())
            yield self._mark(link, text) if link and text else text
        elif isinstance(node, nodes.math):
            yield self._mark(("math", ""), node.astext())
        elif isinstance(node, Number):
            yield self._mark(("count", node["count"].words), "")
        elif isinstance(node, nodes.raw):
            tags = [match[1] for match in _READING.finditer(node.astext())]
            self.is_reading = not tags[-1] if tags else self.is_reading
        elif isinstance(node, nodes.footnote_reference) or is_unresolved(node):
            yield _GAP
        elif isinstance(node, addnodes.pending_xref):
            yield from self._link(node)
        elif not isinstance(node, nodes.Invisible):
            for child in node.children:
                yield from self._flat(child, link)

    def _link(self, node: addnodes.pending_xref) -> Iterator[str]:
        role = node.get("refdomain"), node["reftype"]
        if role[0] == DOMAIN or role in _NUMBERS:
            yield self._mark((":".join(role), node["reftarget"]), node.astext() if node.get("refexplicit") else "")
            return
        target, place = next(_targets(node, self.env), None), len(self.parts)
        if target is None or node.get("refexplicit"):
            for child in node.children:
                yield from self._flat(child, target or ("", ""))
        if target and len(self.parts) == place:
            yield self._mark(target, "")
        self.places[id(node)] = place

    def _mark(self, target: Target, words: str) -> str:
        if len(self.parts) == 6400:  # there are no more private characters
            return words
        self.parts.append((target, words))
        return chr(_MARK + len(self.parts) - 1)

    def sentence(self, link: addnodes.pending_xref) -> tuple[Part, ...]:
        """Return the sentence around a link."""
        position = self.text.find(chr(_MARK + self.places.get(id(link), len(self.parts))))
        if position < 0:
            return ()
        index = bisect_right(self.ends, position)
        start = self.ends[index - 1] if index else 0
        end = self.ends[index] if index < len(self.ends) else len(self.text)
        first, last = max(start, position - REACH), min(end, position + REACH)
        cut = self.text[first:last].strip()
        return tuple(self._parts(("…" if first > start else "") + cut + ("…" if last < end else "")))

    def _parts(self, text: str) -> Iterator[Part]:
        place = 0
        for mark in _MARKS.finditer(text):
            if mark.start() > place:
                yield text[place : mark.start()]
            yield self.parts[ord(mark[0]) - _MARK]
            place = mark.end()
        if place < len(text):
            yield text[place:]
