"""The decision guide as readers meet it: every answer clicked, addresses, result, paper, Markdown, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, expect

from shohyo.data.guide import Guide, Way, parse_guide
from tests.browser.axe import violations
from tests.browser.test_search import serving
from tests.build.building import REPOSITORY, build
from tests.guides import paths, result

#: what a result shows, read at once
RESULT = """() => {
  const shown = document.querySelector('#guide [data-core]');
  const names = (name) => Array.from(shown.querySelectorAll(`[data-${name}]`), (one) => one.getAttribute('data-' + name));
  const items = Array.from(shown.querySelectorAll('[data-item]'), (one) => [one.dataset.item, one.dataset.level]);
  const pictures = shown.querySelectorAll('[data-core] .shohyo-guide__picture svg[role=img]').length;
  const ids = Array.from(document.querySelectorAll('[id]'), (one) => one.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return {core: shown.dataset.core, add: names('add'), watch: names('watch'), items, pictures, twice};
}"""


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide of the site."""
    return parse_guide((REPOSITORY / "guide.yaml").read_bytes(), "guide.yaml").guide


@pytest.fixture(scope="module")
def ways(guide: Guide) -> list[Way]:
    """Every path of it."""
    return list(paths(guide))


@pytest.fixture(scope="module")
def longest(guide: Guide, ways: list[Way]) -> dict[str, Way]:
    """Core → the path to it whose result says most."""
    found: dict[str, Way] = {}
    for way in ways:
        core = result(guide, way).core.id
        if core not in found or _weight(guide, way) > _weight(guide, found[core]):
            found[core] = way
    return found


def _weight(guide: Guide, way: Way) -> tuple[int, int, int]:
    said = result(guide, way)
    return len(said.add), len(said.actions), len(way)


def address(way: Way) -> str:
    return "guide.html?a=" + ".".join(step.answer.id for step in way)


def covering(ways: list[Way], least: int) -> list[Way]:
    """Return paths that give every answer, and others, the shortest ones, until there are *least*."""
    bits: dict[tuple[str, str], int] = {}  # an answer is a bit, a path a number: there are a hundred thousand paths
    masks = [sum(bits.setdefault((at.question.id, at.answer.id), 1 << len(bits)) for at in way) for way in ways]
    left = (1 << len(bits)) - 1
    chosen: list[int] = []
    while left:
        best = max(range(len(ways)), key=lambda number: (masks[number] & left).bit_count())
        left &= ~masks[best]
        chosen.append(best)
    others = sorted(set(range(len(ways))).difference(chosen), key=lambda number: len(ways[number]))
    return [ways[number] for number in chosen + others[: max(0, least - len(chosen))]]


def check_result(page: Page, guide: Guide, way: Way) -> None:
    """The result shows what the data say: core with diagram, add-ons, antipatterns, and each line of the checklist."""
    said = result(guide, way)
    expect(page.locator("#guide [data-core]")).to_have_attribute("data-core", said.core.id)
    shown = page.evaluate(RESULT)
    order = [name for part in guide.parts for name in part.patterns]
    assert shown["add"] == sorted(said.add, key=order.index)
    assert (shown["core"], shown["watch"]) == (said.core.id, list(said.watch))
    assert (shown["pictures"], shown["twice"]) == (1, [])
    assert sorted(map(tuple, shown["items"])) == sorted((item.id, item.level) for item in guide.items_of(said.core))


def asked(page: Page, question: str) -> None:
    expect(page.locator("#guide [data-question]")).to_have_attribute("data-question", question)


@pytest.mark.parametrize(
    ("least", "part"),
    [*((15, part) for part in range(3)), *(pytest.param(300, part, marks=pytest.mark.long) for part in range(10))],
)
def test_every_answer_leads_where_the_data_say(
    browser: Browser, published: Path, guide: Guide, ways: list[Way], least: int, part: int
) -> None:
    """Fifteen paths with every answer clicked: result, address shared or reloaded by turns, back, forward and restart.

    Three tests share them, so that workers can; where there is time, ten share three hundred.
    """
    context = browser.new_context(locale="ja-JP", reduced_motion="reduce")
    page = context.new_page()  # one only: a tab in the background draws once a second, and clicks wait for that
    page.goto((published / "guide.html").as_uri())
    chosen = covering(ways, least)
    assert len(chosen) >= least
    for number, way in enumerate(chosen[part :: 3 if least == 15 else 10]):
        for step in way:
            page.click(f"#guide [data-question={step.question.id}] button[data-answer={step.answer.id}]")
        check_result(page, guide, way)
        assert page.url.endswith(address(way))
        page.go_back()
        asked(page, way[-1].question.id)
        page.go_forward()
        check_result(page, guide, way)
        if number % 2:
            page.reload(wait_until="domcontentloaded")
        else:
            page.goto(page.url, wait_until="domcontentloaded")  # as a colleague opens it
        check_result(page, guide, way)
        page.get_by_role("button", name="最初から答え直す").click()
        asked(page, guide.start or "")
        assert page.url.endswith("/guide.html")
    context.close()


def test_one_question_at_a_time(page: Page, published: Path) -> None:
    """With its reason and progress; the keyboard is enough, and focus goes to what is new."""
    page.goto((published / "guide.html").as_uri())
    question = page.locator("#guide [data-question=q-where]")
    expect(question).to_contain_text("1問目（最長で12問）")
    expect(question).to_contain_text("この問いの理由：")
    expect(question.get_by_role("button")).to_have_count(3)
    question.locator("[data-answer=server]").focus()
    page.keyboard.press("Enter")
    asked(page, "q-when")
    expect(page.get_by_role("heading", name="答えは、いつ、どのように必要ですか。").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-answer=same-request]")).to_be_focused()
    page.keyboard.press("Space")
    asked(page, "q-budget")
    page.get_by_role("button", name="1つ戻る").click()
    asked(page, "q-when")
    assert page.url.endswith("guide.html?a=server")
    page.get_by_role("link", name="推論は、どこで行いますか。").first.click()
    asked(page, "q-where")


@pytest.mark.parametrize(
    ("given", "question"), [("server.bogus.one", "q-when"), ("%00<b>", "q-where"), ("server.later.refuse", "q-again")]
)
def test_wrong_and_unfinished_addresses(page: Page, published: Path, given: str, question: str) -> None:
    """An answer that the guide does not know is said, and the first open question is asked; half a path is fine."""
    page.goto((published / "guide.html").as_uri() + "?a=" + given)
    asked(page, question)
    expected = (
        ""
        if given.endswith("refuse")
        else "アドレスに、今のガイドにはない答えが含まれています。下の問いから続けてください。"
    )
    expect(page.locator(".shohyo-guide__notice")).to_have_text(expected)
    page.locator("#guide [data-answer]").first.click()
    expect(page.locator(".shohyo-guide__notice")).to_have_text("")


def test_anchor_of_a_question_opens_the_outline(page: Page, published: Path) -> None:
    """A pattern page links to a question: with the script it stands in the list of all, which opens."""
    page.goto((published / "patterns/synchronous-inference.html").as_uri())
    page.locator(".shohyo-answers ol a").last.click()
    page.wait_for_url("**/guide.html#q-budget")
    expect(page.locator("#q-budget")).to_be_in_viewport()
    asked(page, "q-where")
    page.locator("#q-budget").get_by_role("link", name="問い8へ").first.click()
    expect(page.locator("#q-repeat")).to_be_in_viewport()


def test_results_on_paper_and_as_markdown(
    browser: Browser, published: Path, guide: Guide, longest: dict[str, Way]
) -> None:
    """For each core: two sheets of A4 at most; Markdown that parses, says it all and links to the site."""
    assert len(longest) == 5
    context = browser.new_context(locale="ja-JP", reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { globalThis.written = text; }}})"
    )
    with serving(published, prefix="/some/project") as site:
        for core, way in longest.items():
            page.goto(site + address(way))
            check_result(page, guide, way)
            sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
            assert 1 <= sheets <= 2, core
            page.get_by_role("button", name="Markdown をコピーする").click()
            expect(page.get_by_text("コピーしました。")).to_be_visible()
            check_markdown(page.evaluate("written"), site, guide, way)
    context.close()


