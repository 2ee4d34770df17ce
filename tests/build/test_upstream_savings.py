"""What ``shohyo/upstream`` saves of the work of others is still done by them, and comes out the same."""

from __future__ import annotations

import json
import logging
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml
from docutils import nodes
from docutils.frontend import OptionParser, get_default_settings
from docutils.utils import Reporter, new_document
from hypothesis import given
from hypothesis import strategies as st
from myst_parser.config.main import TopmatterReadError
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.testing.util import SphinxTestApp
from sphinx.util.logging import VERBOSE
from sphinx.util.parallel import ParallelTasks

from shohyo.upstream.ending import ending_all_tasks
from shohyo.upstream.myst_sphinx import plain_block, read_block
from shohyo.upstream.sphinx_savings import few_trees_in_memory, no_unheard_messages, purging_what_was_read
from shohyo.upstream.trees import quick_walks

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


# --- MyST ----------------------------------------------------------------------------------------

#: what front matter may have in it: text of every script and with every sign, and values that YAML knows otherwise
VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=20) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["title", "myst", "<<", "="]) | st.text(max_size=8), VALUES, max_size=4))
def test_a_line_of_json_is_what_yaml_reads(data: dict[str, Any]) -> None:
    """What is read without YAML's parser is the same; the rest is left to it."""
    line = json.dumps(data, ensure_ascii=False)
    for block in (line, f"{line}\n\n"):
        if (found := plain_block(block)) is not None:
            assert found == yaml.safe_load(block) == data
            assert read_block(f"---\n{block}\n---\n# Text\n\n---\n") == data


def test_our_own_front_matter_is_read_so() -> None:
    """It is the form in which pages are handed on; in any other, MyST reads it."""
    block = '{"myst": {"title_to_header": true}, "title": "本の\\\\#題"}\n\n'
    assert plain_block(block) == {"myst": {"title_to_header": True}, "title": "本の\\#題"}
    for other in ("title: A", '{"a": 1}', '{"a": "\u2028"}', '{"a": "b"}\nc: d', "{a: b}", "[]", {}):
        assert plain_block(other) is None
    assert read_block("---\ntitle: A\n---\n") == {"title": "A"}
    assert read_block("Text") is None
    with pytest.raises(TopmatterReadError):
        read_block("---\n{a\n---\n")


