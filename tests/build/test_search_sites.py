"""One search over several projects: the index of all is that of one project, and what is careless is said."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from shohyo.built.answers import verify_site
from tests.build.building import REPOSITORY, article, build, digest, once, run_sphinx, soup
from tests.build.joining import MAIN, MEMBERS, build_all, build_one, copy_sites
from tests.build.test_manual import files_in, write_files
from tests.build.test_search import call, read
from tests.client import Client

QUERIES = (
    "計算",
    "carry",
    "差分",
    '"carry mechanism"',
    "けたあがり",
    "計算 -歯車",
    "tag:計算",
    "kind:page cards",
    "wheels",
    "階差",
)


@pytest.fixture(scope="module")
def joined(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three projects and what is published of them, built once; tests read it only."""
    return once(tmp_path_factory, "joined", lambda folder: build_all(copy_sites(rootdir, folder)))


@pytest.fixture
def sites(joined: Path, tmp_path: Path) -> Path:
    """A copy of all that was built, to be changed."""
    return Path(shutil.copytree(joined, tmp_path / "sites", symlinks=True))


def index_files(output: Path) -> dict[str, str]:
    """Return name → text of each file of an index, without the name that it has from all of them."""
    (folder,) = (path for path in (output / "searchindex").iterdir() if path.is_dir())
    files = [output / "searchindex/manifest.js", *folder.iterdir()]
    return {path.name: path.read_text("utf-8").replace(folder.name, "…") for path in files}


def set_sites(sites: Path, value: str) -> None:
    conf = sites / MAIN / "conf.py"
    conf.write_text(
        re.sub(r"shohyo_search_sites = .*", lambda _: f"shohyo_search_sites = {value}", conf.read_text("utf-8")),
        "utf-8",
    )


def rebuilt(sites: Path, *options: str, name: str = MAIN) -> list[str]:
    """Build a project again; return what it warns of, by line, without the setting and the code."""
    output = sites / "out" / ("" if name == MAIN else name)
    done = run_sphinx(sites / name, output, "-d", str(sites / "doctrees" / name), *options)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    return [line.replace(str(sites), "") for line in done.stderr.splitlines()]


def in_one(sites: Path) -> Path:
    """Make one project of all three, whose pages have the same addresses; return the folder of its sources."""
    one = Path(shutil.copytree(sites / MAIN, sites / "one"))
    for name in MEMBERS:
        shutil.copytree(sites / name, one / name)
        (one / name / "conf.py").unlink()
    (one / "conf.py").write_text(
        'project = "三つの棚"\nlanguage = "ja"\nextensions = ["shohyo"]\nsuppress_warnings = ["shohyo.no_source"]\n',
        "utf-8",
    )
    index = one / "index.md"
    index.write_text(index.read_text("utf-8").replace("wheels\n", "wheels\nbabbage/index\nlovelace/index\n"), "utf-8")
    for path in (*one.rglob("*.md"), *one.rglob("*.rst")):
        path.write_text(re.sub(r"external\+(\w+):doc([:}])`", r"doc\2`/\1/", path.read_text("utf-8")), "utf-8")
    return one


def test_the_index_is_that_of_one_project(sites: Path) -> None:
    """Pages, their order, terms, trails, names and filters are byte for byte those of one project with all pages.

    Where readers go on when nothing is found is said by each project's own table of contents.
    """
    output = build(in_one(sites), sites / "one-out")
    assert len(read(output)) == 11
    found = [index_files(folder) for folder in (sites / "out", output)]
    ways = [files.pop("ways.js") for files in found]
    assert found[0] == found[1]
    assert "Wheels" in ways[0]


def test_answers_are_exact(joined: Path) -> None:
    """Every name and pieces of all texts find exactly the pages that have them, wherever these are."""
    report = verify_site(joined / "out", in_node=True)
    assert ([*map(str, (*report.failures, *report.faults))], report.pages) == ([], 11)
    for name in MEMBERS:  # each has an index of its own, too
        member = verify_site(joined / "out" / name, in_node=True)
        assert [*map(str, (*member.failures, *member.faults))] == []


