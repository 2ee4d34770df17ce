"""A BibTeX value or name → the text that is printed, without TeX."""

from __future__ import annotations

import re

from pybtex.database import Person
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

#: kana and Chinese characters: what makes a name one that is written family name first
CJK = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
# characters that pybtex does not decode: \\$, \\textasciicircum{}, …
_CHARACTERS = {
    "$": "$", "textasciicircum": "^", "textdollar": "$", "textless": "<", "textgreater": ">", "textbar": "|",
    "textunderscore": "_", "textquotedbl": '"', "textquotesingle": "'", "dots": "…",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX",
}  # fmt: skip
_CHARACTER = re.compile(
    r"\\(?:(\$)|(" + "|".join(name for name in _CHARACTERS if name.isalpha()) + r")(?![A-Za-z])(?:\{\}|[ \t]*))"
)
#: what only TeX reads as more than a letter
MARKUP = re.compile(r"[\\{}~$`'-]")


def plain(tex: str) -> str:
    """Return the text of a BibTeX value, without braces and commands."""
    if not MARKUP.search(tex):
        return tex
    tex = with_characters(tex)
    try:
        return str(Text.from_latex(tex)).replace("\xa0", " ")
    except (PybtexError, ValueError):  # what latexcodec and pybtex say of TeX that they do not read
        return re.sub(r"[{}\\]", "", tex)


#: what may be more than itself to latexcodec, which takes ten times as long to find that nothing is
_LATEX = re.compile(r"[\\{}~$%&#_^`'\-\t\n\r]|,,|  |^ | $")


def rich(tex: str) -> Text:
    """Return a BibTeX value as pybtex's rich text.

    Raises:
        PybtexError, ValueError: it is no TeX that latexcodec or pybtex read.
    """
    return Text.from_latex(tex) if _LATEX.search(tex) else Text(tex)


def with_characters(tex: str) -> str:
    """Return TeX with the characters in it that pybtex would print as commands; braces that are escaped are gone."""
    return re.sub(r"\\[{}]", "", _CHARACTER.sub(lambda match: _CHARACTERS[match[1] or match[2]], tex))


def printed_name(person: Person) -> str:
    """Return a name as it is printed: family name first in Chinese characters or kana, last in Latin."""
    family = [*person.prelast_names, *person.last_names]
    given = [*person.first_names, *person.middle_names]
    if CJK.search("".join(family)):
        return plain(" ".join([*family, *given]))
    name = plain(" ".join([*given, *family]))
    return f"{name}, {plain(' '.join(person.lineage_names))}" if person.lineage_names else name


def is_others(person: Person) -> bool:
    """Tell whether this is the ``and others`` at the end of a list of names."""
    return str(person).lower() == "others"
