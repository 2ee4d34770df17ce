"""Pages of the real site in a browser: accessible, at home on every screen, under a strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serving
from tests.browser.soundness import Screen, check_page, on_screens, published_policy

PAGES = [
    "index.html",
    "about.html",
    "reviews/index.html",
    "reviews/ai-engineer-ml-system-design-patterns.html",
    "patterns/index.html",
    "patterns/prediction-cache.html",
    "patterns/all-in-one.html",
    "patterns/model-distribution-and-scale-out.html",
    "patterns/case-demand-forecasting.html",
    "tags.html",
    "books.html",
    "bibliography.html",
    "search.html",
    "genindex.html",
]
PATTERN = "patterns/prediction-cache.html"


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    """The site on a server that sends the policy of the manual."""
    with serving(published, policy=published_policy()) as address:
        yield address


@pytest.mark.parametrize(("name", "screens"), on_screens(PAGES))
def test_page_is_sound(browser: Browser, address: str, name: str, screens: list[Screen]) -> None:
    """On a phone, a tablet and a desktop, light and dark: axe finds nothing, nothing is wider than the window, no
    request leaves the site or is refused by the policy, and the console is empty."""
    check_page(browser, address, name, screens)


def test_pages_work_without_scripts(browser: Browser, published: Path) -> None:
    """Without JavaScript a reader goes from home through the outline to a pattern and back to its chapter."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / "index.html").as_uri())
    page.goto((published / PAGES[3]).as_uri())
    page.locator("#ch-4").get_by_role("link", name="推論キャッシュパターン").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("推論キャッシュパターン")
    page.get_by_role("navigation", name="このページの位置").get_by_role("link", name="第4章").click()
    page.wait_for_url("**#ch-4")
    context.close()


def test_menu_and_contents_need_no_script(browser: Browser, published: Path) -> None:
    """Without JavaScript the menu opens on a phone, the contents stand beside the text, and colours are the system's."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, color_scheme="dark"
    )
    page = context.new_page()
    page.goto((published / PATTERN).as_uri())
    expect(page.get_by_role("button", name="暗い配色")).to_have_count(0)
    expect(page.locator("body")).to_have_css("background-color", "rgb(23, 25, 29)")
    page.get_by_role("button", name="メニュー").click()
    page.get_by_role("link", name="データキャッシュパターン").first.click()
    page.wait_for_url("**/data-cache.html")
    page.set_viewport_size({"width": 1280, "height": 800})
    contents = page.get_by_role("navigation", name="このページの内容")
    contents.get_by_role("link").last.click()
    page.wait_for_url("**#*")
    context.close()


def test_keyboard_reaches_what_the_mouse_does(page: Page, published: Path) -> None:
    """Tab visits every link, button and field that is shown, the signs of headings included, and skips to the text."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((published / PATTERN).as_uri())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ進む")).to_be_focused()
    targets = page.evaluate("""() => {
      globalThis.targets = [...document.querySelectorAll("a[href], button, summary, input, select, [tabindex='0']")]
        .filter((node) => !node.disabled && node.checkVisibility({visibilityProperty: true}));
      globalThis.reached = new Set([document.activeElement]);
      document.addEventListener("focusin", (event) => reached.add(event.target));
      return targets.length;
    }""")
    for _step in range(targets + 2):
        page.keyboard.press("Tab")
    assert page.evaluate("targets.filter((node) => !reached.has(node)).map((node) => node.outerHTML)") == []
    assert targets > 60


def test_menu_by_keyboard(browser: Browser, published: Path) -> None:
    """On a phone the menu opens with Enter, Tab leads into it, and Escape returns to its button."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((published / PATTERN).as_uri())
    button = page.get_by_role("button", name="メニュー")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="閉じる")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="閉じる")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="閉じる")).to_have_count(0)
    expect(button).to_be_focused()
    context.close()


def test_colours_can_be_chosen(page: Page, address: str) -> None:
    """A choice against the system's colours is kept for other pages; one for them is forgotten."""
    page.emulate_media(color_scheme="light")
    page.goto(address + PATTERN)
    switch = page.get_by_role("button", name="暗い配色")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(23, 25, 29)")
    page.goto(address + "index.html")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate("localStorage.length") == 0


