"""What stands for slow ways of others gives what they give, and they are still slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import docutils
import pytest
import sphinx.builders.html
import sphinx.events
import sphinx_book_theme
from docutils import nodes
from docutils.utils import new_document
from docutils.writers._html_base import HTMLTranslator
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc
from sphinx.testing.util import SphinxTestApp

from shohyo.upstream import book_theme, trees, writing

MakeApp = Callable[..., SphinxTestApp]


def test_docutils_walks_through_each_level() -> None:
    """A node below ten levels passes through ten generators: `trees` is still needed, and stands for what it knows."""
    assert trees.KNOWN[0] <= docutils.__version_info__[:2] <= trees.KNOWN[1]
    top = node = nodes.container()
    for _level in range(10):
        node += nodes.container()
        node = node[0]
    found = trees._docutils_findall(top, nodes.container)
    levels, within = 0, found
    next(found)
    while within := getattr(within, "gi_yieldfrom", None):
        levels += 1
    for _node in range(10):
        next(found)
    deep, within = 0, found
    while within := getattr(within, "gi_yieldfrom", None):
        deep += 1
    assert deep == levels + 10


@pytest.fixture
def app(make_app: MakeApp, tmp_path: Path) -> SphinxTestApp:
    """A project with our theme, not built yet."""
    (tmp_path / "conf.py").write_text('extensions = ["shohyo"]\nhtml_theme = "shohyo"\n', "utf-8")
    contents = "```{toctree}\nfirst\nsecond\nthird\n```\n"
    (tmp_path / "index.md").write_text(f"# Top\n\n{contents}", "utf-8")
    for name in ("first", "second", "third"):
        (tmp_path / f"{name}.md").write_text(f"# {name.title()} & *so on*\n\n## One\n\nText.\n", "utf-8")
    (tmp_path / "second.md").write_text("# Second & more\n\n## One\n\n### Deep\n\n```python\n1\n```\n", "utf-8")
    return make_app("html", srcdir=tmp_path)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often Sphinx rendered which piece of a page."""
    counted: Counter[str] = Counter()
    render = StandaloneHTMLBuilder.render_partial

    def render_partial(self: StandaloneHTMLBuilder, node: nodes.Node | None) -> dict[str, str]:
        counted[node.astext() if isinstance(node, nodes.title) else type(node).__name__] += 1
        return render(self, node)

    monkeypatch.setattr(StandaloneHTMLBuilder, "render_partial", render_partial)
    return counted


def test_plain_titles_are_rendered_once(rendered: Counter[str], app: SphinxTestApp) -> None:
    """A page's own title, as that of its neighbours and of those below it; one with markup each time."""
    app.build()
    assert rendered["Second & more"] == rendered["Top"] == 1
    assert rendered["First & so on"] > 1
    html = Path(app.outdir, "first.html").read_text("utf-8")
    assert "Second &amp; more" in html


def test_titles_keep_no_document(rendered: Counter[str], app: SphinxTestApp) -> None:
    """What the environment has of a page is as it was, and Sphinx leaves it in a document that was made for it."""
    app.build()
    for docname in ("index", "second"):
        title = app.env.titles[docname]
        assert title.parent is title.document is None
    title = nodes.title("", "So & so")
    StandaloneHTMLBuilder.render_partial(app.builder, title)
    assert isinstance(title.parent, nodes.document)
    assert isinstance(title.document, nodes.document)


