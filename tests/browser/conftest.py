"""A Chromium for the tests in this folder: one process for a worker, a fresh profile for a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import LAUNCH_ARGS, find_chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium; a missing one is an error."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(LAUNCH_ARGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Empty page in a profile of its own, set to Japanese."""
    context = browser.new_context(locale="ja-JP")
    yield context.new_page()
    context.close()
