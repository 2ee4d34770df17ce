"""What our blocks are under the themes that people use: in line, bounded, whole, and with one search in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.build.building import THEMES, shelf_under

PAGES = [
    "index.html",
    "about.html",
    "reviews/index.html",
    "reviews/babbage-economy-of-machinery.html",
    "reviews/two-engines.html",
    "books.html",
    "books/jevons.html",
    "ideas.html",
    "ideas/cycles.html",
    "years.html",
    "map.html",
    "compare.html",
    "tags.html",
    "bibliography.html",
]

#: blocks that begin and end with the text, without those that stand in others
EDGES = """() => {
  const title = [...document.querySelectorAll("h1")].find((title) => title.closest("section, article"));
  const left = title.getBoundingClientRect().left + parseFloat(getComputedStyle(title).paddingLeft);
  const blocks = ".sd-container-fluid, .shohyo-book-card, .shohyo-tag-index, .shohyo-map__legend, .contains-task-list > li > p > .shohyo-task";
  return [...document.querySelectorAll(blocks)]
    .filter((block) => !block.parentElement.closest("li li, .sd-card"))
    .map((block) => [block.className, Math.round(block.getBoundingClientRect().left - left)]);
}"""

#: what is cut off or runs over what stands beside it
SPILT = """() => [...document.querySelectorAll(".shohyo-table :is(td, th), .shohyo-compare :is(td, th), .shohyo-facts dd, .sd-card")]
  .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth + 2)
  .map((box) => box.textContent.slice(0, 60))"""

#: dates and ratings in more than one line
BROKEN = """() => [...document.querySelectorAll(".shohyo-whole, .shohyo-byline__date, .shohyo-byline__rating")]
  .filter((words) => new Set([...words.getClientRects()].map(({top}) => Math.round(top))).size > 1)
  .map((words) => words.textContent)"""

COVERS = """() => [...document.querySelectorAll("img.shohyo-book-card__cover")].map((image) => {
  const {width, height} = image.getBoundingClientRect();
  const card = image.closest(".shohyo-book-card, .sd-card").getBoundingClientRect();
  const inside = image.getBoundingClientRect();
  return [width, height, inside.left >= card.left && inside.right <= card.right && inside.bottom <= card.bottom + 1];
})"""

SEARCHES = """() => [...document.querySelectorAll("[data-shohyo-search-open], input[type=search], input[name=q]")]
  .filter((field) => !field.closest(".shohyo-search-field, .shohyo-search-page"))
  .filter((field) => field.checkVisibility({visibilityProperty: true}) && field.getBoundingClientRect().right > 0).length"""


@pytest.fixture(scope="module", params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def shelf(theme: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second site under a theme."""
    return shelf_under(tmp_path_factory, theme)


def opened(browser: Browser, width: int, colours: str = "light") -> Page:
    return browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=colours, locale="en-GB", reduced_motion="reduce"
    )


@pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.long)])
def test_blocks_are_in_line(browser: Browser, shelf: Path, theme: str, half: int) -> None:
    """No page is wider than the window, nothing in our blocks runs over, and they begin where the text does.

    Half of the pages are looked at, under each second theme the other half; `long` has the rest.
    """
    page = opened(browser, 1280)
    kinds: set[str] = set()
    for name in PAGES[(THEMES.index(theme) + half) % 2 :: 2]:
        page.set_viewport_size({"width": 1280, "height": 900})  # a page that widens moves its sidebar
        page.goto((shelf / name).as_uri())
        for width in (1280, 700, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.evaluate(SPILT) == [], (name, width)
            assert page.evaluate(BROKEN) == [], (name, width)
            edges = page.evaluate(EDGES)
            assert [edge for edge in edges if edge[1]] == [], (name, width)
            kinds.update(kind for kind, _offset in edges)
    assert len(kinds) >= 3
    page.close()


def test_covers_are_bounded(browser: Browser, shelf: Path) -> None:
    """A cover of any size has 9 by 13 rem at most, and stands within its card."""
    page = opened(browser, 360)
    number = 0
    for name in ("index.html", "reviews/index.html", "books.html", "reviews/fukuzawa-encouragement-of-learning.html"):
        page.goto((shelf / name).as_uri())
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for across, down, is_inside in page.evaluate(COVERS):
                assert 40 < across <= 145, (name, width)
                assert 40 < down <= 209, (name, width)
                assert is_inside, (name, width)
                number += 1
    assert number > 40
    page.close()


def test_heads_of_comparisons_hide_nothing(browser: Browser, shelf: Path) -> None:
    """The names above the columns stand above the first row until the page is scrolled."""
    page = opened(browser, 360)
    page.goto((shelf / "compare.html").as_uri())
    for width in (360, 700, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        head, first = page.evaluate(
            "['thead', 'tbody tr'].map((part) => document.querySelector(`.shohyo-compare ${part}`).getBoundingClientRect())"
            ".map(({top, bottom}) => [top, bottom])"
        )
        assert head[1] <= first[0] + 2, width
    page.close()


def test_one_search_is_in_sight(browser: Browser, shelf: Path, theme: str) -> None:
    """A reader sees one way to search, or on a narrow screen none where the theme has its own in the menu."""
    in_menu = theme in ("furo", "sphinx_rtd_theme")
    page = opened(browser, 360)
    for width in (360, 800, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((shelf / "ideas.html").as_uri())  # a theme may move its own when it is loaded
        number = page.evaluate(SEARCHES)
        assert number == 1 or (number == 0 and in_menu and width < 1280), width
    page.close()


#: themes that are tried light where time is short, and dark in `long`; the others the other way round.  On one that
#: is always light, nothing of ours may be dark
LIGHT = ("shohyo", "pydata_sphinx_theme")


@pytest.mark.parametrize("number", [0, pytest.param(1, marks=pytest.mark.long)])
def test_blocks_can_be_read(browser: Browser, shelf: Path, theme: str, number: int) -> None:
    """What our style sheets colour has contrast enough on what a theme puts below it; links have the theme's colours."""
    colours = ("light", "dark") if theme in LIGHT else ("dark", "light")
    page = opened(browser, 1280, colours[number])
    for name, blocks in {
        "books.html": [".shohyo-facts dt", ".shohyo-disclosure > summary"],
        "index.html": [".shohyo-byline", ".shohyo-badge"],
        "years.html": [".shohyo-note"],
        "map.html": [".shohyo-filter__form", ".shohyo-map__legend"],
        "compare.html": [".shohyo-badge"],
    }.items():
        page.goto((shelf / name).as_uri())
        assert [block for block in blocks if not page.locator(block).count()] == []
        assert violations(page, ["wcag2aa"], ", ".join(blocks)) == [], (name, blocks)
    page.close()
