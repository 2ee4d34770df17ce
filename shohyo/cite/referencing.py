"""How a text refers to a work: reference styles for sphinxcontrib-bibtex, with the labels of our bibliographies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pybtex.richtext import Text
from sphinxcontrib.bibtex.style.referencing import (
    BaseReferenceStyle,
    BracketStyle,
    GroupReferenceStyle,
    PersonStyle,
)
from sphinxcontrib.bibtex.style.referencing.basic_label import BasicLabelParentheticalReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_author import ExtraAuthorReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_empty import ExtraEmptyReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_label import ExtraLabelReferenceStyle
from sphinxcontrib.bibtex.style.referencing.foot import FootReferenceStyle
from sphinxcontrib.bibtex.style.template import join, join2, node, post_text, pre_text, reference

from ..bib.tex import plain
from .labels import author_names, printed_year

if TYPE_CHECKING:
    from pybtex.database import Entry

FOOT_NAME = "shohyo_foot"


def _split_label(entry: Entry, label: str) -> tuple[str, str] | None:
    """Return name and year of a label; None if a ``shorthand`` does not end in a year."""
    name, _space, year = label.rpartition(" ")
    if not name or ("shorthand" in entry.fields and not re.search(r"\d{4}", year)):
        return None
    return name, year


@node
def _names(children: list[Any], data: Mapping[str, Any], full: bool) -> Text:
    """The authors as a text names them, else the title."""
    entry = data["entry"]
    return Text(author_names(entry, full) or plain(entry.fields.get("title", "")) or entry.key)


@node
def _name_of_label(children: list[Any], data: Mapping[str, Any], full: bool) -> Text:
    parts = _split_label(data["entry"], data["formatted_entry"].label)
    return Text(parts[0]) if parts and not full else _names(full).format_data(data)


@node
def _year_of_label(children: list[Any], data: Mapping[str, Any]) -> Text:
    """The year with the letter that makes it distinct; the whole label if it has none."""
    parts = _split_label(data["entry"], data["formatted_entry"].label)
    return Text(parts[1] if parts else data["formatted_entry"].label)


@node
def _year(children: list[Any], data: Mapping[str, Any]) -> Text:
    entry = data["entry"]
    if _split_label(entry, data["formatted_entry"].label):
        return _year_of_label.format_data(data)
    return Text(printed_year(entry))


@dataclass
class ShohyoPersonStyle(PersonStyle):
    """Names as in labels, in the manner of the entry's language."""

    def names(self, role: str, full: bool) -> Any:
        return _names(full)

    def author_or_editor_or_title(self, full: bool) -> Any:
        return _names(full)


@dataclass
class TextualReferenceStyle(BaseReferenceStyle):
    """``{cite:t}``: 澁井 [2021], with the name and the year of the label."""

    bracket: BracketStyle = field(default_factory=BracketStyle)

    def role_names(self) -> Iterator[str]:
        return (f"{capital}t{full}" for capital in ("", "c") for full in ("", "s"))

    def outer(self, role_name: str, children: list[Any]) -> Any:
        return self.bracket.outer(children, brackets=False, capfirst="c" in role_name)

    def inner(self, role_name: str) -> Any:
        year = join2(sep1=" ", sep2=", ")[pre_text, reference[_year_of_label], post_text]
        return join(sep=" ")[_name_of_label("s" in role_name), join[self.bracket.left, year, self.bracket.right]]


@dataclass
class YearReferenceStyle(BaseReferenceStyle):
    """``{cite:year}``: 2021b, as in the label."""

    bracket: BracketStyle = field(default_factory=BracketStyle)

    def role_names(self) -> Iterable[str]:
        return ["year", "yearpar"]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        return self.bracket.outer(children, brackets="par" in role_name)

    def inner(self, role_name: str) -> Any:
        return reference[_year]


@dataclass
class ShohyoReferenceStyle(GroupReferenceStyle):
    """References by label: [澁井 2021] and 澁井 [2021]."""

    def __post_init__(self) -> None:
        person = ShohyoPersonStyle()
        self.styles.extend(
            [
                BasicLabelParentheticalReferenceStyle(bracket=BracketStyle(sep="; ")),
                TextualReferenceStyle(),
                ExtraAuthorReferenceStyle(person=person),
                ExtraLabelReferenceStyle(),
                YearReferenceStyle(),
                ExtraEmptyReferenceStyle(),
            ]
        )
        super().__post_init__()


@dataclass
class ShohyoFootReferenceStyle(FootReferenceStyle):
    """Footnotes, with names as in labels."""

    person: PersonStyle = field(default_factory=ShohyoPersonStyle)
