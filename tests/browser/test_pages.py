"""Pages of the real site in a browser: accessible, at home on every screen, without foreign requests."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

PAGES = [
    "index.html",
    "about.html",
    "reviews/index.html",
    "reviews/ai-engineer-ml-system-design-patterns.html",
    "patterns/index.html",
    "patterns/prediction-cache.html",
    "patterns/all-in-one.html",
    "tags.html",
    "books.html",
    "bibliography.html",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, published: Path, name: str, scheme: str) -> None:
    """WCAG 2.2 AA as far as axe can tell, light and dark."""
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto((published / name).as_uri())
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    found = [(item["id"], [node["html"] for node in item["nodes"][:3]]) for item in results.response["violations"]]
    assert found == []
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(browser: Browser, published: Path, name: str, width: int) -> None:
    """No page is wider than the window."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto((published / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_pages_work_without_scripts(browser: Browser, published: Path) -> None:
    """Without JavaScript a reader goes from home through the outline to a pattern and back to its chapter."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / "index.html").as_uri())
    page.get_by_role("main").get_by_role("link", name="3部7章の目次").click()
    page.locator("#ch-4").get_by_role("link", name="推論キャッシュパターン").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("推論キャッシュパターン")
    page.locator(".shohyo-facts").get_by_role("link", name="第4章").click()
    page.wait_for_url("**#ch-4")
    context.close()


def test_no_request_leaves_the_site(browser: Browser, published: Path) -> None:
    """A page loads its own files only."""
    context = browser.new_context()
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    for name in PAGES:
        page.goto((published / name).as_uri())
        page.wait_for_load_state("networkidle")
    assert requested
    assert [url for url in requested if not url.startswith((published.as_uri(), "data:"))] == []
    context.close()
