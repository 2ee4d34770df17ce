"""The sitemap of a site: what it says of pages, and how it is split."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from types import SimpleNamespace
from typing import Any

import pytest

from shohyo.exports import sitemap
from shohyo.exports.site import SitePage
from shohyo.model import Page

BASE = "https://example.org/kb/"
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def page(path: str, address: str | None = None, **keys: Any) -> SitePage:
    return SitePage(path, path, BASE + path if address is None else address, path, Page(**keys), "ja")


def site(*pages: SitePage) -> Any:
    return SimpleNamespace(base=BASE, pages=pages, address=lambda path: BASE + path)


def test_address_and_date_are_those_of_the_page() -> None:
    pages = [
        page("a.html", date="2026-01-01", updated="2026-02-03"),
        page("b&c/日本 語.html"),
        page("d.html", date="2025-12-31"),
    ]
    [text] = sitemap.files(site(*pages), {}).values()
    urls = ET.fromstring(text.encode()).findall("s:url", SPACES)
    assert [url.findtext("s:loc", None, SPACES) for url in urls] == [
        f"{BASE}a.html",
        f"{BASE}b&c/%E6%97%A5%E6%9C%AC%20%E8%AA%9E.html",
        f"{BASE}d.html",
    ]
    assert [url.findtext("s:lastmod", None, SPACES) for url in urls] == ["2026-02-03", None, "2025-12-31"]


def test_a_page_whose_address_of_record_is_elsewhere_is_left_out() -> None:
    [text] = sitemap.files(site(page("a.html", "https://elsewhere.example/a"), page("b.html")), {}).values()
    assert "elsewhere" not in text
    assert text.count("<url>") == 1


def test_editions_name_each_other_and_themselves() -> None:
    alternates = {
        "en": "https://example.org/en",
        "x-default": 'https://example.org/"en"/',
        "ja": "https://other.example/",
    }
    [text] = sitemap.files(site(page("a/b.html")), alternates).values()
    links = ET.fromstring(text.encode()).findall(".//x:link", SPACES)
    assert [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in links] == [
        ("alternate", "en", "https://example.org/en/a/b.html"),
        ("alternate", "ja", f"{BASE}a/b.html"),
        ("alternate", "x-default", "https://example.org/%22en%22/a/b.html"),
    ]


def test_too_many_addresses_for_a_file_are_several_under_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 2)
    files = sitemap.files(site(*(page(f"{number}.html") for number in range(5))), {})
    index = ET.fromstring(files.pop("sitemap.xml").encode())
    assert index.tag == f"{{{SPACES['s']}}}sitemapindex"
    assert [loc.text for loc in index.iter(f"{{{SPACES['s']}}}loc")] == [BASE + name for name in files]
    assert [text.count("<url>") for text in files.values()] == [2, 2, 1]


def test_a_site_without_pages_has_an_empty_sitemap() -> None:
    [text] = sitemap.files(site(), {}).values()
    assert len(ET.fromstring(text.encode())) == 0


def test_dates_are_dates() -> None:
    assert page("a", date="2026-01-01").updated == dt.date(2026, 1, 1)
    # written before, and published later
    assert page("a", date="2026-01-03", updated="2026-01-01").updated == dt.date(2026, 1, 3)
    assert page("a", updated="2026-01-01").updated == dt.date(2026, 1, 1)
    assert page("a").updated is None
