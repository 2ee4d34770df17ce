"""What is used of MyST, sphinx-design, docutils, the theme, sphinxcontrib-bibtex and pybtex without a promise is still as we say."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.parsers.rst.directives.misc import Include
from pybtex.database import parse_string
from pybtex.database.input.bibtex import LowLevelParser
from sphinx.addnodes import pending_xref
from sphinx.testing.util import SphinxTestApp
from sphinxcontrib.bibtex import foot_roles, roles
from sphinxcontrib.bibtex.domain import BibtexDomain

from shohyo.bib import scan
from shohyo.cite import bibtex
from shohyo.reading.marks import Box, Struck
from shohyo.upstream.design import STYLE, TABS, component, unused_files
from shohyo.upstream.docutils import add_attribute, directive_class
from shohyo.upstream.myst import FILTERS, SubstitutionError, evaluate, follow_anchors
from shohyo.upstream.myst_sphinx import guarded_parser
from shohyo.upstream.pydata import is_own_script, leave_search_field_out

MakeApp = Callable[..., SphinxTestApp]

BIB = "@book{doe, author = {Doe, Jane}, title = {Wide}, publisher = {P}, year = 2020}\n@misc{roe, title = {Other}, year = 2021}\n"


def write(folder: Path, conf: str, **pages: str) -> None:
    (folder / "conf.py").write_text(conf, "utf-8")
    for name, text in pages.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


# --- MyST, sphinx-design, docutils ---------------------------------------------------------------


def test_myst_notes_the_anchors_of_headings(make_app: MakeApp, tmp_path: Path) -> None:
    """They are kept with the document by slug, and links follow when an anchor is renamed there."""
    write(
        tmp_path,
        'extensions = ["myst_parser"]\nmyst_heading_anchors = 2\n',
        index="# Top\n\n## 前の章\n\n[leads there](#前の章)\n",
    )
    app = make_app("html", srcdir=tmp_path)

    def on_doctree_read(app: SphinxTestApp, doctree: nodes.document) -> None:
        section = next(node for node in doctree.findall(nodes.section) if node.astext().startswith("前の章"))
        renamed = {section["ids"][0]: "chapter-before"}
        assert doctree.myst_slugs["前の章"][1] == section["ids"][0]
        section["ids"] = ["chapter-before"]
        follow_anchors(doctree, renamed)
        assert doctree.myst_slugs["前の章"][1] == "chapter-before"

    app.connect("doctree-read", on_doctree_read)
    app.build(force_all=True)
    assert app.statuscode == 0
    follow_anchors(nodes.document(None, None), {"a": "b"})  # a page that MyST has not read


@pytest.mark.filterwarnings("ignore:.*BuildEnvironment.app")  # which MyST still asks
def test_myst_asks_before_it_evaluates_and_includes(make_app: MakeApp, tmp_path: Path) -> None:
    """A page's settings, its substitutions and the files that it includes pass through the hands of the caller."""
    text = "---\nmyst: {heading_anchors: 3, all_links_external: true}\n---\n# Top\n\n{{ a }} {{ 7 * 7 }} {{ env }}\n\n"
    include = "```{include} part.txt\n```\n\n```{include} other.txt\n```\n\n[x](javascript:alert(1))\n"
    conf = (
        'extensions = ["myst_parser"]\nmyst_enable_extensions = ["substitution"]\nmyst_substitutions = {"a": "Value"}\n'
    )
    write(tmp_path, conf, index=text + include)
    (tmp_path / "part.txt").write_text("Part\n", "utf-8")
    (tmp_path / "other.txt").write_text("Other\n", "utf-8")
    app = make_app("html", srcdir=tmp_path)
    settings, refused, asked, extended = [], [], [], []

    def admitted(myst: Mapping[str, Any], _config: object) -> Mapping[str, Any]:
        settings.append(dict(myst))
        return {"heading_anchors": 3}

    def may_include(target: str, line: int, source: str) -> bool:
        asked.append((target, line, Path(source).name))
        return target == "part.txt"

    parser = guarded_parser(
        admitted, lambda *found: refused.append(found[:1] + found[2:3]), may_include, 60, extended.append, Struck,
        lambda is_done: Box(checked=is_done),
    )  # fmt: skip
    app.add_source_parser(parser, override=True)
    app.build(force_all=True)
    page = (app.outdir / "index.html").read_text("utf-8")
    assert {"heading_anchors": 3, "all_links_external": True} in settings
    assert refused == [("7 * 7", 6), ("env", 6)]
    assert asked == [("part.txt", 8, "index.md"), ("other.txt", 11, "index.md")]
    assert ("Value" in page, "49" in page, "Part" in page, "Other" in page) == (True, False, True, False)
    assert 'href="javascript' not in page


