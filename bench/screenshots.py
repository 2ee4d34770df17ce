"""Pictures of eight kinds of pages for the manual and the README: ``make screenshots`` writes docs/images/."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browsers import LAUNCH_ARGS, find_chromium

REPOSITORY = Path(__file__).parents[1]
DESKTOP, PHONE = (1200, 780), (390, 780)
#: name → address, window (CSS px), colours
SHOTS = {
    "home": ("index.html", DESKTOP, "light"),
    "pattern": ("patterns/prediction-cache.html", DESKTOP, "light"),
    "pattern-dark": ("patterns/synchronous-inference.html", DESKTOP, "dark"),
    "pattern-phone": ("patterns/prediction-cache.html", PHONE, "light"),
    "antipattern": ("patterns/online-bigsize.html", DESKTOP, "light"),
    "review": ("reviews/ai-engineer-ml-system-design-patterns.html", DESKTOP, "light"),
    "index-phone": ("patterns/index.html", PHONE, "dark"),
    "search": ("search.html?q=キャッシュ", DESKTOP, "dark"),
}


def main(site: Path, target: Path) -> None:
    """Write a PNG for each of ``SHOTS``."""
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGS))
        for name, (address, (width, height), scheme) in SHOTS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, locale="ja-JP"
            )
            page = context.new_page()
            page.goto(f"{site.resolve().as_uri()}/{address}", wait_until="networkidle")
            if address.startswith("search"):
                page.wait_for_selector("#search-results[aria-busy=false] li")
            page.screenshot(path=target / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), REPOSITORY / "docs/images")
