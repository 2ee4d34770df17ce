"""Entries that name others → entries with what they have of them: ``crossref`` and ``xdata``.

The rules are the default ones of biblatex (manual, appendix B): a parent gives all fields but those below to a child
that has none of that name, and its title under another name to what is a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pybtex.database import Entry

#: several volumes
_VOLUMES = frozenset({"mvbook", "mvcollection", "mvproceedings", "mvreference"})
#: volumes
_WHOLES = frozenset({"book", "collection", "proceedings", "reference", "manual", "booklet"})
#: what is in a volume
PARTS = frozenset(
    {"inbook", "bookinbook", "suppbook", "incollection", "suppcollection", "inproceedings", "conference", "inreference"}
)
_ARTICLES = frozenset({"article", "suppperiodical", "review"})
#: what is said of an entry alone; readings are those of its own names
_NOT_INHERITED = frozenset(
    {
        "crossref", "xref", "xdata", "entryset", "entrysubtype", "execute", "ids", "label", "options", "presort",
        "related", "relatedoptions", "relatedstring", "relatedtype", "shorthand", "shorthandintro", "sortkey", "yomi",
        "sortname", "key",
    }
)  # fmt: skip
_SHORT_TITLES = frozenset({"shorttitle", "sorttitle", "indextitle", "indexsorttitle"})
_DATES = frozenset({"date", "year", "month", "day"})
_TITLES = ("title", "subtitle", "titleaddon")
# biblatex 3.13: one field of an xdata entry
_GRANULAR = re.compile(r"xdata\s*=\s*([^\s-]+)-([A-Za-z]+)(?:-\d+)?")


@dataclass(frozen=True)
class Missing:
    """An entry that is named and of no use."""

    key: str  #: of the entry that names it, in lower case
    field: str  #: in which it is named
    name: str
    is_circle: bool = False


def names_others(field: str, value: str) -> bool:
    """Tell whether a field may have to do with other entries."""
    return field in _NAMING or value.startswith("xdata")


def inherit(entries: Mapping[str, Entry], heirs: Iterable[str]) -> list[Missing]:
    """Fill in what entries have of others, each after those that it names.

    Args:
        entries: by key in lower case, in the order of the files.
        heirs: keys of those with a field of which ``names_others`` holds.
    """
    wanted = {key: list(_named(entries[key])) for key in heirs}
    missing = list(_of_one_field(entries, wanted))
    done: set[str] = set()
    for first in wanted:
        # of a walk into the depth: the entries on the way, and how many of those that each names are done
        way = [(first, 0)]
        while way:
            key, number = way.pop()
            named = wanted.get(key, [])
            if key in done or number == len(named):
                done.add(key)
                continue
            way.append((key, number + 1))
            field, name = named[number]
            parent = name.lower()
            if parent not in entries:
                missing.append(Missing(key, field, name))
            elif any(parent == before for before, _number in way):
                missing.append(Missing(key, field, name, is_circle=True))
            elif parent in wanted and parent not in done:
                way[-1] = (key, number)  # once more when that is done
                way.append((parent, 0))
            elif field == "xdata":
                _give(entries[parent], entries[key], {})
            elif field == "crossref":
                _give(entries[parent], entries[key], _renamed(entries[parent].type, entries[key].type))
    return missing


_NAMING = frozenset({"crossref", "xdata", "xref", "related", "entryset"})


def _named(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield field and key of each entry that one names; what stands in data comes before what stands in a book."""
    for field in ("xdata", "crossref", "xref", "related", "entryset"):
        if value := entry.fields.get(field, ""):
            names = [value] if field in ("crossref", "xref") else value.split(",")
            yield from ((field, name.strip()) for name in names if name.strip())


def _of_one_field(entries: Mapping[str, Entry], heirs: Iterable[str]) -> Iterator[Missing]:
    """Fill in values that are one field of an xdata entry."""
    for key in heirs:
        entry = entries[key]
        for name, value in list(entry.fields.items()):
            if value.startswith("xdata") and (match := _GRANULAR.fullmatch(value)):
                parent = entries.get(match[1].lower())
                if parent and match[2] in parent.fields:
                    entry.fields[name] = parent.fields[match[2]]
                else:
                    yield Missing(key, name, match[1])


def _renamed(parent: str, child: str) -> dict[str, tuple[str, ...]]:
    """Return the fields that a child gets under other names."""
    before = ""
    if parent in _VOLUMES and (child in _WHOLES or child in PARTS):
        before = "main"
    elif parent in _WHOLES and child in PARTS:
        before = "book"
    elif parent == "periodical" and child in _ARTICLES:
        before = "journal"
    if not before:
        return {}
    names: dict[str, tuple[str, ...]] = {title: (before + title,) for title in _TITLES}
    names |= dict.fromkeys(_SHORT_TITLES, ())
    if before == "journal":
        names |= {"title": ("journal",), "shorttitle": ("shortjournal",)}
    if parent in ("book", "mvbook") and child in ("inbook", "bookinbook", "suppbook"):
        names["author"] = ("author", "bookauthor")
    return names


def _give(parent: Entry, child: Entry, renamed: Mapping[str, tuple[str, ...]]) -> None:
    is_dated = any(name in child.fields for name in _DATES)
    # under their own names first: a parent of BibTeX's has a booktitle for its children
    for name in sorted(parent.fields.keys(), key=lambda name: name in renamed):
        if name not in _NOT_INHERITED and not (is_dated and name in _DATES):
            for target in renamed.get(name, (name,)):
                child.fields.setdefault(target, parent.fields[name])
    for role, persons in parent.persons.items():
        for target in renamed.get(role, (role,)):
            child.persons.setdefault(target, list(persons))
