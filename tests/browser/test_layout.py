"""Where things stand on screens of different widths, measured: code, tables, comparisons, the map, long lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.build.building import build, once

CONF = 'extensions = ["shohyo"]\nproject = "P"\nhtml_theme = "shohyo"\nlanguage = "ja"\n'
CODE = "```{code-block} python\n:linenos:\n\nfor n in range(3):\n    print(n)\n```\n\n"


@pytest.fixture(scope="session")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with numbered lines in both styles that Sphinx has."""

    def make(folder: Path) -> None:
        for style in ("inline", "table"):
            source = folder / f"source-{style}"
            source.mkdir()
            (source / "conf.py").write_text(f'{CONF}html_codeblock_linenos_style = "{style}"\n', "utf-8")
            (source / "index.md").write_text(f"# 番号\n\n{CODE}", "utf-8")
            build(source, folder / style)

    return once(tmp_path_factory, "codes", make)


@pytest.mark.parametrize("style", ["inline", "table"])
def test_line_numbers_keep_off_the_code(page: Page, codes: Path, style: str) -> None:
    """Between the number of a line and its code is room; the number is not copied with the code."""
    page.goto((codes / style / "index.html").as_uri())
    gap, chosen, tops = page.evaluate(
        """() => {
          const box = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect(); };
          const number = [...document.querySelectorAll(".linenos .normal, span.linenos")][0];
          const code = document.querySelector(".highlight pre .k");
          return [box(code).left - box(number).right, getComputedStyle(number).userSelect, [box(number).top, box(code).top]];
        }"""
    )
    assert gap >= 8
    assert chosen == "none"
    assert abs(tops[0] - tops[1]) < 4


@pytest.mark.parametrize("name", ["patterns/index.html", "crosswalk.html", "map.html"])
def test_tables_use_an_empty_right_side(page: Page, published: Path, name: str) -> None:
    """Where no contents stand beside the text, a table reaches to the edge of the page, and lines of text do not."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto((published / name).as_uri())
    edge = page.evaluate("document.querySelector('.shohyo-main').getBoundingClientRect().right")
    rights = "nodes => nodes.filter((node) => node.checkVisibility()).map((node) => node.getBoundingClientRect().right)"
    assert all(edge - 40 < right <= edge for right in page.locator("article table").evaluate_all(rights))
    assert max(page.locator("article section > p, h1").evaluate_all(rights)) < edge - 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_tables_keep_off_the_contents(page: Page, published: Path) -> None:
    """Where contents stand beside the text, a table ends before them."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto((published / "compare.html").as_uri())
    left = page.evaluate("document.querySelector('.shohyo-contents').getBoundingClientRect().left")
    rights = page.locator("article table").evaluate_all("nodes => nodes.map((n) => n.getBoundingClientRect().right)")
    assert all(left - 100 < right < left for right in rights)