def test_what_a_substitution_may_be() -> None:
    """Names, keys, comparisons and filters that make no more than they are given; all else is an error."""
    values = {"a": "Text", "b": {"c": ["x", "y"], "items": "d"}, "odd-name": 3, "n": None}
    for text, expected in {
        "a": "Text", "odd-name": "3", " b.c[1] ": "y", "b['items']": "d", "b.items": "d", "a | lower": "text",
        "'x' ~ a": "xText", "a if n else b.c | first": "x", "a == 'Text' and not n": "True",
    }.items():  # fmt: skip
        assert evaluate(text, values)[0] == expected
    for text in (
        "cycler", "env", "a.upper()", "a.__class__", "''.__class__", "b.__getitem__", "a * 9", "9 ** 9", "[1] + [2]",
        "a | attr('x')", "b | map(attribute='x') | list", "a | replace('T', 'TT')", "a | center(99999999)", "self", "x",
        "range(9)", "b.c.nothing", "a }}{% for i in [1] %}{{ i }}{% endfor %}{{ a", "a }}{{ a.__class__", "{", "", "a" * 501,
        "a | format", "lipsum", "namespace", "(a).__init__", "a['__class__'] ", "{'a': 1}", "super",
    ):  # fmt: skip
        with pytest.raises(SubstitutionError):
            evaluate(text, values)
    assert "attr" not in FILTERS


def test_class_of_a_directive() -> None:
    """The class that docutils would take, whoever has registered it, and nothing for what there is not."""
    assert directive_class("raw").__name__.endswith("Raw")
    assert issubclass(directive_class("include"), Include)
    assert directive_class("no-such-directive") is None


def test_components_of_sphinx_design(make_app: MakeApp, tmp_path: Path) -> None:
    """A component is a container with its classes, which it writes as a bare ``<div>``."""
    write(tmp_path, 'extensions = ["myst_parser", "sphinx_design"]\n', index="# Top\n\nText.\n")
    app = make_app("html", srcdir=tmp_path)

    def on_doctree_read(app: SphinxTestApp, doctree: nodes.document) -> None:
        card = component("card", ["sd-card"])
        assert isinstance(card, nodes.container)
        card += nodes.paragraph("", "In the card.")
        doctree.next_node(nodes.section).append(card)

    app.connect("doctree-read", on_doctree_read)
    app.build(force_all=True)
    page = (app.outdir / "index.html").read_text("utf-8")
    assert '<div class="sd-card docutils">\n<p>In the card.</p>\n</div>' in page


