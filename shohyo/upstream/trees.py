"""docutils: ways through a tree of nodes without a call for each level.  Checked with docutils 0.22.4.

A page is walked through some ninety times until it is written, mostly to find nothing.  docutils makes an object for
each node, hands each node that it finds up through a generator of each level above it, and makes up messages about
each visit for a log that nobody keeps.  What is found, and in which order, is the same here, also where the tree
changes meanwhile; ``tests/build/test_upstream_savings.py`` compares.  Nothing public offers another way: transforms of
Sphinx, of themes and of other extensions ask the nodes themselves.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import docutils
from docutils import nodes

from .docutils import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: docutils in which the functions are what ours stand for
KNOWN = ((0, 20), (0, 22))


def quick_walks() -> ExitStack:
    """Let nodes be found and visited in a cheaper way, as long as the context lasts."""
    first, last = KNOWN
    context = ExitStack()
    if first <= docutils.__version_info__[:2] <= last:
        for name, walk in (("findall", _findall), ("walk", _walk), ("walkabout", _walkabout)):
            context.enter_context(replaced(nodes.Node, name, walk))
        for name, dispatch in (("dispatch_visit", _dispatch_visit), ("dispatch_departure", _dispatch_departure)):
            context.enter_context(replaced(nodes.NodeVisitor, name, dispatch))
    return context


_docutils_findall, _docutils_walk, _docutils_walkabout = nodes.Node.findall, nodes.Node.walk, nodes.Node.walkabout
_docutils_visit, _docutils_depart = nodes.NodeVisitor.dispatch_visit, nodes.NodeVisitor.dispatch_departure


def _findall(
    self: nodes.Node,
    condition: type | Callable[[nodes.Node], bool] | None = None,
    include_self: bool = True,
    descend: bool = True,
    siblings: bool = False,
    ascend: bool = False,
) -> Iterator[nodes.Node]:
    if not (include_self and descend) or siblings or ascend:
        return _docutils_findall(self, condition, include_self, descend, siblings, ascend)
    if condition is None or isinstance(condition, type):
        return _of_class(self, condition or nodes.Node)
    return _that_meet(self, condition)


def _of_class(node: nodes.Node, kind: type) -> Iterator[nodes.Node]:
    # what is done to the tree meanwhile has the same effect: a list is asked for when its node was handed out, and is
    # the same to its end
    if isinstance(node, kind):
        yield node
    around: list[Iterator[nodes.Node]] = []
    rest = iter(node.children)
    while True:
        for child in rest:
            if isinstance(child, kind):
                yield child
            if child.children:
                around.append(rest)
                rest = iter(child.children)
                break
        else:
            if not around:
                return
            rest = around.pop()


def _that_meet(node: nodes.Node, condition: Callable[[nodes.Node], bool]) -> Iterator[nodes.Node]:
    # here docutils asks a node for its children each time
    if condition(node):
        yield node
    around: list[tuple[nodes.Node, int]] = []
    place = 0
    while True:
        if place < len(node.children):
            child = node.children[place]
            place += 1
            if condition(child):
                yield child
            if child.children:
                around.append((node, place))
                node, place = child, 0
        elif around:
            node, place = around.pop()
        else:
            return


def _walk(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    if visitor.document.reporter.debug_flag:
        return _docutils_walk(self, visitor)
    try:
        try:
            visitor.dispatch_visit(self)
        except (nodes.SkipChildren, nodes.SkipNode):
            return False
        except nodes.SkipDeparture:
            pass
        try:
            for child in self.children[:]:
                if child.walk(visitor):
                    return True
        except nodes.SkipSiblings:
            pass
    except nodes.StopTraversal:
        return True
    return False


def _walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    if visitor.document.reporter.debug_flag:
        return _docutils_walkabout(self, visitor)
    departs, stops = True, False
    try:
        try:
            visitor.dispatch_visit(self)
        except nodes.SkipNode:
            return False
        except nodes.SkipDeparture:
            departs = False
        try:
            for child in self.children[:]:
                if child.walkabout(visitor):
                    stops = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stops = True
    if departs:
        visitor.dispatch_departure(self)
    return stops


def _dispatch_visit(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
    """Visit a node."""
    if self.document.reporter.debug_flag:
        return _docutils_visit(self, node)
    return getattr(self, "visit_" + node.__class__.__name__, self.unknown_visit)(node)


def _dispatch_departure(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
    """Leave a node."""
    if self.document.reporter.debug_flag:
        return _docutils_depart(self, node)
    return getattr(self, "depart_" + node.__class__.__name__, self.unknown_departure)(node)
