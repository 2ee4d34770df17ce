"""The browser of the tests itself."""

from __future__ import annotations

from playwright.sync_api import Page


def test_chromium_runs_scripts_and_shows_japanese_text(page: Page) -> None:
    """Chromium starts without a display, lays out Japanese text and runs scripts."""
    page.set_content("<p lang=ja>書評</p><script>document.body.dataset.ready = navigator.language</script>")
    assert page.locator("p").inner_text() == "書評"
    assert page.locator("body").get_attribute("data-ready") == "ja-JP"
    box = page.locator("p").bounding_box()
    assert box is not None
    assert box["height"] > 0
