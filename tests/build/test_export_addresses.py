"""Sitemap, the page for what there is not, redirects and what hosts read, as a build writes them."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import urllib.robotparser
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from usp.tree import sitemap_from_str

from tests.build.building import build, digest, once, run_sphinx, soup, warnings_of
from tests.buildserver import REPOSITORY

BASE = "https://example.org/kb/"
CONF = f"""
html_baseurl = "{BASE}"
html_copy_source = True
shohyo_alternates = {{"ja": "https://example.org/ja/"}}
shohyo_redirects = {{"old/quiet": "about", "old/map/": "map#chapter", "2019/x.html": "ideas/cycles", "talks": "https://example.org/t"}}
shohyo_hosting = ["netlify", "github"]
shohyo_cards = False
"""
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def project(folder: Path, conf: str = CONF) -> Path:
    """Copy the second site, of which one page has moved twice."""
    site = shutil.copytree(REPOSITORY / "examples/shelf", folder)
    with (site / "conf.py").open("a") as file:
        file.write(conf)
    cycles = site / "ideas/cycles.md"
    cycles.write_text(
        cycles.read_text("utf-8").replace("---\n", "---\nmoved_from: [cycles, notes/cycles]\n", 1), "utf-8"
    )
    return site


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with all of it, as files and as folders."""

    def make(folder: Path) -> None:
        site = project(folder / "site")
        build(site, folder / "html", "-W")
        assert run_sphinx(site, folder / "dirhtml", "-W", "-j", "2", builder="dirhtml").stderr == ""

    return once(tmp_path_factory, "shelf-exports", make)


# --- sitemap and robots ------------------------------------------------------------------------------------


def front_matter(file: Path) -> dict[str, object]:
    text = file.read_text("utf-8")
    return yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else {}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_sitemap_is_what_the_sources_say(shelf: Path, builder: str) -> None:
    """Every page is in it, with its date and nothing else; each address is a file."""
    root = ET.parse(shelf / builder / "sitemap.xml").getroot()
    found = {url.findtext(f"{LOCATION}loc"): url.findtext(f"{LOCATION}lastmod") for url in root}
    sources = {
        file.relative_to(shelf / "site").with_suffix("").as_posix(): file for file in (shelf / "site").rglob("*.md")
    }
    del sources["README"]

    def address(docname: str) -> str:
        if builder == "html":
            return f"{BASE}{docname}.html"
        return f"{BASE}{docname.removesuffix('index').rstrip('/')}/".replace("kb//", "kb/")

    expected = {}
    for docname, file in sources.items():
        keys = front_matter(file)
        day = keys.get("updated") or keys.get("date")
        expected[address(docname)] = str(day) if day else None
    assert found == expected
    # and a crawler's own parser reads the same
    crawled = sitemap_from_str((shelf / builder / "sitemap.xml").read_text("utf-8")).all_pages()
    dates = {page.url: page.last_modified and page.last_modified.date().isoformat() for page in crawled}
    assert dates == expected
    for location in found:
        path = location.removeprefix(BASE)
        assert (shelf / builder / (path if builder == "html" else f"{path}index.html")).is_file()


def test_robots_are_told_of_the_sitemap(shelf: Path) -> None:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse((shelf / "html/robots.txt").read_text("utf-8").splitlines())
    assert parser.can_fetch("*", BASE)
    assert parser.site_maps() == [f"{BASE}sitemap.xml"]


def test_pages_name_their_other_languages(shelf: Path) -> None:
    links = soup(shelf / "html/ideas/cycles.html").select('link[rel="alternate"][hreflang]')
    assert [(link["hreflang"], link["href"]) for link in links] == [
        ("en", f"{BASE}ideas/cycles.html"),
        ("ja", "https://example.org/ja/ideas/cycles.html"),
    ]
    assert not soup(shelf / "html/search.html").select("link[hreflang]")