def test_order_and_excerpts_with_folders_for_pages(sites: Path) -> None:
    """A site that has a folder for each page is searched as well: the same results in the same order."""
    client = Client()
    try:
        queries = [(query, {"limit": 20, "facets": True}) for query in QUERIES]
        before = client.query(sites / "out/searchindex", queries)
        shutil.rmtree(sites / "out/babbage")
        build_one(sites, "babbage", "-b", "dirhtml")
        build_one(sites, MAIN)
        after = client.query(sites / "out/searchindex", queries)
    finally:
        client.close()
    assert all(answer["total"] for answer in before)
    found = {result["url"] for answer in after for result in answer["results"]}
    assert {"babbage/", "babbage/patterns/carry/", "lovelace/notes/loops.html"} <= found
    told = re.sub(
        r"(babbage/[\w/]*?)(?:(?<=/)index)?\.html", lambda name: name[1].rstrip("/") + "/", json.dumps(before)
    )
    told, again = (json.loads(text) for text in (told, json.dumps(after)))
    for answer, other in zip(told, again, strict=True):
        for key in ("total", "exact", "results", "facets"):
            assert answer[key] == other[key]


def test_links_between_projects(joined: Path) -> None:
    """Roles lead to the pages of the other projects; so do results, which say whose page it is."""
    links = {link["href"] for link in article(joined / "out/index.html").select("a.external")}
    assert links == {"babbage/patterns/difference.html", "lovelace/notes/loops.html"}
    links = {link["href"] for link in article(joined / "out/babbage/reviews/engine.html").select("a.external")}
    assert links == {"../../lovelace/notes/loops.html"}
    records = read(joined / "out")
    assert all((joined / "out" / url).is_file() for url in records)
    assert records["lovelace/notes/loops.html"]["trail"] == ["Notes by Ada", "The notes"]
    assert records["babbage/reviews/engine.html"]["trail"] == ["差分機関の棚"]
    assert [records[url]["trail"] for url in ("babbage/index.html", "apart.html")] == [[], []]


def test_filters_are_called_as_here(joined: Path) -> None:
    """A value that several sites have is one, and is called as the site that searches calls it."""
    (path,) = (joined / "out/searchindex").glob("*/facets.js")
    facets = call(path)[1]
    assert [label for label, _pages in facets["kind"].values()] == ["ページ", "パターン", "書評"]
    assert set(facets["tag"]) == {"計算", "機械", "cards"}
    assert read(joined / "out/lovelace")["index.html"]["kindLabel"] == ""  # all pages are of one kind there


def test_pages_ask_the_search_that_they_are_told(joined: Path) -> None:
    """The script of a page gets the index and the top of the site that searches; the page of results stays here."""
    for name, way in (("babbage/reviews/engine.html", "../../"), ("babbage/search.html", "../"), ("index.html", "./")):
        page = (joined / "out" / name).read_text("utf-8")
        said = dict(re.findall(r'data-(root|index|search)="([^"]*)"', page))
        assert (said["root"], said["index"]) == (way, f"{way.removeprefix('./')}searchindex/")
        assert said["search"] == {"babbage/search.html": "#", "index.html": "search.html"}.get(name, "../search.html")


def test_without_a_change_nothing_is_written(sites: Path) -> None:
    """Neither here nor in the folders of the other sites."""
    rebuilt(sites)  # the sources have moved
    before = {path: path.stat().st_mtime_ns for path in (sites / "out").rglob("*")}
    assert rebuilt(sites) == []
    assert {path: path.stat().st_mtime_ns for path in (sites / "out").rglob("*")} == before


def test_a_site_that_is_missing_makes_no_page_outdated(sites: Path) -> None:
    """It is told in each build; nothing is read or written again for that."""
    set_sites(sites, '{"babbage": "../out/babbage", "hopper": "../out/hopper"}')
    (said,) = rebuilt(sites)
    before = {path: path.stat().st_mtime_ns for path in (sites / "out").rglob("*")}
    assert rebuilt(sites) == [said]
    assert {path: path.stat().st_mtime_ns for path in (sites / "out").rglob("*")} == before


