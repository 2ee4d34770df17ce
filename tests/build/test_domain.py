"""Roles, objects, relations and mentions of the domain, in a built site."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from sphinx.testing.util import SphinxTestApp
from sphinx.util.inventory import InventoryFile

from shohyo.data.catalogue import Document
from shohyo.data.crosswalk import CrosswalkFile
from shohyo.data.diagram import Diagram
from shohyo.data.guide import GuideFile
from shohyo.fields.positioned import Place
from shohyo.model import Record
from shohyo.reading.backlinks import Mention
from shohyo.reading.domain import BY_PAGE, ShohyoDomain
from shohyo.source.references import Html, Markup, Reference, Use
from tests.build.building import article, run_sphinx, soup, warnings_of


@pytest.fixture
def output(small: Path) -> Path:
    return small


def links(page: Path, selector: str = "a") -> dict[str, str]:
    return {link.get_text(): link["href"] for link in article(page).select(selector) if link.has_attr("href")}


def test_roles_show_the_name_and_lead_to_the_page(output: Path) -> None:
    """A role prints the title of what it names, and links to its address."""
    found = links(output / "index.html", "p a.reference.internal")
    assert found["アルファパターン"] == "patterns/alpha.html"
    assert found["第1章 最初の章"] == "reviews/small-book.html#ch-1"
    gamma = links(output / "patterns/gamma.html", "p a.reference.internal")
    assert gamma["『小さなパターンの本』"] == "../reviews/small-book.html"
    assert gamma["書評：小さなパターンの本"] == "../reviews/small-book.html"
    assert gamma["棚"] == "../index.html#tag-棚"


def test_aliases_and_titles_resolve(output: Path) -> None:
    """An alias in a role leads to the page, under the page's title."""
    assert links(output / "reviews/small-book.html", "p a")["アルファパターン"] == "../patterns/alpha.html"


def test_relations_stand_on_both_ends(output: Path) -> None:
    """A relation is stated once and shown twice, inverted on the other page, with its reason and basis."""
    stated = article(output / "patterns/alpha.html").select_one(".shohyo-relations").get_text(" ", strip=True)
    derived = article(output / "patterns/beta.html").select_one(".shohyo-relations").get_text(" ", strip=True)
    for text, heading, other in (
        (stated, "防げるアンチパターン", "ベータの罠"),
        (derived, "これを防ぐもの", "アルファパターン"),
    ):
        assert heading in text
        assert other in text
        assert "先に確かめるから。" in text
        assert "section 2" in text
    assert "当サイトの考え" in article(output / "patterns/gamma.html").select_one(".shohyo-relations").get_text()


def test_mentions_are_listed(output: Path) -> None:
    """A page lists the pages whose text links to it: by role, by alias and by Markdown link; not itself."""
    assert set(links(output / "patterns/alpha.html", ".shohyo-mentions a")) == {
        "小さな棚",
        "ベータの罠",
        "書評：小さなパターンの本",
    }
    assert set(links(output / "patterns/beta.html", ".shohyo-mentions a")) == {"小さな棚"}
    assert set(links(output / "reviews/small-book.html", ".shohyo-mentions a")) >= {"ガンマの話題"}


def test_mentions_quote_the_sentence(output: Path) -> None:
    """A mention shows the sentence around the link, under the name of what it leads to."""
    quotes = [quote.get_text() for quote in article(output / "patterns/alpha.html").select(".shohyo-quote")]
    assert quotes == [
        "アルファパターン がよくできています。",
        "アルファパターン で防げます。",
        "アルファパターン と 第1章 最初の章、別のページに触れます。",
    ]


MENTIONING = """# 触れるページ

前置きです。「{pattern}`beta` です。」と書く文 {cite:p}`doe2019`。終わりです。

{pattern}`beta` は二度目で、{pattern}`beta` は三度目。

- {pattern}`別の名 <beta>` の <b>項目</b>

{pattern}`beta` は二度目で、{pattern}`beta` は三度目。
"""