# --- redirects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "address", "canonical"),
    [
        ("html/old/quiet.html", "../about.html", f"{BASE}about.html"),
        ("html/old/map/index.html", "../../map.html#chapter", f"{BASE}map.html"),
        ("html/2019/x.html", "../ideas/cycles.html", f"{BASE}ideas/cycles.html"),
        ("html/talks.html", "https://example.org/t", "https://example.org/t"),
        ("html/cycles.html", "ideas/cycles.html", f"{BASE}ideas/cycles.html"),
        ("html/notes/cycles.html", "../ideas/cycles.html", f"{BASE}ideas/cycles.html"),
        ("dirhtml/old/quiet/index.html", "../../about/", f"{BASE}about/"),
        ("dirhtml/old/map/index.html", "../../map/#chapter", f"{BASE}map/"),
        ("dirhtml/2019/x.html", "../ideas/cycles/", f"{BASE}ideas/cycles/"),
        ("dirhtml/cycles/index.html", "../ideas/cycles/", f"{BASE}ideas/cycles/"),
    ],
)
def test_a_redirect_leads_on(shelf: Path, file: str, address: str, canonical: str) -> None:
    """At once, by a link, and for search engines; without a script."""
    page = soup(shelf / file)
    assert page.select_one('meta[http-equiv="refresh"]')["content"] == f"0; url={address}"
    assert [link["href"] for link in page.select("a")] == [address]
    assert page.select_one('link[rel="canonical"]')["href"] == canonical
    assert page.html["lang"] == "en"
    assert not page.select("script, style, [style]")


def test_a_redirect_is_found_nowhere(shelf: Path) -> None:
    """No list of pages has it, and no index of a search."""
    index = (shelf / "html/searchindex").rglob("*.js")
    for file in (shelf / "html/sitemap.xml", shelf / "html/_static/shohyo/addresses.js", *index):
        assert "notes/cycles" not in file.read_text("utf-8"), file.name


# --- what is sent where nothing is ---------------------------------------------------------------------------


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_links_of_the_missing_page_are_paths_from_the_top(shelf: Path, builder: str) -> None:
    """Each leads to a file of the site, wherever the page is sent; it has no address itself, and is not to be found."""
    page = soup(shelf / builder / "404.html")
    addresses = [
        tag[name]
        for tag in page.find_all(True)
        for name in ("href", "src", "action", "data-root", "data-index")
        if tag.get(name)
    ]
    addresses = [address for address in addresses if not address.startswith("#")]
    assert len(addresses) > 20
    for address in addresses:
        assert address.startswith("/kb/")
        path = shelf / builder / address.removeprefix("/kb/").partition("?")[0]
        assert path.exists(), address
    assert not page.select('link[rel="canonical"]')
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    data = (shelf / builder / "_static/shohyo/addresses.js").read_text("utf-8")
    listed = json.loads(re.search(r"addresses: (.*) \};$", data)[1])
    assert ["ideas/cycles" + {"html": ".html", "dirhtml": "/"}[builder], "Cycles of operations"] in listed or len(
        listed
    ) > 20


def test_script_of_the_missing_page_is_small(shelf: Path) -> None:
    assert len(gzip.compress((shelf / "html/_static/shohyo/shohyo-missing.js").read_bytes(), 9)) <= 2048


# --- hosts ---------------------------------------------------------------------------------------------------


def test_files_are_packed_beside_themselves(tmp_path: Path) -> None:
    """All that becomes smaller and is not tiny, and nothing else; again, and when it is no longer wished for."""
    import brotli

    site = small(tmp_path / "site", 'shohyo_packed = ["gz", "br"]\n', **{"a.md": "# A\n\nText.\n"})
    output = build(site, tmp_path / "out", "-D", "suppress_warnings=toc")
    files = [path for path in output.rglob("*") if path.is_file()]
    packed = {path for path in files if path.suffix in (".gz", ".br")}
    assert len(packed) > 20
    for path in packed:
        unpack = {".gz": gzip.decompress, ".br": brotli.decompress}[path.suffix]
        assert unpack(path.read_bytes()) == path.with_suffix("").read_bytes()
    plain = {path for path in files if path not in packed and path.suffix in (".html", ".js", ".css", ".svg")}
    assert {path for path in plain if path.stat().st_size >= 1024} == {
        path.with_suffix("") for path in packed if path.with_suffix("").suffix in (".html", ".js", ".css", ".svg")
    }
    first = digest(output)
    assert digest(build(site, output, "-D", "suppress_warnings=toc")) == first
    (site / "a.md").unlink()
    build(site, output, "-D", "shohyo_packed=gz")
    assert digest(output) == digest(build(site, tmp_path / "clean", "-D", "shohyo_packed=gz"))
    assert list(output.rglob("*.gz"))
    assert not list(output.rglob("*.br"))


