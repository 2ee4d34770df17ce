"""Markdown twins and llms.txt: each twin says what its page says, whatever stands on it, under ``html`` and ``dirhtml``."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup

from tests.build.building import REPOSITORY, build, once, run_sphinx, soup
from tests.build.exporting import BASE, hold_against_schemas, nasty_site, read, shelf_with_address, write
from tests.build.twinning import PARSER, compare

ROOTS = ["test-citations", "test-dialect", "test-guide", "test-shelf"]
#: address of the site of nasty texts
KB = "https://example.org/kb/"


@pytest.fixture(scope="module")
def sites(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sites of this module that nobody else builds, each by its name."""

    def make(folder: Path) -> None:
        everything = shutil.copytree(rootdir / "test-site", folder / "sources/everything")
        with (everything / "conf.py").open("a") as conf:
            conf.write('html_theme = "shohyo"\n')
            conf.write('myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "tasklist", "attrs_inline"]\n')
        shutil.copytree(REPOSITORY / "tests/data/everything", everything, dirs_exist_ok=True)
        for number, note in enumerate(("of one page", "of another", "of a third")):
            text = (
                f"---\norphan: true\n---\n\n# Note {number}\n\nText[^1] and again[^own][^1].\n\n[^1]: A note {note}.\n"
            )
            write(everything / f"notes/n{number}.md", f"{text}[^own]: Own, {note}.\n")
        nasty = nasty_site(folder / "sources/nasty")
        for name in ("everything", "nasty"):
            source = everything if name == "everything" else nasty
            build(source, folder / name)
            assert run_sphinx(source, folder / f"{name}-dirhtml", builder="dirhtml").stderr == ""
        for name in ROOTS:
            source = shutil.copytree(rootdir / name, folder / "sources" / name)
            assert run_sphinx(source, folder / name).returncode == 0  # one of them has warnings to give

    return once(tmp_path_factory, "twins", make)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf_with_address(tmp_path_factory)


def twins(output: Path) -> list[tuple[str, str]]:
    """Return page and twin of each page, as ``pages.json`` names them."""
    pages = read(output / "api/v1/pages.json")["items"]
    return [(_file(page["path"]), unquote(page["markdown"])) for page in pages]


def _file(path: str) -> str:
    path = unquote(path)
    return path + "index.html" if not path or path.endswith("/") else path


NAMES = ["everything", "everything-dirhtml", "nasty", "nasty-dirhtml", *ROOTS]


@pytest.mark.parametrize("name", NAMES)
def test_a_twin_says_what_its_page_says(name: str, sites: Path) -> None:
    base = KB if "nasty" in name else ""
    for page, twin in twins(sites / name):
        compare(sites / name, page, twin, base)


def test_so_do_those_of_real_sites(shelf: Path, published: Path) -> None:
    assert len(twins(published)) > 60
    for output, base in ((published, ""), (shelf, BASE)):
        for page, twin in twins(output):
            compare(output, page, twin, base)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "test-dialect"])  # this has links to nothing
def test_addresses_lead_to_files(name: str, sites: Path) -> None:
    """Links and pictures of a twin that lead into the site are there, under both builders."""
    output, root = sites / name, KB if "nasty" in name else "https://here.test/"
    found = 0
    for _page, twin in twins(output):
        html = BeautifulSoup(PARSER.render((output / twin).read_text("utf-8")), "html.parser")
        addresses = [tag.get("href") or tag.get("src") for tag in html.select("[href], [src]")]
        for address in addresses:
            target = urldefrag(urljoin(root + twin, address))[0]
            if target.startswith(root) and not address.startswith("#fn"):
                assert (output / _file(target.removeprefix(root))).is_file(), (twin, address)
                found += 1
    assert found > 5


@pytest.mark.parametrize("name", ["everything", "nasty", "nasty-dirhtml"])
def test_data_of_nasty_texts_are_valid(name: str, sites: Path) -> None:
    assert hold_against_schemas(sites / name) > 12


