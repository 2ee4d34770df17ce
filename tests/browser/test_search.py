"""The search as readers meet it: dialog, search page, marks, without JavaScript, and wherever a site may stand."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import PRACTICES, WCAG, violations
from tests.browser.serving import serving
from tests.browser.soundness import NARROW_AND_WIDE, Screen, on_screens
from tests.build.building import build
from tests.query import marked, parse

OURS = ".shohyo-search-page, .shohyo-search-dialog, .shohyo-search-box, .shohyo-marks-note"
MORE = "結果をもっと見る"
#: answers with the query as the title of its one result; a query of one character takes long
ECHO = """
globalThis.Shohyo = globalThis.Shohyo || {};
Shohyo.search = {create: () => ({warm: async () => {}, query: (text) => new Promise((resolve) => setTimeout(() => resolve({
  total: 1, exact: true, terms: [text], explain: {}, facets: {}, results: [{page: 0, url: "index.html", title: text, kind: "page",
  kindLabel: "", trail: [], alias: "", variant: false, sections: []}]}), text.length === 1 ? 800 : 20)).finally(() =>
  globalThis.answered.push(text))})};
globalThis.answered = globalThis.answered || [];
(globalThis.asked = globalThis.asked || []);
const create = Shohyo.search.create;
Shohyo.search.create = () => { const made = create(); return {...made, query: (text) => { globalThis.asked.push(text); return made.query(text); }}; };
"""
#: answers with many results, numbered after the query; "new" is answered when the test says so
MANY = """
const count = 12;
globalThis.asked = [];
const said = new Promise((resolve) => { globalThis.answer = resolve; });
globalThis.Shohyo = globalThis.Shohyo || {};
Shohyo.search = {create: () => ({warm: async () => {}, query: async (text, {limit, offset}) => {
  asked.push([text, offset]);
  if (text === "new") await said;
  const numbers = [...Array(count).keys()].slice(offset, offset + limit);
  return {total: count, exact: true, terms: [text], explain: {read: [], results: []}, facets: {}, results: numbers.map((number) => ({
    page: number, url: "index.html", title: `${text} ${number}`, kind: "page", kindLabel: "", trail: [], alias: "",
    variant: false, sections: []}))};
}})};
"""


@pytest.fixture(scope="module")
def site(published: Path) -> Iterator[str]:
    """Address of the site on a server."""
    with serving(published) as address:
        yield address


@pytest.fixture(params=["http", "prefix", "file", "policy"])
def anywhere(request: pytest.FixtureRequest, published: Path) -> Iterator[str]:
    """Address of the site on a server, under a prefix, as files, and with a strict Content-Security-Policy."""
    if request.param == "file":
        yield published.as_uri() + "/"
        return
    options = {"http": {}, "prefix": {"prefix": "/some/project"}, "policy": {"policy": "default-src 'self'"}}
    with serving(published, **options[request.param]) as address:
        yield address


def search(page: Page, site: str, query: str, **filters: str) -> None:
    """Open the search page and wait until it is done."""
    more = "".join(f"&{name}={quote(value)}" for name, value in filters.items())
    page.goto(f"{site}search.html?q={quote(query)}{more}")
    settled(page)


def settled(page: Page) -> None:
    """Wait until a query is answered; no function is waited for, which a strict policy forbids."""
    expect(page.locator("#search-results")).to_have_attribute("aria-busy", "false", timeout=15000)


def titles(page: Page) -> list[str]:
    return page.locator("li.search-result").evaluate_all(
        "items => items.map(item => item.querySelector('a[href]').textContent)"
    )


def opened(page: Page, text: str = "") -> None:
    """Open the dialog by its shortcut, and type."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.insert_text(text)  # at once: a slow machine must not make two queries of it
    if text:
        expect(page.get_by_role("option").first).to_be_visible()


def all_titles(page: Page) -> list[str]:
    """Titles of all results that the status promises; those that follow by themselves, and those behind "more"."""
    status, results = page.locator(".shohyo-search-page__status"), page.locator("li.search-result")
    expect(status).to_have_text(re.compile(r"\d"))
    promised = int(re.search(r"\d+", status.inner_text())[0])
    while (before := results.count()) < promised:
        show_more(page, before)
    expect(page.get_by_role("button", name=MORE)).to_be_hidden()
    return titles(page)


def show_more(page: Page, before: int) -> None:
    """Let others appear than that many results: those that come into view, else those behind the button."""
    results, more = page.locator("li.search-result"), page.get_by_role("button", name=MORE)
    if more.is_visible():
        more.click()
    else:
        results.last.scroll_into_view_if_needed()
    expect(results).not_to_have_count(before)
    settled(page)


def all_violations(page: Page) -> list[list[object]]:
    """What axe finds: WCAG 2.2 AA on the whole page, and its best practices in what is ours."""
    return violations(page, WCAG) + violations(page, PRACTICES, OURS)


def marks(page: Page) -> list[str]:
    """Texts that are marked on the page."""
    return page.evaluate(
        "() => CSS.highlights.has('shohyo-marks') ? [...CSS.highlights.get('shohyo-marks')].map(String) : []"
    )


def assert_nothing_is_marked(page: Page) -> None:
    """Insist that a loaded page has no mark and awaits none: the engine, which marks, is neither there nor on its way."""
    assert page.evaluate("""[
        document.readyState, document.querySelectorAll("script[src*='shohyo-engine']").length,
        Boolean(globalThis.Shohyo && (Shohyo.search || Shohyo.text)),
        document.querySelectorAll(".shohyo-marks-note").length, CSS.highlights ? CSS.highlights.size : 0,
    ]""") == ["complete", 0, False, 0, 0]


