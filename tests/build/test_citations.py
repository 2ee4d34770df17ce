"""Citations in a built site: references, footnotes, the bibliography, and what is wrong with them."""

from __future__ import annotations

import os
import pickle
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp
from sphinxcontrib.bibtex.bibfile import is_bibdata_outdated

from shohyo.page.bibliography import SHOWN
from tests.build.building import article, build, digest, once, run_sphinx, soup, warnings_of

ROOT = Path(__file__).parents[1] / "roots" / "test-citations"


def words(node: Tag) -> str:
    return re.sub(r"\s+", " ", node.get_text()).strip()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "citations", lambda folder: build(ROOT, folder / "html")) / "html"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the project that a test may edit."""
    shutil.copytree(ROOT, tmp_path / "site")
    return tmp_path / "site"


def page(output: Path, name: str) -> BeautifulSoup:
    return article(output / f"{name}.html")


def test_references_in_a_text(output: Path) -> None:
    """Parenthetical, textual and partial references follow the label and the language of the work."""
    paragraphs = [words(paragraph) for paragraph in page(output, "index").select("p")]
    assert paragraphs[:3] == [
        "One: [澁井 2021]. Several: [澁井 2021; Sculley et al. 2015]. Place: [see 澁井 2021, p. 3].",
        "Text: 澁井 [2021], Sculley et al. [2015], 山田・鈴木 [2020], Doe [the tool], 澁井 [2021b].",
        "Parts: 山田・鈴木, Sculley, Holt, and Golovin, 2021b, the tool, n.d., bare [澁井 2021].",
    ]


def test_references_lead_to_the_entry(output: Path) -> None:
    """A reference links to the entry in the bibliography and shows it as a tooltip."""
    link = page(output, "patterns/cache").select_one("a[href*='#cite-']")
    assert link["href"] == "../literature.html#cite-1-shibui2021"
    assert link["title"].startswith("澁井 雄介『システムの本』翔泳社、2021年。")
    assert page(output, "literature").select_one("#cite-1-shibui2021 .label").get_text() == "[澁井 2021]"


def test_footnotes(output: Path) -> None:
    """Footnote citations print the entry in its form, and name Japanese authors without "and"."""
    text = page(output, "index")
    assert "Foot: a footnote [1] and 山田・鈴木[2]." in [
        re.sub(r"(?<=footnote)(?=\[)", " ", words(paragraph)) for paragraph in text.select("p")
    ]
    notes = [words(note.select_one("p")) for note in text.select("aside.footnote")]
    assert notes == [
        "D. Sculley, Gary Holt, and Daniel Golovin. Hidden Technical Debt. In Proceedings of Things. 2015. doi:10.1000/182.",
        "山田 太郎・鈴木 花子「論文の題」『情報処理』2020年。",
    ]  # fmt: skip
    assert text.select_one("aside.footnote a.external")["href"] == "https://doi.org/10.1000/182"


def test_bibliography(output: Path) -> None:
    """Entries stand by reading, each with its own label, and end with the pages that cite them."""
    entries = page(output, "literature").select(".shohyo-bibliography > li")
    assert [(words(entry.select_one(".label")), words(entry.select_one("p.shohyo-cited-in"))) for entry in entries] == [
        ("[澁井 2021]", "Cited in: Start, Cache"),
        ("[澁井 2021b]", "Cited in: Start"),
        ("[山田・鈴木 2020]", "Cited in: Start"),
        ("[the tool]", "Cited in: Start, Cache"),
        ("[Sculley et al. 2015]", "Cited in: Start"),
        ("[Zinkevich n.d.]", "Cited in: Start"),
    ]
    links = entries[0].select("p.shohyo-cited-in a")
    assert [link["href"] for link in links] == ["index.html", "patterns/cache.html"]
    assert entries[0].select_one("a.external")["href"] == "https://example.org/book"


@pytest.mark.sphinx("html", testroot="citations")
def test_cite_domain_finds_the_data_up_to_date(app: SphinxTestApp) -> None:
    """sphinxcontrib-bibtex never parses a bib file itself, and both sides see the same entries."""
    bibdata = app.env.domains["cite"].bibdata
    (path,) = bibdata.bibfiles
    assert path == (Path(app.confdir) / "references.bib").resolve()
    assert not is_bibdata_outdated(bibdata, [path], app.config.bibtex_encoding)
    bibliography = app.env.domains["shohyo"].bibliography
    assert list(bibdata.bibfiles[path].keys) == list(bibliography.entries) == list(bibdata.data.entries)
    assert bibliography.entries["shibui2021"].title == "システムの本"
    assert pickle.loads(pickle.dumps(bibdata)) == bibdata


@pytest.mark.sphinx("html", testroot="citations", srcdir="citations-resolved")
def test_page_of_a_bibliography_does_not_stay(app: SphinxTestApp) -> None:
    """What sphinxcontrib-bibtex keeps of its entries holds no page, and a second time they stand there once."""
    app.build()
    first, second = (
        app.env.get_and_resolve_doctree("literature", app.builder, tags=app.tags).pformat() for _time in range(2)
    )
    assert first == second
    assert first.count("shohyo-cited-in") == 6
    (bibliography,) = app.env.domains["cite"].bibliographies.values()
    kept = bibliography.citation_nodes.values()
    assert len(kept) == 6
    assert [(node.children, node.parent) for node in kept] == [([], None)] * 6


@pytest.mark.sphinx(
    "html",
    testroot="citations",
    srcdir="citations-settings",
    confoverrides={"bibtex_cite_id": "c-{key}", "bibtex_reference_style": "label", "bibtex_default_style": "alpha"},
)
def test_settings_of_the_project_win(app: SphinxTestApp) -> None:
    """Defaults are set only where the project has set nothing."""
    assert app.config.bibtex_bibfiles == ["references.bib"]
    assert app.config.bibtex_default_style == "alpha"
    assert app.config.bibtex_reference_style == "label"
    assert app.config.bibtex_cite_id == "c-{key}"
    assert app.config.bibtex_foot_reference_style == "shohyo_foot"


def test_project_without_bib_file(site: Path) -> None:
    """Without references.bib there is nothing to read and nothing to complain about."""
    for name in ("references.bib", "literature.md", "patterns/cache.md"):
        (site / name).unlink()
    (site / "index.md").write_text("# Start\n")
    build(site, site.parent / "out")


def test_one_file_as_text_and_twice(site: Path) -> None:
    """bibtex_bibfiles may be one name, and may name one file twice."""
    for value in ('"references.bib"', '["references.bib", "./references.bib"]'):
        (site / "conf.py").write_text((ROOT / "conf.py").read_text() + f"bibtex_bibfiles = {value}\n")
        build(site, site.parent / f"out{len(value)}")


def test_many_citing_pages_are_one_click_away(published: Path) -> None:
    """Below an entry stand the first pages that cite it; the rest of a long list is folded, and none is lost."""
    entries = soup(published / "bibliography.html").select(".shohyo-bibliography > li")
    numbers = [
        (len(entry.select(":scope > .shohyo-cited-in a")), len(entry.select(":scope > details a"))) for entry in entries
    ]
    assert all(first == SHOWN or not rest for first, rest in numbers)
    assert max(rest for _first, rest in numbers) > 30


def place(warning: str) -> tuple[str, int, int]:
    path, line, column = warning.split(":")[:3]
    return path, int(line), int(column)


def test_unknown_keys(site: Path) -> None:
    """An unknown key is reported once at its place with a suggestion, in every build, and shown in brackets."""
    (site / "bad.md").write_text(
        "---\norphan: true\n---\n\n# Bad\n\nFirst line,\nsecond {cite:p}`shibui2020, sculley2015` and {cite:t}`nothing`\n"
        "and {cite}`two words`.\n\n- {cite:p}`{see}Sculley2015{p. 3}` and {footcite}`yamada2021, yamada2020`\n\n"
        "```{footbibliography}\n```\n",
        encoding="utf-8",
    )
    (site / "accepted.md").write_text(
        "---\norphan: true\ntitle: T\nsuppress:\n  - {code: citation, reason: in print}\n---\n\n{cite:p}`nokey`\n"
    )
    (site / "patterns" / "front.md").write_text(
        "---\ntitle: T\norphan: true\nsources: [gone, shibui2021]\n---\n\nText.\n"
    )
    (site / "old.rst").write_text(":orphan:\n\nOld\n===\n\nSee :cite:t:`shibui20`.\n")
    expected = [
        'bad.md:8:17: WARNING: unknown BibTeX key "shibui2020" (did you mean "shibui2021"?) [shohyo.citation]',
        'bad.md:8:55: WARNING: unknown BibTeX key "nothing" [shohyo.citation]',
        'bad.md:9:12: WARNING: unknown BibTeX key "two words" [shohyo.citation]',
        'bad.md:11:17: WARNING: unknown BibTeX key "Sculley2015" (did you mean "sculley2015"?) [shohyo.citation]',
        'bad.md:11:51: WARNING: unknown BibTeX key "yamada2021" (did you mean "yamada2020"?) [shohyo.citation]',
        'old.rst:6:14: WARNING: unknown BibTeX key "shibui20" (did you mean "shibui2021"?) [shohyo.citation]',
        'patterns/front.md:4:11: WARNING: unknown BibTeX key "gone" [shohyo.citation]',
    ]
    output = site.parent / "out"
    for _time in range(2):
        done = run_sphinx(site, output)
        assert (done.returncode, warnings_of(done.stderr)) == (0, sorted(expected, key=place))
    text = page(output, "bad")
    assert words(text.select_one("p")) == "First line, second [Sculley et al. 2015] and [nothing] and [two words]."
    assert [words(node) for node in text.select(".shohyo-unresolved")] == ["[nothing]", "[two words]", "[Sculley2015]"]
    assert "[gone]" in words(page(output, "patterns/front"))


def test_key_that_no_page_lists(site: Path) -> None:
    """A key without a bibliography on any page is our finding, and no longer one of sphinxcontrib-bibtex."""
    (site / "literature.md").write_text("# Literature\n")
    (site / "index.md").write_text("# Start\n\n{cite:p}`shibui2021`\n\n```{toctree}\nliterature\n```\n")
    (site / "patterns" / "cache.md").unlink()
    done = run_sphinx(site, site.parent / "out")
    assert [line.partition("index.md")[2] for line in warnings_of(done.stderr)] == [
        ':3:10: WARNING: "shibui2021" stands in no list of works, for no page has a {bibliography}; '
        "write one, on a page of its own for instance [shohyo.citation]"
    ]
    assert "[shibui2021]" in words(page(site.parent / "out", "index"))


def test_broken_bib_file(site: Path) -> None:
    """Mistakes in a bib file are warnings at their places, in every build; the page is built, without script links."""
    with (site / "references.bib").open("a", encoding="utf-8") as file:
        file.write(
            "\n@misc{broken,\n  title = {Broken}\n  url = {javascript:alert(1)},\n  note = {\\url{javascript:alert(2)}},\n"
            "  isbn = {123}\n}\n@misc{tool, title = {Again}}\n@misc{open, title = {Open},\n"
        )
    expected = [
        'references.bib:52:3: WARNING: a comma is missing before "url"; write one after the value of "title" [shohyo.bibliography]',
        'references.bib:52:9: WARNING: url: "javascript:alert(1)" is not a web address; it must begin with https:// or http:// [shohyo.bibliography]',
        'references.bib:53:10: WARNING: note: "javascript:alert(2)" is not a web address; it must begin with https:// or http:// [shohyo.bibliography]',
        'references.bib:54:10: WARNING: the ISBN "123" has 3 digits instead of 10 or 13; check it in the book [shohyo.isbn]',
        'references.bib:56:7: WARNING: the key "tool" is already used on line 28; rename one of the two [shohyo.bibliography]',
        'references.bib:57:1: WARNING: the entry "open" is not closed; check its braces and quotation marks [shohyo.bibliography]',
    ]  # fmt: skip
    for _time in range(2):
        done = run_sphinx(site, site.parent / "out")
        assert (done.returncode, warnings_of(done.stderr)) == (0, expected)
    text = page(site.parent / "out", "literature")
    assert words(text.select_one("#cite-1-broken p")) == "[Broken n.d.] Broken. javascript:alert(2)."
    assert words(text.select_one("#cite-1-open p")) == "[Open n.d.] Open."
    assert not text.select("a[href^='javascript']")


def test_several_bibliographies_on_a_page(site: Path) -> None:
    """Two bibliographies on one page have ids of their own, and lists without labels show citing pages, too."""
    (site / "literature.md").write_text(
        '# Literature\n\n```{bibliography}\n:filter: year and year < "2021"\n```\n\n'
        '```{bibliography}\n:filter: not year or year >= "2021"\n```\n\n```{bibliography}\n:list: bullet\n:all:\n```\n'
    )
    output = build(site, site.parent / "out")
    text = page(output, "literature")
    ids = [node["id"] for node in text.select("[id]")]
    assert len(set(ids)) == len(ids)
    assert text.select_one("#cite-1-sculley2015")
    assert text.select_one("#cite-2-shibui2021")
    assert words(text.select_one("#cite-3-tool .shohyo-cited-in")) == "Cited in: Start, Cache"


def test_key_prefix(site: Path) -> None:
    """A bibliography may put a prefix before its keys."""
    (site / "local.md").write_text(
        "---\norphan: true\n---\n# Local\n\n{cite:p}`a-shibui2021`\n\n```{bibliography}\n:keyprefix: a-\n:labelprefix: A \n```\n"
    )
    output = build(site, site.parent / "out")
    assert "[A澁井 2021]" in words(page(output, "local").select_one("p"))
    assert words(page(output, "literature").select_one(".shohyo-cited-in")) == "Cited in: Start, Cache"


def test_page_that_cites_itself(site: Path) -> None:
    """A bibliography names its own page without a link."""
    (site / "literature.md").write_text(
        "---\ntitle: Literature\nkind: pattern\nsources: [tool]\n---\n\n{cite:p}`undated`\n\n```{bibliography}\n:all:\n```\n"
    )
    output = build(site, site.parent / "out")
    text = page(output, "literature")
    for key, others in (("undated", ["Start"]), ("tool", ["Start", "Cache"])):
        entry = text.select_one(f"#cite-1-{key}")
        assert words(entry.select_one(".shohyo-cited-in")).startswith("Cited in: Start, Literature")
        assert [words(link) for link in entry.select(".shohyo-cited-in a")] == others


def test_edited_bib_file_with_an_old_time(site: Path) -> None:
    """An entry that changes while the file's time goes back is printed anew, as a clean build prints it."""
    output = build(site, site.parent / "out")
    path = site / "references.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("shorthand = {the tool},", "shorthand = {the tool}, note = {Revised},"), encoding="utf-8"
    )
    os.utime(path, (1_000_000_000, 1_000_000_000))
    build(site, output)
    assert "Revised" in words(page(output, "literature").select_one("#cite-1-tool"))
    assert page_bytes(output) == page_bytes(build(site, site.parent / "clean"))


