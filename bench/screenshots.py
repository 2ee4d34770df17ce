"""Pictures of eight kinds of pages for the manual and the README: ``make screenshots`` writes docs/images/."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browsers import LAUNCH_ARGS, find_chromium

REPOSITORY = Path(__file__).parents[1]
DESKTOP, PHONE = (1200, 780), (390, 780)
#: name → address, window (CSS px), colours
SHOTS = {
    "home": ("index.html", DESKTOP, "light"),
    "review": ("reviews/ai-engineer-ml-system-design-patterns.html", DESKTOP, "light"),
    "pattern": ("patterns/prediction-cache.html", DESKTOP, "light"),
    "antipattern": ("patterns/online-bigsize.html", DESKTOP, "dark"),
    "index": ("patterns/index.html", PHONE, "dark"),
    "guide": ("guide.html", PHONE, "light"),
    "compare": ("compare.html", DESKTOP, "light"),
    "search": ("search.html?q=キャッシュ", DESKTOP, "dark"),
}
#: of WebP, in per cent
QUALITY = 82


def main(site: Path, target: Path) -> None:
    """Write a picture for each of ``SHOTS``."""
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
            # Playwright itself writes no WebP, which takes a third of PNG
            shot = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
            (target / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), REPOSITORY / "docs/images")
