"""The views of the real site in a browser: filters in the address, comparisons, map, crosswalk and previews."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import WCAG, violations

VIEWS = ["patterns/index.html", "compare.html", "crosswalk.html", "map.html"]
ORIGIN = "http://shohyo.test/"
PAGES = 47 + 9  #: outline pages: the book's, and those of our supplement


@pytest.fixture
def strict(browser: Browser, published: Path) -> Iterator[Page]:
    """A page of the site at ORIGIN under ``default-src 'self'``; whatever the console says in anger is a failure."""

    def answer(route: Route) -> None:
        path = published / route.request.url.removeprefix(ORIGIN).partition("?")[0]
        if not path.is_file():
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        headers = {"Content-Security-Policy": "default-src 'self'", "Content-Type": f"{kind}; charset=utf-8"}
        route.fulfill(body=path.read_bytes(), headers=headers)

    context = browser.new_context(locale="ja-JP")
    context.route("**/*", answer)
    page = context.new_page()
    angry: list[str] = []
    page.on("pageerror", lambda error: angry.append(str(error)))
    # the theme's own inline scripts are refused, too, and are not what is tested here
    page.on("console", lambda message: angry.append(f"{message.text} {message.location}"))
    yield page
    context.close()
    assert [text for text in angry if "shohyo" in text.replace(ORIGIN, "/").lower()] == []


def shown(page: Page) -> list[str]:
    """Return the names in the rows that are to be seen."""
    return page.locator(".shohyo-filter tr[data-row]:visible td:first-child").all_inner_texts()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (1280, "light"), pytest.param(1280, "dark", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("name", VIEWS)
def test_views_are_accessible(browser: Browser, published: Path, name: str, width: int, scheme: str) -> None:
    """Axe finds nothing, and no page is wider than the window."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto((published / name).as_uri())
    assert violations(page, WCAG) == []
    folded = page.locator("article .sd-dropdown")
    if folded.count():
        folded.evaluate_all("folded => folded.forEach((one) => { one.open = true; })")
        assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_index_filters_and_remembers(strict: Page) -> None:
    """A choice narrows the table, is announced, stands in the address, and back and forward undo and redo it."""
    strict.goto(ORIGIN + "patterns/index.html")
    status = strict.locator(".shohyo-filter [role=status]")
    expect(status).to_contain_text(f"{PAGES}ページを表示")
    strict.locator("select[name=kind]").select_option("antipattern")
    expect(status).to_contain_text("8ページを表示")
    strict.wait_for_url("**/patterns/index.html?kind=antipattern")
    strict.locator("select[name=chapter]").select_option("shibui2021/4")
    expect(status).to_contain_text("2ページを表示")
    assert shown(strict) == ["オンラインビッグサイズパターン", "オールインワンパターン"]
    strict.go_back()
    expect(status).to_contain_text("8ページを表示")
    expect(strict.locator("select[name=chapter]")).to_have_value("")
    strict.go_forward()
    expect(status).to_contain_text("2ページを表示")
    strict.get_by_role("button", name="条件を外す").click()
    expect(status).to_contain_text(f"{PAGES}ページを表示")
    strict.wait_for_url("**/patterns/index.html")


def test_index_restores_a_view(browser: Browser, published: Path) -> None:
    """An address that was sent shows the same table, opened as a file; an unknown value chooses nothing."""
    page = browser.new_page()
    page.goto((published / "patterns/index.html").as_uri() + "?relation=data-cache&sort=title&kind=none")
    expect(page.locator(".shohyo-filter [role=status]")).to_contain_text(str(PAGES))
    assert set(shown(page)) >= {"推論キャッシュパターン"}
    assert len(shown(page)) < 10
    ranks = page.locator("tr[data-row]:visible").evaluate_all(
        "rows => rows.map(r => JSON.parse(r.dataset.row).sort.title)"
    )
    assert ranks == sorted(ranks)
    page.locator("select[name=sort]").select_option("")
    expect(page.locator(".shohyo-filter__group:visible").first).to_be_visible()
    page.close()


def test_index_works_from_the_keyboard(strict: Page) -> None:
    """A reader who types in a choice gets there without a mouse."""
    strict.goto(ORIGIN + "patterns/index.html")
    strict.locator("select[name=kind]").focus()
    strict.keyboard.press("ArrowDown")
    strict.keyboard.press("ArrowDown")
    expect(strict.locator(".shohyo-filter [role=status]")).to_contain_text("8ページを表示")