def test_files_of_sphinx_design(make_app: MakeApp, tmp_path: Path) -> None:
    """It adds two files to every page, and a page has use for them where it has its classes, icons or tabs."""
    pages = {
        "index": ("# Top\n\nThe class sd-card and `sd-tab-set`.\n", {STYLE, TABS}),
        "badge": ("# Badge\n\n{bdg}`new`\n", {TABS}),
        "icon": ("# Icon\n\n{octicon}`bell`\n", {TABS}),
        "raw": ('# Raw\n\n<p class="sd-text-center">Text</p>\n', {TABS}),
        "dropdown": ("# Dropdown\n\n:::{dropdown} Title\nText\n:::\n", {TABS}),
        "tabs": ("# Tabs\n\n::::{tab-set}\n:::{tab-item} One\nText\n:::\n::::\n", set()),
    }
    conf = 'extensions = ["myst_parser", "sphinx_design"]\nmyst_enable_extensions = ["colon_fence"]\n'
    write(tmp_path, conf, **{name: text for name, (text, _unused) in pages.items()})
    app = make_app("html", srcdir=tmp_path)
    found: dict[str, set[str]] = {}

    def on_context(app: SphinxTestApp, name: str, template: str, context: dict, doctree: nodes.document | None) -> None:
        found[name] = unused_files(doctree, "")
        files = {
            str(file.filename).removeprefix("_static/")
            for key in ("css_files", "script_files")
            for file in context[key]
        }
        assert files >= {STYLE, TABS}

    app.connect("html-page-context", on_context)
    app.build(force_all=True)
    assert unused_files(None, '<p class="sd-text-center">') == {TABS}
    expected = {name: unused for name, (_text, unused) in pages.items()}
    assert found == {**expected, "genindex": {STYLE, TABS}, "search": {STYLE, TABS}}


def test_scripts_of_the_theme(make_app: MakeApp, tmp_path: Path) -> None:
    """Of the scripts in a page, those of pydata-sphinx-theme are known from those of others."""
    write(tmp_path, 'html_theme = "sphinx_book_theme"\nextensions = ["myst_parser"]\n', index="# Top\n")
    app = make_app("html", srcdir=tmp_path)
    app.add_js_file(None, body="other(DOCUMENTATION_OPTIONS);")
    found: list[str] = []

    def on_context(app: SphinxTestApp, name: str, template: str, context: dict, doctree: nodes.document | None) -> None:
        inline = [script for script in context["script_files"] if not script.filename]
        assert len([script for script in inline if is_own_script(script)]) == 2
        found.extend(script.attributes["body"] for script in inline if not is_own_script(script))
        assert not any(is_own_script(script) for script in context["script_files"] if script.filename)

    app.connect("html-page-context", on_context, priority=900)
    app.build(force_all=True)
    assert set(found) == {"other(DOCUMENTATION_OPTIONS);"}


def test_search_field_of_the_theme(make_app: MakeApp, tmp_path: Path) -> None:
    """The theme names it in an option, whatever a theme on top of it says, and renders it on each page to see if it is empty."""
    write(tmp_path, 'html_theme = "sphinx_book_theme"\nextensions = ["myst_parser"]\n', index="# Top\n")
    rendered: list[str] = []
    counts: list[int] = []
    for is_left_out in (False, True):
        app = make_app("html", srcdir=tmp_path, freshenv=True)
        assert app.builder.theme_options["navbar_persistent"]
        if is_left_out:
            leave_search_field_out(app.builder)
        render = app.builder.templates.render
        rendered.clear()
        app.builder.templates.render = lambda name, context, render=render: (
            rendered.append(name) or render(name, context)
        )
        app.build(force_all=True)
        counts.append(rendered.count("search-button-field.html"))
    assert counts[1] < counts[0]  # its own other templates have the field, too


def test_attributes_of_a_row(make_app: MakeApp, tmp_path: Path) -> None:
    """What the translator wrote last is the start tag of the node that it is asked to write."""
    write(tmp_path, 'extensions = ["myst_parser"]\n', index="# Top\n\n|a|\n|-|\n|1|\n")
    app = make_app("html", srcdir=tmp_path)

    class Translator(app.registry.get_translator_class(app.builder)):
        def visit_row(self, node: nodes.row) -> None:
            super().visit_row(node)
            add_attribute(self, "tr", "data-row", 'a "quoted" <value>')

    app.set_translator("html", Translator, override=True)
    app.build(force_all=True)
    page = (app.outdir / "index.html").read_text("utf-8")
    assert page.count('<tr data-row="a &quot;quoted&quot; &lt;value&gt;" class="row-') == 2


