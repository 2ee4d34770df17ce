"""What is wrong in a built site is found, at its place, and nothing else is."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from shohyo.built.addresses import addresses_of, lost, read, written
from shohyo.built.pages import Page, load_pages
from shohyo.built.verify import verify_built
from shohyo.cli import main
from shohyo.errors import ShohyoError
from shohyo.source.project import load_project
from tests.bad import write_files

HEAD = '<!DOCTYPE html>\n<html><head><link rel="canonical" href="https://example.org/kb/index.html"></head><body>\n'
#: a site without a fault
SITE = {
    "index.html": HEAD
    + '<a href="a/page.html#here">A</a> <a href="/kb/b.html?q=1">B</a> <a href="https://other.example/">O</a>\n'
    '<img src="_static/x.png" srcset="_static/x.png 1x, _static/y.png 2x"> <a href="mailto:x@example.org">M</a> <a href="#">T</a>',
    "a/page.html": '<p id="here"><a href="../index.html#top">up</a> <a href="https://example.org/kb/b.html#n">B</a></p>',
    "b.html": '<a name="n"></a> <a href="old.html">old</a>',
    "old.html": '<meta http-equiv="refresh" content="0; url=a/page.html#here"> <a href="a/page.html#here">A</a>',
    "_static/x.png": b"x",
    "_static/macros.html": '<link rel="stylesheet" href="{{ pathto(1) }}">',  # as themes have them
    "_static/y.png": b"y",
    "sitemap.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://example.org/kb/a/page.html</loc></url></urlset>",
    "api/v1/index.json": "{}",
    "objects.inv": b"# Sphinx inventory version 2\n# zlib.\n" + zlib.compress(b"x std:doc -1 a/page.html -\n"),
}


def faults(folder: Path, changes: Mapping[str, str | bytes] = {}, **options: object) -> list[str]:
    site = write_files(folder / "site", {**SITE, **changes})
    return [str(fault.sentence) for fault in verify_built(site, **options).faults]


def test_a_site_that_is_well(tmp_path: Path) -> None:
    """What leads to other sites is counted, and not asked."""
    assert faults(tmp_path) == []
    report = verify_built(tmp_path / "site")
    assert (report.pages, report.outside, report.faults) == (4, ("https://other.example/",), ())


@pytest.mark.parametrize("suffix", ["", ".htm"])
def test_addresses_that_a_host_makes_short(tmp_path: Path, suffix: str) -> None:
    """Pages are where Sphinx says that its links lead (``html_link_suffix``), one with a dot in its name included."""
    site = {
        path: re.sub(r"\.html(?=[\"<#?])", suffix, text) for path, text in SITE.items() if isinstance(text, str)
    }  # fmt: skip
    site["_static/documentation_options.js"] = f"const DOCUMENTATION_OPTIONS = {{\n  LINK_SUFFIX: '{suffix}',\n}};"
    site["b.html"] += f'<a href="v1.9{suffix}">1.9</a>'
    site["v1.9.html"] = f'<a href="gone{suffix}">gone</a> <a href="index{suffix}">up</a> <a href="b.html">B</a>'
    assert faults(tmp_path, site) == [f'v1.9.html:1:1: "gone{suffix}" leads to no file']


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"b.html": '<a name="n"></a><a href="gone.html">x</a>'}, ['b.html:1:17: "gone.html" leads to no file']),
        ({"b.html": '\n <a name="n"\n href="a">x</a>'}, ['b.html:2:2: "a" leads to no file']),
        ({"a/index.html": "", "b.html": '<a name="n" href="a">x</a> <a href="a/">x</a>'}, ['b.html:1:1: "a" leads to no file; add / at its end']),
        ({"b.html": '<a name="n" href="a/page.html#there">x</a>'}, ['b.html:1:1: "a/page.html#there" leads to no place on "a/page.html"']),
        ({"b.html": '<a name="n"></a><img srcset="_static/x.png 1x, z.png 2x">'}, ['b.html:1:17: "z.png" leads to no file']),
        ({"b.html": '<a name="n"></a><script src="/kb/s.js"></script>'}, ['b.html:1:17: "/kb/s.js" leads to no file']),
        ({"old.html": '<meta http-equiv="refresh" content="0; url=nowhere.html">'}, ['old.html:1:1: "nowhere.html" leads to no file']),
        ({"alone.html": '<a href="index.html">x</a>'}, ["alone.html:1:1: no way leads here from the first page"]),
        ({"feed.xml": "<feed>\n<entry></feed>"}, ["feed.xml:2:1: it cannot be read: mismatched tag: line 2, column 9"]),
        ({"api/v1/index.json": "{"}, ["api/v1/index.json:1:1: it cannot be read: "]),
        ({"b.html": '<a name="n"></a>\n<script type="application/ld+json">{"a": }</script>'}, ["b.html:2:1: structured data cannot be read: "]),
        ({"sitemap.xml": SITE["sitemap.xml"].replace("a/page", "c")}, ['sitemap.xml:1:1: it names "https://example.org/kb/c.html", where nothing is']),
        ({"sitemap.xml": SITE["sitemap.xml"].replace("a/page", "old")}, ['sitemap.xml:1:1: it names "https://example.org/kb/old.html", which leads elsewhere']),
        ({"objects.inv": b"# Sphinx inventory version 2\nzlib.\nnone"}, ["objects.inv:1:1: it cannot be read: "]),
        ({"site.epub": b"no book"}, ["site.epub:1:1: it cannot be read: "]),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_place(tmp_path: Path, changes: dict[str, str | bytes], expected: list[str]) -> None:
    found = faults(tmp_path, changes)
    assert len(found) == len(expected)
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(beginning)


def test_what_is_no_markup_names_nothing(tmp_path: Path) -> None:
    """Comments, scripts and text are not asked."""
    text = '<a name="n"></a><!-- <a href="x.html"> --><script>const a = \'<a href="y.html">\';</script>&lt;a href="z.html"&gt;'
    assert faults(tmp_path, {"b.html": text}) == []


def test_a_page_that_is_too_heavy(tmp_path: Path) -> None:
    noise = "".join(f"{number * 7919 % 99991:x}" for number in range(4000))
    heavy = {"b.html": '<a name="n"></a><script src="s.js"></script>', "s.js": noise}
    assert faults(tmp_path, heavy) == []
    assert faults(tmp_path, heavy, budget=1) == [
        "b.html:1:1: it weighs 9 KB with its styles and scripts, and may weigh 1"
    ]


def test_a_folder_without_a_site(tmp_path: Path) -> None:
    with pytest.raises(ShohyoError, match="is no built site"):
        verify_built(tmp_path)


# --- drafts --------------------------------------------------------------------------------------


def packed(folder: Path, name: str, text: str) -> bytes:
    with zipfile.ZipFile(folder / "book", "w") as book:
        book.writestr(name, text)
    return (folder / "book").read_bytes()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("secret/plan.html", '<a href="../index.html">x</a>'),
        ("b.html", '<a name="n"></a> <p>"Our secret plan"</p>'),
        ("searchindex/texts.js", 'Shohyo.addShard("1", [["secret/plan.html"]])'),
        ("api/v1/index.json", '{"title": "Our secret plan"}'),
        ("feed.xml", "<feed><id>tag:secret/plan</id></feed>"),
        ("llms.txt", "- secret/plan.md\n"),
        ("llms-full.txt", "(../notes.md)\n"),
        ("_sources/secret/plan.md", "secret/plan\n"),
        ("objects.inv", "x std:doc -1 secret/plan.html -\n"),
        ("site.epub", '<a href="secret/plan.xhtml">'),
    ],
)
def test_a_draft_that_shows_is_found(tmp_path: Path, name: str, text: str) -> None:
    project = write_files(
        tmp_path / "project",
        {
            "index.md": "# I\n",
            "secret/plan.md": "---\ntitle: Our secret plan\ndraft: true\n---\n",
            "secret/planning.md": "# Planning\n",
            "notes.md": "---\ntitle: N\ndraft: true\n---\n",
        },
    )
    data: str | bytes = text
    if name.endswith(".inv"):
        data = b"# Sphinx inventory version 2\n# zlib.\n" + zlib.compress(text.encode())
    elif name.endswith(".epub"):
        data = packed(tmp_path, "page.xhtml", text)
    project_read = load_project(project)
    assert (
        faults(
            tmp_path / "well",
            {"x.txt": 'secret/planning.md Our secret planning "notes" public/notes.html notes "'},
            project=project_read,
        )
        == []
    )
    found = faults(tmp_path, {name: data}, project=project_read)
    assert [line for line in found if "draft" in line or "no way" in line]
    assert all(line.startswith(name) for line in found)


# --- addresses that are kept ---------------------------------------------------------------------


def test_addresses_are_written_and_read_again(tmp_path: Path) -> None:
    pages = {
        path: Page(path, text)
        for path, text in {
            "a b/日本.html": '<h2 id="第 1%章"></h2><p id="id3"></p><main id="main-content"></main>',
            "c.html": "",
            "404.html": '<p id="x">',
            "old.html": '<meta http-equiv="refresh" content="0; url=c.html">',
        }.items()
    }
    addresses = addresses_of(pages)
    assert addresses == {"a b/日本.html": frozenset({"第 1%章"}), "c.html": frozenset()}
    assert {path: anchors for _line, path, anchors in read(written(addresses))} == addresses
    assert list(lost(written(addresses), pages)) == []


def test_an_address_that_is_gone_is_found(tmp_path: Path) -> None:
    kept = tmp_path / "addresses.txt"
    kept.write_text("# head\na/page.html #here #there\nb.html #n\ngone.html\n\nold.html #place\n")
    assert faults(tmp_path, kept=kept) == [
        'addresses.txt:2:1: "a/page.html" has no place "#there" any more; put (there)= above the heading that has its text now',
        'addresses.txt:4:1: the page "gone.html" is gone; name its old path under moved_from or in shohyo_redirects',
    ]


# --- the command ---------------------------------------------------------------------------------


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails on a fault, tells it in the language of the project, and renews the file of addresses."""
    write_files(tmp_path, {"conf.py": 'language = "ja"\nextensions = ["shohyo"]\n', "index.md": "# I\n"})
    write_files(tmp_path / "_build/html", SITE)
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    done = run(main, ["addresses", "--output", "addresses.txt"])
    assert (done.exit_code, done.output) == (0, "")
    assert run(main, ["addresses"]).output == (tmp_path / "addresses.txt").read_text("utf-8")
    assert (tmp_path / "addresses.txt").read_text("utf-8").splitlines()[1:] == [
        "a/page.html #here",
        "b.html #n",
        "index.html",
    ]
    done = run(main, ["check", "--built"])
    assert done.exit_code == 0
    assert "4ページ" in done.output
    (tmp_path / "_build/html/b.html").write_text("")
    done = run(main, ["check", "--built", "--format", "json"])
    assert done.exit_code == 1
    site = json.loads(done.output)["site"]
    assert [(fault["path"], fault["line"]) for fault in site["faults"]] == [("a/page.html", 1), ("addresses.txt", 3)]
    assert run(main, ["check", "--built", "--site", "elsewhere"]).exit_code == 2


# --- the parser, against another -------------------------------------------------------------------


def test_pages_are_read_as_a_parser_reads_them(published: Path) -> None:
    """Anchors and addresses of every page of the site are those that Beautiful Soup finds."""
    for path, page in load_pages(published).items():
        tree = BeautifulSoup(page.text, "html.parser")
        for raw in tree.select("script, style, textarea, title"):
            raw.string = ""
        assert page.anchors == {tag["id"] for tag in tree.find_all(id=True)}, path
        named = [
            tag[name] for tag in tree.find_all(True) for name in ("href", "src", "action") if tag.get(name) is not None
        ]
        assert sorted(item.address for item in page.named if item.element not in ("meta", "refresh")) == sorted(
            address.strip() for address in named
        ), path