def test_mentions_are_bounded_and_come_once(rootdir: Path, tmp_path: Path) -> None:
    """Two sentences of a page are shown, each once; the others are one click away; long ones are cut on both sides."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    long = f"\n{'長' * 300}{{pattern}}`gamma`{'い' * 300}。\n"
    (site / "reviews/mentioning.md").write_text(MENTIONING + long, "utf-8")
    done = run_sphinx(site, tmp_path / "output")
    assert (done.returncode, done.stderr) == (0, "")
    items = article(tmp_path / "output/patterns/beta.html").select(".shohyo-mentions > li")
    item = next(item for item in items if "触れるページ" in item.get_text())
    assert [quote.get_text() for quote in item.find_all("p", class_="shohyo-quote", recursive=False)] == [
        "「ベータの罠 です。」と書く文 [Doe 2019]。",
        "ベータの罠 は二度目で、ベータの罠 は三度目。",
    ]
    assert item.select_one("details > summary").get_text() == "ほかに1か所"
    assert item.select_one("details .shohyo-quote").get_text() == "別の名 の 項目"
    quote = article(tmp_path / "output/patterns/gamma.html").select_one(".shohyo-quote").get_text()
    assert quote.startswith("…長")
    assert quote.endswith("い…")
    assert len(quote) < 200


def test_place_in_the_book_and_neighbours(output: Path) -> None:
    """An outline page says which entry of its chapter it is, and leads on in the order of the book."""
    beta = output / "patterns/beta.html"
    assert links(beta, ".shohyo-place a")["第1章 最初の章"] == "../reviews/small-book.html#ch-1"
    assert "（2項目のうち2番目）" in article(beta).select_one(".shohyo-place").get_text()
    assert [soup(beta).select_one(f"link[rel={way}]")["href"] for way in ("prev", "next")] == [
        "alpha.html",
        "gamma.html",
    ]


def test_tables_of_contents_lead_into_the_book(rootdir: Path, tmp_path: Path) -> None:
    """The page before the outline pages goes on to the first entry of the book, not to the first file name."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    review = site / "reviews/small-book.md"
    text = review.read_text("utf-8")
    assert text.index("alpha") < text.index("beta")
    review.write_text(text.replace("alpha", "?").replace("beta", "alpha").replace("?", "beta"), "utf-8")
    (site / "last.md").write_text("# 終わり\n", "utf-8")
    with (site / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n```{toctree}\nlast\n```\n")
    assert run_sphinx(site, tmp_path / "output").returncode == 0
    assert (
        soup(tmp_path / "output/reviews/small-book.html").select_one("link[rel=next]")["href"]
        == "../patterns/beta.html"
    )
    assert soup(tmp_path / "output/last.html").select_one("link[rel=prev]")["href"] == "patterns/gamma.html"


def test_inventory_has_every_object(output: Path) -> None:
    """Other Sphinx projects find reviews, books, chapters, patterns and tags in objects.inv."""
    inventory = InventoryFile.loads((output / "objects.inv").read_bytes(), uri="")
    found = {
        (kind, name): item.uri
        for kind, names in inventory.data.items()
        for name, item in names.items()
        if kind.startswith("shohyo:")
    }
    assert found == {
        ("shohyo:pattern", "alpha"): "patterns/alpha.html",
        ("shohyo:pattern", "beta"): "patterns/beta.html",
        ("shohyo:pattern", "gamma"): "patterns/gamma.html",
        ("shohyo:review", "small-book"): "reviews/small-book.html",
        ("shohyo:book", "sato2020"): "reviews/small-book.html",
        ("shohyo:chapter", "sato2020/1"): "reviews/small-book.html#ch-1",
        ("shohyo:chapter", "sato2020/2"): "reviews/small-book.html#ch-2",
        ("shohyo:tag", "入門"): "index.html#tag-入門",
        ("shohyo:tag", "棚"): "index.html#tag-棚",
    }


@pytest.mark.sphinx("html", testroot="site", srcdir="unknown-targets")
def test_unknown_targets_are_warnings_with_a_suggestion(app: SphinxTestApp) -> None:
    """An unknown target is reported at its line, with the nearest name; a picture that is not there, once."""
    (app.srcdir / "index.md").write_text(
        "# 入口\n\n{pattern}`alfa`\n\n{chapter}`sato2020/9`\n\n{tag}`たな` {book}`sato2021` {review}`nothing-like-it`\n\n```{toctree}\n:glob:\n\nreviews/*\npatterns/*\n```\n\n```{bibliography}\n```\n",
        "utf-8",
    )
    (app.srcdir / "reviews/no cover.md").write_text("---\ntitle: 題\ncover: none.png\n---\n\nText.\n", "utf-8")
    app.build(force_all=True)
    found = [line for line in warnings_of(app.warning.getvalue()) if "none.png" in line]
    assert len(found) == 1  # Sphinx names the file otherwise where a build runs in another folder
    assert found[0].startswith("reviews/no cover.md:3:8: WARNING:")
    page = (app.outdir / "reviews/no cover.html").read_text("utf-8")
    assert 'id="no-cover"' in page
    assert 'src="../_images/covers/reviews/no%20cover.svg"' in page
    found = [
        line.partition("index.md:")[2] for line in warnings_of(app.warning.getvalue()) if "[shohyo.reference]" in line
    ]
    assert found[0] == "3:1: WARNING: 「alfa」というパターンはありません（「alpha」のことですか） [shohyo.reference]"
    assert [line.partition(":")[0] for line in found] == ["3", "5", "7", "7", "7"]
    assert "「sato2021」という書籍はありません（「sato2020」のことですか）" in "".join(found)
    assert "「nothing-like-it」という書評はありません [" in "".join(found)


@pytest.mark.sphinx("html", testroot="site", srcdir="domain-data")
def test_data_are_plain_and_survive_a_pickle(app: SphinxTestApp) -> None:
    """What the environment keeps is built-in types and frozen models, and equal after a round trip."""
    app.build(force_all=True)
    data = app.env.domains["shohyo"].data
    assert pickle.loads(pickle.dumps(data)) == data
    allowed = (str, int, float, bool, type(None), Record, Document, Place, Markup)

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                walk(key)
                walk(item)
        elif isinstance(value, (list, tuple)):
            for item in value:
                walk(item)
        else:
            assert isinstance(value, allowed), type(value)

    walk(data)


#: version of the stored data → digest of the fields of all that is stored
STORED = {18: "968e9a9acca33033"}


def models(base: type) -> Iterator[type]:
    """Yield the models of the package."""
    for model in base.__subclasses__():
        if model.__module__.startswith("shohyo."):
            yield model
        yield from models(model)


def test_version_goes_with_what_is_stored() -> None:
    """Whoever adds or takes a field raises ``data_version`` and notes the digest: kept environments lack the field."""
    importlib.import_module("shohyo.calculators.model")  # loaded where a page has one, so that the digest would vary
    fields = {f"{model.__module__}.{model.__qualname__}": sorted(model.model_fields) for model in models(BaseModel)}
    for record in (Document, Place, Diagram, Mention, GuideFile, CrosswalkFile, Markup, Reference, Use, Html):
        names = getattr(record, "_fields", None) or [field.name for field in dataclasses.fields(record)]
        fields[f"{record.__module__}.{record.__qualname__}"] = sorted(names)
    assert len(fields) > 25
    digest = hashlib.sha256(
        json.dumps([fields, sorted(ShohyoDomain.initial_data)], sort_keys=True).encode()
    ).hexdigest()
    assert {ShohyoDomain.data_version: digest[:16]} == STORED


@pytest.mark.sphinx("html", testroot="site", srcdir="merge")
def test_merging_any_split_gives_the_serial_data(app: SphinxTestApp) -> None:
    """Worker processes may share the documents in any way."""
    app.build(force_all=True)
    domain = app.env.domains["shohyo"]
    docnames = sorted(app.env.found_docs)
    for cut in range(len(docnames) + 1):
        merged = ShohyoDomain.__new__(ShohyoDomain)
        merged.data = {name: {} for name in ShohyoDomain.initial_data}
        for part in (docnames[:cut], docnames[cut:]):
            merged.merge_domaindata(set(part), domain.data)
        assert all(merged.data[name] == domain.data[name] for name in BY_PAGE)


@pytest.mark.sphinx("html", testroot="site", srcdir="clear")
def test_clearing_a_document_leaves_nothing_of_it(app: SphinxTestApp) -> None:
    """A document that is read again or gone takes all its data along."""
    app.build(force_all=True)
    domain = app.env.domains["shohyo"]
    for docname in list(app.env.found_docs):
        domain.clear_doc(docname)
    assert [name for name in ShohyoDomain.initial_data if domain.data[name]] == ["bibfiles", "works"]
    assert not domain.catalogue.patterns


@pytest.mark.sphinx("html", testroot="site", srcdir="metadata")
def test_front_matter_reaches_sphinx_metadata_flat(app: SphinxTestApp) -> None:
    """``env.metadata`` gets texts under documented names, for other extensions and templates."""
    app.build(force_all=True)
    metadata = app.env.metadata["reviews/small-book"]
    assert {key: metadata[key] for key in ("title", "date", "author", "tags", "description", "book")} == {
        "title": "書評：小さなパターンの本",
        "date": "2024-02-03",
        "author": "評者 太郎",
        "tags": "棚, 入門",
        "description": "小さな本の書評。",
        "book": "sato2020",
    }
    assert "orphan" not in metadata


@pytest.mark.parametrize("builder", ["singlehtml", "latex", "text", "epub"])
def test_other_builders(rootdir: Path, tmp_path: Path, builder: str) -> None:
    """The blocks of a page are its own in builders that join all pages, too."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    done = run_sphinx(site, tmp_path / "output", builder=builder)
    assert done.returncode == 0
    assert [line for line in warnings_of(done.stderr) if "shohyo" in line] == []
    written = {
        "singlehtml": "index.html",
        "latex": "*.tex",
        "text": "patterns/beta.txt",
        "epub": "patterns/beta.xhtml",
    }[builder]
    (page,) = (tmp_path / "output").glob(written)
    assert "先に確かめるから。" in page.read_text("utf-8")


def test_titles_are_escaped_wherever_templates_print_them(rootdir: Path, tmp_path: Path) -> None:
    """Markup in the title of a page or a chapter is text in the sidebar, too."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    review = site / "reviews/small-book.md"
    title = "<img src=x onerror=alert(1)>"
    text = (
        review.read_text("utf-8").replace("最初の章", f"'{title}'").replace("書評：小さなパターンの本", f"'{title}'", 1)
    )
    review.write_text(text, "utf-8")
    conf = site / "conf.py"
    conf.write_text(conf.read_text("utf-8") + 'html_sidebars = {"**": ["shohyo/navigation.html"]}\n', "utf-8")
    done = run_sphinx(site, tmp_path / "output")
    assert (done.returncode, done.stderr) == (0, "")
    for page in (tmp_path / "output").rglob("*.html"):
        assert not soup(page).select("img[onerror]"), page.name
    assert title in soup(tmp_path / "output/patterns/alpha.html").select_one(".shohyo-nav ~ .shohyo-nav").get_text()


@pytest.mark.parametrize("builder", ["json", "pickle", "dirhtml", "xml"])
def test_builders_that_write_the_context(rootdir: Path, tmp_path: Path, builder: str) -> None:
    """Builders that store what templates get, and other forms of addresses, work."""
    # with Sphinx's own theme: sphinx-book-theme fails under json and pickle by itself
    done = run_sphinx(rootdir / "test-site", tmp_path / "output", "-D", "html_theme=alabaster", builder=builder)
    assert done.returncode == 0
    assert warnings_of(done.stderr) == []


def test_project_without_a_bibliography_page(tmp_path: Path, rootdir: Path) -> None:
    """A review's book and sources are printed from the bib file, also where no page lists it."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    index = site / "index.md"
    index.write_text(index.read_text("utf-8").replace("```{bibliography}\n```\n", ""), "utf-8")
    review = site / "reviews/small-book.md"
    review.write_text(review.read_text("utf-8").replace(" {cite:p}`sato2020`", ""), "utf-8")
    done = run_sphinx(site, tmp_path / "output")
    assert (done.returncode, done.stderr) == (0, "")
    card = (
        article(tmp_path / "output/reviews/small-book.html").select_one(".shohyo-book-card").get_text(" ", strip=True)
    )
    assert "佐藤 花" in card
    assert "[佐藤 2020]" in card


def test_free_keys_of_any_type_build(tmp_path: Path) -> None:
    """Dates and numbers under free and foreign keys are no reason to stop."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "conf.py").write_text('extensions = ["shohyo"]\n', "utf-8")
    (site / "index.md").write_text(
        "---\ntitle: T\nx-when: 2024-01-01\nx-n: .nan\nhtml_meta: {date: 2024-01-01}\n---\n\nText.\n", "utf-8"
    )
    done = run_sphinx(site, tmp_path / "output")
    assert (done.returncode, done.stderr) == (0, "")
    assert soup(tmp_path / "output/index.html").select_one("meta[name=date]")["content"] == "2024-01-01"
