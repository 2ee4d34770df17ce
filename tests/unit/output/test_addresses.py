"""What stands at old addresses and where nothing is, and what hosts are told: the parts that need no build."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from shohyo.model import Page
from shohyo.output.hosting import headers, rules
from shohyo.output.notfound import rooted
from shohyo.output.redirects import Moved, page_of
from shohyo.values import is_old_path
from tests.nasty import TITLES


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_title_leaves_its_place(title: str) -> None:
    page = BeautifulSoup(page_of(Moved("a/b.html", "c.html", title, "https://e.org/?a&b"), "ja"), "html.parser")
    assert (page.title.get_text(), page.a.get_text()) == (title, title)
    assert (page.a["href"], page.select_one("link")["href"]) == ("../c.html", "https://e.org/?a&b")
    assert not page.select("script")
    assert len(page.find_all(True)) == 10


@pytest.mark.parametrize(
    ("file", "path", "address"),
    [
        ("old.html", "new.html#a", "new.html#a"),
        ("old/index.html", "", "../"),
        ("old.html", "", "./"),
        ("a/b/c.html", "d/", "../../d/"),
        ("a/b.html", "https://e.org/", "https://e.org/"),
    ],
)
def test_address_is_relative_to_the_old_one(file: str, path: str, address: str) -> None:
    page = BeautifulSoup(page_of(Moved(file, path, "T", ""), "en"), "html.parser")
    assert page.a["href"] == address
    assert page.select_one("meta[http-equiv]")["content"] == f"0; url={address}"
    assert not page.select("link")


@pytest.mark.parametrize(
    ("path", "is_good"),
    [
        *((path, True) for path in ("old/page", "/old/page.html", "old/", "日本/語", "a b", "a%20b", "v1.2/x")),
        *(
            (path, False)
            for path in ("", "/", "..", "a/../b", "../a", "a/./b", "a//b", "//e.org/a", "https://e.org", "C:x")
        ),
        *((path, False) for path in ("a#b", "a?b", "a\\b", "a\nb", "%2e%2e/a", "a%23b", "javascript:x")),
    ],
)
def test_paths_stay_within_the_site(path: str, is_good: bool) -> None:
    assert is_old_path(path) is is_good
    if is_good:
        assert Page.model_validate({"moved_from": path}).moved_from == (path,)


def test_links_become_paths_from_the_top() -> None:
    """What is one already, leads elsewhere or to a place on the page is left; text is no link."""
    html = (
        '<a href="a/b.html?x=1&amp;y#z" data-root="./">href="c"</a> <a href="#d"></a> <a href="/e"></a> <a href="mailto:f@g"></a>'
        '<img src="../h.png"> <link href="https://e.org/i"> <form action=""></form>'
    )
    assert rooted(html, "/kb/404.html") == (
        '<a href="/kb/a/b.html?x=1&amp;y#z" data-root="/kb/">href="c"</a> <a href="#d"></a> <a href="/e"></a> <a href="mailto:f@g"></a>'
        '<img src="/h.png"> <link href="https://e.org/i"> <form action=""></form>'
    )
    assert rooted(rooted(html, "/kb/404.html"), "/kb/404.html") == rooted(html, "/kb/404.html")


def test_rules_of_hosts() -> None:
    """An address without its ending counts, too; where that is the page itself no rule leads it to itself."""
    redirects = [
        Moved("a b/日.html", "new.html#x", "", ""),
        Moved("old/index.html", "", "", ""),
        Moved("out.html", "https://e.org/?a", "", ""),
        Moved("page/index.html", "page.html", "", ""),
        Moved("other.html", "other/", "", ""),
    ]
    assert list(rules(redirects, "/kb/", is_forced=False)) == [
        "/kb/a%20b/%E6%97%A5.html /kb/new.html#x 301",
        "/kb/a%20b/%E6%97%A5 /kb/new.html#x 301",
        "/kb/old/index.html /kb/ 301",
        "/kb/old/ /kb/ 301",
        "/kb/out.html https://e.org/?a 301",
        "/kb/out https://e.org/?a 301",
    ]
    assert all(rule.endswith(" 301!") for rule in rules(redirects, "/", is_forced=True))


def test_headers_with_and_without_the_policy() -> None:
    assert "Content-Security-Policy" in headers(has_policy=True)
    assert headers(has_policy=False).splitlines() == [
        "/*",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
    ]
