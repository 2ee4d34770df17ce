"""Look at every page of a built site with axe, in a browser, as a host serves it.

``python -m tests.publishing _build/html`` is a part of ``make publish-check``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from shohyo.built.links import top_of
from shohyo.built.pages import load_pages
from tests.browser.axe import violations
from tests.browser.serving import serving
from tests.browsers import LAUNCH_ARGS, find_chromium


def main(folder: Path) -> int:
    """Print what axe finds, and return how many pages are concerned."""
    pages = load_pages(folder)
    wrong = 0
    with (
        sync_playwright() as playwright,
        serving(folder, urlsplit(top_of(folder, pages).address).path.rstrip("/")) as address,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGS))
        context = browser.new_context(reduced_motion="reduce")
        for path in (path for path, page in pages.items() if not page.onward):
            page = context.new_page()
            page.goto(address + path)
            if found := violations(page):
                wrong += 1
                sys.stdout.write(f"{path}: {found}\n")
            page.close()
        browser.close()
    sys.stdout.write(f"axe: {len(pages)} pages, {wrong} of them with faults\n")
    return wrong


if __name__ == "__main__":
    raise SystemExit(min(main(Path(sys.argv[1])), 1))