# --- sphinxcontrib-bibtex ------------------------------------------------------------------------


@pytest.fixture
def citing(make_app: MakeApp, tmp_path: Path) -> SphinxTestApp:
    """A project that cites with sphinxcontrib-bibtex alone."""
    write(
        tmp_path,
        'extensions = ["myst_parser", "sphinxcontrib.bibtex"]\nbibtex_bibfiles = ["a.bib"]\n',
        index="# Top\n\n```{toctree}\nother\n```\n\n{cite:p}`doe`\n\n```{bibliography}\n:all:\n```\n",
        other="# Other\n\n{footcite}`roe`\n\n```{footbibliography}\n```\n",
    )
    (tmp_path / "a.bib").write_text(BIB, "utf-8")
    return make_app("html", srcdir=tmp_path)


def test_bibtex_takes_what_it_is_given(citing: SphinxTestApp) -> None:
    """Data handed over before its own handler runs are kept, and no file is read again."""
    data = parse_string(BIB.replace("Wide", "Given"), "bibtex")
    path = (citing.srcdir / "a.bib").resolve()

    def on_builder_inited(app: SphinxTestApp) -> None:
        bibtex.hand_over(app.env, app.config.bibtex_encoding, data, {path: ["doe", "roe"]})

    citing.connect("builder-inited", on_builder_inited, priority=400)
    citing.emit("builder-inited")
    assert citing.env.domains["cite"].bibdata.data is data
    citing.build(force_all=True)
    assert "Given" in (citing.outdir / "index.html").read_text("utf-8")


def test_bibtex_says_who_cites_what(citing: SphinxTestApp) -> None:
    """Citations, also those that are only noted, and entries with the ids that their bibliography has."""
    citing.connect("source-read", lambda app, docname, _: bibtex.note_cited(app.env, docname, 1, ["roe"]))
    trees: dict[str, nodes.document] = {}
    citing.connect("doctree-resolved", lambda app, doctree, docname: trees.update({docname: doctree.deepcopy()}))
    citing.build(force_all=True)
    assert bibtex.citing_pages(citing.env) == {"roe": ["index", "other"], "doe": ["index"]}
    listed = bibtex.listed_keys(citing.env)
    assert sorted(listed.values()) == ["doe", "roe"]
    (bibliography,) = trees["index"].findall(bibtex.is_bibliography)
    entries = list(bibliography.findall(bibtex.is_bibliography_entry))
    assert [listed[entry["docname"], entry["ids"][0]] for entry in entries] == ["roe", "doe"]
    assert [entry["backrefs"] for entry in entries if "" in entry["backrefs"]] == [[""]]


def test_bibtex_makes_references_as_we_do(citing: SphinxTestApp) -> None:
    """A citation of ours has what its own role gives one, and is resolved like it."""
    trees: dict[str, nodes.document] = {}
    citing.connect(
        "doctree-read", lambda app, doctree: trees.update({app.env.current_document.docname: doctree.deepcopy()})
    )
    citing.build(force_all=True)
    (theirs,) = (node for node in trees["index"].findall(pending_xref) if node["refdomain"] == "cite")
    ours = bibtex.citation("doe")
    names = ("refdomain", "reftype", "reftarget", "refexplicit")
    assert {name: ours[name] for name in names} == {name: theirs[name] for name in names}
    ours["refdoc"] = "index"
    domain = citing.env.domains["cite"]
    found = domain.resolve_xref(citing.env, "index", citing.builder, "p", ours["reftarget"], ours, ours[0])
    assert found.astext().startswith("[")