# ---- wherever the site stands


def test_search_page_answers_anywhere(page: Page, anywhere: str) -> None:
    """A link to results works on http, under a prefix, on files and under a strict policy, and its links lead to pages."""
    search(page, anywhere, "推論キャッシュ")
    assert titles(page)[0] == "推論キャッシュパターン"
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("見つかりました")
    page.locator("li.search-result a[href]").first.click()
    page.wait_for_url(anywhere + "patterns/prediction-cache.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("推論キャッシュパターン")


def test_dialog_answers_anywhere(page: Page, anywhere: str) -> None:
    """So does the dialog on a page in a folder; the page that it leads to is marked."""
    page.goto(anywhere + "patterns/all-in-one.html")
    opened(page, "推論キャッシュ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(anywhere + "patterns/prediction-cache.html")
    expect(page.locator(".shohyo-marks-note")).to_be_visible()
    assert set(marks(page)) == {"推論キャッシュ"}


@pytest.mark.parametrize("name", ["search.html?q=%E6%8E%A8%E8%AB%96", "patterns/prediction-cache.html"])
def test_a_strict_policy_blocks_nothing_of_ours(page: Page, published: Path, name: str) -> None:
    """Under ``default-src 'self'`` the theme's inline scripts may be stopped; nothing of the search is."""
    page.add_init_script(
        "globalThis.stopped = []; document.addEventListener('securitypolicyviolation', (event) => "
        "stopped.push([event.violatedDirective, event.blockedURI, event.sourceFile]))"
    )
    with serving(published, policy="default-src 'self'") as site:
        page.goto(site + name)
        if name.startswith("search"):
            settled(page)
        else:
            opened(page, "推論")
        stopped = page.evaluate("stopped")
    assert [entry for entry in stopped if "shohyo" in str(entry) or "searchindex" in str(entry)] == []
    markup = (published / name.partition("?")[0]).read_text("utf-8")
    ours = markup[markup.index('<form class="shohyo-search-box') :].partition("</form>")[0]
    assert "style=" not in ours
    assert " on" not in ours.replace(" onto", "")


def test_nothing_is_loaded_before_focus(page: Page, site: str) -> None:
    """A page view reads neither the engine nor the index, nor anything of Sphinx's own search."""
    requested: list[str] = []
    page.on("request", lambda request: requested.append(urlsplit(request.url).path))
    page.goto(site + "patterns/prediction-cache.html")
    page.wait_for_load_state("networkidle")
    stock = ("searchtools.js", "language_data.js", "searchindex.js", "sphinx_highlight.js")
    assert [path for path in requested if "searchindex/" in path or path.endswith(("shohyo-engine.js", *stock))] == []
    with page.expect_request("**/searchindex/manifest.js"):
        page.keyboard.press("Control+k")


def test_stock_search_is_gone(published: Path) -> None:
    """Sphinx's own index and scripts are not written, and no page asks for them."""
    assert not (published / "searchindex.js").exists()
    pages = [path for path in published.rglob("*.html") if "_static" not in path.parts]
    assert len(pages) > 40
    for path in pages:
        text = path.read_text("utf-8")
        assert "searchtools.js" not in text
        assert "searchindex.js" not in text
        assert "pst-search-dialog" not in text
        assert "data-shohyo-search-open" in text


# ---- the search page


def test_results_have_the_markup_of_the_design(page: Page, site: str) -> None:
    """Badge, place in the book, snippet with marks, and sections with links into the page."""
    search(page, site, "推論 キャッシュ")
    first = page.locator("#search-results > li.search-result").first
    assert first.locator("a[href]").first.get_attribute("href") == site + "patterns/prediction-cache.html"
    expect(first.locator(".shohyo-badge")).to_have_text("パターン")
    expect(first.locator(".shohyo-result__trail")).to_contain_text(" › ")
    assert set(first.locator("mark").all_inner_texts()) == {"推論", "キャッシュ"}
    deep = first.locator(".shohyo-result__sections a").first
    heading = deep.inner_text()
    deep.click()
    page.wait_for_url(lambda url: bool(urlsplit(url).fragment))  # and until that page is loaded
    fragment = unquote(urlsplit(page.url).fragment)
    expect(page.locator(f"[id='{fragment}']")).to_contain_text(heading)


def test_status_says_how_many(page: Page, site: str) -> None:
    """The status counts what the list shows."""
    search(page, site, "サーキットブレーカー")
    count = len(all_titles(page))
    assert count > 1
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(f"{count}ページ見つかりました")


def test_more_adds_results(page: Page, site: str) -> None:
    """A screen of results is followed by others when it ends in view; the button adds more and moves on to the first.

    "Back" finds them all again.
    """
    search(page, site, "モデル")
    assert len(titles(page)) < 10  # a screen of them, so that no more is read than is seen
    results = page.locator("li.search-result")
    while (count := results.count()) < 10:
        show_more(page, count)
    before = titles(page)
    assert len(before) == 10
    page.get_by_role("button", name=MORE).click()
    page.wait_for_function("document.querySelectorAll('li.search-result').length > 10")
    assert page.evaluate("document.activeElement.textContent") == titles(page)[10]
    while (count := results.count()) < 20:
        show_more(page, count)
    after = titles(page)
    assert after[:10] == before
    assert len(set(after)) == len(after)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "search.html" not in url)
    page.go_back()
    page.wait_for_function(f"document.querySelectorAll('li.search-result').length === {len(after)}")
    assert titles(page) == after


def test_back_and_forward(page: Page, anywhere: str) -> None:
    """Each query that was asked for has its address; back and forward show field and results of each."""
    search(page, anywhere, "推論ログ")
    first = titles(page)
    field = page.get_by_role("searchbox")
    field.fill("負荷テスト")
    field.press("Enter")
    page.wait_for_url(lambda url: unquote(url).endswith("?q=負荷テスト"))
    expect(page.locator("li.search-result").first).to_contain_text("負荷テスト")
    settled(page)
    second = titles(page)
    assert first != second
    page.go_back()
    expect(field).to_have_value("推論ログ")
    expect(page.locator("li.search-result").first).to_contain_text(first[0])
    settled(page)
    assert titles(page) == first
    page.go_forward()
    expect(field).to_have_value("負荷テスト")
    expect(page.locator("li.search-result").first).to_contain_text(second[0])


def test_typing_on_the_page_needs_no_enter(page: Page, site: str) -> None:
    """Results follow the field, and the address with them."""
    page.goto(site + "search.html")
    page.get_by_role("searchbox").type("推論ログ")
    expect(page.locator("li.search-result").first).to_contain_text("推論ログパターン")
    page.wait_for_url(lambda url: unquote(url).endswith("?q=推論ログ"))


@pytest.mark.parametrize("name", ["kind", "book", "chapter", "tag"])
def test_facets_narrow_down(page: Page, site: str, name: str) -> None:
    """A facet's link adds a filter to the address, finds as many as it says, and can be taken away."""
    search(page, site, "サーキットブレーカー")
    everything = all_titles(page)
    assert len(everything) > 1
    labels = {"kind": "種類", "book": "本", "chapter": "章", "tag": "タグ"}
    group = page.locator(f".shohyo-facets__name:text-is('{labels[name]}') + ul")
    link = group.locator("a.shohyo-facet").first
    count = int(link.locator(".shohyo-facet__count").inner_text().strip("()"))
    link.click()
    chosen = page.locator("a.shohyo-facet--chosen")
    expect(chosen).to_have_count(1)
    settled(page)
    page.wait_for_url(f"**&{name}=*")
    assert len(all_titles(page)) == count
    assert set(titles(page)) <= set(everything)
    narrowed = titles(page)
    page.reload()
    settled(page)
    assert all_titles(page) == narrowed
    chosen.click()
    expect(chosen).to_have_count(0)
    settled(page)
    assert all_titles(page) == everything


def test_other_names_and_spellings_are_labelled(page: Page, site: str) -> None:
    """A hit by reading or by a folded spelling says so."""
    search(page, site, "すいろんきゃっしゅ")
    assert titles(page)[0] == "推論キャッシュパターン"
    expect(page.locator("li.search-result .shohyo-result__note").first).to_contain_text(
        "別名で一致：すいろんきゃっしゅ"
    )
    search(page, site, "推論サ・ーバ")
    expect(page.locator("li.search-result .shohyo-result__note").first).to_have_text("表記の違いで一致")


def steps(page: Page) -> list[str]:
    """Return what the steps beyond an exact answer say of themselves, once they are there."""
    expect(page.locator("#search-results")).to_have_attribute("aria-busy", "false")
    return page.locator("h2.shohyo-step").all_inner_texts()


def test_a_question_is_never_a_dead_end(page: Page, site: str) -> None:
    """Below the plain answer stand other queries that find something, each under what it did and with its own link."""
    search(page, site, "推論の蟹工船は何ですか")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        "「推論の蟹工船は何ですか」は見つかりませんでした。"
    )
    assert "「推論」" in steps(page)[0]
    expect(page.locator(".shohyo-results .shohyo-result__note").first).to_have_text("「蟹工船」は載っていません")
    assert page.locator("#search-results > li").count() == 0
    page.locator("h2.shohyo-step a").first.click()
    expect(page.locator("#search-results > li").first).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value(re.compile("^推論"))
    assert steps(page) == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [("推論キャシュ", "推論キャッシュ"), ("suironkyashupatan", "推論キャッシュ"), ("infernce", "Inference")],
)
def test_a_slip_is_answered_with_what_exists(page: Page, site: str, query: str, meant: str) -> None:
    """A misspelt query without results goes on with words that exist, on the page and in the dialog."""
    search(page, site, query)
    assert any("もしかして：" in step for step in steps(page))
    expect(page.locator(".shohyo-results")).to_contain_text(meant, ignore_case=True)
    page.goto(site)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.insert_text(query)
    heading = page.get_by_role("option", name="もしかして：")
    expect(heading).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox")).not_to_have_value(query)
    expect(page.get_by_role("option").first).to_be_visible()


