"""Where things stand on screens of different widths, measured: code, tables, comparisons, the map, long lists."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.build.building import REPOSITORY, build, once

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


#: two for each of the site's comparisons: in short, and passages
TABLES = 2 * (REPOSITORY / "compare.md").read_text("utf-8").count("{compare}")


def open_comparisons(page: Page, published: Path) -> None:
    """Show the comparisons, with what folds them and their passages unfolded by a click on each."""
    page.goto((published / "compare.html").as_uri())
    for summary in page.locator("details:has(.shohyo-compare) > summary").all():  # from the outside in
        summary.click()
    page.evaluate("window.scrollTo(0, 0)")
    assert page.locator(".shohyo-compare:visible").count() == page.locator(".shohyo-compare").count() == TABLES


def test_tables_keep_off_the_contents(page: Page, published: Path) -> None:
    """Where contents stand beside the text, a table ends before them."""
    page.set_viewport_size({"width": 1440, "height": 900})
    open_comparisons(page, published)
    left = page.evaluate("document.querySelector('.shohyo-contents').getBoundingClientRect().left")
    rights = page.locator("article table:visible").evaluate_all(
        "nodes => nodes.map((n) => n.getBoundingClientRect().right)"
    )
    assert len(rights) >= 5
    assert all(left - 100 < right < left for right in rights)


#: tables of comparisons, the names at their head, and the cells of a row
COMPARED = """() => [...document.querySelectorAll(".shohyo-compare")].map((table) => {
  const box = (node) => node.getBoundingClientRect();
  const frame = table.closest(".pst-scrollable-table-container");
  const row = table.querySelector("tbody tr:nth-child(3)");
  return {
    heads: [...table.querySelectorAll("thead th:not(:first-child)")].map((head) => [box(head).left, box(head).right]),
    cells: [...row.querySelectorAll("td")].map((cell) => [box(cell).left, box(cell).right, box(cell).top]),
    frame: [box(frame).left, box(frame).right, box(frame).height, frame.scrollHeight],
  };
})"""


@pytest.mark.parametrize("width", [600, 768, 1440])
def test_comparisons_stand_side_by_side(page: Page, published: Path, width: int) -> None:
    """From 600 pixels on, all that are compared are seen at once, in columns below their names, which stay in sight."""
    page.set_viewport_size({"width": width, "height": 800})
    open_comparisons(page, published)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for table in page.evaluate(COMPARED):
        assert len({top for _left, _right, top in table["cells"]}) == 1
        assert all(after[0] >= before[1] - 1 for before, after in zip(table["cells"], table["cells"][1:], strict=False))
        assert [round(left) for left, *_ in table["heads"]] == [round(left) for left, *_ in table["cells"]]
        assert table["cells"][-1][1] <= width
    page.locator(".shohyo-compare tbody tr").nth(5).evaluate("row => window.scrollTo(0, row.offsetTop + scrollY + 300)")
    page.locator(".shohyo-compare tbody tr").nth(5).scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 200)")
    top = page.locator(".shohyo-compare thead").first.evaluate("head => head.getBoundingClientRect().top")
    bottom = page.evaluate("(document.querySelector('.shohyo-header')?.getBoundingClientRect() ?? {}).bottom")
    assert top >= -1
    assert top <= max(0, bottom) + 1


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 360])
def test_two_at_a_time_on_a_phone(browser: Browser, published: Path, width: int, scripts: bool) -> None:
    """A phone shows two columns, each of more than a third of it, and snaps to the next at a swipe; the names
    stay above while the frame, which is no higher than the window, is scrolled."""
    context = browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=scripts)
    page = context.new_page()
    open_comparisons(page, published)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for table in page.evaluate(COMPARED):
        left, right, height, _all = table["frame"]
        assert height <= 740 * 0.86
        assert all(left - 1 <= start and end <= right + 1 for start, end, _top in table["cells"][:2])
        assert all(end - start >= width * 0.36 for start, end, _top in table["cells"])
    frame = page.locator(".pst-scrollable-table-container").first
    frame.evaluate("frame => frame.scrollTo(frame.scrollWidth, 400)")
    page.wait_for_timeout(200)
    table = page.evaluate(COMPARED)[0]
    left, right, *_ = table["frame"]
    assert left - 1 <= table["cells"][-2][0] <= table["cells"][-1][1] <= right + 1
    distance = "frame => frame.querySelector('thead').getBoundingClientRect().top - frame.getBoundingClientRect().top"
    assert abs(frame.evaluate(distance)) <= 2
    aspect = frame.locator("tbody th").nth(3)
    assert left - 1 <= aspect.bounding_box()["x"] <= left + 8
    context.close()


#: page → its height on a phone at most; before, they were 20,400, 18,100 and 6,700
HEIGHTS = {"map.html": 2600, "compare.html": 5600, "guide.html?a=device.yes": 2600}


@pytest.mark.parametrize("name", HEIGHTS)
def test_pages_are_no_longer_than_they_must_be(page: Page, published: Path, name: str) -> None:
    """On a phone the long views are pages that a thumb gets through."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{published.as_uri()}/{name}")
    assert page.evaluate("document.documentElement.scrollHeight") <= HEIGHTS[name]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("size", "step"), [((360, 740), 1), ((1280, 800), 4), pytest.param((1280, 800), 1, marks=pytest.mark.long)]
)
def test_a_result_fits_a_screen(page: Page, published: Path, size: tuple[int, int], step: int) -> None:
    """Core and additions with their reasons are seen at once in all situations of the site; the rest is folded.

    A phone is where there is little room; on a desktop one in four is looked at where time is short.
    """
    page.set_viewport_size({"width": size[0], "height": size[1]})
    cases = yaml.safe_load((REPOSITORY / "guide-cases.yaml").read_text("utf-8"))["cases"]
    assert len(cases) >= 30
    for case in cases[::step]:
        page.goto(f"{published.as_uri()}/guide.html?a={'.'.join(case['answers'])}", wait_until="domcontentloaded")
        boxes = page.locator(".shohyo-guide__whole > li > div")
        expect(boxes).to_have_count(1 + len(case["add"]))
        expect(boxes.locator(".shohyo-guide__reason:not(:empty)").first).to_be_visible()
        first, last = page.locator("#guide-core").bounding_box(), page.locator(".shohyo-guide__whole").bounding_box()
        assert first["y"] >= 60, case["id"]
        assert last["y"] + last["height"] <= size[1], case["id"]
    watched = page.locator(".shohyo-guide__result [data-watch]").first
    expect(watched).to_be_hidden()
    page.get_by_role("heading", name="気を付けるアンチパターン").click()
    expect(watched).to_be_visible()


def test_everything_is_printed(page: Page, published: Path) -> None:
    """On paper nothing is folded, and nothing is cut off by a frame that scrolls."""
    page.set_viewport_size({"width": 360, "height": 740})
    for name in HEIGHTS:
        page.goto(f"{published.as_uri()}/{name}")
        page.emulate_media(media="print")
        rows = page.locator(".shohyo-map tr[data-row], .shohyo-compare td, .shohyo-guide__result li")
        assert rows.count() > 10
        hidden = "rows => rows.filter((row) => !row.checkVisibility({contentVisibilityAuto: true}) || !row.offsetHeight).length"
        assert rows.evaluate_all(hidden) == 0, name
        assert (
            page.locator(".pst-scrollable-table-container").evaluate_all(
                "frames => frames.filter((frame) => getComputedStyle(frame).overflowY !== 'visible').length"
            )
            == 0
        )
        page.emulate_media(media="screen")