def test_roles_of_bibtex_are_made_as_we_expect() -> None:
    """The methods that ours override, and the attributes that they change, are there."""
    assert list(inspect.signature(roles.CiteRole.result_nodes).parameters) == [
        "self",
        "document",
        "env",
        "node",
        "is_ref",
    ]
    assert "self.text" in inspect.getsource(foot_roles.FootCiteRole.run)
    assert "self.target" in inspect.getsource(roles.CiteRole.result_nodes)


# --- pybtex --------------------------------------------------------------------------------------


def test_scanner_of_pybtex_is_the_one_that_we_extend() -> None:
    """Methods that ours override or call, and the attributes that tell where it is."""
    overridden = {name for name in vars(scan.Scanner) if not name.startswith("__") and hasattr(LowLevelParser, name)}
    assert overridden == {"parse_bibliography", "substitute_macro"}
    for name in ("skip_to", "optional", "required", "eat_whitespace", "parse_string_body", "parse_preamble_body"):
        assert callable(getattr(LowLevelParser, name)), name
    scanner = LowLevelParser("@misc{a, b = {c}}")
    assert (scanner.pos, scanner.end_pos, scanner.text[0]) == (0, 17, "@")
    assert {"AT", "NAME", "LBRACE", "RBRACE", "LPAREN", "COMMA", "EQUALS", "KEY_BRACE", "KEY_PAREN"} <= set(
        dir(scanner)
    )


def test_helpers_of_pybtex() -> None:
    """Names are split outside of braces, white space is one space, months are macros in any case."""
    assert scan.names_in("A and {B and C} and D") == ["A", "{B and C}", "D"]
    assert scan.one_line("a\n  b\t c") == "a b c"
    assert scan.known_macros()["AUG"] == "August"
    scan.known_macros()["mine"] = "x"
    assert "mine" not in scan.known_macros()


def test_scanner_reports_places() -> None:
    """A mistake comes with the offset at which it stands, and what was understood is kept."""
    found: list[SimpleNamespace] = []
    scanner = scan.Scanner(
        "@misc{a, title = {T} year = 2020}\n@misc{b, title = {U}}\n",
        macros=scan.known_macros(),
        handle_error=lambda error: found.append(SimpleNamespace(offset=error.offset, problem=error.problem)),
    )
    entries = {entry.key: [(item.name, item.value) for item in entry.fields] for entry in scanner}
    assert entries == {"a": [("title", "T"), ("year", "2020")], "b": [("title", "U")]}
    assert [(item.offset, item.problem) for item in found] == [(21, 'a comma is missing before "year"')]


LISTED = [":all:", ":cited:", ":notcited:", ":filter: docname in docnames", ":filter: cited", ":keyprefix: x-\n:all:",
           ":filter: year % '20'", ":list: bullet\n:all:"]  # fmt: skip


@pytest.mark.parametrize("options", LISTED)
def test_narrowed_domain_gives_what_its_base_gives(options: str, make_app: MakeApp, tmp_path: Path) -> None:
    """Entries of a bibliography, and what stands in place of citations, are as without our subclass, in the same order."""
    (tmp_path / "references.bib").write_text(BIB, "utf-8")
    text = "# T\n\n{cite:p}`roe, doe` {cite:t}`doe` {cite}`{see}doe{p. 1}, x-roe`\n\n"
    page = f"{text}```{{bibliography}}\n{options}\n```\n"
    write(tmp_path, 'extensions = ["shohyo"]\n', index=page + "\n```{toctree}\nother\n```\n", other=page)
    app = make_app("html", srcdir=tmp_path)
    app.build()
    domain = app.env.domains["cite"]
    assert isinstance(domain, bibtex.CiteDomain)
    for key in domain.bibliographies:
        base = list(BibtexDomain.get_filtered_entries(domain, key))
        assert list(domain.get_filtered_entries(key)) == base
    for target in ("roe, doe", "doe", "{see}doe{p. 1}, x-roe", "nobody"):
        node = pending_xref("", nodes.inline("", target), refdomain="cite", reftype="p", reftarget=target)
        arguments = (app.env, "index", app.builder, "p", target, node, node[0])
        ours = str(domain.resolve_xref(*arguments))
        if "shohyo-unresolved" in ours:  # where nothing can be found, the base prints brackets alone
            is_listed = options.split("\n")[0] not in (":keyprefix: x-", ":list: bullet")
            known = {*domain.by_key, *(("roe", "doe") if is_listed else ())}
            assert known.isdisjoint(bibtex.cited_in(target))
            assert all(key in ours for key in bibtex.cited_in(target))
        else:
            assert ours == str(BibtexDomain.resolve_xref(domain, *arguments))


