"""What axe finds on a page."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PRACTICES = ("best-practice",)

#: only what is wrong is described, and only that leaves the browser: the rest is many times as much
RUN = """([context, tags]) => axe
  .run(context || document, {resultTypes: ["violations"], ...(tags ? {runOnly: tags} : {})})
  .then(({violations}) => violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map(({html}) => html)]))"""


def violations(page: Page, tags: Sequence[str] | None = (*WCAG, *PRACTICES), context: str = "") -> list[list[object]]:
    """Return name and first three elements for each rule of axe that is broken, on all of a page or in part of it.

    Args:
        tags: groups of rules that are tried; None stands for those that axe tries by itself.
        context: CSS selector of the part.
    """
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(Axe().axe_script)
    return page.evaluate(RUN, [context, tags and list(tags)])
