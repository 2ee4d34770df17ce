"""An entry → what a Japanese list prints: the order that SIST 02 recommends, with the brackets of Japanese books."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pybtex.database import Entry
from pybtex.richtext import Text

from ..bib.dates import dates_of, in_japanese, parse_date
from ..bib.isbn import format_isbn
from ..bib.tex import CJK
from .labels import japanese_list
from .parts import ENDS, links, lists_of, names_of, pages_of, text_of, titled, words_of
from .words import BESIDE, COUNTED, edition_in_japanese, kind_of, pubstate_of, role_of, type_of

Part = Text | str
#: between title and subtitle
_DASH = "――"
#: volumes that have a name
_NAMED_VOLUME = re.compile("[上中下前後続別正]|[上中下]の[一二三]")


def japanese(entry: Entry) -> Text:
    """Return an entry as 著者『書名』訳者訳、版、出版者、年。ISBN。注記。アドレス."""
    kind = kind_of(entry)
    author = _names(entry, "author")
    head = Text(author or _by(entry, "editor"), _title(entry, kind, has_author=bool(author)))
    details = [detail for detail in _details(entry, kind, has_author=bool(author)) if detail]
    separator = "、" if head and details and not (entry.fields.get("title") or _around(entry, kind)) else ""
    sentences = [
        Text(head, separator, Text("、").join(details)),
        f"ISBN {_printed_isbn(entry)}" if "isbn" in entry.fields else "",
        text_of(entry, "note"),
        text_of(entry, "addendum"),
    ]
    return Text(*map(_closed, filter(None, sentences)), Text(" ").join(links(entry, "（参照 {}）")))


def _around(entry: Entry, kind: str) -> str:
    """Return the field with the title of what an entry is a part of."""
    if kind == "book":
        return ""
    names = ("journal", "booktitle") if kind in ("article", "other") else ("booktitle",)
    return next((name for name in names if entry.fields.get(name)), "")


def _title(entry: Entry, kind: str, has_author: bool) -> Text:
    around = _around(entry, kind)
    is_book = kind == "book" or (entry.type == "inbook" and not around)
    title = _bracketed("『』" if is_book else "「」", titled(entry, "title", "subtitle", _DASH))
    addon = _bracketed("（）", text_of(entry, "titleaddon"))
    if not around:
        main = _main_title(entry)
        return Text(main, _numbered(entry) if main else "", title, addon, _event(entry))
    writer = _names(entry, "bookauthor")
    name = titled(entry, around, around.removesuffix("title") + "subtitle", _DASH)
    extra = _bracketed("（）", text_of(entry, around.removesuffix("title") + "titleaddon"))
    main = _main_title(entry)
    return Text(
        title, addon, writer if writer != _names(entry, "author") else "", _by(entry, "editor") if has_author else "",
        main, _numbered(entry) if main else "", _bracketed("『』", name), extra, _event(entry),
    )  # fmt: skip


def _main_title(entry: Entry) -> Text:
    title = _bracketed("『』", titled(entry, "maintitle", "mainsubtitle", _DASH))
    return Text(title, _bracketed("（）", text_of(entry, "maintitleaddon"))) if title else title


def _details(entry: Entry, kind: str, has_author: bool) -> Iterator[Part]:
    around = _around(entry, kind)
    is_book = kind in ("book", "part") and not around
    if has_author and not around:
        yield _by(entry, "editor")
    volume = "" if entry.fields.get("maintitle") else _numbered(entry)
    number = words_of(entry, "number")
    if kind == "article":
        yield text_of(entry, "series")
        yield from _issue(entry, volume)
        number = ""
    elif kind in ("book", "part") and not entry.fields.get("series"):
        yield from _issue(entry, volume)
        number = ""
    elif kind in ("book", "part"):
        # beside a number, the volume is one of the work and not of the series
        is_own = bool(number) or not volume.startswith("第")
        yield volume if is_own else ""
        series = text_of(entry, "series")
        yield Text(series, " " if number[:1].isascii() else "", number) if number else series
        yield "" if is_own else volume
        yield from _issue_title(entry)
        number = ""
    else:
        yield text_of(entry, "series")
        yield volume
    volumes = words_of(entry, "volumes")
    if not volume and not entry.fields.get("volume"):
        yield f"全{volumes}巻" if volumes.isdigit() else volumes
    for field in BESIDE:
        if field in entry.persons:
            yield _by(entry, field)
    yield edition_in_japanese(entry)
    type_words = type_of(entry, japanese=True)
    if type_words and type_words.isascii() and number:
        yield f"{type_words} {number}"
    else:
        yield type_words + (f"第{number}号" if number.isdigit() else "")
        yield "" if number.isdigit() else number
    version = words_of(entry, "version")
    yield f"バージョン{version}" if version[:1].isdigit() else version
    of_publisher = () if kind == "article" else ("address", "publisher")  # every article of a journal has the same
    yield from lists_of(entry, ("institution", "organization", "howpublished", *of_publisher), "・")
    yield in_japanese(dates_of(entry.fields), without_month=is_book)
    yield pubstate_of(entry, japanese=True)
    chapter = words_of(entry, "chapter")
    yield f"第{chapter}章" if chapter.isdigit() else chapter
    eid = words_of(entry, "eid")
    yield f"論文番号{eid}" if eid.isdigit() else eid
    yield _counted(pages_of(entry))
    yield _counted(words_of(entry, "pagetotal")) if kind in COUNTED else ""


def _issue(entry: Entry, volume: str) -> Iterator[Part]:
    """Yield 第61巻第4号, the title of the issue and its name."""
    number = re.sub(r"\s*-+\s*", "–", words_of(entry, "number"))
    if re.fullmatch(r"\d+(?:[–/,]\s*\d+)*", number):
        yield f"{volume}第{number}号"
    else:
        yield volume
        yield number
    yield from _issue_title(entry)


def _issue_title(entry: Entry) -> Iterator[Part]:
    yield _bracketed("「」", titled(entry, "issuetitle", "issuesubtitle", _DASH))
    yield text_of(entry, "issuetitleaddon")
    yield text_of(entry, "issue")


def _bracketed(brackets: str, text: Text) -> Text:
    return Text(brackets[0], text, brackets[1]) if text else Text()


def _closed(sentence: Text | str) -> Text:
    """Return a sentence with its full stop."""
    return Text(sentence, "" if str(sentence).endswith(ENDS) else "。")


def _names(entry: Entry, role: str) -> str:
    return japanese_list(*names_of(entry, role))


def _by(entry: Entry, field: str) -> str:
    """Return persons with what they did behind their names."""
    names = _names(entry, field)
    return f"{names}{role_of(entry, field).japanese}" if names else ""


def _numbered(entry: Entry) -> str:
    volume, part = words_of(entry, "volume"), words_of(entry, "part")
    return _volume(volume) + (f"第{part}部" if part.isdigit() else part)


def _volume(text: str) -> str:
    numbers = re.sub(r"\s*[-–]+\s*", "–", text)
    if re.fullmatch(r"\d+(?:–\d+)?", numbers):
        return f"第{numbers}巻"
    return f"{text}巻" if _NAMED_VOLUME.fullmatch(text) else text


def _event(entry: Entry) -> Text:
    date = words_of(entry, "eventdate")
    when = in_japanese(found) if (found := parse_date(date)) else date
    parts = [words_of(entry, "eventtitle"), words_of(entry, "eventtitleaddon"), words_of(entry, "venue"), when]
    return _bracketed("（）", Text("、").join([part for part in parts if part]))


def _counted(pages: str) -> str:
    if CJK.search(pages) or re.fullmatch(r"[A-Za-z]+\d+", pages):  # it says what it counts, or is no page
        return pages
    return f"{pages}頁" if pages[-1:].isdigit() else pages


def _printed_isbn(entry: Entry) -> str:
    isbn = entry.fields["isbn"]
    return format_isbn(isbn) if re.fullmatch(r"\d{13}", isbn) else words_of(entry, "isbn")
