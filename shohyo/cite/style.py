"""Entries → what a bibliography prints: a pybtex style "shohyo" for lists that mix Japanese and English.

Japanese entries follow the order that SIST 02 recommends, with the brackets that Japanese books use;
everything else keeps the form of BibTeX's "unsrt", with titles as they are written.  No field is
required here: an entry that lacks one is reported once, where the bib file is read.

Labels are author and year.  The first entry in the order of the bib files keeps the plain label, later
ones that would look alike get b, c, …; so adding entries at the end never changes a label.  Which
letters are taken depends on the whole file and not on what is cited: ``assign_labels`` writes every
label into its entry once, and the label style only reads it.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from typing import Any

from pybtex.database import BibliographyData, Entry, Person
from pybtex.exceptions import PybtexError
from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.names import BaseNameStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import field, join, node, sentence

from ..bib.isbn import format_isbn
from ..bib.tex import CJK, is_others, plain, printed_name, rich
from ..model import is_url
from ..text.folding import fold_letters
from ..text.kana import KANA, reading_key

NAME = "shohyo"
#: field of an entry in which its label is kept
LABEL_FIELD = "shohyo_label"
_JAPANESE = frozenset({"japanese", "ja", "ja-jp", "jpn", "日本語"})
#: types of biblatex and others -> the one that is printed alike
_TYPES = {
    "collection": "book", "mvbook": "book", "mvcollection": "book", "reference": "book", "bookinbook": "inbook",
    "suppbook": "inbook", "conference": "inproceedings", "report": "techreport", "thesis": "phdthesis",
    "inreference": "incollection", "suppperiodical": "article", "periodical": "article",
}  # fmt: skip
#: fields that "unsrt" requires in some type
_REQUIRED = ("title", "journal", "booktitle", "publisher", "school", "institution", "year", "note")
#: types whose "unsrt" form prints the editors, too
_EDITED = frozenset({"book", "inbook", "incollection", "inproceedings", "proceedings"})
#: types whose title is the title of a book
_BOOKS = frozenset({"book", "booklet", "inbook", "manual", "proceedings"})
_EDITIONS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def register() -> None:
    """Make the style known to pybtex under its name; doing it again changes nothing."""
    for group, style in (
        ("pybtex.style.formatting", ShohyoStyle),
        ("pybtex.style.labels", ShohyoLabelStyle),
        ("pybtex.style.sorting", ShohyoSortingStyle),
        ("pybtex.style.names", ShohyoNameStyle),
    ):
        register_plugin(group, NAME, style, force=True)


def is_japanese(entry: Entry) -> bool:
    """Tell whether an entry is Japanese: by ``langid`` or ``language``, else by its title and its authors."""
    language = entry.fields.get("langid") or entry.fields.get("language")
    if language:
        return plain(language).strip().lower() in _JAPANESE
    names = (str(person) for persons in entry.persons.values() for person in persons)
    return CJK.search("".join([entry.fields.get("title", ""), *names])) is not None


# --- names and labels ----------------------------------------------------------------------------
def family_name(person: Person) -> str:
    """Return the part of a name that a text calls the person by."""
    name = plain(" ".join([*person.prelast_names, *person.last_names])) or printed_name(person)
    return name.split()[0] if CJK.search(name) else name


def author_names(entry: Entry, full: bool = False) -> str:
    """Return the family names of the authors, else of the editors, as a text calls them; empty if there are none.

    Args:
        full: all of them, instead of the first and "et al." from three on.
    """
    persons = entry.persons.get("author") or entry.persons.get("editor") or ()
    names = [family_name(person) for person in persons if not is_others(person)]
    more = len(names) < len(persons)
    if not full and len(names) + more > 2:
        names, more = names[:1], True
    if is_japanese(entry):
        return _japanese_separator(names).join(names) + ("ほか" if more else "")
    if more:
        return ", ".join(names) + " et al."
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + f", and {names[-1]}"


def _japanese_separator(names: Iterable[str]) -> str:
    """Return what stands between names: the middle dot, unless it stands inside one or they are not Japanese."""
    names = list(names)
    return "・" if all(CJK.search(name) and "・" not in name for name in names) else "、"


def wanted_label(entry: Entry) -> str:
    """Return the label of an entry if no other has it: ``shorthand``, else author and year."""
    if shorthand := plain(entry.fields.get("shorthand", "")).strip():
        return shorthand
    digits = re.search(r"\d{4}", plain(entry.fields.get("year", "")))
    year = digits[0] if digits else "-".join(printed_year(entry).split())
    return f"{_label_name(entry)} {year}"


def printed_year(entry: Entry) -> str:
    """Return the year as it is written, or that there is none."""
    return plain(entry.fields.get("year", "")).strip() or ("年不明" if is_japanese(entry) else "n.d.")


def _label_name(entry: Entry) -> str:
    if names := author_names(entry):
        return names
    for name in ("organization", "institution", "key"):
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
    """By reading: kana in the order of the 50 sounds, then Latin letters, then what has no reading; then by year."""

    def sorting_key(self, entry: Entry) -> tuple[Any, ...]:
        rest = (entry.fields.get("year", ""), plain(entry.fields.get("title", "")).casefold(), entry.key or "")
        return (*self._name_key(entry), *rest)

    def _name_key(self, entry: Entry) -> tuple[int, str, tuple[int, ...]]:
        names = _names_as_sorted(entry)
        reading = plain(entry.fields.get("yomi", ""))
        for candidate in (reading, names):
            if KANA.search(candidate) and not re.search(r"[\u3400-\u9fff]", candidate):
                return 0, *reading_key(candidate)
        for candidate in (reading, plain(entry.fields.get("sortname", "")), plain(entry.fields.get("key", "")), names):
            letters = fold_letters(candidate)
            if letters[:1].isascii() and letters:
                return 1, letters, ()
        return 2, fold_letters(names), ()


def _names_as_sorted(entry: Entry) -> str:
    persons = entry.persons.get("author") or entry.persons.get("editor") or ()
    if persons:
        return "; ".join(plain(str(person)) for person in persons)
    return _label_name(entry)


# --- what is printed -----------------------------------------------------------------------------
class ShohyoNameStyle(BaseNameStyle):
    """Names in full: family name first in Chinese characters or kana, last in Latin."""

    def format(self, person: Person, abbr: bool = False) -> Text:
        return Text(printed_name(person))


@node
def _english_names(children: list[Any], context: dict[str, Any], role: str) -> Text:
    persons = context["entry"].persons.get(role, ())
    style = context["style"]
    names = [style.format_name(person, style.abbreviate_names) for person in persons if not is_others(person)]
    if len(names) < len(persons):
        return Text(", ".join(map(str, names)), ", et al." if len(names) > 1 else " et al.")
    return join(sep=", ", sep2=" and ", last_sep=", and ")[names].format_data(context)


@node
def _nothing(children: list[Any], context: dict[str, Any]) -> Text:
    return Text()


@node
def _links(children: list[Any], context: dict[str, Any]) -> Text:
    return Text(", ").join(_addresses(context["entry"], " (visited on {})"))


class ShohyoStyle(UnsrtStyle):
    """Japanese entries in a form of their own; all others as "unsrt" prints them, without the ISBN."""

    default_name_style = ShohyoNameStyle
    default_label_style = ShohyoLabelStyle
    default_sorting_style = ShohyoSortingStyle

    def format_entry(self, label: str, entry: Entry, bib_data: BibliographyData | None = None) -> FormattedEntry:
        if is_japanese(entry):
            return FormattedEntry(entry.key, _japanese(entry), label)
        return super().format_entry(label, _complete(entry), bib_data)

    def format_names(self, role: str, as_sentence: bool = True) -> Any:
        return sentence[_english_names(role)] if as_sentence else _english_names(role)

    def format_editor(self, e: Entry, as_sentence: bool = True) -> Any:
        return super().format_editor(e, as_sentence) if e.persons.get("editor") else _nothing

    def format_title(self, e: Entry, which_field: str, as_sentence: bool = True) -> Any:
        # as the work has it: "unsrt" would make Kubernetes and GitHub lower case
        return sentence[field(which_field)] if as_sentence else field(which_field)

    def format_edition(self, e: Entry) -> Any:
        edition = plain(e.fields.get("edition", ""))
        return f"{_ordinal(edition)} edition" if edition else _nothing

    def format_isbn(self, e: Entry) -> Any:
        return _nothing

    def format_web_refs(self, e: Entry) -> Any:
        return sentence[_links]


def _complete(entry: Entry) -> Entry:
    """Return a copy that "unsrt" can print: of a type that it knows, with every field that it requires."""
    entry_type = _TYPES.get(entry.type, entry.type)
    if not hasattr(UnsrtStyle, f"get_{entry_type}_template"):
        entry_type = "misc"
    copy = Entry(entry_type, dict.fromkeys(_REQUIRED, "") | dict(entry.fields.items()), dict(entry.persons.items()))
    copy.key = entry.key
    if not copy.fields["year"]:
        copy.fields.pop("month", None)
    if not copy.persons.get("author") and entry_type not in _EDITED:
        copy.persons["author"] = copy.persons.get("editor", [])
    return copy


def _ordinal(edition: str) -> str:
    if not edition.isdigit():
        return edition.lower()
    number = int(edition)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _rich(entry: Entry, name: str) -> Text:
    """Return a field as rich text; empty if it is missing."""
    value = entry.fields.get(name, "")
    try:
        return rich(value)
    except (PybtexError, ValueError):  # only in entries that load_bibliography has not seen
        return Text(plain(value))


def _addresses(entry: Entry, visited: str) -> list[Text]:
    """Return the links of an entry: its address, arXiv number and DOI, each place once."""
    fields = entry.fields
    links = []
    if doi := fields.get("doi"):
        links.append((f"https://doi.org/{doi}", f"doi:{doi}"))
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or "arXiv"
    if (eprint := fields.get("eprint")) and archive.lower() == "arxiv":
        links.insert(0, (f"https://arxiv.org/abs/{eprint}", f"arXiv:{eprint}"))
    url = fields.get("url", "")
    found = [Text(HRef(address, text)) for address, text in links]
    if is_url(url) and url.lower() not in {address.lower() for address, _ in links}:
        seen = visited.format(plain(fields["urldate"])) if "urldate" in fields else ""
        found.insert(0, Text(HRef(url, url), seen))
    return found


# --- Japanese entries ----------------------------------------------------------------------------
def _japanese(entry: Entry) -> Text:
    """Return an entry as 著者『書名』訳者訳、版、出版者、年。ISBN。注記。アドレス."""
    entry_type = _TYPES.get(entry.type, entry.type)
    container = _rich(entry, "journal") or _rich(entry, "booktitle")
    author, editor, translator = (_japanese_names(entry, role) for role in ("author", "editor", "translator"))
    edited = f"{editor}編" if editor else ""
    is_book = entry_type in _BOOKS and not container
    title = _bracketed("『』" if is_book else "「」", _rich(entry, "title"))
    volume = _counted(entry, "volume", "巻") + _counted(entry, "number", "号")
    if container:
        title = Text(title, edited if author else "", _bracketed("『』", container))
        details = [volume]
    else:
        details = [edited if author else "", _rich(entry, "series"), volume]
    details += [
        f"{translator}訳" if translator else "",
        _japanese_edition(entry),
        {"phdthesis": "博士論文", "mastersthesis": "修士論文"}.get(entry_type, ""),
        *(_rich(entry, name) for name in ("school", "institution", "organization", "howpublished", "publisher")),
        _japanese_date(entry, with_month=not is_book),
        _japanese_pages(entry),
    ]
    details = [detail for detail in details if detail]
    head = Text(author or edited, title)
    separator = "、" if head and details and not title else ""
    sentences = [
        Text(head, separator, Text("、").join(details)),
        f"ISBN {_printed_isbn(entry)}" if "isbn" in entry.fields else "",
        _rich(entry, "note"),
    ]
    return Text(*map(_closed, filter(None, sentences)), Text(" ").join(_addresses(entry, "（参照 {}）")))


def _bracketed(brackets: str, text: Text) -> Text:
    return Text(brackets[0], text, brackets[1]) if text else Text()


def _closed(sentence: Text | str) -> Text:
    """Return a sentence with its full stop."""
    ended = str(sentence).endswith(("。", "．", ".", "！", "？", "!", "?"))
    return Text(sentence, "" if ended else "。")


def _japanese_names(entry: Entry, role: str) -> str:
    persons = entry.persons.get(role, ())
    names = [printed_name(person) for person in persons if not is_others(person)]
    return _japanese_separator(names).join(names) + ("ほか" if len(names) < len(persons) else "")


def _counted(entry: Entry, name: str, unit: str) -> str:
    text = plain(entry.fields.get(name, ""))
    return f"第{text}{unit}" if text.isdigit() else text


def _japanese_edition(entry: Entry) -> str:
    edition = plain(entry.fields.get("edition", ""))
    number = _EDITIONS.get(edition.lower(), edition)
    return f"第{number}版" if number.isdigit() else edition


def _japanese_date(entry: Entry, with_month: bool) -> str:
    year = plain(entry.fields.get("year", ""))
    month = plain(entry.fields.get("month", "")).lower()
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else 0
    if not re.fullmatch(r"\d{4}", year):
        return year
    return f"{year}年{number}月" if with_month and 1 <= number <= 12 else f"{year}年"


def _japanese_pages(entry: Entry) -> str:
    pages = re.sub(r"\s*-+\s*", "–", plain(entry.fields.get("pages", "")))
    return f"{pages}頁" if pages[-1:].isdigit() else pages


def _printed_isbn(entry: Entry) -> str:
    isbn = entry.fields["isbn"]
    return format_isbn(isbn) if re.fullmatch(r"\d{13}", isbn) else plain(isbn)
