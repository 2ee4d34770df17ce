"""Feeds as Atom (RFC 4287): plain data → bytes, the same for the same data.

Of entries nothing is known but what authors state: without a date there is no entry, and a feed is as new as its
newest entry.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

TYPE = "application/atom+xml"
#: what XML 1.0 has no place for, written as itself or as a reference (section 2.2)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """A page in a feed."""

    id: str  #: stays when the page moves
    title: str
    address: str  #: absolute
    updated: dt.date
    published: dt.date | None
    authors: tuple[tuple[str, str], ...]  #: names with the addresses of their home pages, or ""
    language: str  #: as a BCP 47 tag
    categories: tuple[str, ...] = ()
    summary: str = ""
    content: str = ""  #: as HTML, with absolute addresses
    rights: str = ""


@dataclass(frozen=True)
class Feed:
    """A list of pages that readers subscribe to."""

    id: str
    title: str
    address: str  #: its own
    page: str  #: address of the page that shows the same
    language: str
    author: str  #: of what names none
    entries: Sequence[Entry]
    icon: str = ""


def name_of(first_address: str, what: str) -> str:
    """Return a lasting id (RFC 4122, version 5).

    It is made of the address at which the site was first published and of a name in it, so that neither the builder
    nor a new address of the page changes it.
    """
    return uuid5(NAMESPACE_URL, f"{first_address}{_characters(what)}").urn


def atom(feed: Feed) -> bytes:
    """Return a feed as a file."""
    return "".join(_feed(feed)).encode()


def _feed(feed: Feed) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(feed.language)}>\n'
    yield f"<id>{_text(feed.id)}</id>\n<title>{_text(feed.title)}</title>\n"
    yield f"<updated>{_moment(max(entry.updated for entry in feed.entries))}</updated>\n"
    yield f'<link rel="self" type="{TYPE}" href={_quoted(feed.address)}/>\n'
    yield f'<link rel="alternate" type="text/html" href={_quoted(feed.page)}/>\n'
    yield from _authors([(feed.author, "")])
    if feed.icon:
        yield f"<icon>{_text(feed.icon)}</icon>\n"
    for entry in feed.entries:
        yield from _entry(entry, feed)
    yield "</feed>\n"


def _entry(entry: Entry, feed: Feed) -> Iterator[str]:
    yield f"<entry xml:lang={_quoted(entry.language)}>\n" if entry.language != feed.language else "<entry>\n"
    yield f"<id>{_text(entry.id)}</id>\n<title>{_text(entry.title)}</title>\n"
    yield f'<link rel="alternate" type="text/html" href={_quoted(entry.address)}/>\n'
    if entry.published:
        yield f"<published>{_moment(entry.published)}</published>\n"
    yield f"<updated>{_moment(entry.updated)}</updated>\n"
    yield from _authors(entry.authors)
    yield from (f"<category term={_quoted(term)}/>\n" for term in entry.categories)
    if entry.rights:
        yield f"<rights>{_text(entry.rights)}</rights>\n"
    if entry.summary:
        yield f"<summary>{_text(entry.summary)}</summary>\n"
    if entry.content:
        yield f'<content type="html">{_text(entry.content, keep=True)}</content>\n'
    yield "</entry>\n"


def _authors(authors: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, address in authors:
        uri = f"<uri>{_text(address)}</uri>" if address else ""
        yield f"<author><name>{_text(name)}</name>{uri}</author>\n"


def _moment(date: dt.date) -> str:
    # a day is all that is known; its beginning, so that nothing is dated to come
    return f"{date.isoformat()}T00:00:00Z"


def _text(text: str, *, keep: bool = False) -> str:
    """Return a text for an element; its lines are one, unless they are to be kept."""
    text = _characters(text)
    return escape(text if keep else _in_one_line(text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(_in_one_line(_characters(text)))


def _in_one_line(text: str) -> str:
    # of XML's own white space; a wide space of Japanese is a letter here
    return re.sub("[ \t\r\n]+", " ", text).strip(" ")


def _characters(text: str) -> str:
    """Return a text in which each character that XML does not know is U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)
