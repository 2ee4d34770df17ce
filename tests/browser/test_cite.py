"""The block that cites a page, in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations

PAGE = "patterns/prediction-cache.html"


def test_button_copies_what_it_stands_below(browser: Browser, published: Path) -> None:
    """The keyboard opens the block and copies the BibTeX, with the address that the browser shows."""
    context = browser.new_context(locale="ja-JP", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    address = (published / PAGE).as_uri()
    page.goto(f"{address}#shohyo-place")
    page.locator(".shohyo-cite > summary").focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="コピー (BibTeX)")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".shohyo-copy__status", has_text="コピーしました")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{prediction-cache,")
    assert f"url          = {{{address}}}" in copied
    assert violations(page, tags=None, context=".shohyo-cite") == []
    context.close()


def test_without_a_clipboard_the_text_is_copied_all_the_same(page: Page, published: Path) -> None:
    """Where the clipboard is denied, the button falls back to the command, and the focus stays on it."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto((published / PAGE).as_uri())
    page.locator(".shohyo-cite > summary").click()
    button = page.get_by_role("button", name="コピー (文章)")
    button.click()
    expect(page.locator(".shohyo-copy__status", has_text="コピーしました")).to_be_visible()
    expect(button).to_be_focused()
    expect(page.locator(".shohyo-copy__source")).to_have_count(0)


def test_without_scripts_the_text_can_be_selected(browser: Browser, published: Path) -> None:
    """The block opens without scripts, and shows no button that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / PAGE).as_uri())
    page.locator(".shohyo-cite > summary").click()
    expect(page.locator(".shohyo-cite pre").first).to_be_visible()
    expect(page.locator(".shohyo-cite button").first).to_be_hidden()
    context.close()
