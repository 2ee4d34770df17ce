"""The search alone under the themes that people use, with a folder for each page: one box, dialog, page of results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import WCAG, violations
from tests.browser.serving import serving
from tests.browser.test_search import marks, opened, settled
from tests.build.building import THEMES, build

OURS = ".shohyo-search-page, .shohyo-search-dialog, .shohyo-search-box, .shohyo-marks-note"
PAGES = {
    "index": "道具箱\n======\n\n推論サーバーの使い方。\n\n.. toctree::\n   :caption: 使う\n\n   start\n   guide/cache\n",
    "start": "はじめる\n========\n\n推論を速くする\n--------------\n\n推論の結果をキャッシュに置きます。\n",
    "guide/cache": ":tags: 性能\n\n予測キャッシュ\n==============\n\n同じ入力への推論を繰り返しません。\n",
}
#: fields and buttons of a search that is not ours, in sight or in a dialog
STRANGERS = """() => [...document.querySelectorAll("input[type=search], input[name=q], [class*=search-button], dialog[id*=search]")]
  .filter((element) => !element.closest(".shohyo-search-box, .shohyo-search-page, .shohyo-search-dialog"))
  .map((element) => element.outerHTML.slice(0, 100))"""
#: left edges and sizes of letters of the texts of results that begin where the text does
EDGES = """() => [...document.querySelectorAll(".shohyo-search-page__status, .shohyo-result__title a, .shohyo-facets__name, .shohyo-facets__title")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.className || "link", Math.round(element.getBoundingClientRect().left), parseFloat(getComputedStyle(element).fontSize)])"""


@pytest.fixture(scope="module", params=[theme for theme in THEMES if theme != "shohyo"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a project that has nothing but the search, under a theme."""
    folder = tmp_path_factory.mktemp(request.param)
    for name, text in PAGES.items():
        path = Path(folder, "source", f"{name}.rst")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    conf = f'project = "道具箱"\nlanguage = "ja"\nextensions = ["shohyo.search"]\nhtml_theme = "{request.param}"\n'
    (folder / "source/conf.py").write_text(conf, "utf-8")
    with serving(build(folder / "source", folder / "out", "-b", "dirhtml", "-W")) as address:
        yield address


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, colours = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=colours, locale="ja-JP", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def test_the_theme_has_this_search_and_no_other(page: Page, site: str) -> None:
    """Its box opens the dialog, from which a result leads to a page with marks; the page of results is in line."""
    page.goto(site + "start/")
    assert page.evaluate(STRANGERS) == []
    boxes = page.locator("[data-shohyo-search-open]")
    assert boxes.count() >= 1
    in_sight = [box for box in boxes.all() if box.is_visible() and box.bounding_box()["x"] >= 0]
    if page.viewport_size["width"] > 1000:
        assert len(in_sight) == 1
    for box in in_sight[:1]:
        rectangle = box.bounding_box()
        assert rectangle["x"] + rectangle["width"] <= page.viewport_size["width"]
        box.click()
        page.keyboard.press("Escape")
    opened(page, "推論")
    assert violations(page, WCAG, OURS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.get_by_role("option", name="予測キャッシュ").click()
    page.wait_for_url(site + "guide/cache/")
    expect(page.locator(".shohyo-marks-note")).to_be_visible()
    assert marks(page) == ["推論"]

    page.goto(site + "search/?q=推論")
    settled(page)
    assert violations(page, WCAG, OURS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    found = page.evaluate(EDGES)
    left = {edge for name, edge, _size in found if name == "link" or "status" in name}
    assert len(left) == 1, found
    body = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.shohyo-search-page')).fontSize)")
    assert max(size for _name, _left, size in found) <= 1.4 * body, found
    assert not any("ページ" in text for text in page.locator(".shohyo-result__about").all_inner_texts())
    assert page.locator(".shohyo-facet").all_text_contents() == ["性能 (1)"]  # on a narrow screen they are folded