def test_pages_lead_to_their_twins(sites: Path, published: Path) -> None:
    for output in (sites / "nasty", sites / "nasty-dirhtml", published):
        for page, twin in twins(output):
            (link,) = soup(output / page).select("link[type='text/markdown']")
            assert link["rel"] == ["alternate"]
            path = urljoin(f"https://here.test/{page}", link["href"]).removeprefix("https://here.test/")
            assert unquote(path) == twin


def test_a_diagram_is_its_words(published: Path) -> None:
    """Its text alternative, and the list that tells the same."""
    text = (published / "patterns/prediction-cache.md").read_text("utf-8")
    assert re.search(r"\*図：推論キャッシュパターン.*\*\n\n1\. クライアント → プロキシ：要求\n2\. ", text)


def test_cited_works_stand_at_the_end(published: Path) -> None:
    text = (published / "patterns/prediction-cache.md").read_text("utf-8")
    body, works = text.split("\n## このページが引用する文献\n")
    assert r"\[[Little 1961](../bibliography.html#cite-1-little1961)\]" in body
    assert "- [Little 1961](../bibliography.html#cite-1-little1961): John D. C. Little. A Proof" in works
    assert len(works.strip().splitlines()) == 6


@pytest.mark.parametrize("name", ["published", "shelf"])
def test_llms_txt_leads_to_every_twin(name: str, request: pytest.FixtureRequest) -> None:
    """By llmstxt.org: one heading, a summary as a quotation, and lists of links under headings of the second level."""
    output: Path = request.getfixturevalue(name)
    tokens = PARSER.parse((output / "llms.txt").read_text("utf-8"))
    outline = [token.type for token in tokens if token.level == 0]
    assert outline[:4] == ["heading_open", "heading_close", "blockquote_open", "blockquote_close"]
    html = BeautifulSoup(PARSER.render((output / "llms.txt").read_text("utf-8")), "html.parser")
    assert len(html.select("h1")) == 1
    assert len(html.select("blockquote")) == 1
    assert [tag.name for tag in html.select("h2 + *")] == ["ul"] * len(html.select("h2"))
    assert html.select("h2")[-1].get_text() == "Optional"
    base = BASE if name == "shelf" else "https://here.test/"
    led = {urljoin(base, tag["href"]).removeprefix(base) for tag in html.select("a")}
    pages = read(output / "api/v1/pages.json")["items"]
    assert led == {page["markdown"] for page in pages} | {"api/v1/index.json", "xref.json", "llms-full.txt"}
    summaries = {page["summary"] for page in pages if page["summary"]}
    text = html.get_text()
    assert all(summary in text for summary in summaries)


def test_llms_full_has_every_twin(shelf: Path, published: Path) -> None:
    """Each below the address of its page; where the site knows no address, links begin at its top."""
    for output in (shelf, published):
        full = (output / "llms-full.txt").read_text("utf-8")
        for page in read(output / "api/v1/pages.json")["items"]:
            assert f"\n---\n\n<{page['url'] or page['path']}>\n\n# " in full
    for _page, twin in twins(shelf):
        assert (shelf / twin).read_text("utf-8") in (shelf / "llms-full.txt").read_text("utf-8")
    assert "](patterns/data-cache.html)" in (published / "llms-full.txt").read_text("utf-8")


def test_footnotes_of_all_pages_are_apart_in_llms_full(sites: Path) -> None:
    """Each page may have a note 1; in the text of all, a sign leads to the note of its page, by a foreign parser."""
    found = 0
    for name in NAMES:
        output = sites / name
        notes = [_notes((output / twin).read_text("utf-8")) for _page, twin in twins(output)]
        whole = _notes((output / "llms-full.txt").read_text("utf-8"))
        assert sorted(whole) == sorted(text for texts in notes for text in texts)
        found += len([texts for texts in notes if texts]) > 2
    assert found == 2


def _notes(text: str) -> list[str]:
    html = BeautifulSoup(PARSER.render(text), "html.parser")
    return [" ".join(note.get_text().split()) for note in html.select(".footnotes li")]