def check_markdown(text: str, site: str, guide: Guide, way: Way) -> None:
    said = result(guide, way)
    tokens = MarkdownIt().parse(text)
    inline = [child for token in tokens if token.type == "inline" for child in token.children or []]
    links = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
    assert {link for link in links if not link.startswith(site)} == set()
    pages = [link.removeprefix(site + "patterns/").removesuffix(".html") for link in links]
    items = guide.items_of(said.core)
    assert {said.core.id, *said.add, *said.watch, *(item.id for item in items)} <= set(pages)
    assert links[-1] == site + address(way)
    assert not [token for token in inline if token.type in ("html_inline", "image")]
    headings = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
    assert {"全体の組み立て", "確認項目", "気を付けるアンチパターン", "核の図", "この結果に至った答え"} <= set(headings)
    boxes = [line for line in text.splitlines() if line.startswith("- [ ] ")]
    assert len(boxes) == sum(item.level != "skip" for item in items)
    for item in items:
        assert item.why in text.replace("\\", "")
    assert re.search(r"^1\. .+ → .+", text, re.MULTILINE)  # the diagram in words
    for step in way:
        assert step.question.text in text.replace("\\", "")


def test_copy_by_hand(page: Page, published: Path, longest: dict[str, Way]) -> None:
    """Where a page may not write to the clipboard, the text stands selected in a field."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(published.as_uri() + "/" + address(longest["edge-ai"]))
    page.get_by_role("button", name="Markdown をコピーする").click()
    field = page.get_by_role("textbox", name="結果の Markdown")
    expect(field).to_be_visible()
    assert field.evaluate("field => field.selectionEnd - field.selectionStart === field.value.length")
    expect(field).to_have_value(re.compile(r"^この設計の核になる型\n\n## \[Edge AI パターン\]\(file:"))


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (320, "dark"),
        (1280, "light"),
        pytest.param(320, "light", marks=pytest.mark.long),
        pytest.param(1280, "dark", marks=pytest.mark.long),
    ],
)
def test_accessible_on_every_screen(
    browser: Browser, published: Path, longest: dict[str, Way], width: int, scheme: str
) -> None:
    """Question, result and outline: axe finds nothing, and nothing scrolls sideways."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    for name in ("guide.html?a=server.same-request", address(longest["asynchronous-inference"])):
        page.goto(published.as_uri() + "/" + name)
        expect(page.locator("#guide h2").first).to_be_visible()
        if width == 320 and name.endswith("same-request"):
            page.locator("#guide summary").click()  # the outline is long: once for each scheme is enough
        assert violations(page, context="#guide") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_without_scripts(browser: Browser, published: Path, guide: Guide) -> None:
    """The whole guide is a readable outline, whose links lead from the first question to a core and its page."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published / "guide.html").as_uri())
    outline = page.locator("#guide")
    expect(outline.get_by_role("button")).to_have_count(0)
    text = outline.inner_text()
    for question in guide.questions:
        assert question.text in text
        assert question.why in text
        for answer in question.answers:
            assert answer.text in text
    for core in guide.cores:
        assert all(item.why in text for item in guide.items_of(core))
    page.locator("#q-where").get_by_role("link", name="問い3へ").click()
    page.locator("#q-when").get_by_role("link", name="非同期推論パターン").first.click()
    page.wait_for_url("**/patterns/asynchronous-inference.html")
    context.close()


@pytest.fixture(params=["policy", "prefix"])
def strict(request: pytest.FixtureRequest, published: Path) -> Iterator[str]:
    """Address of the site under a strict policy, and under a prefix."""
    options = {"policy": "default-src 'self'"} if request.param == "policy" else {"prefix": "/some/project"}
    with serving(published, **options) as site:
        yield site


def test_strict_policy_and_prefix(page: Page, strict: str, guide: Guide, longest: dict[str, Way]) -> None:
    """Nothing of the guide is blocked, nothing is asked of another site, and no error is logged."""
    said: list[str] = []
    requested: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if "guide" in message.location.get("url", "") else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(strict + "guide.html")
    way = longest["batch-inference"]
    for step in way:
        page.click(f"#guide [data-question={step.question.id}] button[data-answer={step.answer.id}]")
    check_result(page, guide, way)
    assert page.url == strict + address(way)
    assert [line for line in said if "shohyo" in line] == []
    assert [url for url in requested if not url.startswith((strict, "data:"))] == []


def test_guide_of_another_book(page: Page, rootdir: Path, tmp_path: Path) -> None:
    """A second guide, in English, whose texts look like markup."""
    html = build(rootdir / "test-guide", tmp_path / "html", "-W")
    page.goto((html / "index.html").as_uri())
    button = page.get_by_role("button", name="Years, <i>perhaps</i>")
    button.click()
    page.get_by_role("button", name="Yes", exact=True).click()
    shown = page.locator("#guide [data-core=cabin]")
    expect(shown.locator("[data-add=stove]")).to_contain_text("Your answer: Yes")
    expect(shown.locator("[data-watch=draught]")).to_contain_text("Draught <b>&</b> damp")
    expect(shown).to_contain_text("Ask who sweeps the chimney.")