def test_where_nothing_is_known_other_pages_lead_on(page: Page, site: str) -> None:
    """A question of which no word is on the site ends in the pages from which a reader can go on."""
    search(page, site, "xyzzyqwert")
    assert steps(page) == ["ここから探せます："]
    ways = page.locator(".shohyo-results a")
    assert ways.count() > 1
    page.goto(site)
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("xyzzyqwert")
    expect(page.get_by_role("option").first).to_be_visible()


def test_what_goes_beyond_is_loaded_when_it_is_needed(page: Page, site: str) -> None:
    """A query that finds enough loads neither the second script nor its tables."""
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    search(page, site, "推論")
    assert titles(page)
    assert not [url for url in requested if "shohyo-beyond" in url or "synonyms" in url]
    search(page, site, "推論が遅いのはなぜ")
    steps(page)
    assert [url for url in requested if "shohyo-beyond" in url]


def test_a_long_query_is_clipped(page: Page, site: str) -> None:
    """What is longer than is looked at is cut before it is shown, asked or put into an address, and that is said."""
    page.set_viewport_size({"width": 360, "height": 800})
    search(page, site, "推論が遅い" * 1000)
    status = page.get_by_role("main").get_by_role("status")
    expect(status).to_have_text("検索の語が長いので、はじめの200文字で探しました。")
    assert len(page.get_by_role("searchbox").input_value()) == 200
    assert steps(page)
    line = float(status.evaluate("element => parseFloat(getComputedStyle(element).lineHeight)"))
    for query in ("推論が遅い" * 1000, "蟹工船の" * 45, "a" * 150):
        search(page, site, query)
        steps(page)
        assert status.bounding_box()["height"] <= 2 * line + 4
    page.goto(site)
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("推論が遅い" * 1000)
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "検索の語が長いので、はじめの200文字で探しました。"
    )
    assert len(page.get_by_role("combobox").input_value()) == 200


