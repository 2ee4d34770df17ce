"""Texts for the terminal that are made in English, and told in the language of the project.

A text is made where something is found, and told where it is put out: until then it compares, sorts and is kept as
its English words are.  So a check and a build find the same, whatever language they tell it in.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path
from typing import Any

#: name of the catalogue, beside that of the interface
CATALOGUE = "findings"
_LOCALES = Path(__file__).parent / "locales"


class Wording(str):
    """A text in English that knows of what it was made."""

    __slots__ = ("fields", "template")

    template: str  #: with the names of fields in braces, as ``str.format`` takes it
    fields: dict[str, Any]  #: by name; texts among them may be of this class

    def __new__(cls, template: str, fields: dict[str, Any]) -> Wording:
        text = super().__new__(cls, template.format(**fields))
        text.template, text.fields = template, fields
        return text

    def __reduce__(self) -> tuple[type[Wording], tuple[str, dict[str, Any]]]:
        return Wording, (self.template, self.fields)


def say(template: str, /, **fields: Any) -> Wording:
    """Make a text of a template, which stands in the catalogue, and of what is put into its fields."""
    return Wording(template, fields)


def told(text: str, language: str) -> str:
    """Return a text in a language; where that has no words for it, and what is not ours, as it is."""
    if not isinstance(text, Wording):
        return text
    fields = {name: told(value, language) if isinstance(value, str) else value for name, value in text.fields.items()}
    return _catalogue(language).gettext(text.template).format(**fields)


def foreign(text: str) -> Wording:
    """Return what another program says, for which the catalogue may have words, too."""
    return text if isinstance(text, Wording) else Wording(text.replace("{", "{{").replace("}", "}}"), {})


def noun(name: str) -> str:
    """Return the word for what a text may name, which roles, directives and references know by a name."""
    return NOUNS.get(name, name)


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return the texts of a language as conf.py names it, such as ``ja`` or ``ja_JP``; English has none."""
    return gettext.translation(CATALOGUE, _LOCALES, [language], fallback=True)


#: names of what a text may name → words
NOUNS = {
    "review": say("review"),
    "book": say("book"),
    "chapter": say("chapter"),
    "pattern": say("pattern"),
    "antipattern": say("antipattern"),
    "tag": say("tag"),
    "outline page": say("outline page"),
    "label": say("label"),
    "formula": say("formula"),
    "term": say("term"),
    "image": say("image"),
    "file": say("file"),
    "guide": say("guide"),
    "crosswalk": say("crosswalk"),
    "diagram": say("diagram"),
    "calculator": say("calculator"),
    "front matter": say("front matter"),
}
