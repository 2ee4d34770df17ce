"""What ``shohyo/upstream/sphinx.py`` uses of Sphinx is still as it says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sphinx.application
from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.text import TextBuilder
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import new_document
from sphinx.util.logging import getLogger
from sphinx.writers.html5 import HTML5Translator
from sphinxcontrib.serializinghtml import JSONHTMLBuilder

from shohyo.upstream import sphinx as upstream

MakeApp = Callable[..., SphinxTestApp]

PAGES = {
    "index": "Top\n===\n\n.. toctree::\n\n   first\n   second\n",
    "first": "First\n=====\n\n.. toctree::\n\n   inner\n",
    "second": "Second\n======\n\nSee :doc:`inner`.\n",
    "inner": "Inner\n=====\n",
    "lost": ":orphan:\n\nLost\n====\n",
}


@pytest.fixture
def app(make_app: MakeApp, tmp_path: Path) -> SphinxTestApp:
    """A project of Sphinx alone, not built yet."""
    (tmp_path / "conf.py").write_text("", "utf-8")
    for name, text in PAGES.items():
        (tmp_path / f"{name}.rst").write_text(text, "utf-8")
    return make_app("html", srcdir=tmp_path)


class Mark(nodes.inline):
    """A node of another extension."""


@pytest.mark.parametrize("is_helped", [False, True])
def test_node_for_one_builder(is_helped: bool, app: SphinxTestApp, make_app: MakeApp) -> None:
    """A node for a builder by its name takes those of its format away, unless they are put beside it."""

    def visit(_self: object, _node: nodes.Node) -> None:
        """Write nothing."""

    other = make_app("dirhtml", srcdir=app.srcdir)
    other.set_translator("dirhtml", nodes.NodeVisitor, override=True)
    other.add_node(Mark, override=True, html=(visit, None))
    other.add_node(nodes.inline, override=True, dirhtml=(visit, None))
    if is_helped:
        upstream.complete_visitors(other)
    translator = other.builder.create_translator(new_document(""))
    assert hasattr(translator, "visit_Mark") is is_helped


def test_builders_say_whether_they_have_a_search(app: SphinxTestApp, make_app: MakeApp) -> None:
    """Those of sites do, be it switched off in the builder at work; those of other formats and of books do not."""
    assert StandaloneHTMLBuilder.search is True
    assert upstream.has_search(app.builder)
    upstream.switch_search_off(app.builder)
    assert upstream.has_search(app.builder)
    assert issubclass(JSONHTMLBuilder, StandaloneHTMLBuilder)
    for name, expected in (("text", False), ("epub", False), ("dirhtml", True)):
        assert upstream.has_search(make_app(name, srcdir=app.srcdir).builder) is expected, name
    assert not issubclass(TextBuilder, StandaloneHTMLBuilder)


def test_search_is_switched_off(app: SphinxTestApp) -> None:
    """Neither index nor search page is written; both are unless it is switched off."""
    app.build(force_all=True)
    written = [Path(app.outdir, name) for name in ("searchindex.js", "search.html")]
    assert all(path.is_file() for path in written)
    for path in written:
        path.unlink()
    upstream.switch_search_off(app.builder)
    app.build(force_all=True)
    assert not any(path.exists() for path in written)


def test_inventories_name_their_project(app: SphinxTestApp, tmp_path: Path) -> None:
    """In their second line, on which white space is put together; what is no inventory names none."""
    app.config.project = "A  shelf:\n書棚"
    app.build(force_all=True)
    assert upstream.project_of(Path(app.outdir, "objects.inv")) == "A shelf: 書棚"
    other = tmp_path / "other.inv"
    for data in (
        b"",
        b"# Project: x\n# Project: x\n",
        b"# Sphinx inventory version 2\n# Project: \xff\n",
        b"\0" * 9000,
    ):
        other.write_bytes(data)
        assert upstream.project_of(other) == ""
    assert upstream.project_of(tmp_path) == upstream.project_of(tmp_path / "none") == ""


def test_build_info_is_renewed(app: SphinxTestApp) -> None:
    """It is made of the configuration when it is asked for, and compared as a whole."""
    before = app.builder.build_info
    upstream.renew_build_info(app.builder)
    assert app.builder.build_info == before
    app.config.templates_path = ["elsewhere"]
    upstream.renew_build_info(app.builder)
    assert app.builder.build_info != before


def test_scripts_of_a_page(app: SphinxTestApp) -> None:
    """A script is added to the page at hand alone, with its attributes, and entries tell their path."""
    seen: dict[str, list[str]] = {}

    def on_early_context(
        app: SphinxTestApp, name: str, template: str, context: dict[str, Any], doctree: object
    ) -> None:
        if name == "first":
            upstream.add_page_script(app.builder, "mine.js", defer="defer", **{"data-root": "../"})

    def on_context(app: SphinxTestApp, name: str, template: str, context: dict[str, Any], doctree: object) -> None:
        seen[name] = list(map(upstream.asset_path, context["script_files"]))
        context["script_files"][:] = [
            script for script in context["script_files"] if upstream.asset_path(script) != "_static/doctools.js"
        ]

    app.connect("html-page-context", on_early_context)
    app.connect("html-page-context", on_context, priority=900)
    app.add_js_file(None, body="inline();")
    app.build(force_all=True)
    assert [name for name, paths in seen.items() if "_static/mine.js" in paths] == ["first"]
    assert all("_static/doctools.js" in paths and "" in paths for paths in seen.values())
    page = Path(app.outdir, "first.html").read_text("utf-8")
    assert 'src="_static/mine.js' in page
    assert 'data-root="../"' in page
    assert "doctools.js" not in page


def test_tables_of_contents(app: SphinxTestApp) -> None:
    """The environment knows the pages below one in their order, and the first page above one."""
    app.build(force_all=True)
    assert list(upstream.listed_in(app.env, "index")) == ["first", "second"]
    assert list(upstream.listed_in(app.env, "inner")) == []
    assert upstream.parents(app.env) == {"index": None, "first": "index", "second": "index", "inner": "first"}


def test_events_that_nothing_listens_to(app: SphinxTestApp) -> None:
    """Sphinx knows who listens to which event."""
    app.add_event("shouted")
    assert not upstream.is_heard(app, "shouted")
    app.connect("shouted", print)
    assert upstream.is_heard(app, "shouted")


def test_pages_without_a_title(app: SphinxTestApp) -> None:
    """Sphinx has a text for the title of a page that has none."""
    Path(app.srcdir, "lost.rst").write_text(":orphan:\n\nWords.\n", "utf-8")
    app.build()
    assert [name for name in sorted(app.env.found_docs) if not upstream.has_title(app.env, name)] == ["lost"]


def test_a_page_is_resolved(app: SphinxTestApp) -> None:
    """References are links then, and the event is emitted."""
    app.build(force_all=True)
    names: list[str] = []
    app.connect("doctree-resolved", lambda app, doctree, docname: names.append(docname))
    assert "inner.html" in upstream.resolve(app, "second").pformat()
    assert names == ["second"]


def test_a_download_in_a_heading_stops_no_build(app: SphinxTestApp) -> None:
    """Sphinx ends in a KeyError at a table of contents with one, and would do without the function."""
    (app.srcdir / "first.rst").write_text("A :download:`file <index.rst>`\n=============================\n", "utf-8")
    app.connect("doctree-read", lambda app, _doctree: upstream.unlink_downloads(app.env, app.env.docname))
    app.build()
    assert "A file" in (app.outdir / "index.html").read_text("utf-8")
    assert "download" in (app.outdir / "first.html").read_text("utf-8")


def test_a_download_in_a_heading_stops_sphinx_alone(app: SphinxTestApp) -> None:
    """When this fails, ``unlink_downloads`` has no purpose any more."""
    (app.srcdir / "first.rst").write_text("A :download:`file <index.rst>`\n=============================\n", "utf-8")
    with pytest.raises(KeyError):
        app.build()


def test_warnings_pass_a_filter(app: SphinxTestApp) -> None:
    """A filter sees every warning, with its file, before it is counted or shown."""
    seen = []

    class Filter(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            seen.append((record.getMessage(), upstream.warned_file(app.env, record)))
            return "keep" in record.getMessage()

    upstream.filter_warnings(Filter())
    app.build()
    seen.clear()
    before = app._warncount
    logger = getLogger("test")
    node = nodes.paragraph()
    node.source, node.line = str(app.srcdir / "first.rst"), 3
    for place in (node, ("inner", 2), "second", str(app.srcdir / "index.rst") + ":1:", "/elsewhere/a.rst:1", None):
        logger.warning("drop", location=place)
    assert [file for _message, file in seen] == ["first.rst", "inner.rst", "second.rst", "index.rst", "", ""]
    logger.warning("keep")
    assert app._warncount == before + 1
    assert app.warning.getvalue().count("drop") == 0


def test_static_files_of_a_theme_are_kept_out(make_app: MakeApp, tmp_path: Path) -> None:
    """A theme's folders come down to Sphinx's own; static files of one are not copied, and its templates are found."""
    (tmp_path / "conf.py").write_text('html_theme = "sphinx_book_theme"', "utf-8")
    (tmp_path / "index.rst").write_text(PAGES["second"], "utf-8")
    app = make_app("html", srcdir=tmp_path)
    folders = upstream.theme_folders(app.builder)
    assert [folder.name for folder in folders] == ["sphinx_book_theme", "pydata_sphinx_theme", "basic"]
    upstream.keep_static_files_out(app.builder, folders[:1])
    assert upstream.theme_folders(app.builder) == folders
    app.build(force_all=True)
    static = Path(app.outdir, "_static")
    assert (folders[0] / "static/images").is_dir()
    assert not (static / "images").exists()
    assert (static / "styles/pydata-sphinx-theme.css").is_file()
    assert (static / "basic.css").is_file()
    assert "sbt-scroll-pixel-helper" in Path(app.outdir, "index.html").read_text("utf-8")


def test_heading_with_a_link_to_the_contents(make_app: MakeApp, tmp_path: Path) -> None:
    """Its sign is written by hand after that link has ended; ended before, it is written as all others are."""
    signs: list[str] = []

    class Translator(HTML5Translator):
        def depart_title(self, node: nodes.title) -> None:
            upstream.end_link_to_contents(self)
            super().depart_title(node)

        def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
            signs.append(node["ids"][0])
            super().add_permalink_ref(node, title)

    (tmp_path / "conf.py").write_text("", "utf-8")
    (tmp_path / "index.rst").write_text("Top\n===\n\n.. contents::\n\nPart\n----\n\nText\n", "utf-8")
    app = make_app("html", srcdir=tmp_path)
    app.build(force_all=True)
    before = Path(app.outdir, "index.html").read_text("utf-8")
    app.set_translator("html", Translator)
    app.build(force_all=True)
    assert Path(app.outdir, "index.html").read_text("utf-8") == before
    assert 'class="toc-backref"' in before
    assert signs == ["top", "part"]


def test_output_is_sent_elsewhere(app: SphinxTestApp, tmp_path: Path) -> None:
    """All that a builder writes goes to the other folder, and back again; its doctrees stay where they are."""
    output, elsewhere, doctrees = Path(app.outdir), tmp_path / "elsewhere", Path(app.doctreedir)
    before = {name: value for name, value in vars(app.builder).items() if isinstance(value, Path)}
    assert {"_static_dir", "_sources_dir", "_downloads_dir", "_images_dir"} <= before.keys()
    there = sorted(output.rglob("*"))
    upstream.redirect_output(app, elsewhere)
    app.build(force_all=True)
    assert sorted(output.rglob("*")) == [*there, *(path for path in output.rglob("*") if doctrees in path.parents)]
    assert {"index.html", "genindex.html", "objects.inv", ".buildinfo", "_static", "_sources"} <= {
        path.name for path in elsewhere.iterdir()
    }
    assert Path(app.doctreedir) == doctrees
    upstream.redirect_output(app, output)
    assert {name: value for name, value in vars(app.builder).items() if isinstance(value, Path)} == before


def test_builder_leaves_its_notes_alone(app: SphinxTestApp, make_app: MakeApp) -> None:
    """Asked what is out of date, it neither writes ``.buildinfo`` nor keeps the old one, though settings differ."""
    app.build(force_all=True)
    notes = Path(app.outdir, ".buildinfo")
    before = notes.read_bytes()
    for is_left_alone in (True, False):
        other = make_app("html", srcdir=app.srcdir, confoverrides={"html_show_sphinx": False})
        true = other.builder.build_info
        assert upstream.configuration_hash(other.builder) != upstream.configuration_hash(app.builder)
        if is_left_alone:
            assert upstream.pretend_build_info(other.builder) is true
            assert other.builder.build_info is not true
        list(other.builder.get_outdated_docs())
        assert (notes.read_bytes() == before) is is_left_alone
        assert notes.with_name(".buildinfo.bak").exists() is not is_left_alone
    notes.write_text("damaged", "utf-8")
    assert upstream.pretend_build_info(app.builder) is app.builder.build_info


def test_folders_of_templates(app: SphinxTestApp, make_app: MakeApp) -> None:
    """Those of the project and of the theme are among them."""
    Path(app.srcdir, "own").mkdir()
    folders = upstream.template_folders(
        make_app("html", srcdir=app.srcdir, confoverrides={"templates_path": ["own"]}).builder
    )
    assert Path(app.srcdir, "own") in folders
    assert set(upstream.theme_folders(app.builder)) <= set(folders)


@pytest.mark.parametrize("parallel", [0, 2])
def test_errors_that_builders_swallow(make_app: MakeApp, app: SphinxTestApp, parallel: int) -> None:
    """A page that cannot be written is only warned of; the error is seen, and what is noted of it comes through."""
    for number in range(6):
        Path(app.srcdir, f"page{number}.rst").write_text(":orphan:\n\nPage\n====\n", "utf-8")
    other = make_app("html", srcdir=app.srcdir, parallel=parallel)
    Path(other.outdir, "page3.html").mkdir(parents=True)
    found: list[Any] = []

    def note(error: OSError, record: logging.LogRecord) -> None:
        record.noted = error.strerror

    def see(record: logging.LogRecord) -> bool:
        found.append(getattr(record, "noted", None))
        return True

    upstream.filter_warnings(see)
    with upstream.noted_os_errors(note):
        other.build(force_all=True)
    assert found == ["Is a directory"]
    assert "error writing file" in other.warning.getvalue()


def test_warnings_are_failures_where_the_command_line_says_so(app: SphinxTestApp, make_app: MakeApp) -> None:
    """The public attribute says no in both cases."""
    strict = make_app("html", srcdir=app.srcdir, warningiserror=True)
    assert [upstream.fails_on_warnings(each) for each in (app, strict)] == [False, True]
    assert [each.warningiserror for each in (app, strict)] == [False, False]


def test_extensions_that_no_configuration_names(make_app: MakeApp, app: SphinxTestApp, monkeypatch: Any) -> None:
    """An extension is loaded beside those of conf.py, once."""
    monkeypatch.setattr("sphinx.application.builtin_extensions", sphinx.application.builtin_extensions)
    for _ in range(2):
        upstream.add_builtin_extension("sphinx.ext.todo")
    made = make_app("html", srcdir=app.srcdir, confoverrides={"extensions": ["sphinx.ext.ifconfig"]})
    assert {"sphinx.ext.todo", "sphinx.ext.ifconfig"} <= {*made.extensions}
    assert "sphinx.ext.todo" not in {*app.extensions, *made.config.extensions}
    assert sphinx.application.builtin_extensions.count("sphinx.ext.todo") == 1


def test_templates_are_kept(app: SphinxTestApp, make_app: MakeApp, tmp_path: Path) -> None:
    """What is kept is used by the next application, until the text of a template is another."""
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates/layout.html"
    for text in ("ONE", "ONE", "OTHER"):
        template.write_text(text, "utf-8")
        made = make_app("html", srcdir=app.srcdir, freshenv=True, confoverrides={"templates_path": ["templates"]})
        upstream.keep_templates(made.builder, tmp_path / "kept")
        kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
        made.build(force_all=True)
        assert Path(made.outdir, "first.html").read_text("utf-8") == text
        now = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
        assert (now == kept) is (text == "ONE" and kept != {})
