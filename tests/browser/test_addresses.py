"""Addresses in a browser: what is sent where nothing is, and redirects; on nginx of Debian as the manual has it, too."""

from __future__ import annotations

import functools
import re
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests import nginx
from tests.browser.axe import violations
from tests.browser.serving import Handler, Server
from tests.browser.soundness import WATCH, published_policy
from tests.build.building import build, once
from tests.buildserver import REPOSITORY

PREFIX = "/kb"
CONF = """
html_baseurl = "https://example.org/kb/"
shohyo_redirects = {"old/quiet": "about", "old/folder/": "map"}
shohyo_cards = False
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second site, which knows its address, in English and in Japanese."""

    def make(folder: Path) -> None:
        site = shutil.copytree(REPOSITORY / "examples/shelf", folder / "site")
        with (site / "conf.py").open("a") as conf:
            conf.write(CONF)
        build(site, folder / "en", "-W")
        build(site, folder / "ja", "-W", "-D", "language=ja")
        build(site, folder / "furo", "-D", "html_theme=furo")

    return once(tmp_path_factory, "shelf-addresses", make)


@pytest.fixture(scope="module")
def serving(shelf: Path) -> Iterator[dict[str, str]]:
    """Language → address of the site, whose host sends the page for what there is not."""

    class Host(Handler):
        prefix, policy = PREFIX, published_policy()

        def send_error(self, code: int, *_: object) -> None:
            data = Path(self.directory, "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(data)

    servers = {
        name: Server(("127.0.0.1", 0), functools.partial(Host, directory=str(shelf / name)))
        for name in ("en", "ja", "furo")
    }
    threads = [threading.Thread(target=server.serve_forever) for server in servers.values()]
    for thread in threads:
        thread.start()
    yield {name: f"http://127.0.0.1:{server.server_port}" for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()
    for thread in threads:
        thread.join()


def watched(browser: Browser, locale: str = "en-US") -> tuple[Page, list[str]]:
    """Return a page, and what its console says but for the answer 404 itself."""
    context = browser.new_context(reduced_motion="reduce", locale=locale)
    context.add_init_script(WATCH)
    page, said = context.new_page(), []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404 (" not in message.text:
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


@pytest.mark.parametrize(
    ("language", "title", "heading"),
    [
        ("en", "Page not found", "Pages with a similar address"),
        ("ja", "ページが見つかりません", "アドレスが似ているページ"),
    ],
)
def test_page_for_what_there_is_not(
    browser: Browser, serving: dict[str, str], language: str, title: str, heading: str
) -> None:
    """At any depth it has its styles, the search, and what is nearest to the address; the policy holds."""
    page, said = watched(browser)
    for path, nearest in [
        ("/kb/abuot.html", "about.html"),
        ("/kb/deep/er/still/bibliografy.html", "bibliography.html"),
        ("/kb/MAP", "map.html"),
        ("/kb/%E0%A4%A/tags.htm?x=1#y", "tags.html"),
    ]:
        assert page.goto(serving[language] + path).status == 404
        expect(page.locator("h1")).to_have_text(title)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        first = page.locator("[data-shohyo-missing] a").first
        assert first.evaluate("link => link.href") == f"{serving[language]}/kb/{nearest}"
        assert page.evaluate("getComputedStyle(document.querySelector('.shohyo-header')).display") != "none"
        assert page.evaluate("document.styleSheets.length") == 1
    assert violations(page) == []
    first.click()
    expect(page.locator("h1")).not_to_have_text(title)

    page.goto(serving[language] + "/kb/x/y/zzzzzzzzzzzzzzzzzzzz")
    expect(page.get_by_role("heading", name=heading)).to_be_hidden()
    page.locator(".shohyo-search-field__input").fill("book")
    page.locator(".shohyo-search-field__input").press("Enter")
    expect(page.locator("#search-results li").first).to_be_visible()
    assert (said, page.evaluate("refused")) == ([], [])
    page.context.close()


def test_page_for_what_there_is_not_under_another_theme(browser: Browser, serving: dict[str, str]) -> None:
    """Its own styles are loaded, and it has one title, the search and what is nearest."""
    page, _said = watched(browser)
    page.goto(serving["furo"] + "/kb/a/b/abuot.html")
    expect(page.locator("h1")).to_have_text("Page not found")
    assert page.evaluate(
        "Array.from(document.styleSheets, (sheet) => sheet.href).every((href) => href.includes('/kb/_static/'))"
    )
    expect(page.locator("[data-shohyo-missing] a").first).to_have_text("About this shelf")
    page.context.close()


def test_redirects_lead_on_without_a_script(browser: Browser, serving: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for old, new in [("old/quiet.html", "about.html"), ("old/folder/", "map.html")]:
        page.goto(f"{serving['en']}/kb/{old}")
        page.wait_for_url(f"**/kb/{new}")
    context.close()


# --- nginx -----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_nginx_of_debian_serves_a_site_as_the_manual_has_it(
    browser: Browser, shelf: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Below /kb/, with the headers, and packed files: no page has an error, and nothing is refused."""
    unpacked = once(tmp_path_factory, "nginx", nginx.unpack)
    site = build(shelf / "site", tmp_path / "packed", "-D", "shohyo_packed=gz,br")
    manual = (REPOSITORY / "docs/hosting.md").read_text("utf-8")
    [recipe] = re.findall(r"^:name: nginx-site\n\n(.*?)^```$", manual, re.M | re.S)
    recipe = recipe.replace("/srv/kb/", f"{site}/").replace("gzip_static on;", "gzip_static on; brotli_static on;")
    with nginx.serving(unpacked, tmp_path, recipe) as host:

        def get(path: str, packed: str = "identity") -> tuple[int, dict[str, str], bytes]:
            request = urllib.request.Request(host + path, headers={"Accept-Encoding": packed})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.status, dict(answer.headers), answer.read()
            except urllib.error.HTTPError as error:
                return error.code, dict(error.headers), error.read()

        plain = (site / "index.html").read_bytes()
        status, headers, body = get("/kb/")
        assert (status, body, headers["Content-Type"]) == (200, plain, "text/html; charset=utf-8")
        assert headers["Content-Security-Policy"] == published_policy()
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert get("/kb/", "gzip")[1]["Content-Encoding"] == "gzip"
        status, headers, body = get("/kb/", "br")
        assert (headers["Content-Encoding"], brotli.decompress(body)) == ("br", plain)
        assert get("/kb")[2] == plain  # it is led on
        status, headers, body = get("/kb/deep/er/nothing.html")
        assert (status, body) == (404, (site / "404.html").read_bytes())
        assert headers["Content-Security-Policy"] == published_policy()

        page, said = watched(browser)
        for file in sorted(site.rglob("*.html")):
            name = file.relative_to(site).as_posix()
            if not name.startswith("old/"):
                page.goto(f"{host}/kb/{name}")
                assert page.evaluate("refused") == [], name
        page.goto(f"{host}/kb/search.html?q=book")
        expect(page.locator("#search-results li").first).to_be_visible()
        page.goto(f"{host}/kb/old/quiet.html")
        page.wait_for_url("**/kb/about.html")
        page.goto(f"{host}/kb/x/abuot.html")
        expect(page.locator("[data-shohyo-missing] a").first).to_be_visible()
        assert said == []
        page.context.close()
