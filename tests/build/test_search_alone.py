"""The search in a project that has nothing of Shohyo: what it loads, and what another extension tells it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shohyo.assets import SEARCH
from tests.build.building import REPOSITORY, build, run_sphinx
from tests.build.test_search import call, read

#: our modules that a search alone may load, each with what is in it
OURS = (
    "shohyo",
    "shohyo.beyond",
    "shohyo.beyond.alias",
    "shohyo.beyond.reading",
    "shohyo.search",
    "shohyo.codes",
    "shohyo.text",
    "shohyo.assets",
    "shohyo.manifest",
    "shohyo.messages",
    "shohyo.wording",
    "shohyo.upstream",
)
#: what reviews need, and a search does not
OTHERS = {"sphinxcontrib.bibtex", "pybtex", "myst_parser", "pydantic", "sphinx_design", "budoux", "nh3", "yaml"}

PURE = sorted(f"shohyo.search.{path.stem}" for path in (REPOSITORY / "shohyo/search").glob("[!_]*.py"))


@pytest.fixture
def kitchen(rootdir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rootdir / "test-search", tmp_path / "site"))


def loaded(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after *code*."""
    code += "\nimport json, sys\nsys.stdout.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return set(json.loads(done.stdout))


def facets(output: Path) -> dict[str, dict[str, list[Any]]]:
    (path,) = (output / "searchindex").glob("*/facets.js")
    return call(path)[1]


def test_a_build_loads_nothing_of_reviews(kitchen: Path, tmp_path: Path) -> None:
    """``extensions = ["shohyo.search"]`` builds a site with the search, and nothing else of ours is loaded for it."""
    (kitchen / "conf.py").write_text('extensions = ["shohyo.search"]\n', "utf-8")
    for path in kitchen.glob("*.rst"):
        path.write_text(re.sub(r"(?s)\.\. recipe::.*", "", path.read_text("utf-8")), "utf-8")
    arguments = ["-q", "-b", "html", "-d", str(tmp_path / "doctrees"), str(kitchen), str(tmp_path / "out")]
    names = loaded(f"from sphinx.cmd.build import main\nassert main({arguments!r}) == 0")
    assert "soup.html" in read(tmp_path / "out")
    ours = {name for name in names if name.partition(".")[0] == "shohyo"}
    assert "shohyo.search.shards" in ours
    children = tuple(
        f"{name}." for name in OURS if name in ("shohyo.search", "shohyo.codes", "shohyo.text", "shohyo.upstream")
    )
    assert {name for name in ours if name not in OURS and not name.startswith(children)} == set()
    assert {name for name in OTHERS if name in names} == set()


def test_a_build_without_a_change_does_not_wait_for_numpy(kitchen: Path, tmp_path: Path) -> None:
    """Only who writes an index loads what makes one."""
    output = build(kitchen, tmp_path / "out")
    arguments = ["-q", "-b", "html", "-d", f"{output}.doctrees", str(kitchen), str(output)]
    names = loaded(f"from sphinx.cmd.build import main\nassert main({arguments!r}) == 0")
    assert "shohyo.search.store" in names
    assert "numpy" not in names
    (kitchen / "plain.rst").write_text("Plain\n=====\n\nother words\n", "utf-8")
    assert "numpy" in loaded(f"from sphinx.cmd.build import main\nassert main({arguments!r}) == 0")


def test_the_rest_of_the_search_knows_no_sphinx() -> None:
    """Outside of ``search/sphinx/``, nothing loads Sphinx or docutils, nor anything of ours but texts and codes of numbers."""
    names = loaded("import " + ", ".join(PURE))
    assert {name for name in names if name.partition(".")[0] in ("sphinx", "docutils", "sphinxcontrib")} == set()
    ours = {name for name in names if name.partition(".")[0] == "shohyo"}
    assert set(PURE) <= ours
    assert {
        name for name in ours if not re.match(r"shohyo($|\.search($|\.)|\.codes($|\.)|\.text($|\.)|\.wording$)", name)
    } == set()


def test_a_site_gets_the_files_of_the_search_alone(kitchen: Path, tmp_path: Path) -> None:
    """What reviews need is not copied into a site that has the search only; all that its pages load is."""
    output = build(kitchen, tmp_path / "out")
    files = {path.relative_to(output / "_static").as_posix() for path in (output / "_static/shohyo").rglob("*.*")}
    assert files == SEARCH
    pages = "".join((output / name).read_text("utf-8") for name in ("soup.html", "search.html"))
    names = re.findall(r'(?:_static/shohyo/|data-(?:engine|beyond|marks)=")([\w.-]+)', pages)
    assert {f"shohyo/{name}" for name in names} == SEARCH


