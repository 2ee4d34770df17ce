"""Entries → a file of BibTeX that others read, without what is for their owner alone."""

from __future__ import annotations

import re

from pybtex.database import Entry, Person

from .dates import MONTHS
from .fields import ALIASES, USES
from .tex import CJK

#: what a reader of the site has no use for, and what may say more than is to be public
_OWN = frozenset(
    {
        "abstract", "annotation", "annote", "file", "pdf", "comment", "groups", "owner", "timestamp", "crossref",
        "xdata", "entryset", "xref", "related",
    }
)  # fmt: skip
_KNOWN = {name for use in USES for name in use.fields} | {"editorbtype", "editorctype"}


def name_written(person: Person) -> str:
    """Return a name as it is written in a bib file, so that it is read as the same."""
    name = str(person)
    # a comma in a Japanese name parts it, in braces, too; in two pairs of them it is left alone
    return f"{{{name}}}" if re.fullmatch(r"\{[^{}]*[,，][^{}]*\}", name) and CJK.search(name) else name


def bibtex(key: str, entry: Entry) -> str:
    """Return an entry as it stands in a bib file.

    pybtex's own writer encodes TeX once more, so that ``\\&`` of a title comes out as another text.
    """
    fields = {role: " and ".join(map(name_written, persons)) for role, persons in entry.persons.items() if persons}
    # a field and its other name say the same: one of them as the author wrote it
    twice = {target for name, target in ALIASES.items() if entry.fields.get(name) == entry.fields.get(target, "")}
    for name in entry.fields:
        if name.lower() in _KNOWN - _OWN - twice:
            fields[name] = entry.fields[name]
    lines = [f"  {name} = {_value(name, value)}" for name, value in fields.items() if value]
    return f"@{entry.type}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _value(name: str, value: str) -> str:
    # every style has its word for may, and biblatex knows no other months but these and numbers
    return value[:3].lower() if name == "month" and value in MONTHS else f"{{{value}}}"
