"""What ``shohyo/upstream`` saves of the work of others is still done by them, and comes out the same."""

from __future__ import annotations

import logging
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import OptionParser, get_default_settings
from docutils.utils import Reporter, new_document
from sphinx.testing.util import SphinxTestApp
from sphinx.util.logging import VERBOSE

from shohyo.upstream.docutils import quick_walks
from shohyo.upstream.sphinx import no_unheard_messages

MakeApp = Callable[..., SphinxTestApp]

PAGES = 6
#: settings that name the page or the project
OF_PAGES = frozenset(["env", "_source", "_config_files"])


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str], list[Any]]:
    """Return a function that lets the calls of a method be noted: each adds what it is a method of."""

    def count(owner: type, name: str) -> list[Any]:
        calls: list[Any] = []
        method = getattr(owner, name)

        def noted(self: Any, *arguments: Any, **options: Any) -> Any:
            calls.append(self)
            return method(self, *arguments, **options)

        monkeypatch.setattr(owner, name, noted)
        return calls

    return count


def project(folder: Path, extension: str, **pages: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(f'extensions = ["{extension}"]\nexclude_patterns = ["o"]\n', "utf-8")
    listed = "\n".join(f"page{number}" for number in range(PAGES))
    pages = {f"page{number}": f"# Page {number}\n\nText.\n" for number in range(PAGES)} | pages
    pages = {"index": f"# Top\n\n```{{toctree}}\n{listed}\n```\n"} | pages
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


def test_settings_are_made_for_each_page(make_app: MakeApp, tmp_path: Path, counted: Callable[..., list[Any]]) -> None:
    """Sphinx and MyST make the settings of each page anew; with us they are made a few times for all."""
    made = counted(OptionParser, "__init__")
    make_app("html", srcdir=project(tmp_path / "stock", "myst_parser")).build()
    assert len(made) >= 2 * (PAGES + 1)
    made.clear()
    make_app("html", srcdir=project(tmp_path / "ours", "shohyo")).build()
    assert len(made) <= PAGES


def test_settings_are_those_of_upstream(make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the same, value for value, and what one page adds to its own does not reach the next."""

    def settings(name: str, extension: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []

        def on_doctree_read(app: SphinxTestApp, doctree: nodes.document) -> None:
            values = vars(doctree.settings)
            found.append({key: value for key, value in values.items() if key not in OF_PAGES})
            assert not values["record_dependencies"].list
            values["record_dependencies"].add("something")
            assert "something" not in values["strip_classes"]
            values["strip_classes"].append("something")

        folder = project(tmp_path / name, extension)
        (folder / "docutils.conf").write_text("[general]\nstrip_classes: one\n", "utf-8")
        monkeypatch.setenv("DOCUTILSCONFIG", str(folder / "docutils.conf"))
        app = make_app("html", srcdir=folder)
        app.connect("doctree-read", on_doctree_read)
        app.build()
        assert len(found) == PAGES + 1
        return [{key: repr(value) for key, value in values.items() if key != "record_dependencies"} for values in found]

    assert settings("ours", "shohyo") == settings("stock", "myst_parser")


# --- walks ----------------------------------------------------------------------------------------

KINDS = (nodes.section, nodes.paragraph, nodes.emphasis, nodes.bullet_list)
PRUNING = (
    nodes.SkipNode, nodes.SkipChildren, nodes.SkipSiblings, nodes.SkipDeparture, nodes.StopTraversal
)  # fmt: skip


def random_tree(chance: random.Random, size: int = 40) -> nodes.document:
    """Return a tree whose elements are numbered."""
    document = new_document("", get_default_settings())
    elements: list[nodes.Element] = [document]
    for number in range(size):
        around = chance.choice(elements[-5:])
        if chance.random() < 0.3:
            around += nodes.Text(f"text {number}")
        else:
            element = chance.choice(KINDS)(number=number)
            around += element
            elements.append(element)
    return document


def name_of(node: nodes.Node) -> str:
    return str(node) if isinstance(node, nodes.Text) else f"{type(node).__name__} {node.get('number')}"


def change(chance: random.Random, node: nodes.Node) -> None:
    """Do to a tree what transforms do while they walk through it."""
    around, how = node.parent, chance.randrange(8)
    if around is None or node not in around.children:
        return
    if how == 0:
        around.remove(node)
    elif how == 1:
        around.replace(node, [nodes.emphasis(number="new"), nodes.Text("new")])
    elif how == 2 and isinstance(node, nodes.Element):
        node.append(nodes.paragraph("", "", nodes.Text("added"), number="added"))
    elif how == 3 and isinstance(node, nodes.Element):
        node.children = node.children[1:]
    elif how == 4:
        around.insert(0, nodes.Text("before"))
    elif how == 5:
        around.children = around.children[:]
    elif how == 6 and isinstance(node, nodes.Element):
        around.replace(node, node.children)


@pytest.mark.parametrize("seed", range(60))
def test_quick_walks_find_the_same(seed: int) -> None:
    """By class and by condition, also while the tree changes under them, and with every other argument."""

    def is_even(node: nodes.Node) -> bool:
        return isinstance(node, nodes.Element) and node.get("number") in range(0, 100, 2)

    def found() -> list[list[str]]:
        lists = []
        for condition in (None, nodes.Element, nodes.paragraph, nodes.Text, is_even):
            for changes in (False, True):
                chance = random.Random(seed)
                tree, names = random_tree(chance), []
                for node in tree.findall(condition):
                    names.append(name_of(node))
                    if changes and len(names) < 200:
                        change(chance, node)
                lists.append(names)
            some = chance.choice(list(random_tree(chance).findall()))
            for options in ({"include_self": False}, {"descend": False}, {"siblings": True}, {"ascend": True}):
                lists.append([name_of(node) for node in some.findall(condition, **options)])
        return lists

    expected = found()
    with quick_walks():
        assert found() == expected


@pytest.mark.parametrize("seed", range(60))
def test_quick_walks_visit_the_same(seed: int) -> None:
    """In the same order, whatever a visitor skips and however it changes the tree."""

    class Visitor(nodes.GenericNodeVisitor):
        def __init__(self, document: nodes.document, chance: random.Random) -> None:
            super().__init__(document)
            self.chance, self.seen = chance, []

        def default_visit(self, node: nodes.Node) -> None:
            self.seen.append(f"to {name_of(node)}")
            if self.chance.random() < 0.3:
                change(self.chance, node)
            if self.chance.random() < 0.15:
                raise self.chance.choice(PRUNING)

        def default_departure(self, node: nodes.Node) -> None:
            self.seen.append(f"from {name_of(node)}")
            if self.chance.random() < 0.05:
                raise self.chance.choice(PRUNING)

    def seen(name: str) -> list[str]:
        chance = random.Random(seed)
        tree = random_tree(chance)
        visitor = Visitor(tree, chance)
        try:
            visitor.seen.append(str(getattr(tree, name)(visitor)))
        except nodes.TreePruningException as error:
            visitor.seen.append(repr(error))
        return visitor.seen

    expected = [seen("walk"), seen("walkabout")]
    with quick_walks():
        assert [seen("walk"), seen("walkabout")] == expected


def test_quick_walks_are_quicker(counted: Callable[..., list[Any]]) -> None:
    """docutils makes an object for each node and a message for each visit; one that is asked for its messages has them."""
    tree = random_tree(random.Random(1))
    messages = counted(Reporter, "debug")

    def calls() -> int:
        count = [0]
        sys.setprofile(lambda _frame, event, _argument: count.__setitem__(0, count[0] + (event == "call")))
        try:
            list(tree.findall(nodes.image))
        finally:
            sys.setprofile(None)
        tree.walk(nodes.SparseNodeVisitor(tree))
        return count[0]

    assert calls() > 40
    assert len(messages) > 40
    messages.clear()
    with quick_walks():
        assert calls() < 10
        assert len(messages) == len(list(tree.findall()))  # the visitor's own
        tree.reporter.debug_flag = True
        tree.reporter.stream = None
        tree.walk(nodes.SparseNodeVisitor(tree))
        assert len(messages) == 3 * len(list(tree.findall()))


def test_messages_that_nobody_hears_are_not_made(app_of: Callable[[int], SphinxTestApp]) -> None:
    """Sphinx makes a record of each event for handlers that drop it; with ``-vv``, it comes through."""
    log = logging.getLogger("sphinx")
    for verbosity, heard in ((0, logging.INFO), (1, VERBOSE), (2, logging.DEBUG)):
        app = app_of(verbosity)
        assert log.level == logging.DEBUG
        with no_unheard_messages():
            assert log.level == heard, "what Sphinx shows"
            app.emit("env-purge-doc", app.env, "index")
        assert log.level == logging.DEBUG
        assert ("emitting event: 'env-purge-doc'" in app.status.getvalue()) is (verbosity == 2)


@pytest.fixture
def app_of(tmp_path: Path) -> Iterator[Callable[[int], SphinxTestApp]]:
    """Return a function that makes an application that is so talkative."""
    apps = []

    def make(verbosity: int) -> SphinxTestApp:
        apps.append(SphinxTestApp(srcdir=project(tmp_path, "myst_parser"), verbosity=verbosity))
        return apps[-1]

    yield make
    for app in apps:
        app.cleanup()