def test_a_slow_line_shows_that_it_works(page: Page, site: str) -> None:
    """What takes long says so, and exact answers stand there before the steps are known."""
    waiting: list[Route] = []
    page.route("**/shohyo-beyond.js*", lambda route: waiting.append(route))
    lists: list[Route] = []
    page.route("**/searchindex/*/t*.js", lambda route: lists.append(route))
    page.goto(f"{site}search.html?q={quote('推論が遅いのはなぜ')}", wait_until="commit")
    status = page.get_by_role("main").get_by_role("status")
    expect(status).to_have_text("検索しています…")
    page.unroute("**/searchindex/*/t*.js")
    for route in lists:
        route.continue_()
    expect(status).to_have_text("「推論が遅いのはなぜ」は見つかりませんでした。", timeout=20000)
    expect(page.locator("h2.shohyo-step")).to_have_count(0)
    waiting.pop().continue_()
    expect(page.locator("h2.shohyo-step").first).to_be_visible(timeout=20000)


def test_a_filter_that_leaves_nothing_can_be_dropped(page: Page, site: str) -> None:
    """Nothing found with a filter: what stands there without it follows, and is one click away."""
    search(page, site, "推論キャッシュ", kind="review", tag="no-such-tag")
    assert steps(page)[0] == "絞り込みなし：「推論キャッシュ」"
    page.get_by_role("link", name="絞り込みなし").click()
    expect(page.locator("#search-results > li").first).to_be_visible()


