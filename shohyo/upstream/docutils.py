"""docutils: what is used of it that its documentation does not promise.  Checked with docutils 0.22.4."""

from __future__ import annotations

import functools
import warnings
from contextlib import ExitStack, contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import OptionParser, get_default_settings
from docutils.parsers.rst import Parser, directives
from docutils.parsers.rst.languages import en
from docutils.utils import DependencyList, new_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from docutils import SettingsSpec
    from docutils.frontend import Values
    from docutils.parsers.rst import Directive
    from sphinx.writers.html5 import HTML5Translator


def add_attribute(translator: HTML5Translator, tag: str, name: str, value: str) -> None:
    """Give the start tag that a translator has just written one more attribute."""
    # what a visitor writes is appended to ``body``; a visitor of ours would have to know what Sphinx adds to rows
    translator.body[-1] = translator.body[-1].replace(f"<{tag}", f'<{tag} {name}="{escape(value)}"', 1)


def directive_class(name: str) -> type[Directive] | None:
    """Return the class that answers to a directive's name, or nothing."""
    # the lookup wants a document for its messages; `directives._directives` knows those that were asked for, only
    return directives.directive(name, en, _empty_document())[0]


@functools.cache
def _empty_document() -> nodes.document:
    return new_document("", get_default_settings(Parser))


class KnownSettings:
    """Makes settings of documents as docutils does, and works out each kind of them once."""

    # docutils declares some ninety options of its command line, and reads its configuration files, for each document;
    # to make values of what was declared is public, to declare it beforehand is not offered

    def __init__(self) -> None:
        self.known: list[tuple[tuple[object, ...], OptionParser]] = []

    def make(
        self,
        *components: SettingsSpec | type[SettingsSpec],
        defaults: Mapping[str, Any] | None = None,
        read_config_files: bool = False,
    ) -> Values:
        """Return new settings, with lists of their own."""
        classes = tuple(each if isinstance(each, type) else type(each) for each in components)
        kind = classes, dict(defaults or {}), read_config_files
        parser = next((parser for known, parser in self.known if known == kind), None)
        if parser is None:
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                parser = OptionParser(components, kind[1], read_config_files)
            self.known.append((kind, parser))
        values = parser.get_default_values()
        vars(values).update({name: list(value) for name, value in vars(values).items() if isinstance(value, list)})
        values.record_dependencies = DependencyList()  # with configuration files there is one among the defaults
        return values


# --- walks through trees ---------------------------------------------------------------------------------


def quick_walks() -> AbstractContextManager[None]:
    """Let walks through trees be quicker: a page is walked a hundred times, mostly to find nothing."""
    # docutils' own make an object for each node, hand each node up through those of all that it stands in, and write
    # a message about each visit, for nobody
    walks = ExitStack()
    for name, walk in (("findall", _findall), ("walk", _walk), ("walkabout", _walkabout)):
        walks.enter_context(replaced(nodes.Node, name, walk))
    return walks


_docutils_findall, _docutils_walk, _docutils_walkabout = nodes.Node.findall, nodes.Node.walk, nodes.Node.walkabout


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


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """Let a name of a module or class mean something else for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