def test_a_site_that_changed_is_taken_up(sites: Path) -> None:
    """The index is that of a build from nothing: after an edit, a page more, a new title, and a site less."""
    page = sites / "lovelace/notes/loops.rst"

    def edit() -> None:
        page.write_text(page.read_text("utf-8").replace("one wheel", "one or two wheels 新語"), "utf-8")

    def add() -> None:
        (sites / "lovelace/notes/aside.rst").write_text(":orphan:\n\nAside\n=====\n\n余談の計算\n", "utf-8")

    def rename() -> None:
        conf = sites / "lovelace/conf.py"
        conf.write_text(conf.read_text("utf-8").replace("Notes by Ada", "Ada's notes"), "utf-8")

    for number, change in enumerate((edit, add, rename)):
        before = digest(sites / "out/searchindex")
        change()
        build_one(sites, "lovelace")
        others = digest(sites / "out/lovelace")
        assert rebuilt(sites) == []
        assert digest(sites / "out/searchindex") != before
        assert digest(sites / "out/lovelace") == others
        clean = build(sites / MAIN, sites / f"clean{number}")
        assert digest(sites / "out/searchindex") == digest(clean / "searchindex")
    assert "新語" in json.dumps(read(sites / "out"), ensure_ascii=False)
    assert read(sites / "out")["lovelace/notes/aside.html"]["trail"] == ["Ada's notes"]
    set_sites(sites, '{"babbage/": Path("../out/babbage")}')
    conf = sites / MAIN / "conf.py"
    conf.write_text(f"from pathlib import Path\n{conf.read_text('utf-8')}", "utf-8")
    rebuilt(sites)
    assert digest(sites / "out/searchindex") == digest(build(sites / MAIN, sites / "less") / "searchindex")
    assert not any(url.startswith("lovelace") for url in read(sites / "out"))


def test_only_a_page_that_changed_is_split_again(sites: Path) -> None:
    """Terms of the pages of other sites are kept, too."""
    conf, marker = sites / MAIN / "conf.py", sites / "split.txt"
    spy = (
        "\nfrom shohyo.search import index\nold = index.body_terms\n"
        "def spy(pages):\n"
        "    pages = list(pages)\n"
        f"    open({str(marker)!r}, 'a').write(''.join(page.url + ' ' for page in pages))\n"
        "    return old(pages)\n"
        "index.body_terms = spy\n"
    )
    conf.write_text(conf.read_text("utf-8") + spy, "utf-8")
    page = sites / "lovelace/notes/loops.rst"
    page.write_text(page.read_text("utf-8").replace("one wheel", "two wheels"), "utf-8")
    (sites / "lovelace/notes/an.rst").write_text(":orphan:\n\nAn\n==\n", "utf-8")  # others get another number
    build_one(sites, "lovelace")
    rebuilt(sites)
    assert marker.read_text("utf-8").split() == ["lovelace/notes/an.html", "lovelace/notes/loops.html"]