def test_contents_follow_the_reader(page: Page, address: str) -> None:
    """The contents mark the section that is being read, and open by themselves only beside the text."""
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(address + PATTERN)
    contents = page.get_by_role("navigation", name="このページの内容")
    page.locator("#決めておくこと > h2").evaluate("node => node.scrollIntoView({block: 'start'})")
    expect(contents.locator("[aria-current]")).to_have_text("決めておくこと")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(contents.get_by_role("link").last).to_have_attribute("aria-current", "true")
    page.set_viewport_size({"width": 800, "height": 700})
    expect(contents.get_by_role("link").first).to_be_hidden()
    contents.get_by_text("このページの内容").click()
    expect(contents.get_by_role("link").first).to_be_visible()


def test_addresses_of_headings_can_be_copied(browser: Browser, address: str) -> None:
    """The sign beside a heading copies the address, says so, and goes there."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + PATTERN)
    sign = page.locator("#決めておくこと > h2 > .headerlink")
    expect(sign).to_have_accessible_name("この場所へのリンク")
    sign.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".shohyo-toast")).to_have_text("アドレスをコピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "#" in page.url
    context.close()


def test_wide_tables_scroll_in_their_frame(page: Page, address: str) -> None:
    """A table wider than the text scrolls by itself, and the keyboard can scroll it."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + PATTERN)
    frame = """<div class="pst-scrollable-table-container"><table><tr>{}</tr></table></div>""".format(
        "<td>とても長い項目</td>" * 12
    )
    page.evaluate("html => document.querySelector('article').insertAdjacentHTML('beforeend', html)", frame)
    table = page.locator(".pst-scrollable-table-container")
    assert table.evaluate("node => node.scrollWidth > node.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_print_has_the_text_alone(page: Page, address: str) -> None:
    """On paper the text stands in black on white with the addresses of its sources, and nothing to click."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address + PATTERN)
    for hidden in (".shohyo-sidebar", ".shohyo-contents", ".shohyo-sequence", ".shohyo-search-box", ".headerlink"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    printed = page.locator(".shohyo-sources a.external").first.evaluate(
        "node => getComputedStyle(node, '::after').content"
    )
    assert "https" in printed or "attr(href)" in printed
    # how to cite the page is not behind a click
    assert page.locator(".shohyo-cite pre").first.bounding_box()["height"] > 0


def test_forced_colours_keep_what_is_drawn(browser: Browser, address: str) -> None:
    """Where the system forces colours, lines, labels, numbers and buttons of a page stand out from its paper."""
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(address + PATTERN)
    for name, part in {
        ".shohyo-diagram__shape path": "stroke",
        ".shohyo-diagram__way": "stroke",
        ".shohyo-diagram__picture text": "fill",
        ".shohyo-badge": "borderTopColor",
        ".shohyo-sides > section": "borderTopColor",
        ".shohyo-header__theme": "borderTopColor",
    }.items():
        colour, paper = page.locator(name).first.evaluate(
            "(node, part) => [getComputedStyle(node)[part], getComputedStyle(document.body).backgroundColor]", part
        )
        assert colour not in (paper, "none", "rgba(0, 0, 0, 0)"), name
    # the list has its own numbers, once
    step = page.locator(".shohyo-diagram__steps li").first
    assert step.evaluate("node => getComputedStyle(node, '::before').content") == "none"
    # a number is told from its disc
    assert page.locator(".shohyo-diagram__number").first.evaluate(
        "node => getComputedStyle(node.querySelector('circle')).fill !== getComputedStyle(node.querySelector('text')).fill"
    )
    context.close()


def test_nothing_moves_where_motion_is_reduced(browser: Browser, address: str) -> None:
    """For readers who ask for less motion nothing is animated, nor does anything scroll smoothly."""
    for wish, moves in (("reduce", False), ("no-preference", True)):
        context = browser.new_context(reduced_motion=wish, viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.goto(address + PATTERN)
        page.get_by_role("button", name="メニュー").click()
        name = page.locator(".shohyo-sidebar").evaluate("node => getComputedStyle(node).animationName")
        assert (name != "none") is moves
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        context.close()