def test_long_tables_lay_out_what_is_near(page: Page, published: Path) -> None:
    """From 200 rows on, a row is laid out when it comes near the window: a choice among 1,000 shows at once."""
    address = (published / "patterns/index.html").as_uri() + "?sort=title"
    laid_out = "link => link.checkVisibility({contentVisibilityAuto: true})"
    rows = page.locator("tr[data-row]:visible td:first-child a")
    page.goto(address)
    expect(rows).to_have_count(PAGES)
    assert rows.last.evaluate(laid_out)
    page.add_init_script(
        """document.addEventListener("readystatechange", () => {
          const body = document.readyState === "interactive" && document.querySelector(".shohyo-filter tbody");
          for (let copy = 1; body && copy < 250; copy++) {
            const row = body.firstElementChild.cloneNode(true);
            row.dataset.row = row.dataset.row.replace(/"id":"[^"]*"/, `"id":"copy-${copy}"`);
            body.append(row);
          }
        })"""
    )
    page.goto(address)
    expect(page.locator(".shohyo-filter [role=status]")).to_contain_text(f"{PAGES + 249}ページを表示")
    expect(rows).to_have_count(PAGES + 249)
    expect(page.get_by_role("row")).to_have_count(PAGES + 250)  # a row that is a box of its own is still one of a table
    assert rows.first.evaluate(laid_out)
    assert not rows.last.evaluate(laid_out)
    rows.last.focus()
    page.wait_for_function("document.activeElement.checkVisibility({contentVisibilityAuto: true})")
    page.locator("select[name=kind]").select_option("antipattern")
    expect(rows).to_have_count(8)


def test_index_without_scripts(browser: Browser, published: Path) -> None:
    """Without JavaScript the full table is there, and no form that would do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / "patterns/index.html").as_uri() + "?kind=antipattern")
    assert len(shown(page)) == PAGES
    expect(page.locator(".shohyo-filter form")).to_be_hidden()
    context.close()


PATTERN = "patterns/prediction-cache.html"


def test_preview_by_mouse(browser: Browser, published: Path) -> None:
    """Pointing at a link shows name, kind, intent and reason; the mouse may enter; Esc and leaving put it away."""
    page = browser.new_page()
    page.goto((published / PATTERN).as_uri())
    link = page.locator('article a.shohyo-link[href="data-cache.html"]').first
    preview = page.get_by_role("tooltip")
    link.hover()
    expect(preview).to_contain_text("データキャッシュパターン")
    expect(preview).to_contain_text("推論の手前で使う元データ")
    expect(preview).to_contain_text("結果をためるか、その手前のデータをためるか")
    expect(link).to_have_attribute("aria-describedby", "shohyo-preview")
    preview.hover()
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    link.hover()
    page.mouse.move(0, 0)
    expect(preview).to_be_hidden()
    link.click()
    page.wait_for_url("**/data-cache.html")
    page.close()


def test_preview_by_keyboard(strict: Page) -> None:
    """The focus shows a preview, also of a citation and under the strict policy; Esc keeps the focus where it is."""
    strict.goto(ORIGIN + PATTERN)
    strict.locator("article .shohyo-relations a.shohyo-link").first.focus()
    strict.keyboard.press("Tab")
    preview = strict.get_by_role("tooltip")
    expect(preview).to_be_visible()
    cited = strict.locator("article a.shohyo-link[title]").first
    words = cited.get_attribute("title") or ""
    cited.focus()
    expect(preview).to_contain_text(words[:30])
    strict.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    assert strict.evaluate("document.activeElement.title") == words


def test_preview_by_touch(browser: Browser, published: Path) -> None:
    """A tap follows the link; only a long touch shows the preview."""
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto((published / PATTERN).as_uri())
    link = page.locator('article a.shohyo-link[href="data-cache.html"]').first
    preview = page.get_by_role("tooltip")
    link.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    expect(preview).to_contain_text("データキャッシュパターン")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("h1").dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    expect(preview).to_be_hidden()
    link.tap()
    page.wait_for_url("**/data-cache.html")
    context.close()


def test_filters_without_a_history(strict: Page) -> None:
    """Where a browser lets no script change the address, as some do with files, a choice loads the page with it."""
    strict.add_init_script("history.pushState = () => { throw new DOMException('', 'SecurityError'); }")
    strict.goto(ORIGIN + "crosswalk.html")
    everything = len(shown(strict))
    strict.locator("select[name=relation]").select_option("equivalent")
    strict.wait_for_url("**/crosswalk.html?relation=equivalent")
    expect(strict.locator(".shohyo-filter [role=status]")).to_contain_text("2件を表示")
    assert len(shown(strict)) == 2 < everything


def test_crosswalk_filters(strict: Page) -> None:
    """The two that are equivalent are found by a choice, and the address shows them again."""
    strict.goto(ORIGIN + "crosswalk.html")
    strict.locator("select[name=relation]").select_option("equivalent")
    assert [name.split("\u3000")[0].split(" ", 1)[0] for name in shown(strict)] == ["17.", "25."]
    strict.goto(ORIGIN + "crosswalk.html?relation=equivalent")
    expect(strict.locator(".shohyo-filter [role=status]")).to_contain_text("2件を表示")
    assert len(shown(strict)) == 2


def test_map_labels_do_not_overlap(browser: Browser, published: Path) -> None:
    """Every label stays in its box, and no box or chapter title touches another, in the picture of all and in those of
    chapters, which a narrow screen shows in its place."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((published / "map.html").as_uri())
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    for width, count in ((1280, PAGES + 7 + 3), (320, PAGES)):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(
            """() => {
              const bounds = (e) => e.getBoundingClientRect();
              const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
              const problems = [];
              const seen = (e) => e.closest("svg").checkVisibility();
              const labels = [...document.querySelectorAll(".shohyo-map__node rect, .shohyo-map__chapter")].filter(seen);
              labels.forEach((a, i) => labels.slice(i + 1).forEach((b) => {
                if (!apart(bounds(a), bounds(b))) problems.push(a.parentNode.textContent + " / " + b.parentNode.textContent);
              }));
              for (const node of [...document.querySelectorAll(".shohyo-map__node")].filter(seen)) {
                const box = bounds(node.querySelector("rect")), text = bounds(node.querySelector("text"));
                if (text.left < box.left || text.right > box.right) problems.push(node.textContent);
              }
              return [labels.length, problems];
            }"""
        )
        assert found == [count, []]
    page.close()