@pytest.mark.parametrize(
    ("value", "place", "message"),
    [
        ('{"babbage/": "../nowhere"}', "5:24", '"babbage/": "/nowhere" has no index; build that site first, with "shohyo.search" or "shohyo" among its extensions'),
        ('{"/babbage/": "../out/babbage"}', "5:24", "'/babbage/' is no address below this site; write it as \"babbage/\""),
        ('{"../babbage": "../out/babbage"}', "5:24", "'../babbage' is no address below this site; write it as \"babbage/\""),
        ('{"a/../../b": "../out/babbage"}', "5:24", "'a/../../b' is no address below this site; write it as \"a/b/\""),
        ('{"https://example.org/b/": "../out/babbage"}', "5:24", "'https://example.org/b/' is no address below this site; write it as \"b/\""),
        ('{"": "../out/babbage"}', "5:24", "'' is no address below this site; write it as \"name/\""),
        ('{7: "../out/babbage"}', "5:1", '7 is no address below this site; write it as "7/"'),
        ('{"a\\\\b\\n": "../out/babbage"}', "5:1", "'a\\\\b\\n' is no address below this site; write it as \"a/\""),
        ('{"babbage/": None}', "5:24", '"babbage/" needs the folder where that site is built, as "../babbage/_build/html"'),
        ('{"babbage/": ["../out/babbage"]}', "5:24", '"babbage/" needs the folder where that site is built, as "../babbage/_build/html"'),
        ('{"babbage/": "\\0"}', "5:24", '"babbage/" needs the folder where that site is built, as "../babbage/_build/html"'),
        ('{"me/": "../out"}', "5:24", '"me/" is this site itself; name the folder where the other one is built'),
        ('{"lovelace": "../out/lovelace", "lovelace/": "../out/babbage"}', "5:24", '"lovelace/" stands there twice; give each site an address of its own'),
        ('{"deep/": "../out/babbage"}', "5:24", '"deep/" has pages of this project, such as "deep/own"; publish the site at another address, or move them'),
    ],
)  # fmt: skip
def test_careless_settings(sites: Path, value: str, place: str, message: str) -> None:
    """Each is told with what to write, at its place, and the site is built with the rest of the search."""
    (sites / MAIN / "deep").mkdir()
    (sites / MAIN / "deep/own.md").write_text("---\norphan: true\n---\n\n# Own\n", "utf-8")
    set_sites(sites, value)
    assert rebuilt(sites, "-D", "language=en") == [
        f"conf.py:{place}: WARNING: shohyo_search_sites: {message} [search.sites]"
    ]
    assert {"index.html", "apart.html", "deep/own.html"} <= read(sites / "out").keys()
    assert rebuilt(sites) != []  # as long as it is so


def test_what_is_no_mapping_is_said_by_sphinx(sites: Path) -> None:
    set_sites(sites, '["../out/babbage"]')
    (said,) = rebuilt(sites)
    assert "`shohyo_search_sites' has type `list'; expected `dict'" in said
    assert len(read(sites / "out")) == 3


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("manifest", r'"version":\d+', '"version":3', 'にある索引は、別の版の Shohyo のものです。サイトをもう一度ビルドしてください'),
        ("manifest", r'"pages":\d+', '"pages":"4"', 'manifest.js」が壊れています。サイトをもう一度ビルドしてください'),
        ("manifest", r"(?s).*", "no call", 'manifest.js」が壊れています。サイトをもう一度ビルドしてください'),
        ("*/d1", r'"title":"[^"]*"', '"title":[]', 'd1.js」が壊れています。サイトをもう一度ビルドしてください'),
        ("*/d1", r'"trail":\[', '"trail":[5', 'd1.js」が壊れています。サイトをもう一度ビルドしてください'),
        ("*/d2", r"(?s).*", "", 'd2.js」が壊れています。サイトをもう一度ビルドしてください'),
        ("*/d2", None, None, 'd2.js」がありません。サイトをもう一度ビルドしてください'),
        ("*/facets", r'"tag":\{', '"tag":{"a":5,', 'facets.js」が壊れています。サイトをもう一度ビルドしてください'),
        ("*/facets", None, None, 'facets.js」がありません。サイトをもう一度ビルドしてください'),
    ],
)  # fmt: skip
def test_damaged_indexes(sites: Path, name: str, old: str | None, new: str, message: str) -> None:
    """A site whose index cannot be read is left out and named; once it is whole again, it is searched again."""
    whole = digest(sites / "out/searchindex")
    (path,) = (sites / "out/lovelace/searchindex").glob(f"{name}.js")
    was = path.read_bytes()
    (sites / MAIN / "wheels.md").write_text("# Wheels\n\nWheels turn, and carry.\n\nMore.\n", "utf-8")
    if old is None:
        path.unlink()
    else:
        changed = re.sub(old, new, path.read_text("utf-8"), count=1)
        assert changed.encode() != was
        path.write_text(changed, "utf-8")
    (said,) = rebuilt(sites)
    assert said.startswith("conf.py:5:54: WARNING: shohyo_search_sites: 「lovelace/」：")
    assert said.endswith(f"{message} [search.sites]")
    records = read(sites / "out")
    assert "babbage/index.html" in records
    assert not any(url.startswith("lovelace/") for url in records)
    (again,) = rebuilt(sites)
    assert again == said
    path.write_bytes(was)
    (sites / MAIN / "wheels.md").write_text("# Wheels\n\nWheels turn, and carry.\n", "utf-8")
    assert rebuilt(sites) == []
    assert digest(sites / "out/searchindex") == whole


