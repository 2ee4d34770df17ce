r"""A BibTeX value or name → the text that is printed, without TeX.

latexcodec knows letters, accents and symbols; what it leaves is decoded here: commands around a text, formulas of a
title, and the HTML that reference managers write in its place.  What neither knows is named, so that it is found.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

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
    "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "XeTeX": "XeTeX", "LuaTeX": "LuaTeX",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "euro": "€", "texteuro": "€", "slash": "/", "degree": "°", "nobreakspace": " ", "space": " ", "quad": " ",
    "colon": ":", "newblock": " ", "bibrangedash": "–", "textsection": "§", "textparagraph": "¶",
    "textperiodcentered": "·", "textbullet": "•", "textellipsis": "…", "textnumero": "№",
}  # fmt: skip
_CHARACTER = re.compile(
    r"\\(?:(\$)|(" + "|".join(name for name in _CHARACTERS if name.isalpha()) + r")(?![A-Za-z])(?:\{\}|[ \t]*))"
)
#: what only TeX reads as more than a letter
MARKUP = re.compile(r"[\\{}~$`]|--|''")
# of these, what is more than braces around letters
_TEX = re.compile(r"[\\~$`]|--|''")
_IN_BRACES = re.compile(r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*")
# what `decoded` has anything to do for
_UNDECODED = re.compile(r"[\\$<&`]")

_ARGUMENT = r"\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
# the text of which is printed: \emph{…}, {\it …}
_BARE = re.compile(
    r"\\(?:emph|mbox|hbox|text(?:it|bf|tt|sc|rm|sf|up|sl|md|normal|nonbreaking)|text|em|it|bf|tt|sc|rm|sf|sl|itshape"
    r"|bfseries|scshape|upshape|ttfamily|rmfamily|sffamily|normalfont|small|footnotesize|underline|uline|protect|relax"
    r"|MakeUppercase|MakeLowercase|uppercase|lowercase|MakeCapital|ensuremath|math(?:cal|rm|bf|bb|it|sf|tt|frak|scr)"
    r"|operatorname|mkbib(?:emph|italic|bold|parens|brackets)|textquote|foreignlanguage\s*\{[^{}]*\}|natexlab"
    r"|displaystyle|scriptstyle|left|right|bibnamedelim[a-d])(?![A-Za-z])\*?[ \t]*"
)
_QUOTED = re.compile(r"\\(?:enquote|mkbibquote)\*?(?![A-Za-z])" + _ARGUMENT)
# an argument that says where to sort, and is never printed
_HIDDEN = re.compile(r"\\(?:noopsort|NoopSort|SortNoop|sortnoop|printfirst|label|index|phantom|nocite)" + _ARGUMENT)
_SMALL = re.compile(r"\\text(sub|super)script" + _ARGUMENT)
_SMALL_MATH = re.compile(r"([_^])(?:" + _ARGUMENT + r"|([0-9A-Za-z+*-]))")
_FORMULA = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$")
_ACCENT = re.compile(
    r"\\(?:([`'^\"~=.])\s*|([uvHtcdbrk])(?:\s+|(?=\{)))(?:\{\s*(\\[ij]|[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])|[^\W\d_]))"
)
_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "t": "\u0361", "c": "\u0327", "d": "\u0323", "b": "\u0331",
    "r": "\u030a", "k": "\u0328",
}  # fmt: skip
_SPACE = re.compile(r"\\(?:[,;: ]|\\(?:\[[^\]]*\])?)|\\hspace\*?\s*\{[^{}]*\}")
_NO_SPACE = re.compile(r"\\[!/@-]")
_SINGLE_QUOTES = re.compile(r"(?<![`\\\w])`(?!`)([^`']+)'(?!'|\w)")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|[ \t]+|(?![A-Za-z]))")
#: those that are looked after elsewhere: where the address is, and what latexcodec takes for a letter of the text
_KEPT = frozenset({"url", "textbackslash"})
_TAG = re.compile(
    r"</?(?:i|em|b|strong|u|tt|code|scp|sc|sup|sub|span|inf|italic|bold|jats:\w+|mml:\w+|p|br)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_SMALL_TAG = re.compile(r"<(su[bp])>([^<>]*)</\1>", re.IGNORECASE)
_ENTITY = re.compile(r"(?:\\?&|\{\\&\})(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});")
#: what TeX reads as markup (D. Knuth, The TeXbook, chapter 7); BibTeX counts braces, escaped or not
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
}  # fmt: skip
#: white space that is of the file and not of the text; a wide space of Japanese is of the text
_BREAKS = re.compile("[\t-\r \x1c-\x1f\x85\u2028\u2029]+")
#: functions that a formula names
_WORDS = frozenset(
    {"log", "ln", "exp", "sin", "cos", "tan", "max", "min", "arg", "lim", "det", "gcd", "deg", "dim", "Pr", "mod"}
)  # fmt: skip
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ABOVE = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


def decoded(tex: str) -> tuple[str, list[str]]:
    """Return a value that pybtex decodes to what is printed, and the commands in it that nobody knows.

    Of these the text that follows is kept.
    """
    if not _UNDECODED.search(tex):
        return tex, []
    if "&" in tex:
        tex = _ENTITY.sub(_character, tex)
    if "<" in tex:
        tex = _TAG.sub("", _SMALL_TAG.sub(lambda match: _small(match[1].lower() == "sub", match[2]), tex))
    if "\\" in tex:
        tex = _ACCENT.sub(_accented, _HIDDEN.sub("", tex))
        tex = _QUOTED.sub(lambda match: _in_quotes(match[1]), tex)
        tex = _repeated(_SMALL, lambda match: _small(match[1] == "sub", match[2]), tex)
        tex = _BARE.sub("", tex)
    tex = _FORMULA.sub(_formula, tex)
    if "`" in tex:
        tex = _SINGLE_QUOTES.sub(r"‘\1’", tex)
    if "\\" not in tex:
        return tex, []
    tex = with_characters(_SPACE.sub(" ", _NO_SPACE.sub("", tex)))
    unknown: list[str] = []

    def known(match: re.Match[str]) -> str:
        printed = match[0] if match[1] in _KEPT else _symbol(match[1])
        if printed is None:
            unknown.append(match[1])
            return ""
        return printed or match[0]

    return _COMMAND.sub(known, tex), unknown


def _repeated(pattern: re.Pattern[str], by: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace what stands in itself, too; deeper than that nobody writes."""
    for _level in range(3):
        text, number = pattern.subn(by, text)
        if not number:
            break
    return text