def test_parsers_are_made_for_each_page(
    make_app: MakeApp, tmp_path: Path, counted: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """MyST makes one for each page and reads its front matter twice; with us one parser serves all, one by one."""
    made, loaded = counted(DocutilsRenderer, "__init__"), counted(yaml.SafeLoader, "__init__")
    front = '---\n{"myst": {"title_to_header": true}, "title": "%s"}\n---\n\nText.\n'
    pages = {f"page{number}": front % number for number in range(PAGES)}
    make_app("html", srcdir=project(tmp_path / "stock", "myst_parser", **pages)).build()
    assert len(made) >= PAGES + 1
    assert len(loaded) >= 2 * PAGES
    made.clear(), loaded.clear()
    include = {"page1": "# One\n\n```{eval-rst}\n.. include:: page2.md\n   :parser: markdown\n```\n\n[](#one)\n"}
    pages = {name: text for name, text in pages.items() if name == "page2"} | include
    app = make_app("html", srcdir=project(tmp_path / "ours", "shohyo", **pages))
    app.build()
    assert len(made) <= 3  # with the settings of conf.py, with a title, and for what is included meanwhile
    assert not loaded or len(loaded) <= PAGES


def test_settings_of_pages_are_warned_of_each_time(make_app: MakeApp, tmp_path: Path) -> None:
    """What is wrong with them is said of every page, and what is right of one is no other's."""
    wrong = '---\nmyst:\n  heading_anchors: "x"\n---\n# Wrong\n'
    right = "---\nmyst:\n  dmath_allow_space: true\n---\n# Right\n\n$ a $\n"
    pages = {"page0": wrong, "page1": wrong, "page2": right, "page3": "# Other\n\n$ a $\n"}
    app = make_app("html", srcdir=project(tmp_path, "shohyo", **pages))
    app.build()
    assert app.warning.getvalue().count("heading_anchors") == 2
    assert "<math" in (app.outdir / "page2.html").read_text("utf-8")
    assert "$ a $" in (app.outdir / "page3.html").read_text("utf-8")


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
        assert not messages
        tree.reporter.debug_flag = True
        tree.reporter.stream = None
        tree.walk(nodes.SparseNodeVisitor(tree))
        assert len(messages) == 2 * len(list(tree.findall()))


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


def test_pages_that_were_never_read_are_purged_too(
    make_app: MakeApp, tmp_path: Path, counted: Callable[..., list[Any]]
) -> None:
    """Sphinx lets all domains look for each page before it reads it; with us for those that were read before."""
    purged = counted(StandardDomain, "clear_doc"), counted(TocTreeCollector, "clear_doc")
    app = make_app("html", srcdir=project(tmp_path, "myst_parser"))
    app.build()
    assert [len(calls) for calls in purged] == [PAGES + 1, PAGES + 1]
    for calls in purged:
        calls.clear()
    app = make_app("html", srcdir=tmp_path, freshenv=True)
    handlers = list(app.events.listeners["env-purge-doc"])
    with purging_what_was_read(app):
        app.build(force_all=True)
        assert [len(calls) for calls in purged] == [1, 1]  # the first page, where there is nothing to look through
        for calls in purged:
            calls.clear()
        assert len(app.env.all_docs) == PAGES + 1
        (tmp_path / "page1.md").write_text("# Changed\n", "utf-8")
        app.build()
        assert [len(calls) for calls in purged] == [1, 1]
    assert app.events.listeners["env-purge-doc"] == handlers
    assert BuildEnvironment.clear_doc.__module__ == "sphinx.environment"


def test_few_trees_wait_in_memory(make_app: MakeApp, tmp_path: Path) -> None:
    """Sphinx keeps all that it has read until they are written; with us some are loaded, and the pages are the same."""

    def trees(name: str, room: int | None, most: int = PAGES + 1) -> tuple[int, int, dict[str, str]]:
        app = make_app("html", srcdir=project(tmp_path / name, "myst_parser"))
        seen = []
        app.connect("env-updated", lambda app, env: seen.append(len(env._write_doc_doctree_cache)))
        with few_trees_in_memory(app, room, most) if room is not None else nullcontext():
            app.build()
            loaded = len(app.env._pickled_doctree_cache)
        assert type(app.env._write_doc_doctree_cache) is type(app.env._pickled_doctree_cache) is dict
        pages = {path.name: path.read_text("utf-8") for path in Path(app.outdir).glob("*.html")}
        return seen[0], loaded, pages

    stock, few, none = trees("stock", None), trees("few", 2), trees("none", 2, PAGES)
    assert (stock[0], few[:2], none[:2]) == (PAGES + 1, (2, 0), (0, 0))
    assert stock[2] == few[2] == none[2]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_all_tasks_are_ended(error: type[BaseException]) -> None:
    """Sphinx hides what went wrong with a result behind an error of its own, and leaves the other tasks at work."""

    def run() -> ParallelTasks:
        tasks = ParallelTasks(2)

        def take(_argument: object, _result: object) -> None:
            raise error

        tasks.add_task(lambda _argument: threading.Event().wait(0.5), 1, take)  # not done before the next is added
        tasks.add_task(lambda _argument: threading.Event().wait(20), 2)
        started = list(tasks._procs.values())
        try:
            tasks.join()
        finally:
            waiting.extend(process for process in started if process.exitcode is None and not process.join(2))
            working.append(sum(process.is_alive() for process in waiting))
            for process in started:
                process.kill()
        return tasks

    waiting: list[Any] = []
    working: list[int] = []
    with pytest.raises(KeyError):
        run()
    waiting.clear()
    with ending_all_tasks(), pytest.raises(error):
        run()
    assert working == [1, 0]