def test_map_from_the_keyboard(strict: Page) -> None:
    """A choice narrows picture and table, stays in the address; a node brings out its neighbours and is a link."""
    strict.goto(ORIGIN + "map.html?node=data-cache")
    status = strict.locator(".shohyo-map [role=status]")
    expect(status).to_contain_text("133件の関係のうち6件")
    assert strict.locator(".shohyo-map tr[data-row]:visible").count() == 6
    assert strict.locator("svg .shohyo-map__node:not(.is-off):visible").count() == 7
    strict.locator("select[name=kind]").focus()
    strict.keyboard.press("ArrowDown")
    strict.keyboard.press("ArrowDown")
    strict.wait_for_url("**/map.html?node=data-cache&kind=antipattern")
    expect(status).to_contain_text("133件の関係のうち1件")
    node = strict.locator("svg a[data-id=data-cache]:visible")
    node.focus()
    expect(strict.locator(".is-busy .shohyo-map__edge.is-near:not(.is-off):visible")).to_have_count(1)
    strict.keyboard.press("Enter")
    strict.wait_for_url("**/patterns/data-cache.html")


def test_map_draws_what_is_asked_for(strict: Page) -> None:
    """At rest only relations within a chapter are drawn; one that leads to another appears with its pattern under the
    mouse or the focus, or with a choice, and goes again."""
    strict.set_viewport_size({"width": 1440, "height": 900})
    strict.goto(ORIGIN + "map.html")
    far = strict.locator(".shohyo-map__edge--far:visible")
    near = strict.locator(".shohyo-map__drawn .shohyo-map__edge:not(.shohyo-map__edge--far):visible")
    expect(far).to_have_count(0)
    within = near.count()
    strict.locator("svg a[data-id=prediction-log]:visible").focus()
    expect(far).not_to_have_count(0)
    assert far.evaluate_all("arcs => arcs.every(arc => arc.dataset.edge.includes('prediction-log'))")
    strict.locator("select[name=kind]").focus()
    expect(far).to_have_count(0)
    strict.locator("svg a[data-id=prediction-log]:visible").hover()
    expect(far).not_to_have_count(0)
    strict.mouse.move(0, 0)
    strict.locator("select[name=relation]").select_option("guards-against")
    expect(far).not_to_have_count(0)
    strict.get_by_role("button", name="条件を外す").click()
    expect(far).to_have_count(0)
    assert near.count() == within


def test_map_of_a_phone(strict: Page) -> None:
    """On a phone a chapter at a time is drawn, no wider than the window and legible; a choice of a pattern leaves its
    relations, from whatever chapter they come."""
    strict.set_viewport_size({"width": 360, "height": 740})
    strict.goto(ORIGIN + "map.html")
    pictures = strict.locator(".shohyo-map svg.shohyo-map__picture:visible")
    expect(pictures).to_have_count(1)
    strict.locator(".shohyo-map summary").nth(3).click()
    expect(pictures).to_have_count(2)
    box = pictures.nth(1).bounding_box()
    assert box["x"] + box["width"] <= 360
    letters = pictures.nth(1).locator("text").first.evaluate("text => text.getBoundingClientRect().height")
    assert letters >= 13
    strict.locator("select[name=node]").select_option("data-cache")
    expect(strict.locator(".shohyo-map tr[data-row]:visible")).to_have_count(6)
    expect(strict.locator(".shohyo-map summary:visible")).to_have_count(3)
    strict.get_by_role("button", name="条件を外す").click()
    expect(strict.locator(".shohyo-map summary:visible")).to_have_count(7 + 3)


def test_map_without_scripts(browser: Browser, published: Path) -> None:
    """Without JavaScript all relations are drawn, and each chapter opens; on a phone with its picture and its rows."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto((published / "map.html").as_uri())
    expect(page.locator(".shohyo-map__drawn [data-edge]:visible")).to_have_count(133)
    page.set_viewport_size({"width": 320, "height": 800})
    summaries = page.locator(".shohyo-map summary")
    for number in range(1, summaries.count()):
        summaries.nth(number).click()
    expect(page.locator(".shohyo-map tr[data-row]:visible")).to_have_count(133)
    expect(page.locator(".shohyo-map svg.shohyo-map__picture:visible")).to_have_count(7 + 3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
