"""Pages of the second site in a browser: several books, formulas, covers and a chart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import serving
from tests.browser.soundness import Screen, check_page, on_screens, published_policy
from tests.build.building import shelf_under

PAGES = [
    "index.html",
    "ideas.html",
    "ideas/bernoulli-numbers.html",
    "reviews/index.html",
    "reviews/babbage-economy-of-machinery.html",
    "reviews/fukuzawa-encouragement-of-learning.html",
    "reviews/two-engines.html",
    "books.html",
    "books/jevons.html",
    "years.html",
    "map.html",
    "compare.html",
    "bibliography.html",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shelf on a server that sends the policy of the manual."""
    with serving(shelf_under(tmp_path_factory, "shohyo"), policy=published_policy()) as address:
        yield address


@pytest.mark.parametrize(("name", "screens"), on_screens(PAGES))
def test_page_is_sound(browser: Browser, address: str, name: str, screens: list[Screen]) -> None:
    """Pages of a shelf are as sound as those of our own site."""
    check_page(browser, address, name, screens, locale="en-GB")


@pytest.mark.parametrize("name", ["index.html", "reviews/index.html"])
def test_cards_stand_at_the_edge_of_the_text(browser: Browser, address: str, name: str) -> None:
    """On a page without contents, where what is wide has more room, cards begin and end with the text."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + name)
    edges = page.evaluate(
        "[...document.querySelectorAll('h1, .sd-container-fluid')].map(block => block.getBoundingClientRect())"
        ".map(({left, right}) => [Math.round(left), Math.round(right)])"
    )
    assert len(edges) > 1
    assert len({tuple(edge) for edge in edges}) == 1
    page.close()
