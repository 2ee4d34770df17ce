"""What reference managers read in a page: an OpenURL context object (COinS), and ``citation_…`` tags.

Zotero's translators were read for it (November 2026).  Its COinS translator comes before that of embedded metadata,
and takes a book from ``info:ofi/fmt:kev:mtx:book`` and a page of a site from ``…:dc``; a page with ``citation_title``
alone is an article of a journal to it.  So each page says by COinS what it is to be saved as: a review as its books,
an outline page as itself.  Names are read as "family, given" where there is a comma, as "given family" elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from ..bib.ris import inverted
from ..bib.tex import CJK

Item = dict[str, Any]
Pairs = list[tuple[str, str]]


def context_object(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Return a span of nothing that is seen, with an OpenURL as its title (Z39.88-2004, as of ocoins.info)."""
    given = [("ctx_ver", "Z39.88-2004"), *((key, value) for key, value in pairs if value)]
    # a space as + would do, but not everybody reads it
    url = "&".join(f"{key}={quote(value.encode('utf-8', 'replace'), safe='')}" for key, value in given)
    return f'<span class="Z3988" title="{escape(url)}" hidden></span>'


def book_pairs(item: Item) -> Iterable[tuple[str, str | None]]:
    """Yield what a context object says of a book, given as an item of CSL-JSON."""
    yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:book"
    yield "rft.genre", "book"
    yield "rft.btitle", item.get("title")
    for name in _makers(item):
        yield _creator(name, "rft.au"), inverted(name)
    # the format knows no translators; Zotero has contributors at least
    for name in item.get("translator", ()):
        yield "rft.contributor", inverted(name)
    yield "rft.date", _date(item, "-")
    yield "rft.pub", item.get("publisher")
    yield "rft.place", item.get("publisher-place")
    yield "rft.edition", item.get("edition")
    yield "rft.series", item.get("collection-title")
    yield "rft.tpages", item.get("number-of-pages")
    yield "rft.isbn", item.get("ISBN")
    yield "rft.language", item.get("language")


def page_pairs(
    title: str, authors: Sequence[str], site: str, date: str, address: str, language: str
) -> Iterable[tuple[str, str | None]]:
    """Yield what a context object says of a page of a site.

    Args:
        title: of the page.
        authors: their names as they are printed.
        site: its name.
        date: on which it was last revised, or nothing.
        address: of record, or nothing.
        language: as a BCP 47 tag.
    """
    yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"
    yield "rft.type", "webpage"
    yield "rft.title", title
    for name in map(name_in, authors):
        yield _creator(name, "rft.creator"), inverted(name)
    yield "rft.source", site
    yield "rft.date", date
    yield "rft.identifier", address
    yield "rft.language", language


def book_tags(item: Item) -> Pairs:
    """Return names and values of the ``citation_…`` tags of a page about one book; ``citation_isbn`` makes it one."""
    tags = [("citation_title", item.get("title")), *(("citation_author", inverted(name)) for name in _makers(item))]
    tags += [("citation_publication_date", _date(item, "/")), ("citation_publisher", item.get("publisher"))]
    tags += [("citation_isbn", item.get("ISBN")), ("citation_language", item.get("language"))]
    return [(name, value) for name, value in tags if value]


def page_tags(title: str, authors: Sequence[str], date: str, address: str, language: str) -> Pairs:
    """Return names and values of the ``citation_…`` tags of a page that is to be cited itself."""
    tags = [("citation_title", title), *(("citation_author", inverted(name_in(name))) for name in authors)]
    more = {"citation_publication_date": date.replace("-", "/"), "citation_public_url": address}
    return tags + [(name, value) for name, value in {**more, "citation_language": language}.items() if value]


def meta(tags: Iterable[tuple[str, str]]) -> str:
    """Return tags as lines of a page's head."""
    return "".join(f'<meta name="{name}" content="{escape(value)}" />\n' for name, value in tags)


def name_in(text: str) -> dict[str, str]:
    """Return a name as front matter has it: 山田 花子 in its two parts, another as it is written."""
    parts = text.split()
    is_split = len(parts) == 2 and all(CJK.match(part) for part in parts) and "," not in text
    return {"family": parts[0], "given": parts[1]} if is_split else {"literal": text}


def _creator(name: dict[str, str], of_persons: str) -> str:
    """Return the key of a name; what is one whole in Japanese or has no order of its own is no person's."""
    whole = name.get("literal", "")
    return "rft.aucorp" if " " in whole and CJK.search(whole) else of_persons


def _makers(item: Item) -> list[dict[str, str]]:
    return item.get("author") or item.get("editor") or []


def _date(item: Item, separator: str) -> str | None:
    parts = item.get("issued", {}).get("date-parts")
    return separator.join(f"{part:02}" for part in parts[0]) if parts else None
