"""What every page must be in a browser: accessible, at home on every screen, under a strict policy."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.build.building import REPOSITORY

#: pages are tried in all of these: (width in CSS px, colours)
SCREENS = [(320, "light"), (320, "dark"), (768, "light"), (768, "dark"), (1280, "light"), (1280, "dark")]
#: what a page may ask for beside these is a violation, kept for the test to see
WATCH = """
globalThis.refused = [];
document.addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective + " " + event.blockedURI));
"""


def published_policy() -> str:
    """Return the Content-Security-Policy of the manual."""
    (policy,) = re.findall(
        r"^Content-Security-Policy: (.*)$", (REPOSITORY / "docs/publishing.md").read_text("utf-8"), re.M
    )
    return policy


def check_page(browser: Browser, address: str, name: str, locale: str = "ja-JP") -> None:
    """Insist that axe finds nothing, nothing is wider than the window, no request leaves the site or is refused by
    the policy, and the console is empty: on a phone, a tablet and a desktop, light and dark."""
    context = browser.new_context(reduced_motion="reduce", locale=locale)
    context.add_init_script(WATCH)
    page = context.new_page()
    said: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address + name)
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == [], (width, scheme)
    page.set_viewport_size({"width": 1600, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1600
    assert page.evaluate("refused") == []
    assert said == []
    assert [url for url in requested if not url.startswith(address)] == []
    context.close()
