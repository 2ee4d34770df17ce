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