def test_references_of_a_folder_are_resolved_once(make_app: MakeApp, tmp_path: Path, monkeypatch: Any) -> None:
    """They are what the base gives on each page; where a bibliography stands, it is asked each time."""
    (tmp_path / "references.bib").write_text(BIB, "utf-8")
    text = "# T\n\n{cite:p}`roe, doe` {cite:t}`doe`\n\n"
    pages = {"one": text, "two": text, "deep/three": text, "deep/four": text}
    contents = "".join(f"{name}\n" for name in pages)
    listing = f"{text}```{{bibliography}}\n:all:\n```\n\n```{{toctree}}\n{contents}```\n"
    write(tmp_path, 'extensions = ["shohyo"]\n', index=listing, **pages)
    app = make_app("html", srcdir=tmp_path)
    app.build()
    domain, asked = app.env.domains["cite"], []
    domain.env_updated()
    resolve = BibtexDomain.resolve_xref
    monkeypatch.setattr(BibtexDomain, "resolve_xref", lambda *given: asked.append(given[2]) or resolve(*given))
    for docname in ("index", *pages, "index"):
        for target in ("roe, doe", "{see}doe{p. 1}", "nobody"):
            node = pending_xref("", nodes.inline("", target), refdomain="cite", reftype="p", reftarget=target)
            given = (app.env, docname, app.builder, "p", target, node, node[0])
            ours = domain.resolve_xref(*given)
            assert ours.parent is None
            if target == "nobody":
                assert ours.astext() == "[nobody]"
            else:
                assert str(ours) == str(resolve(domain, *given))
    assert Counter(asked) == {"index": 4, "one": 2, "deep/three": 2}


def test_base_fills_bibliographies_from_all_references(make_app: MakeApp, tmp_path: Path) -> None:
    """Each entry is compared with every reference there is; with us, with those of its page, and the same comes out."""
    (tmp_path / "references.bib").write_text(BIB, "utf-8")
    page = "# T\n\n{cite:p}`roe, doe`\n\n```{bibliography}\n:all:\n```\n"
    write(tmp_path, 'extensions = ["shohyo"]\n', index=page + "\n```{toctree}\nother\n```\n", other=page)
    app = make_app("html", srcdir=tmp_path)
    app.build()
    domain, seen = app.env.domains["cite"], []
    assert bibtex.BibliographyTransform.run is bibtex._fill_bibliographies

    class Reference:
        """One of a page that has no bibliography."""

        targets = ()

        @property
        def docname(self) -> str:
            seen.append(self)
            return "elsewhere"

    domain.data["citation_refs"].append(Reference())
    results, looks = [], []
    for fill in (bibtex._fill, bibtex._fill_bibliographies):
        document = app.env.get_doctree("index")
        seen.clear()
        for bibliography in domain.bibliographies.values():
            for node in bibliography.citation_nodes.values():
                node.clear()  # they are kept, and filled again
        fill(bibtex.BibliographyTransform(document))
        results.append([node.pformat() for node in document.findall(nodes.citation)])
        looks.append(len(seen))
    assert results[0] == results[1]
    assert looks == [len(results[0]), 1]
