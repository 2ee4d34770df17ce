"""Sites at addresses of their own are searched as one, and one that does not answer is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import serving
from tests.browser.test_search import all_titles, opened, search, settled
from tests.build.building import build, once
from tests.build.joining import MAIN, MEMBERS, copy_sites

#: how the site that searches calls the others
NAMES = {"babbage": "差分機関", "lovelace": "Ada's notes & more"}
ALL = {"三つの棚", "分けた棚", "差分機関の棚", "機械で計算する", "差分パターン", "Notes by Ada"}


@pytest.fixture(scope="module")
def members(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two other sites, each built by itself; tests read them only."""

    def make(folder: Path) -> None:
        copy_sites(rootdir, folder)
        for name in MEMBERS:
            build(folder / name, folder / "html" / name, "-D", "shohyo_search_at=")

    return once(tmp_path_factory, "apart", make)


@pytest.fixture(scope="module")
def others(members: Path) -> Iterator[dict[str, str]]:
    """Addresses of the other sites, by name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serving(members / "html" / name, prefix=f"/{name}")) for name in MEMBERS}


@pytest.fixture(scope="module")
def built(members: Path, others: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that searches all, for those addresses."""
    sites = "{" + ", ".join(f"{NAMES[name]!r}: {address!r}" for name, address in others.items()) + "}"
    folder = Path(shutil.copytree(members, tmp_path_factory.mktemp("main") / "all", symlinks=True))
    conf = folder / MAIN / "conf.py"
    conf.write_text(
        re.sub("shohyo_search_sites = .*", f"shohyo_search_sites = {sites}", conf.read_text("utf-8")), "utf-8"
    )
    return build(folder / MAIN, folder / "html" / MAIN)


def policy(others: dict[str, str]) -> str:
    """What a site has to allow, as the manual says."""
    origins = {f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" for address in others.values()}
    return f"default-src 'self'; script-src 'self' {' '.join(sorted(origins))}"


@pytest.fixture(params=["http", "file", "policy"])
def anywhere(request: pytest.FixtureRequest, built: Path, others: dict[str, str]) -> Iterator[str]:
    if request.param == "file":
        yield built.as_uri() + "/"
        return
    with serving(built, policy=policy(others) if request.param == "policy" else "") as address:
        yield address


def silent(page: Page) -> list[str]:
    return [text for text in page.locator(".shohyo-search-silent").all_inner_texts() if text]


def test_results_are_of_all_sites(page: Page, anywhere: str, others: dict[str, str]) -> None:
    """They say which site they are of and lead there, as files and under a policy that allows the addresses, too."""
    search(page, anywhere, "計算")
    titles = all_titles(page)
    assert set(titles) == ALL
    trails = dict(zip(titles, page.locator("li.search-result").all_inner_texts(), strict=True))
    assert NAMES["babbage"] in trails["機械で計算する"]
    assert NAMES["lovelace"] in trails["Notes by Ada"]
    assert not any(name in trails["分けた棚"] for name in NAMES.values())
    assert silent(page) == []
    # a filter of another site narrows down all
    search(page, anywhere, "carry")
    page.get_by_role("link", name=re.compile("パターン")).first.click()
    settled(page)
    assert "kind=pattern" in page.url

    page.goto(anywhere + "wheels.html")
    opened(page, "carry")
    page.get_by_role("option").filter(has_text=NAMES["lovelace"]).first.click()
    page.wait_for_url(others["lovelace"] + "notes/*")


def test_nothing_is_asked_of_others_before_a_reader_searches(page: Page, built: Path, others: dict[str, str]) -> None:
    """A page loads what it loaded; the script and the other sites wait for a query.  A plain site has neither."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with serving(built) as address:
        page.goto(address + "wheels.html", wait_until="networkidle")
        assert all(url.startswith(address) for url in asked)
        assert not any("shohyo-join" in url or "shohyo-engine" in url for url in asked)
        opened(page, "carry")
        assert sum("shohyo-join" in url for url in asked) == 1
        assert all(any(url.startswith(other) for url in asked) for other in others.values())
    asked.clear()
    page.goto(others["babbage"], wait_until="networkidle")
    opened(page, "計算")
    assert not any("shohyo-join" in url for url in asked)
    assert all(url.startswith(others["babbage"]) for url in asked)


def test_a_site_that_does_not_answer_is_named(page: Page, built: Path, others: dict[str, str]) -> None:
    """Be it gone, forbidden, of another version, or mute: the others are searched, and the reader is told."""
    ways = {
        "gone": lambda route: route.fulfill(status=404, body="gone"),
        "another version": lambda route: route.fulfill(
            content_type="text/javascript",
            body=re.sub(r'"version":\d+', '"version":1', route.fetch().text()),
        ),
        "a page in its place": lambda route: route.fulfill(content_type="text/html", body="<!DOCTYPE html><p>Welcome"),
        "refused": lambda route: route.abort(),
        "mute": lambda route: None,
    }
    with serving(built) as address:
        for handler in ways.values():
            page.route(others["lovelace"] + "searchindex/manifest.js", handler)
            search(page, address, "計算")
            assert set(all_titles(page)) == ALL - {"Notes by Ada"}
            assert silent(page) == [f"応答がないため、次のサイトは含まれていません：{NAMES['lovelace']}"]
            page.unroute(others["lovelace"] + "searchindex/manifest.js")
        search(page, address, "計算")
        assert (set(all_titles(page)), silent(page)) == (ALL, [])
        # in the dialog, too; what was mute when it was asked is not waited for again
        page.route(others["lovelace"] + "searchindex/manifest.js", ways["mute"])
        page.goto(address + "wheels.html")
        page.keyboard.press("Control+k")
        page.keyboard.insert_text("計算")
        expect(page.locator(".shohyo-search-dialog .shohyo-search-silent")).to_contain_text(
            "Ada's notes", timeout=15000
        )
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("carry")
        expect(page.get_by_role("option").first).to_be_visible(timeout=3000)
    with serving(built, policy="default-src 'self'") as address:
        search(page, address, "計算")
        assert set(all_titles(page)) == {"三つの棚", "分けた棚"}
        assert silent(page) == [
            f"応答がないため、次のサイトは含まれていません：{NAMES['babbage']}, {NAMES['lovelace']}"
        ]


def test_a_site_that_changes_while_a_page_is_open(page: Page, built: Path, others: dict[str, str]) -> None:
    """The files of its last build are gone: one answer lacks it, and the next reads its index anew."""
    with serving(built) as address:
        page.goto(address + "wheels.html")
        opened(page, "carry")
        page.route(
            re.compile(re.escape(others["lovelace"]) + "searchindex/[0-9a-f]+/"),
            lambda route: route.fulfill(status=404),
        )
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("計算")
        expect(page.locator(".shohyo-search-silent")).to_contain_text("Ada's notes")
        page.unroute_all()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("cards")
        expect(page.get_by_role("option").filter(has_text=NAMES["lovelace"]).first).to_be_visible()
        expect(page.locator(".shohyo-search-silent")).to_be_empty()
