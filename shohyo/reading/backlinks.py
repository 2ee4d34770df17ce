"""Doctree → what the text of a page links to, and the sentence in which it does."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from ..text.lines import joined
from ..text.phrases import sentences

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: (object type, target) of a link; object types are those of the domain, ``doc`` and ``label``
Target = tuple[str, str]
#: text, or a link: what it leads to, and its words; they are empty where it is shown by the name of that
Part = str | tuple[Target, str]

#: characters shown on each side of a link in a sentence longer than both together
REACH = 80
#: one private character for each link of a block while its text is cut into sentences
_MARK = 0xE000
_MARKS = re.compile("[\ue000-\uf8ff]")
_LOOSE = re.compile(r"\s+(?=[。、．，])")


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
    """A paragraph, heading or cell: its text, with a mark where a link stands."""

    def __init__(self, node: nodes.Element, env: BuildEnvironment) -> None:
        self.env = env
        self.links: list[addnodes.pending_xref] = []
        self.text = _LOOSE.sub("", joined("".join(self._flat(node))))
        self.ends = list(accumulate(map(len, sentences(self.text))))

    def _flat(self, node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Text):
            yield _MARKS.sub("", node.astext())
        elif isinstance(node, addnodes.pending_xref) and node.get("refdomain") != "cite":
            if len(self.links) < 6400:  # there are no more private characters
                self.links.append(node)
                yield chr(_MARK + len(self.links) - 1)
        elif not isinstance(node, (nodes.Invisible, nodes.raw, nodes.footnote_reference, addnodes.pending_xref)):
            for child in node.children:
                yield from self._flat(child)

    def sentence(self, link: addnodes.pending_xref) -> tuple[Part, ...]:
        """Return the sentence around a link."""
        number = next((number for number, node in enumerate(self.links) if node is link), None)
        if number is None:
            return ()
        position = self.text.index(chr(_MARK + number))
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
            node = self.links[ord(mark[0]) - _MARK]
            words = joined(node.astext()) if node.get("refexplicit") else ""
            yield next(_targets(node, self.env), ("", "")), words or _unnamed(node, self.env)
            place = mark.end()
        if place < len(text):
            yield text[place:]


def _unnamed(node: addnodes.pending_xref, env: BuildEnvironment) -> str:
    """Return nothing for a link whose name is known later, and what stands in the text for any other."""
    return "" if next(_targets(node, env), None) else joined(node.astext())
