"""What every page must be in a browser: accessible, at home on every screen, under a strict policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.build.building import REPOSITORY

Screen = tuple[int, str]  #: width in CSS px, colours
#: pages are tried on these, two halves: each has all widths and both colours
SCREENS = ([(320, "light"), (768, "dark"), (1280, "light")], [(320, "dark"), (768, "light"), (1280, "dark")])
#: the same without the tablet, for what stands on a page beside its text
NARROW_AND_WIDE = ([(320, "light"), (1280, "dark")], [(320, "dark"), (1280, "light")])
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


def on_screens(names: Iterable[str], halves: tuple[list[Screen], list[Screen]] = SCREENS) -> list[Any]:
    """Return parameters of a test: each page on half of the screens, the next on the other half; `long` has the rest."""
    found = []
    for number, name in enumerate(names):
        half, rest = halves if number % 2 else reversed(halves)
        found.append(pytest.param(name, half, id=name))
        found.append(pytest.param(name, rest, id=f"{name}-rest", marks=pytest.mark.long))
    return found


def check_page(browser: Browser, address: str, name: str, screens: Sequence[Screen], locale: str = "ja-JP") -> None:
    """Insist that axe finds nothing, nothing is wider than the window, no request leaves the site or is refused by
    the policy, and the console is empty."""
    context = browser.new_context(reduced_motion="reduce", locale=locale)
    context.add_init_script(WATCH)
    page = context.new_page()
    said: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address + name)
    for width, scheme in screens:
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
