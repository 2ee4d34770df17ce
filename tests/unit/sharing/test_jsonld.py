"""Structured data: one block, from which no text leads out, and what stands in it."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from pybtex.database import Entry
from pyld.jsonld import load_html

from shohyo.bib.bibliography import Work
from shohyo.exports.site import SitePage
from shohyo.model import Review
from shohyo.sharing.jsonld import book, breadcrumbs, cited, page_about, review, script, website
from tests.nasty import TITLES

WORK = Work(
    "k", "book", "Title", ("A. Author",), "Publisher", "2021", "9784798169453", "https://example.org/b", "japanese",
    "r.bib", 1, editors=("E. Editor",), translators=("T. Translator", "U. Translator"), subtitle="Sub", edition="2",
)  # fmt: skip


def read(html: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load_html(
        f"<html><head>{html}</head></html>", "https://example.org/", None, {"extractAllScripts": True}
    )
    return found


def of_review(**keys: Any) -> tuple[SitePage, Review]:
    record = Review(**{"title": "T", "date": dt.date(2026, 11, 23), **keys})
    page = SitePage("reviews/a", "reviews/a.html", "https://example.org/reviews/a.html", "T", record, "en")
    return page, record


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_text_leads_out(title: str) -> None:
    """The script ends where it is meant to end; what it says is the title, half a pair of a surrogate included."""
    block = script([{"@type": "Book", "name": title}])
    assert block.count("<") == 2
    assert not re.search("[&\u2028\u2029\ud800-\udfff]", block)

    class Texts(HTMLParser):
        texts: list[str] = []

        def handle_data(self, data: str) -> None:
            self.texts.append(data)

    parser = Texts()
    parser.texts = []
    parser.feed(block + "<p>after</p>")
    assert parser.texts[-1] == "after"
    assert json.loads(parser.texts[0])["name"] == title
    assert read(block)[0]["name"] == title


def test_several_things_are_a_graph_and_none_is_no_block() -> None:
    assert script([]) == ""
    assert [thing["@type"] for thing in read(script([{"@type": "A"}, {"@type": "B"}]))[0]["@graph"]] == ["A", "B"]


def test_a_book() -> None:
    assert book(WORK, None, "https://example.org/c.png", ("Series", "2")) == {
        "@type": "Book", "@id": "urn:isbn:9784798169453", "name": "Title: Sub",
        "author": {"@type": "Person", "name": "A. Author"}, "editor": {"@type": "Person", "name": "E. Editor"},
        "translator": [{"@type": "Person", "name": "T. Translator"}, {"@type": "Person", "name": "U. Translator"}],
        "publisher": {"@type": "Organization", "name": "Publisher"}, "datePublished": "2021",
        "isbn": "9784798169453", "inLanguage": "ja", "bookEdition": "2", "url": "https://example.org/b",
        "image": "https://example.org/c.png", "isPartOf": {"@type": "BookSeries", "name": "Series"}, "position": "2",
    }  # fmt: skip


def test_a_rating_only_where_there_is_one() -> None:
    page, record = of_review()
    assert "reviewRating" not in review(page, record, [])
    page, record = of_review(rating=0)
    assert review(page, record, [])["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": 0,
        "bestRating": 5,
        "worstRating": 0,
    }
    page, record = of_review(rating=4.5)
    assert review(page, record, [])["reviewRating"]["ratingValue"] == 4.5


def test_a_retold_review_is_based_on_the_original() -> None:
    original = {"title": "O", "author": "A", "date": dt.date(2023, 8, 8), "url": "https://example.com/o"}
    page, record = of_review(original=original, updated=dt.date(2026, 11, 30), tags=["x"], license="MIT")
    found = review(page, record, [{"@type": "Book"}, {"@type": "Book"}])
    assert found["isBasedOn"] == {
        "@type": "CreativeWork", "name": "O", "author": {"@type": "Person", "name": "A"},
        "datePublished": "2023-08-08", "url": "https://example.com/o",
    }  # fmt: skip
    assert (found["datePublished"], found["dateModified"]) == ("2026-11-23", "2026-11-30")
    assert len(found["itemReviewed"]) == 2
    assert "license" not in found, "a licence is an address, or it is not told"


def test_without_an_address_there_is_none() -> None:
    _page, record = of_review(author="Jane")
    found = page_about(SitePage("a", "a.html", "", "T", record, "en"), None)
    assert found["author"] == {"@type": "Person", "name": "Jane"}
    assert not {"@id", "url"} & set(found)


def test_breadcrumbs_are_absolute_and_end_at_the_page() -> None:
    steps = [("Book", "../reviews/b.html"), ("Chapter", "../reviews/b.html#ch-1"), ("Page", "#")]
    items = breadcrumbs(steps, "https://example.org/kb/patterns/p.html")["itemListElement"]
    assert [(item["position"], item["item"]["@id"]) for item in items] == [
        (1, "https://example.org/kb/reviews/b.html"),
        (2, "https://example.org/kb/reviews/b.html#ch-1"),
        (3, "https://example.org/kb/patterns/p.html"),
    ]


def test_a_site_says_where_it_is_searched() -> None:
    found = website("Site", "https://example.org/", "ja", "", "https://example.org/search.html")
    assert found["potentialAction"]["target"]["urlTemplate"] == "https://example.org/search.html?q={search_term_string}"
    assert "potentialAction" not in website("Site", "https://example.org/", "ja", "")


def test_what_is_cited_is_named_by_its_best_address() -> None:
    assert cited(WORK) == {"@type": "Book", "@id": "https://example.org/b", "name": "Title: Sub"}
    entry = Entry("article", {"doi": "10.1002/x<1>#2"})
    assert cited(WORK, entry)["@id"] == "https://doi.org/10.1002/x%3C1%3E%232"