def test_sphinx_renders_titles_again(rendered: Counter[str], app: SphinxTestApp) -> None:
    """As long as it does, titles are worth remembering."""
    app.builder.prepare_writing(set())
    title = nodes.title("", "So & so")
    for _time in range(3):
        assert app.builder.render_partial(title)["title"] == "So &amp; so"
        assert StandaloneHTMLBuilder.render_partial(app.builder, title)["title"] == "So &amp; so"
    assert rendered["So & so"] == 1 + 3


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_addresses_are_those_of_sphinx(builder: str, make_app: MakeApp, tmp_path: Path) -> None:
    """From every page to every other, also where folders have the names of pages; worked out once for a folder."""
    names = ["index", "a", "b", "a/index", "a/b", "a/a", "a/b/c", "é/index", "é/x y", "b/index/z"]
    (tmp_path / "conf.py").write_text("", "utf-8")
    app = make_app(builder, srcdir=tmp_path)
    plain, quick = (type(app.builder)(app, app.env) for _both in "ab")
    for made in (plain, quick):
        made.init()
        app.env.all_docs.update(dict.fromkeys(names, 0))
    writing.remember_addresses(quick)
    asked: Counter[str] = Counter()
    for start in names:
        for end in names:
            assert quick.get_target_uri(end) == plain.get_target_uri(end)
            assert quick.get_relative_uri(start, end) == plain.get_relative_uri(start, end), (start, end)
    assert (type(quick).get_relative_uri is Builder.get_relative_uri) == (builder != "singlehtml")
    assert isinstance(vars(quick).get("get_relative_uri"), FunctionType) == (builder != "singlehtml")
    quote = sphinx.builders.html.quote
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sphinx.builders.html.quote", lambda text: asked.update([text]) or quote(text))
        quick.get_relative_uri("a", "b")
        assert not asked or builder == "singlehtml"
        if builder == "html":
            plain.get_relative_uri("a", "b")
            assert set(asked) == {"a", "b"}


def test_templates_are_looked_at_once(app: SphinxTestApp) -> None:
    """Jinja looks at the file whenever one is used, unless told not to; a build that begins sees what has changed."""
    environment = app.builder.templates.environment
    assert environment.auto_reload
    app.build()
    assert not environment.auto_reload
    before = environment.get_template("page.html")
    assert environment.get_template("page.html") is before
    writing.keep_templates(app.builder)
    assert environment.get_template("page.html") is not before


@pytest.mark.parametrize("verbosity", [0, 2])
def test_events_are_logged_where_asked(verbosity: int, make_app: MakeApp, tmp_path: Path) -> None:
    """With -vv Sphinx shows each with its arguments; otherwise no text is made of these."""
    (tmp_path / "conf.py").write_text('extensions = ["shohyo"]\n', "utf-8")
    app = make_app("html", srcdir=tmp_path, verbosity=verbosity)
    made = []

    class Argument:
        def __repr__(self) -> str:
            made.append(self)
            return "an argument"

    app.add_event("made-up")
    app.emit("made-up", Argument())
    assert bool(made) == bool(verbosity)
    assert ("an argument" in app.status.getvalue()) == bool(verbosity)
    del sphinx.events.repr
    app.emit("made-up", Argument())
    assert made  # Sphinx still makes it


def test_special_characters(app: SphinxTestApp) -> None:
    """They are written as docutils writes them, which looks up each character."""
    app.builder.prepare_writing(set())
    translator = app.builder.create_translator(new_document("page", app.builder.docsettings), app.builder)
    for text in ("", "書評", "a & b", '&amp; <a href="x@y">&lt;</a>', "&&&#64;@@<<>>", 3):
        assert translator.encode(text) == HTMLTranslator.encode(translator, text)


