"""Entries → their labels, and the order in which a list has them.

Labels are author and year.  The first entry in the order of the bib files keeps the plain label, later
ones that would look alike get b, c, …; so adding entries at the end never changes a label.  Which
letters are taken depends on the whole file and not on what is cited: ``assign_labels`` writes every
label into its entry once, and the label style only reads it.

A list is in the order of its labels: by family names, year, letter.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pybtex.database import BibliographyData, Entry, Person
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle

from ..bib.dates import dates_of
from ..bib.language import language_of
from ..bib.tex import CJK, is_others, plain, printed_name
from ..text.folding import fold_letters
from ..text.kana import KANA, reading_key

#: field of an entry in which its label is kept
LABEL_FIELD = "shohyo_label"
_CHINESE_CHARACTER = re.compile(r"[\u3400-\u9fff]")


def is_japanese(entry: Entry) -> bool:
    """Tell whether an entry is Japanese: by ``langid`` or ``language``, else by its title and its authors."""
    for name in ("langid", "language"):
        if (text := entry.fields.get(name)) and (language := language_of(plain(text))):
            return language == "ja"
    if CJK.search(entry.fields.get("title", "")):
        return True
    return any(CJK.search(str(person)) for persons in entry.persons.values() for person in persons)


# --- names and labels ----------------------------------------------------------------------------
def family_name(person: Person) -> str:
    """Return the part of a name that a text calls the person by."""
    name = plain(" ".join([*person.prelast_names, *person.last_names])) or printed_name(person)
    return name.split()[0].rstrip(",、;；") if CJK.search(name) else name


def author_names(entry: Entry, full: bool = False) -> str:
    """Return the family names of the authors, else of the editors, as a text calls them; empty if there are none.

    Args:
        full: all of them, instead of the first and "et al." from three on.
    """
    persons = _authors(entry, short=not full)
    names = [family_name(person) for person in persons if not is_others(person)]
    more = len(names) < len(persons)
    if not full and len(names) + more > 2:
        names, more = names[:1], True
    if is_japanese(entry):
        return japanese_list(names, more)
    if more:
        return ", ".join(names) + " et al."
    return english_list(names)


def _authors(entry: Entry, short: bool = False) -> list[Person]:
    roles = ("shortauthor", "author", "shorteditor", "editor") if short else ("author", "editor")
    return next((entry.persons[role] for role in roles if entry.persons.get(role)), [])


def english_list(names: Sequence[str]) -> str:
    """Return names as an English text lists all of them: A and B; A, B, and C."""
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + f", and {names[-1]}"


def japanese_list(names: Sequence[str], more: bool) -> str:
    """Return names as a Japanese text lists them, with ほか if there are more.

    Between them stands the middle dot, unless it stands inside one or they are not Japanese.
    """
    separator = "・" if all(CJK.search(name) and "・" not in name for name in names) else "、"
    return separator.join(names) + ("ほか" if more else "")


def wanted_label(entry: Entry) -> str:
    """Return the label of an entry if no other has it: ``shorthand``, else author and year."""
    if shorthand := plain(entry.fields.get("shorthand", "")).strip():
        return shorthand
    return f"{_label_name(entry)} {_label_year(entry)}"


def _label_year(entry: Entry) -> str:
    year = entry.fields.get("year", "")
    if re.fullmatch(r"\d{4}", year):
        return year
    digits = re.search(r"\d{4}", plain(dates_of(entry.fields).year))
    return digits[0] if digits else "-".join(printed_year(entry).split())


def printed_year(entry: Entry) -> str:
    """Return the year as it is written, or that there is none."""
    year = plain(entry.fields.get("year", "")).strip() or dates_of(entry.fields).year
    return year or ("年不明" if is_japanese(entry) else "n.d.")


def _label_name(entry: Entry) -> str:
    if names := author_names(entry):
        return names
    for name in ("label", "organization", "institution", "key"):
        if text := plain(entry.fields.get(name, "")).strip():
            return text
    title = re.split(r"[:：]", plain(entry.fields.get("title", "")))[0].strip() or entry.key or "?"
    return title if len(title) <= 30 else title[:29].rstrip() + "…"


class _Labels:
    """Gives out labels, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self.asked: dict[str, int] = {}

    def claim(self, wanted: str) -> str:
        """Return *wanted*, or the first of it with b, c, … that is free."""
        number = self.asked.get(wanted, 0)
        while (label := wanted + _suffix(wanted, number)) in self.taken:
            number += 1
        self.asked[wanted] = number + 1
        self.taken.add(label)
        return label


def _suffix(wanted: str, number: int) -> str:
    """Return nothing for 0, then b, c, … z, ba, …; with a hyphen where a letter alone would be misread."""
    if not number:
        return ""
    letters = ""
    while number or not letters:
        number, digit = divmod(number, 26)
        letters = string.ascii_lowercase[digit] + letters
    return letters if wanted[-1].isdigit() or not wanted.isascii() else f"-{letters}"


def assign_labels(data: BibliographyData) -> None:
    """Write its label into each entry, in the order of the files."""
    labels = _Labels()
    for entry in data.entries.values():
        entry.fields[LABEL_FIELD] = labels.claim(wanted_label(entry))


class ShohyoLabelStyle(BaseLabelStyle):
    """Labels as ``assign_labels`` wrote them; for entries of other origin, distinct among what is passed."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        entries = list(sorted_entries)
        labels = _Labels(entry.fields[LABEL_FIELD] for entry in entries if LABEL_FIELD in entry.fields)
        for entry in entries:
            yield entry.fields.get(LABEL_FIELD) or labels.claim(wanted_label(entry))


class ShohyoSortingStyle(BaseSortingStyle):
    """By reading: kana in the order of the 50 sounds, then Latin letters, then what has no reading; then by label."""

    def sorting_key(self, entry: Entry) -> tuple[Any, ...]:
        label = entry.fields.get(LABEL_FIELD, "")
        return (
            *self._name_key(entry), fold_letters(_label_name(entry)), _label_year(entry), len(label), label,
            plain(entry.fields.get("title", "")).casefold(), entry.key or "",
        )  # fmt: skip

    def _name_key(self, entry: Entry) -> tuple[int, str, tuple[int, ...]]:
        """Return the key of the first family name."""
        name = next(map(family_name, _authors(entry, short=True)), "") or _label_name(entry)
        reading = _family(entry.fields.get("yomi", ""))
        for candidate in (reading, name):
            if KANA.search(candidate) and not _CHINESE_CHARACTER.search(candidate):
                return 0, *reading_key(candidate)
        for candidate in (
            reading,
            _family(entry.fields.get("sortname", "")),
            _family(entry.fields.get("key", "")),
            name,
        ):
            letters = fold_letters(candidate)
            if letters[:1].isascii() and letters:
                return 1, letters, ()
        return 2, fold_letters(name), ()


def _family(name: str) -> str:
    """Return what stands before the comma of a reading."""
    return re.split("[,，、]", plain(name), maxsplit=1)[0].strip() if name else ""
