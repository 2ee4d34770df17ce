"""Feeds, read by a parser of others: what goes in comes out, and nothing of a title ends anything."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from shohyo.sharing.atom import Entry, Feed, atom, name_of
from tests.nasty import NOT_IN_XML, TITLES

ENTRY = Entry(
    id="urn:uuid:00000000-0000-0000-0000-000000000001",
    title="Title",
    address="https://example.org/kb/reviews/one.html",
    updated=dt.date(2026, 11, 24),
    published=dt.date(2026, 11, 23),
    authors=(("山田 花子", "https://example.org/hanako"), ("Jane Doe", "")),
    language="ja",
    categories=("データ", "a & b"),
    summary="In short.",
    content='<p>Text <a href="https://example.org/kb/x.html">x</a></p>',
    rights="CC BY 4.0",
)
FEED = Feed(
    id="urn:uuid:00000000-0000-0000-0000-000000000000",
    title="Site",
    address="https://example.org/kb/feed.xml",
    page="https://example.org/kb/",
    language="ja",
    author="Editors",
    entries=[ENTRY],
)


def parsed(feed: Feed) -> Any:
    found = feedparser.parse(atom(feed), sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_all_is_read() -> None:
    found = parsed(FEED)
    assert (found.feed.title, found.feed.id, found.feed.author) == ("Site", FEED.id, "Editors")
    assert {(link.rel, link.type, link.href) for link in found.feed.links} == {
        ("self", "application/atom+xml", FEED.address),
        ("alternate", "text/html", FEED.page),
    }
    entry = found.entries[0]
    assert (entry.id, entry.title, entry.link) == (ENTRY.id, ENTRY.title, ENTRY.address)
    assert (entry.published, entry.updated) == ("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
    assert [(author.name, author.get("href")) for author in entry.authors] == [
        ("山田 花子", "https://example.org/hanako"),
        ("Jane Doe", None),
    ]
    assert [tag.term for tag in entry.tags] == ["データ", "a & b"]
    assert (entry.summary, entry.rights) == ("In short.", "CC BY 4.0")
    assert [(content.type, content.value) for content in entry.content] == [("text/html", ENTRY.content)]


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    older = replace(ENTRY, id=ENTRY.id[:-1] + "2", updated=dt.date(2020, 1, 31), published=None)
    assert parsed(replace(FEED, entries=[older, ENTRY])).feed.updated == "2026-11-24T00:00:00Z"
    assert "published" not in parsed(replace(FEED, entries=[older])).entries[0]


def test_the_language_of_an_entry_is_said_where_it_is_another() -> None:
    def languages(feed: Feed) -> list[str | None]:
        entries = ElementTree.fromstring(atom(feed)).iter("{http://www.w3.org/2005/Atom}entry")
        return [entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries]

    assert languages(replace(FEED, entries=[ENTRY, replace(ENTRY, language="en")])) == [None, "en"]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_text_leads_out_or_is_lost(title: str) -> None:
    """Characters that XML has no place for are U+FFFD; all else stays as it was."""
    entry = replace(ENTRY, title=title, summary=title, categories=(title,), authors=((title, ""),), rights=title)
    found = parsed(replace(FEED, title=title, author=title, entries=[replace(entry, content=title)]))
    expected = NOT_IN_XML.sub("\ufffd", title)
    root = ElementTree.fromstring(atom(replace(FEED, title=title, entries=[entry])))
    assert [element.text or "" for element in root.iter("{http://www.w3.org/2005/Atom}title")] == [expected] * 2
    assert len(found.entries) == 1
    assert found.entries[0].tags[0].term == expected
    assert found.entries[0].link == ENTRY.address


def test_no_control_character_is_written() -> None:
    text = "".join(map(chr, range(0x20))) + "\ud800\ufffe"
    data = atom(replace(FEED, entries=[replace(ENTRY, content=text)])).decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", data)


def test_ids_are_made_of_names_alone() -> None:
    """They are urn:uuid of version 5, and differ where address or name do."""
    one = name_of("https://example.org/", "reviews/one")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", one)
    assert one == name_of("https://example.org/", "reviews/one")
    assert (
        len({one, name_of("https://example.org/", "reviews/two"), name_of("https://example.com/", "reviews/one")}) == 3
    )
    assert name_of("https://example.org/", "a\ud800")