def test_entry_that_is_added_changes_no_label(site: Path) -> None:
    """A second work of an author in one year, added at the end, leaves the labels that are printed."""
    before = [words(label) for label in page(build(site, site.parent / "a"), "literature").select(".label")]
    with (site / "references.bib").open("a", encoding="utf-8") as file:
        file.write("@misc{new, author = {Sculley, D. and Holt, G. and Golovin, D.}, title = {New}, year = 2015}\n")
    after = [words(label) for label in page(build(site, site.parent / "b"), "literature").select(".label")]
    assert sorted(set(after) - set(before)) == ["[Sculley et al. 2015b]"]
    assert set(before) < set(after)


def test_parallel_build_is_the_same(site: Path) -> None:
    """Reading and writing in several processes gives the same bytes."""
    for number in range(12):
        (site / f"extra{number}.md").write_text(
            f"---\norphan: true\n---\n# Extra {number}\n\n{{cite:p}}`tool, shibui2021`\n"
        )
    serial = build(site, site.parent / "serial", "-j", "1")
    parallel = build(site, site.parent / "parallel", "-j", "2")
    assert page_bytes(serial) == page_bytes(parallel)
    cited_in = words(page(serial, "literature").select_one("#cite-1-tool .shohyo-cited-in"))
    assert cited_in.startswith("Cited in: Start, Cache, Extra 0, Extra 1, Extra 10")