@lru_cache(maxsize=1000)
def _symbol(name: str) -> str | None:
    """Return what a command prints in a formula, nothing if pybtex decodes it anywhere, None if nobody knows it."""
    import latexcodec  # noqa: F401 - it registers "ulatex"; pybtex loads it, too, with the first text that has TeX

    forms: list[tuple[str, str, str | None]] = [("\\", " ", ""), ("\\", "{a}", ""), ("$\\", "$", None)]
    if name.startswith("text"):  # a letter of formulas in a text
        forms.append(("$\\", "$", None))
    for number, (before, after, printed) in enumerate(forms):
        try:
            command = name.removeprefix("text") if number == 3 else name
            text = codecs.decode(f"{before}{command}{after}", "ulatex")
        except ValueError:
            continue
        if "\\" not in text:
            return text.strip("$") if printed is None else printed
    return None


def _small(below: bool, text: str) -> str:
    """Return digits as small ones; words as they are."""
    table, text = _BELOW if below else _ABOVE, re.sub(r"[{}]", "", text)
    return text.translate(table) if text and all(ord(character) in table for character in text) else text


def _in_quotes(text: str) -> str:
    text = _QUOTED.sub(lambda match: _in_quotes(match[1]), text)
    if CJK.search(text):
        return f"「{text.replace('「', '『').replace('」', '』')}」"
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def _formula(match: re.Match[str]) -> str:
    """Return a formula as text; two prices are none."""
    inner = match[1]
    if not re.search(r"[\\_^]", inner) and (not inner or inner != inner.strip() or len(inner) > 20):
        return match[0]
    inner = _repeated(_SMALL_MATH, lambda part: _small(part[1] == "_", part[2] or part[3] or ""), inner)
    return _COMMAND.sub(_in_formula, inner)


def _in_formula(command: re.Match[str]) -> str:
    if command[1] in _WORDS:
        return command[1] + " " * command[0].endswith(" ")
    return _symbol(command[1]) or command[0]


def _accented(match: re.Match[str]) -> str:
    letter = (match[3] or match[4]).removeprefix("\\")
    return unicodedata.normalize("NFC", letter + _COMBINING[match[1] or match[2]])


def _character(match: re.Match[str]) -> str:
    character = html.unescape(re.sub(r"[\\{}]", "", match[0]))
    return "\\" + character if character in "&%#_$" else "" if character in "\\{}" else character


def is_plain(tex: str) -> bool:
    """Tell whether a value is letters alone, some of them perhaps in braces, which need not be tried."""
    return not MARKUP.search(tex) or (not _TEX.search(tex) and bool(_IN_BRACES.fullmatch(tex)))


def plain(tex: str) -> str:
    """Return the text of a BibTeX value, without braces and commands."""
    if not MARKUP.search(tex):
        return tex
    if not _TEX.search(tex):
        return re.sub("[{}]", "", tex)
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


def escaped(text: str) -> str:
    """Return a text as TeX that prints it, in one line."""
    text = _BREAKS.sub(" ", text).strip(" ")
    return re.sub(r"[\\{}$&%#_~^]", lambda match: _ESCAPES[match[0]], text)