def test_an_extension_says_what_its_pages_are(kitchen: Path, tmp_path: Path) -> None:
    """A handler of the event sets kind, names, readings, trail and facets; other pages keep what Sphinx knows."""
    output = build(kitchen, tmp_path / "out")
    records = read(output)
    soup, plain = records["soup.html"], records["plain.html"]
    assert (soup["kind"], soup["kindLabel"], soup["trail"]) == ("recipe", "Recipe", ["Kitchen", "Soups"])
    assert soup["names"] == ["別名の 汁", "たまねぎすーぷ", "tamanegisupu"]
    assert (plain["kind"], plain["names"], plain["trail"]) == ("page", [], [])
    assert "kind: at kinds of pages" in (output / "search.html").read_text("utf-8")
    assert (facets(output)["kind"].keys(), facets(output)["tag"]["warm"][0]) == ({"recipe", "page"}, "Warm dishes")


def test_an_extension_leaves_a_page_out(kitchen: Path, tmp_path: Path) -> None:
    """A page that a handler leaves out is written, and in no index."""
    output = build(kitchen, tmp_path / "out")
    assert (output / "broth.html").is_file()
    assert "broth.html" not in read(output)


def test_blocks_mark_themselves(kitchen: Path, tmp_path: Path) -> None:
    """Nodes with the attribute are shown, and not searched; a marked section goes if nothing else is in it."""
    output = build(kitchen, tmp_path / "out")
    assert read(output)["soup.html"]["sections"] == [["", "", "Cut them."], ["serving", "Serving", "hot"]]
    page = (output / "soup.html").read_text("utf-8")
    assert all(word in page for word in ("Everything with onions", "shallot", "badge"))
    assert "nosearch" not in page


def test_readings_for_names_that_state_none(kitchen: Path, tmp_path: Path) -> None:
    """With ``shohyo_search_readings``, titles and names get their reading unless a handler has stated one."""
    records = read(build(kitchen, tmp_path / "out", "-D", "shohyo_search_readings=1"))
    assert records["soup.html"]["names"] == [
        "別名の 汁", "たまねぎすーぷ", "tamanegisupu", "べつめいのしる", "betsumeinoshiru",
    ]  # fmt: skip
    assert records["plain.html"]["names"] == ["みそ", "miso"]
    extension = kitchen / "recipes.py"
    extension.write_text(extension.read_text("utf-8").replace('recipe["read-as"]', '""'), "utf-8")
    again = read(build(kitchen, tmp_path / "none", "-D", "shohyo_search_readings=1"))
    assert again["soup.html"]["names"] == ["別名の 汁", "べつめいのしる", "betsumeinoshiru"]


def test_an_unknown_facet_is_reported(kitchen: Path, tmp_path: Path) -> None:
    """Only the facets that the interface knows are written; another is a warning with what there is."""
    extension = kitchen / "recipes.py"
    extension.write_text(
        extension.read_text("utf-8").replace('facets["tag"]', 'facets.setdefault("course", {})'), "utf-8"
    )
    done = run_sphinx(kitchen, tmp_path / "out")
    assert done.returncode == 0
    assert 'unknown facet of a page in "shohyo-search-page": course; known are tag, chapter, book' in done.stderr
    assert facets(tmp_path / "out").keys() == {"kind", "tag", "chapter", "book"}


def test_a_second_build_asks_again(kitchen: Path, tmp_path: Path) -> None:
    """What a handler says of pages that are not written again is in the index, too."""
    output = build(kitchen, tmp_path / "out")
    extension = kitchen / "recipes.py"
    extension.write_text(extension.read_text("utf-8").replace("Warm dishes", "Hot dishes"), "utf-8")
    assert facets(build(kitchen, output))["tag"]["warm"][0] == "Hot dishes"


def test_the_author_of_a_page_has_the_last_word(kitchen: Path, tmp_path: Path) -> None:
    """A page with ``nosearch`` is found by nobody, whatever a handler says, and is not asked about."""
    page, extension = kitchen / "soup.rst", kitchen / "recipes.py"
    page.write_text(":nosearch:\n\n" + page.read_text("utf-8"), "utf-8")
    spy = 'page):\n    assert page.docname != "soup"\n    page.is_left_out = False\n'
    extension.write_text(extension.read_text("utf-8").replace("page):\n", spy), "utf-8")
    assert read(build(kitchen, tmp_path / "out")).keys() == {"index.html", "soups.html", "plain.html"}


def test_a_site_with_others_gets_one_script_more(kitchen: Path, tmp_path: Path) -> None:
    """What puts several sites together is there only where there are several."""
    output = build(kitchen, tmp_path / "out", "-D", "shohyo_search_sites.Other=https://example.org/")
    files = {path.relative_to(output / "_static").as_posix() for path in (output / "_static/shohyo").rglob("*.*")}
    assert files == SEARCH | {"shohyo/shohyo-join.js"}