def test_explain_shows_how_results_came_about(page: Page, site: str) -> None:
    """With ``explain=1`` each result carries the terms, files with their bytes, and weights."""
    search(page, site, "推論ログ", explain="1")
    page.locator("li.search-result details").first.locator("summary").click()
    told = json.loads(page.locator("li.search-result details pre").first.inner_text())
    assert told["terms"]
    assert told["result"]["score"] > 0
    assert told["weights"] == [10, 6, 4, 1, 1, 2, 4]
    assert any(re.search(r"/t\d+$", path) for path, _ in told["read"])
    assert all(size > 100 for _, size in told["read"])


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=alert(1)>", "「」。、", "(((*?+[", '"', "-", "\u202eabc\u0000", "あ" * 10_000]
)
def test_odd_queries_get_a_plain_answer(page: Page, site: str, query: str) -> None:
    """No error, no script, no endless wait."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.clock.install()
    page.goto(site + "search.html")
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("searchbox").press("Enter")
    page.clock.run_for(300)
    settled(page)
    expect(page.get_by_role("main").get_by_role("status")).not_to_contain_text("読めませんでした")
    assert page.locator("main img[src='x']").count() == 0
    assert problems == []


def test_without_javascript_the_page_leads_to_the_indices(browser: Browser, published: Path) -> None:
    """Without JavaScript the button leads to the search page, which says so and offers the indices."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / "index.html").as_uri())
    page.locator("[data-shohyo-search-open]").first.click()
    page.wait_for_url(lambda url: urlsplit(url).path.endswith("/search.html"))
    note = page.locator(".shohyo-search-page__noscript")
    expect(note).to_contain_text("JavaScript")
    expect(page.locator("[data-shohyo-search-page]")).to_be_hidden()
    note.get_by_role("link", name="パターン索引").click()
    page.wait_for_url("**/patterns/index.html")
    context.close()


@pytest.mark.parametrize("missing", ["manifest.js", "*/t*.js", "*/d*.js"])
def test_outdated_shards_are_reported(page: Page, site: str, missing: str) -> None:
    """A missing shard: a clear message and a button that loads the page anew, in the page and in the dialog."""
    page.route(f"**/searchindex/{missing}", lambda route: route.fulfill(status=404, body=""))
    search(page, site, "推論ログ")
    status = page.get_by_role("main").get_by_role("status")
    expect(status).to_contain_text("検索の索引を読めませんでした")
    page.unroute(f"**/searchindex/{missing}")
    status.get_by_role("button", name="読み込み直す").click()
    expect(page.locator("li.search-result").first).to_be_visible()
    page.route(f"**/searchindex/{missing}", lambda route: route.fulfill(status=404, body=""))
    page.goto(site)
    page.keyboard.press("Control+k")
    page.keyboard.type("推論ログ")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("検索の索引を読めませんでした")


def test_keys_lead_to_the_field_of_the_search_page(page: Page, site: str) -> None:
    """The search page has a field, and no dialog above it: what opens one elsewhere leads there."""
    search(page, site, "推論")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.insert_text("監視")
    expect(page).to_have_url(re.compile(quote("監視")))
    expect(page.get_by_role("dialog")).to_have_count(0)


# ---- the dialog


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k", "/"])
def test_shortcuts_open_the_dialog(page: Page, site: str, keys: str) -> None:
    """Ctrl+K, ⌘K and / open the dialog with its field focused and empty; Esc closes it and gives focus back."""
    page.goto(site + "index.html")
    link = page.get_by_role("main").get_by_role("link").first
    link.focus()
    page.keyboard.press(keys)
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(link).to_be_focused()


def test_search_of_read_the_docs_does_not_take_over(page: Page, site: str) -> None:
    """What opens the platform's search opens ours instead, and once: not again when it closes."""
    page.goto(site + "about.html")
    # as the add-on does it: a field in a shadow tree that asks when it gets the focus, a listener on the document
    page.evaluate("""() => {
        globalThis.platform = 0;
        document.addEventListener("readthedocs-search-show", () => platform++);
        const flyout = document.createElement("div");
        document.body.append(flyout);
        const field = document.createElement("input");
        flyout.attachShadow({mode: "open"}).append(field);
        field.addEventListener("focusin", () => document.dispatchEvent(new CustomEvent("readthedocs-search-show")));
        field.focus();
    }""")
    dialog = page.locator(".shohyo-search-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("body")).to_be_focused()
    assert page.evaluate("platform") == 0


def test_a_slash_in_a_field_is_a_slash(page: Page, site: str) -> None:
    """Whoever types A/B types a slash."""
    page.goto(site + "search.html")
    page.get_by_role("searchbox").type("A/B")
    expect(page.get_by_role("searchbox")).to_have_value("A/B")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_button_opens_the_dialog(browser: Browser, site: str, width: int) -> None:
    """A visible button on every page does the same, on a phone too, where nothing is too small to touch or too wide."""
    context = browser.new_context(viewport={"width": width, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(site + "patterns/prediction-cache.html")
    button = page.locator(".shohyo-header [data-shohyo-search-open]")
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    button.tap()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("キャッシュ")
    expect(page.get_by_role("option").first).to_be_visible()
    dialog = page.get_by_role("dialog").bounding_box()
    assert dialog is not None
    assert dialog["x"] >= 0
    assert dialog["x"] + dialog["width"] <= width
    assert page.evaluate(
        "document.querySelector('dialog[open]').scrollWidth <= document.querySelector('dialog[open]').clientWidth"
    )
    page.get_by_role("button", name="閉じる").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()


def test_combobox_follows_the_aria_practices(page: Page, site: str) -> None:
    """Focus stays in the field, aria-activedescendant names the option, arrows go round, typing starts anew."""
    page.goto(site + "index.html")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    page.keyboard.type("キャッシュ")
    expect(field).to_have_attribute("aria-expanded", "true")
    listbox = page.locator("#" + str(field.get_attribute("aria-controls")))
    expect(listbox).to_have_role("listbox")
    # further results are asked for when the first ones have been seen
    count = listbox.get_by_role("option").count()
    listbox.evaluate("list => list.scrollTo(0, list.scrollHeight)")
    page.wait_for_function("count => document.querySelectorAll('[role=option]').length > count", arg=count)
    ids = listbox.get_by_role("option").evaluate_all("options => options.map(option => option.id)")
    assert len(set(ids)) == len(ids) > 2
    assert field.get_attribute("aria-activedescendant") is None
    for key, expected in [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1), ("ArrowDown", 0)]:
        page.keyboard.press(key)
        expect(field).to_have_attribute("aria-activedescendant", ids[expected])
        expect(page.locator("[role=option][aria-selected=true]")).to_have_attribute("id", ids[expected])
        expect(field).to_be_focused()
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    expect(field).not_to_have_attribute("aria-activedescendant", ids[0])
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("見つかりました")


def test_enter_without_a_choice_shows_all_results(page: Page, site: str) -> None:
    """Enter, and the link at the foot of the dialog, lead to the page of results."""
    page.goto(site + "patterns/all-in-one.html")
    opened(page, "推論 ログ")
    link = page.get_by_role("link", name="すべての結果を見る").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(link)
    settled(page)
    expect(page.get_by_role("searchbox")).to_have_value("推論 ログ")
    assert titles(page)


def test_old_answers_never_overtake_new_ones(page: Page, site: str) -> None:
    """The answer to an earlier query that arrives late is dropped."""
    page.clock.install()
    page.route("**/shohyo-engine.js*", lambda route: route.fulfill(body=ECHO, content_type="text/javascript"))
    page.goto(site + "index.html")
    page.clock.pause_at(datetime.now() + timedelta(hours=1))
    page.keyboard.press("Control+k")
    page.keyboard.type("a")
    page.clock.run_for(200)
    page.wait_for_function("globalThis.asked && asked.includes('a')")
    page.keyboard.type("b")
    page.clock.run_for(200)
    expect(page.get_by_role("option")).to_have_text(["ab"])
    assert page.evaluate("answered") == ["ab"]
    page.clock.run_for(1000)
    assert page.evaluate("answered") == ["ab", "a"]
    expect(page.get_by_role("option")).to_have_text(["ab"])


def test_typing_is_debounced(page: Page, site: str) -> None:
    """Fast typing asks once, for the whole."""
    page.clock.install()  # so that no machine is too slow to type fast
    page.route("**/shohyo-engine.js*", lambda route: route.fulfill(body=ECHO, content_type="text/javascript"))
    page.goto(site + "index.html")
    page.clock.pause_at(datetime.now() + timedelta(hours=1))
    page.keyboard.press("Control+k")
    for letter in "cache":
        page.keyboard.type(letter)
        page.clock.run_for(100)
    page.clock.run_for(100)
    expect(page.get_by_role("option")).to_have_text(["cache"])
    assert page.evaluate("asked") == ["cache"]


def test_the_end_of_old_results_asks_for_no_more_of_new_ones(page: Page, site: str) -> None:
    """A reader who goes down the list while another query is answered gets that answer from its start."""
    page.route("**/shohyo-engine.js*", lambda route: route.fulfill(body=MANY, content_type="text/javascript"))
    page.set_viewport_size({"width": 800, "height": 150})
    search(page, site, "old")
    before = len(titles(page))
    page.get_by_role("searchbox").fill("new")
    page.wait_for_function("asked.some(([text]) => text === 'new')")
    page.locator("li.search-result").last.scroll_into_view_if_needed()
    page.wait_for_timeout(100)  # in which the end is seen
    assert titles(page) == [f"old {number}" for number in range(before)]
    page.evaluate("answer()")
    expect(page.locator("li.search-result").first).to_contain_text("new 0")
    assert all_titles(page) == [f"new {number}" for number in range(12)]


def test_more_of_old_results_takes_nothing_from_new_ones(page: Page, site: str) -> None:
    """Who asks for more while another query is answered gets that answer, from its start; then there is more of it."""
    page.route("**/shohyo-engine.js*", lambda route: route.fulfill(body=MANY, content_type="text/javascript"))
    search(page, site, "old")
    results = page.locator("li.search-result")
    while (before := results.count()) < 10:
        show_more(page, before)
    more = page.get_by_role("button", name=MORE)
    expect(more).to_be_visible()
    page.get_by_role("searchbox").fill("new")
    page.wait_for_function("asked.some(([text]) => text === 'new')")
    more.click()
    assert page.evaluate("asked.filter(([text]) => text === 'new')") == [["new", 0]]
    page.evaluate("answer()")
    expect(results.first).to_contain_text("new 0")
    assert all_titles(page) == [f"new {number}" for number in range(12)]


@pytest.mark.parametrize("where", ["dialog", "page"])
def test_nothing_happens_while_an_input_method_composes(page: Page, site: str, where: str) -> None:
    """Neither query nor choice before 変換 is confirmed; then one query, for what was confirmed."""
    page.clock.install()
    page.route("**/shohyo-engine.js*", lambda route: route.fulfill(body=ECHO, content_type="text/javascript"))
    page.goto(site + "search.html")
    if where == "dialog":
        page.keyboard.press("Control+k")
    method = page.context.new_cdp_session(page)
    for text in ("す", "すい", "すいろ", "すいろん", "推論"):
        method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.clock.run_for(200)
    assert page.evaluate("globalThis.asked || []") == []
    method.send("Input.insertText", {"text": "推論"})
    page.clock.run_for(200)
    page.wait_for_function("globalThis.asked && asked.length")
    page.clock.run_for(300)
    assert page.evaluate("asked") == ["推論"]


def test_keys_of_the_input_method_choose_nothing(page: Page, site: str) -> None:
    """Enter and arrows that belong to the input method neither open nor choose a result."""
    page.goto(site + "index.html")
    opened(page, "キャッシュ")
    page.evaluate("globalThis.left = 0; navigation.addEventListener('navigate', () => left++)")
    field = page.get_by_role("combobox")
    for key in ("ArrowDown", "Enter"):
        field.dispatch_event("keydown", {"key": key, "isComposing": True})
    assert page.evaluate("left") == 0
    assert field.get_attribute("aria-activedescendant") is None
    for key in ("ArrowDown", "Enter"):  # the same without an input method
        field.dispatch_event("keydown", {"key": key})
    page.wait_for_url(lambda url: url != site + "index.html")


def test_a_click_beside_the_panel_closes(page: Page, site: str) -> None:
    """The backdrop closes the dialog."""
    page.goto(site + "index.html")
    opened(page)
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_have_count(0)


# ---- marks on the page that a reader arrives at


def test_terms_are_marked_on_arrival_and_cleared_by_esc(page: Page, site: str) -> None:
    """Terms are marked in every spelling, the address stays clean, and Esc restores the page as it was."""
    page.goto(site + "patterns/prediction-cache.html")
    untouched = page.locator("article").evaluate("article => article.textContent")
    structure = page.locator("article").evaluate("article => article.getElementsByTagName('*').length")
    search(page, site, "ｷｬｯｼｭ 推論")
    page.get_by_role("link", name="推論キャッシュパターン", exact=True).first.click()
    page.wait_for_url("**/prediction-cache.html")
    expect(page.locator(".shohyo-marks-note")).to_contain_text("か所に印をつけました")
    assert page.url == site + "patterns/prediction-cache.html"
    assert set(marks(page)) == {"キャッシュ", "推論"}
    assert page.locator("article").evaluate("article => article.textContent") == untouched
    page.keyboard.press("Escape")
    expect(page.locator(".shohyo-marks-note")).to_have_count(0)
    assert marks(page) == []
    assert page.locator("article").evaluate("article => article.getElementsByTagName('*').length") == structure
    page.reload()
    assert_nothing_is_marked(page)


def test_a_browser_without_highlights_shows_the_page(page: Page, site: str) -> None:
    """Where there is nothing to mark with, the page opens as ever, without a note."""
    page.add_init_script("delete CSS.highlights; Object.defineProperty(CSS, 'highlights', {value: undefined})")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    search(page, site, "推論キャッシュ")
    page.get_by_role("link", name="推論キャッシュパターン", exact=True).first.click()
    page.wait_for_url("**/prediction-cache.html")
    assert_nothing_is_marked(page)
    assert errors == []


def test_a_result_on_the_same_page_is_marked_at_once(page: Page, site: str) -> None:
    """A result that is the open page closes the dialog and marks the terms; the button clears them."""
    page.goto(site + "patterns/prediction-cache.html")
    opened(page, "推論キャッシュ")
    page.get_by_role("option").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".shohyo-marks-note")).to_be_visible()
    assert marks(page)
    page.get_by_role("button", name="印を消す").click()
    assert marks(page) == []


def arrive(page: Page, markup: str, terms: list[str], *, folded: bool = False) -> None:
    """Make the text of the open page *markup*, as if a reader had come to it from a result with these terms."""
    page.evaluate(
        """([markup, terms, folded]) => {
        document.querySelector("article").innerHTML = markup;
        sessionStorage.setItem("shohyo-marks", JSON.stringify({page: location.href.replace(/\\.html.*/, ""), terms, folded}));
        document.querySelector(".shohyo-marks-note button")?.click();
        const old = document.querySelector("script[data-engine]"), made = document.createElement("script");
        for (const {name, value} of old.attributes) made.setAttribute(name, value);
        document.head.append(made);
    }""",
        [markup, terms, folded],
    )
    expect(page.locator(".shohyo-marks-note")).to_be_visible()


def test_a_match_may_span_elements(page: Page, site: str) -> None:
    """A term is marked where it runs through a link or emphasis, a word only from its beginning."""
    page.goto(site + "about.html")
    arrive(page, "<p>推<em>論キャ</em>ッシュ preinfer Inference</p><p>推</p><p>論</p>", ["推論キャッシュ", "infer"])
    spans = """() => [...CSS.highlights.get("shohyo-marks")]
        .map((range) => [String(range), range.startContainer !== range.endContainer])"""
    assert page.evaluate(spans) == [["推論キャッシュ", True], ["Infer", False]]


def test_lines_of_a_page_are_those_of_the_index(page: Page, site: str) -> None:
    """A match ends with its line, as one in the index does: at breaks and in code, but not at a line of the source."""
    page.goto(site + "about.html")
    markup = """<h2>推<span>論</span><a class=headerlink>推論</a></h2><p>推
    論、推<a class="footnote-reference">1</a>論 a.net .NET</p><p>推<br>論</p><pre>推\n論 推論</pre>
    <p>推<span style="display: none">論 推論</span>論</p><p hidden>推論</p><ul><li>推<li>論</ul>"""
    arrive(page, markup, ["推論", ".net"])
    assert [re.sub(r"\s", "", text) for text in marks(page)] == [
        "推論",
        "推論",
        "推1論",
        ".net",
        ".NET",
        "推論",
        "推論推論論",
    ]


#: term → what is marked of 前の監視装置の後 and 取り扱い, with ruby over their Han
RUBY = {
    "監視装置": ["監", "視", "装置"], "前の監視": ["前の", "監", "視"], "装置の後": ["装置", "の後"],
    "かんしそうち": ["かん", "し", "そうち"], "しそう": ["し", "そう"], "とりあつか": ["と", "り", "あつか"],
    "取り扱い": ["取", "り", "扱", "い"], "監かん": [], "あつかと": [], "そうちの": [],
}  # fmt: skip


def test_marks_know_ruby(page: Page, site: str) -> None:
    """A text is marked without its readings, and a reading without what it reads."""
    markup = """<p>前の<ruby>監<rp>(</rp><rt>かん</rt><rp>)</rp>視<rt>し</rt></ruby><ruby>装置<rt>そうち</rt></ruby>の後</p>
    <p><ruby>取<rt>と</rt></ruby>り<ruby>扱<rt>あつか</rt></ruby>い</p><p>果て</p>"""
    page.goto(site + "about.html")
    for term, expected in RUBY.items():
        arrive(page, markup, [term, "果て"])
        assert [*marks(page)] == [*expected, "果て"], term


@pytest.mark.parametrize("folded", [False, True])
def test_a_page_marks_what_the_contract_says(page: Page, site: str, folded: bool) -> None:
    """Whatever elements a text is cut into, marked is what results mark; see test_marks.py for any text and query."""
    drawn = random.Random(int(folded))
    pieces = ["推論", "サーバー", "サーバ", "ｻｰﾊﾞｰ", "・", "を", "、", " ", "asp", ".NET", "C++", "C#", "node.js", "infer", "か\u3099", "𠮷", "㍿", "-x"]  # fmt: skip
    texts = ["".join(drawn.choice(pieces) for _ in range(drawn.randint(1, 12))) for _ in range(150)]
    terms = parse("推論サーバー サーバー .net c++ js infer が 株 -x").terms
    markup = ""
    for text in texts:
        cuts = sorted(drawn.randint(0, len(text)) for _ in range(drawn.randint(0, 3)))
        parts = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
        tags = [drawn.choice(["em", "code", "a", "span"]) for _ in parts]
        markup += "<p>" + "".join(f"<{tag}>{part}</{tag}>" for tag, part in zip(tags, parts, strict=True)) + "</p>"
    page.goto(site + "about.html")
    arrive(page, markup, [term.text for term in terms], folded=folded)
    found = page.evaluate(
        """() => [...document.querySelectorAll("article p")].map((p) => [...CSS.highlights.get("shohyo-marks")]
        .filter((range) => p.contains(range.startContainer)).map((range) => {
            const before = document.createRange();
            before.setStart(p, 0);
            before.setEnd(range.startContainer, range.startOffset);
            const start = [...String(before)].length;
            return [start, start + [...String(range)].length];
        }))"""
    )
    expected = [marked(text, terms, folded=folded) for text in texts]
    assert [{at for start, end in spans for at in range(start, end)} for spans in found] == expected
    assert sum(map(bool, expected)) > 50


def test_without_storage_the_search_works(page: Page, site: str) -> None:
    """Where storage throws, results open all the same, without marks."""
    page.add_init_script(
        "Object.defineProperty(globalThis, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.message))
    search(page, site, "推論キャッシュ")
    page.locator("li.search-result a[href]").first.click()
    page.wait_for_url("**/prediction-cache.html")
    assert marks(page) == []
    assert [problem for problem in problems if problem != "no"] == []


# ---- for everyone


@pytest.mark.parametrize(
    ("prepare", "screens"), on_screens(["results", "nothing", "trouble", "dialog", "marks"], NARROW_AND_WIDE)
)
def test_axe_finds_nothing(browser: Browser, site: str, prepare: str, screens: list[Screen]) -> None:
    """Search page, open dialog and marked page are accessible, light and dark, wide and narrow, and never too wide."""
    for width, scheme in screens:
        context = browser.new_context(
            color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 800}
        )
        page = context.new_page()
        bring_about(page, site, prepare)
        assert all_violations(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()


def bring_about(page: Page, site: str, prepare: str) -> None:
    """Let a page be in a state of the search."""
    if prepare == "results":
        search(page, site, "推論 モデル", kind="pattern", explain="1")
    elif prepare == "nothing":
        search(page, site, "推論 蟹工船")
    elif prepare == "trouble":
        page.route("**/searchindex/manifest.js", lambda route: route.abort())
        search(page, site, "推論")
    elif prepare == "dialog":
        page.goto(site + "patterns/prediction-cache.html")
        opened(page, "キャッシュ")
        page.keyboard.press("ArrowDown")
    else:
        search(page, site, "キャッシュ")
        page.locator("li.search-result a[href]").first.click()
        expect(page.locator(".shohyo-marks-note")).to_be_visible()


def test_focus_is_visible(page: Page, site: str) -> None:
    """Every control of the search has an outline when the keyboard reaches it."""
    search(page, site, "推論")
    page.get_by_role("searchbox").focus()
    for _ in range(6):
        outline: Callable[[], list[str]] = lambda: page.evaluate(  # noqa: E731
            "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert outline()[0] != "none"
        assert outline()[1] != "0px"
        page.keyboard.press("Tab")


def test_forced_colours_show_choice_and_marks(browser: Browser, site: str) -> None:
    """With forced colours the chosen option has an outline and marks keep a background."""
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto(site + "index.html")
    opened(page, "キャッシュ")
    page.keyboard.press("ArrowDown")
    assert (
        page.locator("[role=option][aria-selected=true]").evaluate("option => getComputedStyle(option).outlineStyle")
        == "solid"
    )
    colours = page.locator("[role=option] mark").first.evaluate(
        "mark => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark.parentElement).backgroundColor]"
    )
    assert colours[0] != colours[1]
    assert page.get_by_role("dialog").evaluate("dialog => getComputedStyle(dialog).animationName") == "none"
    context.close()


def test_browsers_learn_of_the_search(rootdir: Path, tmp_path: Path) -> None:
    """With a base address an OpenSearch description is written and linked; without one neither."""
    output = build(
        rootdir / "test-site",
        tmp_path / "with",
        "-D",
        "shohyo_cards=0",
        "-D",
        "html_baseurl=https://example.org/books/",
    )
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    tree = ElementTree.fromstring((output / "opensearch.xml").read_bytes())
    address = tree.find(f"{space}Url")
    assert address is not None
    assert address.get("template") == "https://example.org/books/search.html?q={searchTerms}"
    name = tree.find(f"{space}ShortName")
    assert name is not None
    assert 0 < len(name.text or "") <= 16
    assert 'type="application/opensearchdescription+xml"' in (output / "index.html").read_text("utf-8")
    plain = build(rootdir / "test-site", tmp_path / "without")
    assert not (plain / "opensearch.xml").exists()
    assert "opensearch" not in (plain / "index.html").read_text("utf-8")
