"""Entries → what a bibliography prints: a pybtex style "shohyo" for lists that mix Japanese and English.

An entry has the form of its language.  No field is required here: an entry that lacks one is reported once,
where the bib file is read.
"""

from __future__ import annotations

from pybtex.database import BibliographyData, Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.names import BaseNameStyle

from ..bib.tex import printed_name
from .english import english
from .japanese import japanese
from .labels import ShohyoLabelStyle, ShohyoSortingStyle, is_japanese

NAME = "shohyo"


def register() -> None:
    """Make the style known to pybtex under its name; doing it again changes nothing."""
    for group, style in (
        ("pybtex.style.formatting", ShohyoStyle),
        ("pybtex.style.labels", ShohyoLabelStyle),
        ("pybtex.style.sorting", ShohyoSortingStyle),
        ("pybtex.style.names", ShohyoNameStyle),
    ):
        register_plugin(group, NAME, style, force=True)


class ShohyoNameStyle(BaseNameStyle):
    """Names in full: family name first in Chinese characters or kana, last in Latin."""

    def format(self, person: Person, abbr: bool = False) -> Text:
        return Text(printed_name(person))


class ShohyoStyle(BaseStyle):
    """Each entry in the form of its language."""

    default_name_style = ShohyoNameStyle
    default_label_style = ShohyoLabelStyle
    default_sorting_style = ShohyoSortingStyle

    def format_entry(self, label: str, entry: Entry, bib_data: BibliographyData | None = None) -> FormattedEntry:
        return FormattedEntry(entry.key, japanese(entry) if is_japanese(entry) else english(entry), label)
