"""Items of CSL-JSON as RIS, by the specification of Research Information Systems (2001; tags of 2011).

A tag of two letters, two spaces, a hyphen and a space begin each line; lines end with CR and LF.  A tag that a
record has several times stands once for each value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: type of an item → that of a record; others are GEN
TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK",
    "chapter": "CHAP", "dataset": "DATA", "entry": "ENCYC", "graphic": "ART", "legal_case": "CASE",
    "legislation": "STAT", "manuscript": "UNPB", "motion_picture": "MPCT", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "patent": "PAT", "periodical": "JFULL", "personal_communication": "PCOMM",
    "report": "RPRT", "software": "COMP", "song": "SOUND", "standard": "STAND", "thesis": "THES",
    "webpage": "ELEC",
}  # fmt: skip
#: variable → tag, of what is one text
_TAGS = {
    "title": "TI", "container-title": "T2", "collection-title": "T3", "publisher": "PB", "publisher-place": "CY",
    "edition": "ET", "volume": "VL", "issue": "IS", "number": "M1", "DOI": "DO", "URL": "UR", "language": "LA",
    "genre": "M3", "note": "N1",
}  # fmt: skip


def ris(item: dict[str, Any]) -> str:
    """Return an item as a record of a file."""
    return "\r\n".join(_record(item)) + "\r\n\r\n"


def _record(item: dict[str, Any]) -> Iterator[str]:
    yield f"TY  - {TYPES.get(item['type'], 'GEN')}"
    for tag, value in [("ID", item["id"]), *_people(item), *_dates(item), *_texts(item)]:
        if text := " ".join(str(value).split()):
            yield f"{tag}  - {text}"
    yield "ER  - "


def _people(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for variable, tag in (("author", "AU"), ("editor", "ED"), ("translator", "A4")):
        yield from ((tag, inverted(name)) for name in item.get(variable, ()))


def _dates(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    issued = item.get("issued", {})
    if parts := issued.get("date-parts"):
        yield from (("PY", f"{parts[0][0]}"), ("DA", _day(parts[0])))
    elif words := issued.get("literal"):
        yield "PY", words
    if parts := item.get("accessed", {}).get("date-parts"):
        yield "Y2", _day(parts[0])


def _day(parts: list[int]) -> str:
    """Return a date as year, month, day and what else, of which the slashes stand always."""
    return "/".join([*(f"{part:02}" for part in parts), "", ""][:3]) + "/"


def _texts(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for variable, tag in _TAGS.items():
        if variable in item:
            yield tag, item[variable]
    for part, tag in zip(item.get("page", "").split("-"), ("SP", "EP"), strict=False):
        yield tag, part
    if number := item.get("ISBN") or item.get("ISSN"):
        yield "SN", number


def inverted(name: dict[str, str]) -> str:
    """Return a name as reference managers read it: family name, given name, suffix."""
    if "literal" in name:
        return name["literal"]
    family = " ".join(filter(None, [name.get("non-dropping-particle"), name.get("family")]))
    return ", ".join(filter(None, [family, name.get("given"), name.get("suffix")]))
