"""What a page is about, as JSON-LD in schema.org's vocabulary: one block, from which no text leads out.

Types, properties and what they may hold stand in ``tests/data/schema-org.yaml``, as schema.org has them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ..bib.addresses import address_of
from ..bib.dates import dates_of
from ..bib.language import language_of
from ..model import OfBook
from ..values import iri, is_url

if TYPE_CHECKING:
    from pybtex.database import Entry

    from ..bib.bibliography import Work
    from ..data.catalogue import Outline
    from ..exports.site import SitePage
    from ..model import Original, Page, Pattern, Review

Thing = dict[str, Any]

#: what ends a script, or a line of one, for browsers old and new
_OUTSIDE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
#: of an outline, behind the address of the page that has it
OUTLINE = "#outline"
#: type of an entry → that of schema.org, for what is cited
_CITED = {
    "article": "ScholarlyArticle", "inproceedings": "ScholarlyArticle", "conference": "ScholarlyArticle",
    "book": "Book", "mvbook": "Book", "collection": "Book", "proceedings": "Book", "inbook": "Chapter",
    "incollection": "Chapter", "thesis": "Thesis", "phdthesis": "Thesis", "mastersthesis": "Thesis",
    "report": "Report", "techreport": "Report", "dataset": "Dataset", "online": "WebPage",
}  # fmt: skip


def script(things: Sequence[Thing]) -> str:
    """Return things as one block of a page's head; nothing for none."""
    if not things:
        return ""
    data = {"@context": "https://schema.org", **(things[0] if len(things) == 1 else {"@graph": list(things)})}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = _OUTSIDE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f'<script type="application/ld+json">{text}</script>\n'


def review(page: SitePage, record: Review, books: Iterable[Thing], **more: Any) -> Thing:
    """Return a review of books; a rating stands there only where there is one.

    Args:
        page: on which it stands.
        record: its front matter.
        books: that are reviewed.
        more: further properties.
    """
    rating = None
    if record.rating is not None:
        rating = {"@type": "Rating", "ratingValue": _number(record.rating), "bestRating": 5, "worstRating": 0}
    return _thing(
        "Review",
        **_written(page),
        itemReviewed=_one_or_all(books),
        reviewRating=rating,
        isBasedOn=_original(record.original) if record.original else None,
        **more,
    )


def page_about(page: SitePage, thing: Thing | None, **more: Any) -> Thing:
    """Return a page that is about a thing: an outline page about its term, the page of a book about the book."""
    return _thing("WebPage", **_written(page), mainEntity=thing, **more)


def term(page: SitePage, record: Pattern, code: str, sets: Iterable[Thing]) -> Thing:
    """Return what an outline page explains.

    Args:
        page: on which it stands.
        record: its front matter.
        code: its id.
        sets: the outlines that list it.
    """
    names = [name for name in (record.title_en, *record.aliases) if name and name != page.title]
    return _thing(
        "DefinedTerm",
        **{"@id": f"{page.address}#term" if page.address else None},
        name=page.title,
        alternateName=_one_or_all(dict.fromkeys(names)),
        description=record.intent,
        termCode=code,
        inDefinedTermSet=_one_or_all(sets),
    )


def term_set(outline: Outline, name: str, address: str, terms: Iterable[str] = ()) -> Thing:
    """Return the outline of a book as a set of terms.

    Args:
        outline: the outline.
        name: title of the book.
        address: of the page that has the outline, "" if it has none.
        terms: addresses of the pages of its entries, where they are to be listed.
    """
    return _thing(
        "DefinedTermSet",
        **{"@id": address + OUTLINE if address else None},
        name=name,
        hasDefinedTerm=[{"@id": f"{term}#term"} for term in terms] or None,
    )


