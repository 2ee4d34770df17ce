"""An entry → what an English list prints: the order of BibTeX's "unsrt", with the fields of biblatex.

Titles are as they are written, for "unsrt" would make Kubernetes and GitHub lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pybtex.database import Entry
from pybtex.richtext import Symbol, Tag, Text

from ..bib.dates import dates_of, in_english, parse_date
from .labels import english_list
from .parts import ENDS, links, lists_of, names_of, pages_of, text_of, titled, words_of
from .words import BESIDE, COUNTED, edition_in_english, kind_of, pubstate_of, role_of, type_of

Part = Text | str
#: words before a number, which may begin a sentence
_NUMBERED = ("version ", "chapter ", "page ", "pages ", "first ", "second ", "third ")


def english(entry: Entry) -> Text:
    """Return an entry as Author. Title. Series. Publisher, place, edition, date. Note. Address."""
    return Text(Symbol("newblock")).join([sentence for sentence in _sentences(entry) if sentence])


def _sentences(entry: Entry) -> Iterator[Text]:
    kind = kind_of(entry)
    authors = _names(entry, "author")
    yield _sentence([authors or _editors(entry)])
    is_part = kind not in ("book", "article") and bool(entry.fields.get("booktitle"))
    yield from _title(entry, kind, is_part)
    # the editor of a part is that of the book around it
    if authors and not is_part:
        yield _by(entry, "editor")
    for field in BESIDE:
        if field in entry.persons:
            yield _by(entry, field)
    if is_part:
        yield Text("In ", _sentence(_book_around(entry, with_editors=bool(authors))))
    elif kind == "article":
        yield _sentence(_journal(entry))
    else:
        yield _sentence([_volume_and_series(entry, kind)]).capfirst()
    imprint = _sentence(_imprint(entry, kind, is_part))
    yield imprint.capfirst() if str(imprint).startswith(_NUMBERED) else imprint
    if kind in COUNTED and not is_part:
        counted = pages_of(entry)
        pages = words_of(entry, "pagetotal") or (counted if counted.isdigit() else "")
        yield _sentence([f"{pages} pages" if pages.isdigit() else pages])
    for field in ("note", "addendum"):
        yield _sentence([text_of(entry, field)])
    yield _sentence(links(entry, " (visited on {})"))


def _sentence(parts: Iterable[Part]) -> Text:
    """Return parts with commas between them and a full stop behind, unless one is there."""
    there = [part for part in parts if part]
    if not there:  # as of most fields
        return Text()
    text = Text(", ").join(there)
    if str(text).endswith(ENDS) or str(text)[-2:] in (".”", "?”", "!”", ".’"):
        return text
    return text + "."


def _names(entry: Entry, role: str) -> str:
    names, more = names_of(entry, role)
    if more:
        return ", ".join(names) + (", et al." if len(names) > 1 else " et al.")
    return english_list(names)


def _editors(entry: Entry) -> str:
    """Return editors with what they did behind their names."""
    if not (names := _names(entry, "editor")):
        return ""
    noun = role_of(entry, "editor").noun
    return f"{names}, {noun}s" if len(entry.persons["editor"]) > 1 else f"{names}, {noun}"


def _by(entry: Entry, field: str) -> Text:
    """Return persons with what they did before their names."""
    names = _names(entry, field)
    return _sentence([f"{role_of(entry, field).verb} {names}"]) if names else Text()


def _title(entry: Entry, kind: str, is_part: bool) -> Iterator[Text]:
    title = titled(entry, "title", "subtitle", ": ")
    if entry.fields.get("maintitle") and not is_part:
        yield _sentence([Tag("em", titled(entry, "maintitle", "mainsubtitle", ": "))])
        yield _sentence([text_of(entry, "maintitleaddon")])
        number = _numbered(entry)
        title = Text(f"{number[:1].upper()}{number[1:]}: " if number else "", Tag("em", title))
    elif kind in ("book", "thesis") or (entry.type == "inbook" and not is_part):
        title = Text(Tag("em", title)) if title else title
    # BibTeX's own "inbook" has the chapter of a book, and no title of it
    title = Text(title, "" if is_part else _event(entry))
    yield _sentence([title, *(_chapter_and_pages(entry) if kind == "part" and not is_part else ())])
    yield _sentence([text_of(entry, "titleaddon")])


def _book_around(entry: Entry, with_editors: bool) -> Iterator[Part]:
    if with_editors:
        yield _editors(entry)
    author = _names(entry, "bookauthor")
    yield author if author != _names(entry, "author") else ""
    title = titled(entry, "booktitle", "booksubtitle", ": ")
    if entry.fields.get("maintitle"):
        yield Tag("em", titled(entry, "maintitle", "mainsubtitle", ": "))
        yield text_of(entry, "maintitleaddon")
        number = _numbered(entry)
        title = Text(f"{number}: " if number else "", Tag("em", title))
    else:
        title = Text(Tag("em", title))
    yield Text(title, _event(entry))
    yield text_of(entry, "booktitleaddon")
    yield _volume_and_series(entry, "part")
    yield from _chapter_and_pages(entry)


def _event(entry: Entry) -> str:
    """Return the conference and the like, in brackets."""
    date = words_of(entry, "eventdate")
    when = in_english(found) if (found := parse_date(date)) else date
    parts = [words_of(entry, "eventtitle"), words_of(entry, "eventtitleaddon"), words_of(entry, "venue"), when]
    event = ", ".join(filter(None, parts))
    return f" ({event})" if event else ""


def _chapter_and_pages(entry: Entry) -> Iterator[str]:
    chapter, pages, number = words_of(entry, "chapter"), pages_of(entry), words_of(entry, "eid")
    yield f"chapter {chapter}" if chapter[:1].isdigit() else chapter
    yield number
    if entry.type in ("inproceedings", "conference"):
        yield pages
    else:
        yield pages and _page_word(pages) + pages


def _page_word(pages: str) -> str:
    return "page " if pages.isdigit() else "pages " if pages[:1].isdigit() else ""


def _numbered(entry: Entry) -> str:
    volume, part = words_of(entry, "volume"), words_of(entry, "part")
    return ", ".join(
        f"{word} {number}" if number[0].isascii() else number
        for word, number in (("volume", volume), ("part", part))
        if number
    )


def _volume_and_series(entry: Entry, kind: str) -> Text:
    """Return "volume 3 of Series", "number 3 in Series", or whatever there is of it."""
    series, number = text_of(entry, "series"), words_of(entry, "number")
    if kind not in ("book", "part"):
        number = ""  # that of a report or a patent
    volume = "" if entry.fields.get("maintitle") else _numbered(entry)
    volumes = words_of(entry, "volumes")
    text = Text(series)
    if number and number[0].isdigit():
        number = f"number {number}"
    if number:  # then the volume is one of the work, else of the series
        text = Text(number, " in ", series) if series else Text(number)
        text = Text(volume, ", ", text) if volume else text
    elif volume:
        text = Text(volume, " of ", series) if series else Text(volume)
    issue = titled(entry, "issuetitle", "issuesubtitle", ": ") if kind == "book" else Text()
    for more in (Tag("em", issue) if issue else "", text_of(entry, "issuetitleaddon"), text_of(entry, "issue")):
        if more and kind == "book":
            text = Text(text, ", ", more) if text else Text(more)
    if volumes and not words_of(entry, "volume"):
        volumes = f"{volumes} volumes" if volumes.isdigit() else volumes
        text = Text(text, ", ", volumes) if text else Text(volumes)
    return text


def _journal(entry: Entry) -> Iterator[Part]:
    """Yield *Journal*, 47(2):17–28, issue and date."""
    title = titled(entry, "journal", "journalsubtitle", ": ")
    yield Tag("em", title) if title else ""
    yield text_of(entry, "journaltitleaddon")
    series = words_of(entry, "series")
    yield f"series {series}" if series.isdigit() else text_of(entry, "series")
    volume, number, eid = (words_of(entry, name) for name in ("volume", "number", "eid"))
    pages = pages_of(entry) or eid
    number = number.replace("--", "-").replace("-", "–") if re.fullmatch(r"\d+-+\d+", number) else number
    place = f"{volume}({number})" if volume and number else volume or (number and f"number {number}")
    if volume and pages:
        yield f"{place}:{pages}"
    else:
        yield place
        yield pages and (f"article {eid}" if pages == eid else _page_word(pages) + pages)
    if eid and pages != eid:
        yield eid
    issue = titled(entry, "issuetitle", "issuesubtitle", ": ")
    yield Tag("em", issue) if issue else ""
    yield text_of(entry, "issuetitleaddon")
    yield " ".join(filter(None, (words_of(entry, "issue"), in_english(dates_of(entry.fields)))))
    yield pubstate_of(entry, japanese=False)


def _imprint(entry: Entry, kind: str, is_part: bool) -> Iterator[Part]:
    """Yield type and number, publisher and the like, place, edition and date."""
    if kind not in ("article", "part") and entry.fields.get("journal"):  # a site, to some
        yield Tag("em", titled(entry, "journal", "journalsubtitle", ": "))
    kind_words = type_of(entry, japanese=False)
    number = words_of(entry, "number") if kind not in ("book", "part", "article") else ""
    yield " ".join(filter(None, (kind_words, number)))
    version = words_of(entry, "version")
    yield f"version {version}" if version[:1].isdigit() else version
    of_publisher = () if kind == "article" else ("publisher", "address")  # every article of a journal has the same
    yield from lists_of(entry, ("howpublished", "organization", "institution", *of_publisher), " and ")
    yield edition_in_english(entry)
    if kind == "article":
        return
    if not is_part and kind != "part":
        chapter, pages = words_of(entry, "chapter"), pages_of(entry)
        yield f"chapter {chapter}" if chapter[:1].isdigit() else chapter
        if not (pages.isdigit() and kind in COUNTED):
            yield pages and _page_word(pages) + pages
        yield words_of(entry, "eid")
    yield in_english(dates_of(entry.fields))
    yield pubstate_of(entry, japanese=False)