def test_files_for_hosts(shelf: Path) -> None:
    """The policy is that of the manual; old addresses go before the pages that stand there."""
    manual = (REPOSITORY / "docs/publishing.md").read_text("utf-8")
    policy = re.findall(r"^Content-Security-Policy: .*$", manual, re.M)[0]
    headers = (shelf / "html/_headers").read_text("utf-8").splitlines()
    assert headers[0] == "/*"
    assert f"  {policy}" in headers
    rules = [line.split() for line in (shelf / "html/_redirects").read_text("utf-8").splitlines()]
    assert ["/kb/old/map/", "/kb/map.html#chapter", "301!"] in rules
    assert ["/kb/notes/cycles", "/kb/ideas/cycles.html", "301!"] in rules
    assert all(len(rule) == 3 for rule in rules)
    assert (shelf / "html/.nojekyll").read_bytes() == b""


# --- again, and otherwise ------------------------------------------------------------------------------------


def test_a_second_build_writes_what_a_clean_one_would(shelf: Path, tmp_path: Path) -> None:
    """Also where a page has moved once more."""
    site = shutil.copytree(shelf / "site", tmp_path / "site")
    output = build(site, tmp_path / "out")
    assert digest(output) == digest(shelf / "html")
    build(site, output)
    assert digest(output) == digest(shelf / "html")

    (site / "ideas/cycles.md").rename(site / "ideas/rounds.md")
    for file in [*site.rglob("*.md"), *site.rglob("*.yaml")]:
        file.write_text(re.sub(r"\bcycles\b(?=[`\],\s}])", "rounds", file.read_text("utf-8")), "utf-8")
    text = (site / "ideas/rounds.md").read_text("utf-8")
    (site / "ideas/rounds.md").write_text(re.sub(r"moved_from: .*", "moved_from: ideas/cycles", text), "utf-8")
    conf = (site / "conf.py").read_text("utf-8")
    (site / "conf.py").write_text(conf.replace('"ideas/cycles"', '"ideas/rounds"'), "utf-8")
    run_sphinx(site, output)
    run_sphinx(site, tmp_path / "clean")
    assert digest(output) == digest(tmp_path / "clean")
    assert 'url=../ideas/rounds.html"' in (output / "ideas/cycles.html").read_text("utf-8")


SMALL = {
    "index.md": "# Home\n",
    "conf.py": 'project = "S"\nextensions = ["shohyo"]\nhtml_theme = "shohyo"\n',
}


def small(folder: Path, conf: str = "", **files: str) -> Path:
    for name, text in {**SMALL, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text + (conf if name == "conf.py" else ""), "utf-8")
    return folder


ADDRESS = f'html_baseurl = "{BASE}"\n'


@pytest.mark.parametrize(
    ("conf", "environment", "is_public"),
    [
        (ADDRESS, {}, True),
        (ADDRESS, {"READTHEDOCS_VERSION_TYPE": "branch"}, True),
        (ADDRESS, {"READTHEDOCS_VERSION_TYPE": "external"}, False),
        (ADDRESS, {"CONTEXT": "deploy-preview"}, False),
        (ADDRESS + "shohyo_drafts = True\n", {}, False),
        (ADDRESS + "shohyo_noindex = True\n", {}, False),
        (ADDRESS + "shohyo_noindex = False\n", {"READTHEDOCS_VERSION_TYPE": "external"}, True),
    ],
)
def test_previews_are_left_alone(tmp_path: Path, conf: str, environment: dict[str, str], is_public: bool) -> None:
    """On each page of a preview search engines are told so, and it has no sitemap."""
    output = build(small(tmp_path / "site", conf), tmp_path / "out", "-W", **environment)
    for page in ("index.html", "search.html", "genindex.html"):
        marks = soup(output / page).select('meta[name="robots"]')
        assert [mark["content"] for mark in marks] == ([] if is_public else ["noindex"]), page
    assert (output / "sitemap.xml").is_file() == is_public
    assert (output / "robots.txt").is_file() == is_public