@pytest.mark.parametrize("value", ["/", "https://example.org/", "main/", "..\\\\", ".", "./../", "//example.org"])
def test_careless_ways_up(sites: Path, value: str) -> None:
    """A way that does not lead up is told, and the pages ask their own search."""
    conf = sites / "babbage/conf.py"
    conf.write_text(
        conf.read_text("utf-8").replace('shohyo_search_at = "../"', f'shohyo_search_at = "{value}"'), "utf-8"
    )
    (said,) = rebuilt(sites, "-D", "language=en", name="babbage")
    assert re.fullmatch(
        r"conf\.py:6:\d+: WARNING: shohyo_search_at: '.*' does not lead up from this site; write the way to the one"
        r' that searches, as "\.\./" \[search\.sites\]',
        said,
    )
    page = (sites / "out/babbage/reviews/engine.html").read_text("utf-8")
    assert 'data-root="../"' in page


@pytest.mark.parametrize(
    ("value", "root"), [("../..", "../../../"), ("../書棚/", "../../%E6%9B%B8%E6%A3%9A/"), ("", "../")]
)
def test_ways_up(sites: Path, value: str, root: str) -> None:
    """The site that searches may be further up, or beside this one; its name is written as addresses are."""
    conf = sites / "babbage/conf.py"
    conf.write_text(
        conf.read_text("utf-8").replace('shohyo_search_at = "../"', f'shohyo_search_at = "{value}"'), "utf-8"
    )
    assert rebuilt(sites, name="babbage") == []
    assert f'data-root="{root}"' in (sites / "out/babbage/reviews/engine.html").read_text("utf-8")


def test_addresses_of_any_script(sites: Path) -> None:
    """An address is written as it is read; results have it as addresses are, and order by it as it is read."""
    set_sites(sites, '{"機関/一 号": "../out/babbage"}')
    assert rebuilt(sites) == []
    assert "%E6%A9%9F%E9%96%A2/%E4%B8%80%20%E5%8F%B7/index.html" in read(sites / "out")


def test_projects_as_the_manual_splits_them(tmp_path: Path) -> None:
    """What the manual shows is built as it says: links lead from one project to another, and one search finds all."""
    files = files_in(REPOSITORY / "docs/scaling.md")
    assert set(files) == {"main/conf.py", "babbage/conf.py"}
    names = ("babbage", "lovelace", "hopper")
    for name in names:
        others = [other for other in names if other != name]
        conf = files["babbage/conf.py"].replace('"lovelace", "hopper"', ", ".join(f'"{other}"' for other in others))
        write_files(tmp_path, {
            f"{name}/conf.py": conf.replace('"Babbage"', f'"{name.title()}"'),
            f"{name}/index.md": f"# {name.title()}\n\nA compiler, and {{pattern}}`{others[0]}-way`.\n\n```{{toctree}}\nway\n```\n",
            f"{name}/way.md": f"---\nkind: pattern\nid: {name}-way\ntitle: The way of {name}\nintent: Go.\nsources: []\n---\n\nOn.\n",
        })  # fmt: skip
    index = "# Three\n\n{pattern}`lovelace-way` and {external+hopper:doc}`index`\n"
    write_files(tmp_path, {"main/conf.py": files["main/conf.py"], "main/index.md": index})
    out = tmp_path / "_build/html"
    for _ in "12":
        for name in (*names, "main"):
            done = run_sphinx(
                tmp_path / name, out / (name if name in names else ""), "-d", str(tmp_path / "doctrees" / name)
            )
            assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "no_source" not in line] == []
    assert {link["href"] for link in article(out / "index.html").select("a.external")} == {
        "lovelace/way.html",
        "hopper/index.html",
    }
    for name, other in (("babbage", "lovelace"), ("lovelace", "babbage"), ("hopper", "babbage")):
        assert article(out / name / "index.html").select_one("a.external")["href"] == f"../{other}/way.html"
    records = read(out)
    assert set(records) == {"index.html", *(f"{name}/{page}.html" for name in names for page in ("index", "way"))}
    assert records["hopper/way.html"]["trail"] == ["Hopper"]