def test_files_of_pages_are_resolved_once(app: SphinxTestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sphinx resolves the path of a style sheet on each page; with us it does once."""
    resolved = Counter()
    resolve = Path.resolve

    def count(self: Path, strict: bool = False) -> Path:
        resolved[self] += 1
        return resolve(self, strict)

    path = Path(app.srcdir, "some.css")
    path.write_text("p {}\n", "utf-8")
    writing.remember_checksums()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "resolve", count)
        found = {sphinx.builders.html._file_checksum(Path(app.srcdir), "some.css") for _time in range(3)}
        assert resolved[path] == 1
        found |= {writing._file_checksum(Path(app.srcdir), "some.css") for _time in range(3)}
        assert resolved[path] == 1 + 3
    assert len(found) == 1
    assert all(found)


def test_translators_look_for_no_style_sheets(app: SphinxTestApp) -> None:
    """docutils' writer has some unless told; pages of Sphinx load none of them."""
    app.build()
    for settings in (app.builder.docsettings, app.builder._settings):
        assert app.builder.create_translator(new_document("page", settings), app.builder).stylesheet == []
    settings.stylesheet_path = ["minimal.css"]
    assert app.builder.create_translator(new_document("page", settings), app.builder).stylesheet


def test_contents_are_those_that_sphinx_copies(app: SphinxTestApp) -> None:
    """The same entries and anchors; with a depth, or parts that a tag decides on, it is the copy itself."""
    app.build()
    for docname in app.env.found_docs:
        ours, theirs = writing.contents_of(app, docname), document_toc(app.env, docname, app.tags)
        assert ours is app.env.tocs[docname]
        entries = [(link.astext(), link["anchorname"]) for link in ours.findall(nodes.reference)]
        assert entries == [(link.astext(), link["anchorname"]) for link in theirs.findall(nodes.reference)]
        assert len(entries) == len(list(app.env.get_doctree(docname).findall(nodes.section)))
    app.env.metadata["second"]["tocdepth"] = 1
    assert "Deep" not in writing.contents_of(app, "second").astext()
    app.env.tocs["first"][0] += addnodes.only("", expr="never")
    assert writing.contents_of(app, "first") is not app.env.tocs["first"]
    assert writing.contents_of(app, "nowhere") is None


@pytest.mark.parametrize("changed", [False, True], ids=["one language", "another from a place on"])
def test_languages_of_literal_blocks(changed: bool, app: SphinxTestApp) -> None:
    """They are what a visit to all nodes settles."""

    def blocks() -> Iterator[nodes.Node]:
        yield nodes.literal_block("", "1\n2", language="python", force=True)
        if changed:
            yield addnodes.highlightlang(lang="c", force=True, linenothreshold=1)
        yield nodes.section("", nodes.literal_block("", "1\n2\n3"))
        yield nodes.literal_block("", "1", linenos=True)

    results = []
    for apply in (writing._settle_languages, writing._apply_language):
        document = new_document("page")
        document.settings.env = app.env
        document += list(blocks())
        apply(writing.HighlightLanguageTransform(document))
        results.append(document.pformat())
    assert results[0] == results[1]
    assert "linenos" in results[0]


def sections() -> Iterator[nodes.document]:
    """Yield documents of sections in each other, of all lengths."""
    for length in (0, 1, 20, 79, 80, 81, 159, 160, 161, 400):
        document = new_document("page")
        paragraphs = [nodes.paragraph("", "", nodes.Text("a" * (length // 2)), nodes.strong("", "b\nc")) for _ in "ab"]
        document += nodes.section("", nodes.title("", "T"), *paragraphs, nodes.section("", nodes.title("", "U")))
        document += nodes.section("", nodes.image(alt="picture"), nodes.paragraph("", "d" * length))
        yield document


def test_descriptions_are_those_of_the_theme(app: SphinxTestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first characters of a page's sections; the theme takes the text of all of them."""
    taken: Counter[Any] = Counter()

    def counting(findall: Callable[..., Iterator[nodes.Node]]) -> Callable[..., Iterator[nodes.Node]]:
        def found(*arguments: Any) -> Iterator[nodes.Node]:
            for node in findall(*arguments):
                taken[findall] += 1
                yield node

        return found

    app.env.titles["index"] = nodes.title("", "Top")
    for document in sections():
        descriptions = set()
        for findall in (book_theme._beginning, book_theme._findall):
            context: dict[str, Any] = {"root_doc": "index"}
            monkeypatch.setattr(sphinx_book_theme, "findall", counting(findall))
            sphinx_book_theme.add_metadata_to_page(app, "page", "page.html", context, document)
            descriptions.add(context["page_description"])
        assert len(descriptions) == 1
    assert taken[book_theme._beginning] < taken[book_theme._findall] == 10 * 3
    monkeypatch.undo()
    book_theme.look_less()
    assert sphinx_book_theme.get_html_theme_path() is sphinx_book_theme.get_html_theme_path()
    assert book_theme._theme_path() is not book_theme._theme_path()