def page_bytes(output: Path) -> dict[str, str]:
    return {name: value for name, value in digest(output).items() if name.endswith(".html")}


@pytest.mark.parametrize(
    ("builder", "written"),
    [
        ("latex", "citations.tex"),
        ("text", "literature.txt"),
        ("man", "citations.1"),
        ("singlehtml", "index.html"),
        ("epub", "literature.xhtml"),
    ],
)
def test_other_builders(site: Path, builder: str, written: str) -> None:
    """Entries and citing pages are printed wherever Sphinx writes, without a warning."""
    conf = '\nversion = copyright = "1"\nepub_show_urls = "no"\n'
    (site / "conf.py").write_text((ROOT / "conf.py").read_text() + conf)
    for name in ("index.md", "patterns/cache.md"):  # front matter would bring furniture, which is tested elsewhere
        text = (site / name).read_text(encoding="utf-8")
        (site / name).write_text(re.sub(r"^---\ntitle: (.*)\n[\s\S]*?---\n", r"# \1\n", text), encoding="utf-8")
    done = run_sphinx(site, site.parent / builder, builder=builder)
    assert (done.returncode, done.stderr) == (0, "")
    text = (site.parent / builder / written).read_text(encoding="utf-8")
    assert "Hidden Technical Debt" in text
    assert text.count("Cited in: ") == 6


def test_interface_text_in_japanese(site: Path) -> None:
    """In a Japanese site the line of citing pages is Japanese."""
    (site / "conf.py").write_text((ROOT / "conf.py").read_text().replace('"en"', '"ja"'))
    output = build(site, site.parent / "out")
    line = words(page(output, "literature").select_one("#cite-1-tool .shohyo-cited-in"))
    assert line == "引用しているページ：Start、Cache"