def test_loads_what_a_search_alone_needs() -> None:
    """Reading other sites loads neither Sphinx nor NumPy."""
    from tests.build.test_search_alone import loaded

    names = loaded("import shohyo.search.sites")
    assert {"numpy", "sphinx", "docutils"} & names == set()
    assert (REPOSITORY / "shohyo/search/sites.py").is_file()


def test_careless_addresses(sites: Path) -> None:
    """Each is told with what to write, at its place, and the site is built with the search of the rest."""
    wrong = [
        "https://example.org/b/?q=1", "https://example.org/b/#top", "https://me:secret@example.org/", "https:///b", "http:b",
        "https://example.org:x/", "https://exam ple.org/", "https://example.org/\\b",
    ]  # fmt: skip
    stated = {f"s{number}": address for number, address in enumerate(wrong)}
    stated |= {
        " ": "https://example.org/c/",
        7: "https://example.org/c/",
        "a": "https://example.org/b",
        "c": "HTTPS://Example.org/b/",
    }
    set_sites(sites, repr(stated))
    line = (sites / MAIN / "conf.py").read_text("utf-8").splitlines()[4]
    places = [line.index(f"'{name}'") + 1 for name in [*(f"s{number}" for number in range(len(wrong))), " "]]
    messages = [
        *(f'"s{number}": "{address}" is not the top of a site; write it as "https://example.org/manual/"' for number, address in enumerate(wrong)),
        "' ' is no name of a site, which results are to show; write it in words",
        "7 is no name of a site, which results are to show; write it in words",
        '"https://example.org/b/" stands there twice; give each site an address of its own',
    ]  # fmt: skip
    assert rebuilt(sites, "-D", "language=en") == [
        f"conf.py:5:{place}: WARNING: shohyo_search_sites: {message} [search.sites]"
        for place, message in zip([*places, 1, line.index("'c'") + 1], messages, strict=True)
    ]
    script = soup(sites / "out/index.html").select_one("script[data-join]")
    assert json.loads(script["data-sites"]) == [["a", "https://example.org/b/"]]


def test_addresses_stand_on_every_page(sites: Path) -> None:
    """Beside folders, which are read now; pages are written again when an address changes, and nothing is asked."""
    set_sites(sites, '{"Ada & co": "http://127.0.0.1:9/ノート", "babbage/": "../out/babbage"}')
    assert rebuilt(sites) == []
    assert any(url.startswith("babbage/") for url in read(sites / "out"))
    assert not any("127.0.0.1" in url or url.startswith("lovelace") for url in read(sites / "out"))
    for name in ("index.html", "search.html"):
        script = soup(sites / "out" / name).select_one("script[data-join]")
        assert json.loads(script["data-sites"]) == [["Ada & co", "http://127.0.0.1:9/%E3%83%8E%E3%83%BC%E3%83%88/"]]
        assert script["data-label-silent"] == "応答がないため、次のサイトは含まれていません：%s"
        assert (sites / "out/_static/shohyo" / script["data-join"].partition("?")[0]).is_file()
    set_sites(sites, '{"babbage/": "../out/babbage"}')
    assert rebuilt(sites) == []
    assert "data-sites" not in (sites / "out/index.html").read_text("utf-8")
