"""One search over several projects, as readers of any of them meet it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import serving
from tests.browser.test_search import all_titles, marks, opened, search, settled
from tests.build.building import once
from tests.build.joining import MAIN, build_all, build_one, copy_sites

ALL = {"三つの棚", "分けた棚", "差分機関の棚", "機械で計算する", "差分パターン", "Notes by Ada"}


@pytest.fixture(scope="module")
def joined(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of the three projects, built once; tests read it only."""
    return once(tmp_path_factory, "joined", lambda folder: build_all(copy_sites(rootdir, folder))) / "out"


@pytest.fixture(params=["prefix", "file", "policy"])
def anywhere(request: pytest.FixtureRequest, joined: Path) -> Iterator[str]:
    """Address of the site that searches: under a prefix, as files, and with a strict Content-Security-Policy."""
    if request.param == "file":
        yield joined.as_uri() + "/"
        return
    options = {"prefix": {"prefix": "/some/project"}, "policy": {"policy": "default-src 'self'"}}
    with serving(joined, **options[request.param]) as address:
        yield address


def test_any_page_finds_those_of_all(page: Page, anywhere: str) -> None:
    """From a page of one project to one of another, which is marked, and from there to one of the third."""
    page.goto(anywhere + "babbage/reviews/engine.html")
    opened(page, "carry")
    found = page.get_by_role("option").filter(has_text="Notes by Ada › The notes")
    found.first.click()
    page.wait_for_url(anywhere + "lovelace/notes/loops.html")
    expect(page.locator(".shohyo-marks-note")).to_be_visible()
    assert {mark.lower() for mark in marks(page)} == {"carry"}
    opened(page, "分けても")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(anywhere + "apart.html")
    expect(page.locator(".shohyo-marks-note")).to_be_visible()
    assert marks(page) == ["分けても"]


@pytest.mark.parametrize("where", ["", "babbage/", "lovelace/"])
def test_each_page_of_results_has_those_of_all(page: Page, anywhere: str, where: str) -> None:
    """Results are the same on the search pages of all projects; each keeps its own address while a reader types."""
    search(page, anywhere + where, "計算")
    assert set(all_titles(page)) == ALL
    page.get_by_role("searchbox").fill("wheels")
    page.wait_for_url(f"{anywhere}{where}search.html?q=wheels")
    # no function is waited for: a strict policy keeps pages from evaluating any
    expect(page.locator("li.search-result").first).to_contain_text("Wheels")
    page.locator("li.search-result a[href]").first.click()
    page.wait_for_url(anywhere + "wheels.html")
    expect(page.locator(".shohyo-marks-note")).to_be_visible()


def test_folders_for_pages(page: Page, joined: Path, tmp_path: Path) -> None:
    """A project that has a folder for each page is asked, and asks, as the others are and do."""
    sites = Path(shutil.copytree(joined.parent, tmp_path / "sites"))
    shutil.rmtree(sites / "out/babbage")
    build_one(sites, "babbage", "-b", "dirhtml")
    build_one(sites, MAIN)
    with serving(sites / "out") as address:
        page.goto(address + "babbage/reviews/engine/")
        opened(page, "wheels")
        page.get_by_role("link", name="すべての結果").click()
        page.wait_for_url(address + "babbage/search/?q=wheels")
        settled(page)
        page.locator("li.search-result a[href]").first.click()
        page.wait_for_url(address + "wheels.html")
        search(page, address, "階差")
        page.get_by_role("link", name="差分パターン").first.click()
        page.wait_for_url(address + "babbage/patterns/difference/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("差分パターン")


def test_a_project_on_its_own_server_searches_itself(page: Page, joined: Path) -> None:
    """While one is written, its folder is the top of a server: there is no way up, and its own index is asked."""
    with serving(joined / "babbage") as address:
        page.goto(address + "patterns/carry.html")
        opened(page, "計算")
        page.get_by_role("option", name="機械で計算する").first.click()
        page.wait_for_url(address + "reviews/engine.html")
        search(page, address, "計算")
        assert set(all_titles(page)) == {"差分機関の棚", "機械で計算する", "差分パターン"}
