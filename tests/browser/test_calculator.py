"""Calculators in a browser: live results, the address, the keyboard, paper, narrow and dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shohyo.calculators.formula import number_text, parse_formula, reckon
from tests.browser.axe import violations
from tests.browser.serving import serving
from tests.build.building import build, once

PAGE = """# Calculators

[Down](#more)

```{calculator} Cache
inputs:
  - {id: rate, label: Requests, unit: /s, value: 100, min: 0}
  - {id: hit, label: Hits, value: 0.56, min: 0, max: 1, step: 0.01}
results:
  - {id: miss, label: Misses, unit: /s, formula: rate * (1 - hit)}
  - {id: each, label: Seconds for each, formula: 1 / miss, digits: 3}
```

```{calculator} Queue, where a load of (too) many erlangs waits for a rather long time </script>
inputs:
  - {id: rate, label: Requests, unit: /s, value: 2000, min: 0}
  - {id: workers, label: Workers, value: 10, min: 1, step: 1}
results:
  - {id: waits, label: Waits, unit: "%", formula: "erlang_c(workers, rate / 250) * 100", digits: 1}
note: A remark.
```

## More

Text.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with two calculators, under the policy that allows its own files only."""

    def make(folder: Path) -> None:
        (folder / "site").mkdir()
        (folder / "site/conf.py").write_text('extensions = ["shohyo"]\nhtml_theme = "shohyo"\n', "utf-8")
        (folder / "site/index.md").write_text(PAGE, "utf-8")
        build(folder / "site", folder / "html", "-W")

    folder = once(tmp_path_factory, "calculators", make) / "html"
    with serving(folder, policy="default-src 'self'") as found:
        yield found + "index.html"


@pytest.fixture
def open_page(page: Page) -> Iterator[Page]:
    """A page on which nothing may fail."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    yield page
    assert said == []


def texts(page: Page) -> list[str]:
    return page.locator(".shohyo-calculator output").all_inner_texts()


def query(page: Page) -> str:
    return page.evaluate("decodeURIComponent(location.search)")


def test_results_follow_the_fields(open_page: Page, address: str) -> None:
    """A number that is typed is reckoned at once, with the value that Python gives it."""
    page = open_page
    page.goto(address)
    assert texts(page) == ["44", "0.023", "40.9"]
    page.get_by_label("Hits").fill("0.9")
    assert texts(page) == ["10", "0.100", "40.9"]
    page.get_by_label("Workers").fill("12")
    load = reckon(parse_formula("erlang_c(12, 8) * 100", ()), {})
    assert texts(page)[2] == number_text(load, 1) == "14.0"
    page.get_by_label("Requests").first.fill("12345678")
    assert texts(page)[0] == "1,234,568"


def test_no_value_is_a_dash(open_page: Page, address: str) -> None:
    """What is empty, outside of its bounds or divided by nothing has no value, and the field says why."""
    page = open_page
    page.goto(address)
    hits = page.get_by_label("Hits")
    for text, shown, is_invalid in (("1", ["0", "–"], "false"), ("", ["–", "–"], "true"), ("1.5", ["–", "–"], "true"), ("-1", ["–", "–"], "true"), ("0", ["100", "0.010"], "false")):  # fmt: skip
        hits.fill(text)
        assert texts(page)[:2] == shown
        expect(hits).to_have_attribute("aria-invalid", is_invalid)
        expect(page.get_by_text("(0–1)")).to_be_visible(visible=is_invalid == "true")
    page.get_by_label("Workers").fill("2.5")
    assert texts(page)[2] == "–"


def test_address_reproduces_the_reckoning(open_page: Page, address: str) -> None:
    """What differs stands in the address, without a step back for each change; a link shows the same again."""
    page = open_page
    page.goto(address)
    before = page.evaluate("history.length")
    page.get_by_label("Hits").fill("0.9")
    page.get_by_label("Requests").nth(1).fill("2200")
    page.get_by_label("Workers").fill("20")
    page.get_by_label("Workers").fill("10")
    page.get_by_label("Workers").blur()
    assert query(page) == "?c1.hit=0.9&c2.rate=2200"
    assert page.evaluate("history.length") == before
    shown = texts(page)
    page.goto(page.url + "&highlight=x#more")
    assert texts(page) == shown
    page.get_by_label("Hits").fill("0.56")
    page.get_by_label("Hits").blur()
    assert query(page) == "?c2.rate=2200&highlight=x"
    assert page.url.endswith("#more")


def test_going_back_shows_what_the_address_says(open_page: Page, address: str) -> None:
    """Back over a link within the page: fields are those of the address again."""
    page = open_page
    page.goto(address)
    page.get_by_label("Hits").fill("0.9")
    page.get_by_role("link", name="Down").click()
    page.get_by_label("Hits").fill("0.5")
    page.get_by_label("Hits").blur()
    assert texts(page)[0] == "50"
    page.go_back()
    expect(page.locator("output").first).to_have_text("10")
    page.go_forward()
    expect(page.locator("output").first).to_have_text("50")


@pytest.mark.parametrize(
    "given", ["c1.hit=", "c1.hit=many", "c1.hit=1e999", "c1.hit=<script>", "c3.hit=1", "hit=1", "c1.__proto__=1", "%"]
)
def test_other_addresses_change_nothing(given: str, open_page: Page, address: str) -> None:
    """What is no number, or of no field, leaves the page's values."""
    open_page.goto(f"{address}?{given}")
    assert texts(open_page) == ["44", "0.023", "40.9"]


def test_keyboard_and_reset(open_page: Page, address: str) -> None:
    """Fields and button are reached in order; one calculator goes back to its values, the other keeps its own."""
    page = open_page
    page.goto(address + "?c2.rate=2200")
    reset = page.get_by_role("button", name="Back to the values of the page")
    expect(reset.first).to_be_disabled()
    page.get_by_label("Requests").first.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    assert query(page) == "?c2.rate=2200&c1.rate=101&c1.hit=0.57"
    page.keyboard.press("Enter")  # sends nothing
    page.keyboard.press("Tab")
    expect(reset.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Requests").first).to_be_focused()
    assert query(page) == "?c2.rate=2200"
    assert texts(page)[:2] == ["44", "0.023"]
    expect(reset.first).to_be_disabled()
    reset.nth(1).click()
    assert query(page) == ""


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_pages_are_accessible(browser: Browser, address: str, width: int, scheme: str) -> None:
    """Axe finds nothing, with a field that is wrong, too; no page is wider than the window, and fields can be touched."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)  # fmt: skip
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Hits").fill("7")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.eval_on_selector_all(".shohyo-calculator :is(input, button)", "all => all.map(one => one.getBoundingClientRect().height)")  # fmt: skip
    assert min(sizes) >= 24
    context.close()


def test_without_scripts_results_stand_there(browser: Browser, address: str) -> None:
    """Without scripts, the page's values and results are read; nothing pretends to work."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("output").first).to_have_text("44")
    expect(page.get_by_label("Hits")).not_to_be_editable()
    expect(page.locator(".shohyo-calculator button").first).to_be_hidden()
    context.close()


def test_paper_has_numbers_and_no_button(open_page: Page, address: str) -> None:
    """On paper the numbers that were entered stand beside their results."""
    open_page.goto(address)
    open_page.emulate_media(media="print")
    expect(open_page.get_by_label("Hits")).to_be_visible()
    expect(open_page.locator("output").first).to_be_visible()
    expect(open_page.locator(".shohyo-calculator button").first).to_be_hidden()