def test_a_site_that_does_not_know_its_address_says_so_once(tmp_path: Path) -> None:
    """It is no warning; redirects are written all the same."""
    site = small(tmp_path / "site", 'shohyo_redirects = {"old": "index"}\n')
    command = [sys.executable, "-m", "sphinx", "-W", str(site), str(tmp_path / "out")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.count("html_baseurl is not set") == 1
    assert {"sitemap.xml", "robots.txt", "404.html"}.isdisjoint(path.name for path in (tmp_path / "out").iterdir())
    assert not soup(tmp_path / "out/old.html").select('link[rel="canonical"]')


def test_path_of_the_missing_page_may_be_said(tmp_path: Path) -> None:
    output = build(small(tmp_path / "site", 'shohyo_notfound = "deep/kb"\n'), tmp_path / "out", "-W")
    assert 'href="/deep/kb/index.html"' in (output / "404.html").read_text("utf-8")


def test_all_of_it_can_be_switched_off(tmp_path: Path) -> None:
    conf = ADDRESS + "shohyo_sitemap = False\nshohyo_notfound = False\n"
    output = build(small(tmp_path / "site", conf), tmp_path / "out", "-W")
    assert {"sitemap.xml", "robots.txt", "404.html"}.isdisjoint(path.name for path in output.iterdir())


def test_what_the_project_brings_along_is_left_alone(tmp_path: Path) -> None:
    """Files of its own, pages of its own, and extensions for the same."""
    own = {name: f"own {name}" for name in ("robots.txt", "sitemap.xml", "404.html", "moved.html")}
    conf = ADDRESS + 'html_extra_path = ["extra"]\nshohyo_redirects = {"moved": "index"}\n'
    site = small(tmp_path / "site", conf, **{f"extra/{name}": text for name, text in own.items()})
    output = build(site, tmp_path / "out")
    assert {name: (output / name).read_text("utf-8") for name in own} == own

    for extension, files in (("sphinx_sitemap", ["sitemap.xml", "robots.txt"]), ("notfound.extension", ["404.html"])):
        name = f"{extension.replace('.', '/')}.py"
        conf = f'{ADDRESS}import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\nextensions.append("{extension}")\n'
        site = small(tmp_path / extension, conf, **{name: "def setup(app):\n    return {'parallel_read_safe': True}\n"})
        output = build(site, tmp_path / f"{extension}-out", PYTHONSAFEPATH="")
        assert not any((output / file).exists() for file in files)


def test_unknown_hosts_and_forms_are_said(tmp_path: Path) -> None:
    conf = 'shohyo_hosting = ["netlify", "nginx"]\nshohyo_packed = ["zip"]\nhtml_baseurl = "example.org/kb"\n'
    conf += 'shohyo_alternates = {"en": "/en/", 3: None, "de": 4}\nshohyo_feeds = {"first_address": 5}\n'
    done = run_sphinx(small(tmp_path / "site", conf), tmp_path / "out")
    assert [line.partition("WARNING: ")[2] for line in warnings_of(done.stderr)] == [
        'shohyo_hosting: "nginx" is no host; write one of netlify, cloudflare, github [shohyo.hosting]',
        'shohyo_packed: "zip" is no form; write gz or br [shohyo.hosting]',
        'html_baseurl: "example.org/kb" is no address; it must begin with https:// [shohyo.hosting]',
        'shohyo_alternates: "/en/" is no address; it must begin with https:// [shohyo.hosting]',
        'shohyo_alternates: "4" is no address; it must begin with https:// [shohyo.hosting]',
        'shohyo_feeds: "5" is no address; it must begin with https:// [shohyo.hosting]',
    ]
    assert not (tmp_path / "out/sitemap.xml").exists()
    assert not (tmp_path / "out/_redirects").exists()


def test_policy_is_left_out_where_pages_ask_for_more(tmp_path: Path) -> None:
    conf = 'html_theme = "alabaster"\nshohyo_hosting = ["cloudflare"]\nshohyo_redirects = {"old/x/": "index"}\n'
    output = build(small(tmp_path / "site", conf), tmp_path / "out")
    assert "Content-Security-Policy" not in (output / "_headers").read_text("utf-8")
    assert (output / "_redirects").read_text("utf-8") == "/old/x/index.html /index.html 301\n/old/x/ /index.html 301\n"


def test_an_old_address_is_the_pages_own_under_the_other_builder(tmp_path: Path) -> None:
    """A site that goes from one builder to the other keeps both addresses, and no page is written over."""
    redirects = 'shohyo_redirects = {"a.html": "a", "a/": "a"}\n'
    site = small(
        tmp_path / "site", redirects, **{"a.md": "# A page\n\nText.\n", "index.md": "# H\n\n```{toctree}\na\n```\n"}
    )
    html = build(site, tmp_path / "html", "-W")
    assert "A page" in soup(html / "a.html").h1.get_text()
    assert 'url=../a.html"' in (html / "a/index.html").read_text("utf-8")
    folders = build(site, tmp_path / "dirhtml", "-b", "dirhtml", "-W")
    assert "A page" in soup(folders / "a/index.html").h1.get_text()
    assert 'url=a/"' in (folders / "a.html").read_text("utf-8")
    build(site, folders, "-b", "dirhtml", "-W")
    assert "A page" in soup(folders / "a/index.html").h1.get_text()
