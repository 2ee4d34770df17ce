"""Manual pages in roff → headings and blocks: as much of the macros of man(7) as Debian's Chinese ones use.

What is read need not be what groff would print; it is what every engine gets, and what truth is read from.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

#: a line as (h1 … h6, p or pre, text), as ``corpus`` reads them from HTML
Block = tuple[str, str]

#: macros whose arguments are text, in a font of their own; those of two letters change it from one to the next
_FONTS = frozenset(("B", "I", "R", "SM", "SB", "BR", "BI", "RB", "RI", "IR", "IB", "Nm"))
_ENDS = frozenset(("PP", "P", "LP", "TP", "TQ", "HP", "IP", "sp", "br", "RS", "RE", "in", "ti", "UR", "UE", ""))
_ARGUMENT = re.compile(r'"((?:[^"]|"")*)"?|(\S+)')
_NAMED = {
    "aq": "'", "dq": '"', "lq": "“", "rq": "”", "oq": "‘", "cq": "’", "bu": "•", "em": "—", "en": "–", "mi": "-",
    "co": "©", "ti": "~", "ha": "^", "rs": "\\", "at": "@", "ga": "`", "bv": "|", "or": "|", "sl": "/", "->": "→",
}  # fmt: skip
_ESCAPE = re.compile(
    r"""\\(?:(?P<comment>["\#].*)|\((?P<two>..)|\[(?P<name>[^]]*)\]|\*(?:\((?P<string>..)|\[[^]]*\]|.)|f(?:\(..|\[[^]]*\]|.)
    |s(?:[-+]?\d+|\([-+]?..|\[[^]]*\])|[vhwXZNDoC]'[^']*'|n(?:\(..|\[[^]]*\]|[-+]?.)|(?P<one>.)|$)""",
    re.VERBOSE,
)
_KEPT = {"-": "-", "e": "\\", "\\": "\\", "'": "'", "`": "`", ".": ".", " ": " ", "~": " ", "0": " ", "t": " "}


def man_blocks(path: Path) -> Iterator[Block]:
    """Yield the headings and blocks of a page; nothing of one that only names another, or is written in mdoc."""
    source = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    if not re.search(r"^\.\s*TH\s", source, re.MULTILINE):
        return
    inline: list[str] = []
    code: list[str] | None = None

    def end() -> Iterator[Block]:
        if text := "".join(inline).strip():
            yield "p", text
        inline.clear()

    for line in _lines(source):
        macro, rest = _macro(line)
        arguments = [(quoted.replace('""', '"') if quoted else word) for quoted, word in _ARGUMENT.findall(rest)]
        if macro in ("SH", "SS"):
            yield from end()
            yield ("h2" if macro == "SH" else "h3"), _plain(" ".join(arguments))
        elif macro in ("nf", "EX", "Vb"):
            yield from end()
            code = []
        elif macro in ("fi", "EE", "Ve"):
            yield from _code(code or [])
            code = None
        else:
            text = ""
            if macro is None:
                text = _plain(line)
            elif macro in _FONTS:
                text = _plain(("" if len(macro) == 2 and macro not in ("SM", "SB", "Nm") else " ").join(arguments))
            if macro in _ENDS or not line.strip():
                yield from end()
                text = _plain(arguments[0]) if macro == "IP" and arguments else text
            if code is not None:
                code += [text] if macro is None or text else []
            elif text:
                inline.append(text + "\n")
    yield from _code(code or [])
    yield from end()


def _lines(source: str) -> Iterator[str]:
    """Yield the lines without comments, definitions and what stands under a condition."""
    ending, depth = "", 0
    for line in source.split("\n"):
        if ending:
            ending = "" if re.match(rf"\.\s*{re.escape(ending)}\s*$", line) else ending
        elif depth:
            depth += line.count("\\{") - line.count("\\}")
        elif re.match(r"[.']\s*(?:de|ig|am)\b", line):
            named = line.split()[2:3] if not re.match(r"[.']\s*ig\b", line) else line.split()[1:2]
            ending = named[0].lstrip(".") if named else "."
        elif re.match(r"[.']\s*(?:if|ie|el)\b", line):
            depth = line.count("\\{") - line.count("\\}")
        elif not re.match(r"""[.']\s*\\["#]|'\\""", line):
            yield line


def _macro(line: str) -> tuple[str | None, str]:
    found = re.match(r"[.']\s*(\S*)\s*(.*)$", line)
    return (found[1], found[2]) if found else (None, "")


def _code(lines: list[str]) -> Iterator[Block]:
    if text := "\n".join(line.rstrip().expandtabs() for line in lines if line.strip()):
        yield "pre", text


def _plain(text: str) -> str:
    """Return text without its escapes."""
    return _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if match["one"]:
        return _KEPT.get(match["one"], "")
    return _NAMED.get(match["two"] or match["name"] or match["string"] or "", "")
