"""Entries as items of CSL-JSON, and back: what reference managers and citeproc read, by csl-data.json of CSL 1.0.2.

CSL knows fewer fields than biblatex.  What an item would not give back stands in its ``custom``, which is there for
what has no field: so an entry that went this way is printed as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pybtex.database import Entry, Person

from .dates import Dates, Moment, dates_of, parse_date
from .fields import ALIASES, USES
from .language import language_of
from .names import PERSON_FIELDS, person
from .scan import names_in
from .tex import CJK, escaped, is_others, plain, printed_name, with_characters
from .written import name_written

Item = dict[str, Any]

#: type of an entry → that of an item; of several with one type the first is what an item becomes again
TYPES = {
    "book": "book", "article": "article-journal", "incollection": "chapter", "inproceedings": "paper-conference",
    "misc": "document", "online": "webpage", "report": "report", "thesis": "thesis", "unpublished": "manuscript",
    "booklet": "pamphlet", "dataset": "dataset", "software": "software", "patent": "patent",
    "periodical": "periodical", "inreference": "entry", "standard": "standard", "letter": "personal_communication",
    "artwork": "graphic", "music": "song", "video": "motion_picture", "performance": "performance",
    "review": "review", "jurisdiction": "legal_case", "legislation": "legislation", "manual": "book",
    "proceedings": "book", "collection": "book", "reference": "book", "mvbook": "book", "mvcollection": "book",
    "mvproceedings": "book", "mvreference": "book", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "suppcollection": "chapter", "conference": "paper-conference", "electronic": "webpage",
    "www": "webpage", "techreport": "report", "phdthesis": "thesis", "mastersthesis": "thesis",
    "suppperiodical": "article-journal", "image": "graphic", "audio": "song", "movie": "motion_picture",
    "commentary": "document", "legal": "document",
}  # fmt: skip
_BACK = {csl: name for name, csl in reversed(TYPES.items())}
_PERSONS = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
_DATES = {"date": "issued", "urldate": "accessed", "eventdate": "event-date"}
#: field → variable, the same for all types
_VARIABLES = {
    "title": "title", "publisher": "publisher", "address": "publisher-place", "edition": "edition", "volume": "volume",
    "volumes": "number-of-volumes", "pagetotal": "number-of-pages", "chapter": "chapter-number", "version": "version",
    "type": "genre", "pubstate": "status", "howpublished": "medium", "note": "note", "eventtitle": "event",
    "venue": "event-place", "doi": "DOI", "url": "URL", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID",
    "pmcid": "PMCID", "langid": "language",
}  # fmt: skip
_ARTICLES = frozenset({"article-journal", "periodical", "review"})
_PARTS = frozenset({"chapter", "paper-conference", "entry"})
_NUMBERED = frozenset({"report", "patent", "standard", "legislation"})
_OF_INSTITUTIONS = frozenset({"report", "thesis"})
_RANGE = re.compile(r"^(\w*\d)\s*[-\u2013]+\s*(\w*\d)$")
_ADDRESSES = frozenset({"url", "doi"})
_PARTS_OF_DATES = frozenset({"year", "month", "day"})
#: what an item has to give back: what is printed, what decides how, and the label
_KEPT = (
    *(
        name
        for use in USES
        if use.printed or {"isbn", "langid", "shorthand"} & set(use.fields)
        for name in use.fields
        if name not in ALIASES and name != "language"
    ),
    "editorbtype",
    "editorctype",
)


def item_of(key: str, entry: Entry) -> Item:
    """Return an entry as an item of CSL-JSON, with its variables in one order."""
    item = {"id": key, "type": TYPES.get(entry.type, "document"), **dict(_variables(entry))}
    back = entry_of(item)
    lost: dict[str, str | None] = {}
    if back.type != entry.type:
        lost["entrytype"] = entry.type
    for name in _KEPT:
        if name in PERSON_FIELDS:
            if _people(entry, name) != _people(back, name):
                lost[name] = " and ".join(map(name_written, entry.persons.get(name, ()))) or None
        elif _read(entry, name) != _read(back, name):
            lost |= dict(_as_written(entry, name))
    for name, target in ALIASES.items():  # where both stand, and say different things, both are printed
        if name in entry.fields and _value(entry, name) != _value(entry, target):
            lost[name] = entry.fields[name]
    return {**item, "custom": lost} if lost else item


def entry_of(item: Item) -> Entry:
    """Return an item that was made here as an entry."""
    kind = item["type"]
    custom = dict(item.get("custom", {}))
    entry = Entry(custom.pop("entrytype", None) or _BACK[kind])
    entry.key = item["id"]
    for field, variable in _PERSONS.items():
        if names := item.get(variable):
            entry.persons[field] = [_person(name) for name in names]
    for field, variable in _fields(kind).items():
        if value := item.get(variable):
            entry.fields[field] = value if field in _ADDRESSES else _tex(value)
    if (short := item.get("title-short")) and item["title"].startswith(short):
        entry.fields.update({"title": _tex(short), "subtitle": _tex(item["title"][len(short) :].lstrip(":― "))})
    if pages := item.get("page"):
        entry.fields["pages"] = pages.replace("-", "--")
    for field, variable in _DATES.items():
        if date := item.get(variable):
            entry.fields["year" if "literal" in date else field] = date.get("literal") or _edtf(date)
    for name, value in custom.items():
        if name in PERSON_FIELDS:
            entry.persons.pop(name, None)
            if value:
                entry.persons[name] = [person(part) for part in names_in(value)]
        elif value is None:
            entry.fields.pop(name, None)
        else:
            entry.fields[name] = value
    return entry


def name_of(person: Person) -> dict[str, str]:
    """Return a name in its parts; one that is a whole, as it is printed."""
    family, given = _joined(person.last_names), _joined([*person.first_names, *person.middle_names])
    if not given and not person.prelast_names and not person.lineage_names:
        name = printed_name(person)
        parts = name.split()
        # put in braces so that BibTeX leaves its order alone
        if len(parts) == 2 and all(CJK.match(part) for part in parts):
            return {"family": parts[0], "given": parts[1]}
        return {"literal": name}
    parts = {
        "family": family, "given": given, "non-dropping-particle": _joined(person.prelast_names),
        "suffix": _joined(person.lineage_names),
    }  # fmt: skip
    return {name: value for name, value in parts.items() if value}


def _variables(entry: Entry) -> Iterator[tuple[str, Any]]:
    kind = TYPES.get(entry.type, "document")
    for field, variable in _PERSONS.items():
        if names := [name_of(person) for person in entry.persons.get(field, ()) if not is_others(person)]:
            yield variable, names
    for field, variable in _DATES.items():
        found = dates_of(entry.fields) if field == "date" else parse_date(entry.fields.get(field, ""))
        if found and (date := _date(found)):
            yield variable, date
    for field, variable in _fields(kind).items():
        if value := _value(entry, field):
            yield variable, value
    if title := _value(entry, "subtitle"):
        yield "title", _with_subtitle(_value(entry, "title") or "", title)
        yield "title-short", _value(entry, "title") or title
    if pages := _value(entry, "pages"):
        yield "page", pages.replace("\u2013", "-")


def _fields(kind: str) -> dict[str, str]:
    """Return field → variable, for a type of items."""
    if kind in _ARTICLES:
        return {**_VARIABLES, "journal": "container-title", "number": "issue", "series": "collection-title"}
    number = "number" if kind in _NUMBERED else "collection-number"
    fields = {**_VARIABLES, "series": "collection-title", "number": number}
    if kind in _PARTS:
        fields["booktitle"] = "container-title"
    if kind in _OF_INSTITUTIONS:
        del fields["publisher"]
        fields["institution"] = "publisher"
    return fields


def _value(entry: Entry, field: str) -> str | None:
    if field == "langid":
        texts = [plain(entry.fields[name]) for name in ("langid", "language") if name in entry.fields]
        return next(filter(None, map(language_of, texts)), texts[0] if texts else None)
    text = entry.fields.get(field)
    if text is None:
        return None
    # an address in a text is its own link
    return (
        text
        if field in _ADDRESSES
        else re.sub("[ \t\n]+", " ", plain(re.sub(r"\\url\s*\{([^{}]*)\}", r"\1", text))).strip(" ")
    )


def _with_subtitle(title: str, subtitle: str) -> str:
    return f"{title}――{subtitle}" if CJK.search(title) else f"{title}: {subtitle}"


# --- dates -------------------------------------------------------------------------------------------------------


def _date(dates: Dates) -> dict[str, Any] | None:
    moments = [moment for moment in (dates.start, dates.end) if moment]
    if dates.words or dates.is_open or any(not moment.year.isdigit() for moment in moments):
        return {"literal": dates.words} if dates.words else None
    found: dict[str, Any] = {"date-parts": [_parts(moment) for moment in moments]}
    if len(moments) == 1 and moments[0].month > 20:
        found["season"] = moments[0].month - 20
    if any(moment.mark for moment in moments):
        found["circa"] = True
    return found if moments else None


def _parts(moment: Moment) -> list[int]:
    parts = [int(moment.year), moment.month if moment.month < 13 else 0, moment.day]
    return [part for number, part in enumerate(parts) if all(parts[: number + 1])] or parts[:1]


def _edtf(date: dict[str, Any]) -> str:
    points = [
        "-".join(f"{part:0{4 if number == 0 else 2}}" for number, part in enumerate(parts))
        for parts in date["date-parts"]
    ]
    if "season" in date:
        points[0] += f"-{20 + date['season']}"
    return "/".join(point + "~" * bool(date.get("circa")) for point in points)


# --- what is compared ----------------------------------------------------------------------------------------------


def _read(entry: Entry, name: str) -> Any:
    """Return what a field says, in whatever form it is written."""
    if name == "date" or name in _PARTS_OF_DATES:
        return dates_of(entry.fields)
    if name in _DATES:
        return parse_date(entry.fields.get(name, "")) or entry.fields.get(name)
    value = _value(entry, name)
    # of 12--15 and 12-15 both are printed alike; of others only those that are written alike
    return _RANGE.sub(r"\1-\2", value) if value and name == "pages" else value


def _as_written(entry: Entry, name: str) -> Iterator[tuple[str, str | None]]:
    names = ("date", *sorted(_PARTS_OF_DATES)) if name == "date" or name in _PARTS_OF_DATES else (name,)
    yield from ((name, entry.fields.get(name)) for name in names)


def _people(entry: Entry, role: str) -> list[tuple[str, dict[str, str]]]:
    return [(printed_name(person), name_of(person)) for person in entry.persons.get(role, ())]


def _tex(text: str) -> str:
    # as texts are after reading: pybtex would print some of what stands for a character as it is written
    return with_characters(escaped(text))


def _person(name: dict[str, str]) -> Person:
    if "literal" in name:
        return Person(last=f"{{{_tex(name['literal'])}}}")
    return Person(
        first=_tex(name.get("given", "")), prelast=_tex(name.get("non-dropping-particle", "")),
        last=_braced(name.get("family", "")), lineage=_tex(name.get("suffix", "")),
    )  # fmt: skip


def _braced(text: str) -> str:
    return f"{{{_tex(text)}}}" if " " in text else _tex(text)


def _joined(names: list[str]) -> str:
    return plain(" ".join(names))