def book(work: Work, entry: Entry | None = None, cover: str = "", series: tuple[str, str] | None = None) -> Thing:
    """Return a book as the bibliography knows it.

    Args:
        work: the book.
        entry: the same with the fields that a work has not.
        cover: address of its picture.
        series: name of its series and its position there.
    """
    fields = entry.fields if entry else {}
    dates = dates_of(fields)
    date = dates.start or dates.end
    published = f"{date.year}-{date.month:02}" if date and 0 < date.month < 13 else work.year
    if date and date.day and published and 0 < date.month < 13:
        published += f"-{date.day:02}"
    part_of = {"@type": "BookSeries", "name": series[0]} if series else None
    return _thing(
        "Book",
        **{"@id": f"urn:isbn:{work.isbn}" if work.isbn else None},
        name=work.full_title,
        author=_people(work.authors),
        editor=_people(work.editors),
        translator=_people(work.translators),
        publisher={"@type": "Organization", "name": work.publisher} if work.publisher else None,
        datePublished=published if published and re.fullmatch(r"\d{4}(-\d\d){0,2}", published) else None,
        isbn=work.isbn,
        inLanguage=language_of(work.language) if work.language else None,
        bookEdition=work.edition,
        url=iri(work.url) if work.url else None,
        image=cover,
        isPartOf=part_of,
        position=series[1] if series else None,
    )


def cited(work: Work, entry: Entry | None = None) -> Thing:
    """Return a work that a page cites: what it is called, and where it is."""
    doi = entry.fields.get("doi") if entry else None
    if doi or work.url:
        address = address_of(doi) if doi else iri(work.url)
    else:
        address = f"urn:isbn:{work.isbn}" if work.isbn else None
    return _thing(_CITED.get(work.type, "CreativeWork"), **{"@id": address}, name=work.full_title)


def breadcrumbs(steps: Sequence[tuple[str, str]], address: str) -> Thing:
    """Return the way to a page, its titles with addresses relative to it; the last one is the page itself."""
    items = [
        _thing(
            "ListItem",
            position=number,
            name=title,
            item={"@id": urljoin(address, link) if number < len(steps) else address},
        )
        for number, (title, link) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def website(name: str, address: str, language: str, author: str, search: str = "") -> Thing:
    """Return the site as its home page tells of it.

    Args:
        name: of the site.
        address: of its top.
        language: as a BCP 47 tag.
        author: who makes it, or nothing.
        search: address of its search page, to which a query is added.
    """
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return _thing(
        "WebSite", **{"@id": address}, url=address, name=name, inLanguage=language,
        author={"@type": "Organization", "name": author} if author else None,
        potentialAction=action if search else None,
    )  # fmt: skip


def _written(page: SitePage) -> Thing:
    """Return what is said of the text of a page."""
    record: Page | None = page.record
    is_book = isinstance(record, OfBook)
    licence = record.license if record and record.license and is_url(record.license) else None
    return {
        "@id": page.address or None,
        "url": page.address or None,
        "name": page.title,
        "inLanguage": page.language,
        "author": _people((author.name, author.url) for author in record.author) if record else None,
        "datePublished": _iso(page.date),
        "dateModified": _iso(page.updated) if record and record.updated else None,
        # an outline page has its intent with the term
        "description": (page.summary if is_book else record.summary) if record else None,
        "keywords": _one_or_all(record.tags) if record else None,
        "license": licence,
    }


def _original(original: Original) -> Thing:
    """Return the text that a review retells."""
    return _thing(
        "CreativeWork", name=original.title, author=_people([original.author]), datePublished=_iso(original.date),
        url=original.url,
    )  # fmt: skip


def _thing(type: str, **properties: Any) -> Thing:
    """Return a thing with the properties that it has."""
    return {"@type": type, **{name: value for name, value in properties.items() if value not in (None, "", [], ())}}


def _people(names: Iterable[str | tuple[str, str | None]]) -> Thing | list[Thing] | None:
    people = [(name, None) if isinstance(name, str) else name for name in names]
    return _one_or_all(_thing("Person", name=name, url=url) for name, url in people)


def _one_or_all(values: Iterable[Any]) -> Any:
    found = list(values)
    return found[0] if len(found) == 1 else found or None


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
