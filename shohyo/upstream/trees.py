"""docutils: ways through a tree of nodes without a call for each level.  Checked with docutils 0.22.4.

A page is walked through some ninety times until it is written, and docutils hands each node that it finds up through
a generator of each level above it.  What is found, and in which order, is the same here, also where the tree changes
meanwhile; ``tests/build/test_upstream_speed.py`` compares.  Nothing public offers another way: transforms of Sphinx,
of themes and of other extensions ask the nodes themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docutils
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: docutils in which the functions are what ours stand for
KNOWN = ((0, 20), (0, 22))

_findall, _walk, _walkabout = nodes.Node.findall, nodes.Node.walk, nodes.Node.walkabout
_visit, _depart = nodes.NodeVisitor.dispatch_visit, nodes.NodeVisitor.dispatch_departure


def walk_flatly() -> None:
    """Let nodes be found and visited in a cheaper way; doing it again changes nothing."""
    first, last = KNOWN
    if first <= docutils.__version_info__[:2] <= last:
        nodes.Node.findall, nodes.Node.walk, nodes.Node.walkabout = findall, walk, walkabout
        nodes.NodeVisitor.dispatch_visit, nodes.NodeVisitor.dispatch_departure = dispatch_visit, dispatch_departure


def findall(
    self: nodes.Node,
    condition: type | Callable[[nodes.Node], bool] | None = None,
    include_self: bool = True,
    descend: bool = True,
    siblings: bool = False,
    ascend: bool = False,
) -> Iterator[Any]:
    """Return an iterator over a node and all below it that meet a condition, in document order."""
    if not (include_self and descend) or siblings or ascend:
        return _findall(self, condition, include_self, descend, siblings, ascend)
    if condition is None:
        return _everything(self)
    if isinstance(condition, type):
        return _of_class(self, condition)
    return _such(self, condition)


# Three times the same, for a call in the loop would cost more than all the rest.  As in docutils, the children of a
# node are asked for when whoever looks at that node is done with it: it may have replaced them.


def _everything(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    around: list[Iterator[nodes.Node]] = []
    within = iter(node.children)
    while True:
        for child in within:
            yield child
            if child.children:
                around.append(within)
                within = iter(child.children)
                break
        else:
            if not around:
                return
            within = around.pop()


def _of_class(node: nodes.Node, wanted: type) -> Iterator[nodes.Node]:
    if isinstance(node, wanted):
        yield node
    around: list[Iterator[nodes.Node]] = []
    within = iter(node.children)
    while True:
        for child in within:
            if isinstance(child, wanted):
                yield child
            if child.children:
                around.append(within)
                within = iter(child.children)
                break
        else:
            if not around:
                return
            within = around.pop()


def _such(node: nodes.Node, condition: Callable[[nodes.Node], bool]) -> Iterator[nodes.Node]:
    if condition(node):
        yield node
    around: list[Iterator[nodes.Node]] = []
    within = iter(node.children)
    while True:
        for child in within:
            if condition(child):
                yield child
            if child.children:
                around.append(within)
                within = iter(child.children)
                break
        else:
            if not around:
                return
            within = around.pop()


# For each node and way in and out, docutils makes up two messages for a log that nobody keeps.


def walk(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a node and all below it, and return whether to stop."""
    if visitor.document.reporter.debug_flag:
        return _walk(self, visitor)
    try:
        try:
            visitor.dispatch_visit(self)
        except (nodes.SkipChildren, nodes.SkipNode):
            return False
        except nodes.SkipDeparture:
            pass  # there is none
        try:
            return any(child.walk(visitor) for child in self.children[:])
        except nodes.SkipSiblings:
            return False
    except nodes.StopTraversal:
        return True


def walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a node and all below it on the way in and on the way out, and return whether to stop."""
    if visitor.document.reporter.debug_flag:
        return _walkabout(self, visitor)
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


def dispatch_visit(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
    """Visit a node."""
    if self.document.reporter.debug_flag:
        return _visit(self, node)
    return getattr(self, "visit_" + node.__class__.__name__, self.unknown_visit)(node)


def dispatch_departure(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
    """Leave a node."""
    if self.document.reporter.debug_flag:
        return _depart(self, node)
    return getattr(self, "depart_" + node.__class__.__name__, self.unknown_departure)(node)
