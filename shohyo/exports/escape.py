"""Text → Markdown that says just this text, by CommonMark 0.31 with the tables of GitHub.

What needs no escape has none, so that a twin is as readable as a page that somebody wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

#: stands before addresses of the site itself, which are from its top; Markdown has no such character
HERE = "\0"
#: begins the name of a footnote, which is of one page; in a text of several the page's number follows
NOTE = f"[^{HERE}"

_SPACE = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_SPECIAL = re.compile(
    r"[\\`*\[\]~$]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is a letter
    r"|<(?=[A-Za-z/!?]|$)|&(?=#?[A-Za-z0-9]|$)"
    r"|!$"  # a link may follow
)
#: what begins a block, or ends a paragraph as a heading or the head of a table, at the beginning of a line
_BLOCK = re.compile(r"(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>)|(?=[-=:|][-=:| ]*$)|(?<=^)(\d{1,9})(?=[.)](?:\s|$))")
_ADDRESS = re.compile(r"[\\()$]|&(?=#?\w+;)")
_ENCODED = re.compile("[\\s<>`\x00-\x1f\x7f]")
_AUTOLINK = re.compile(r"https?://[^\s<>\x00]+")
_TICKS = re.compile("`+")


def one_line(text: str) -> str:
    """Return a text without line breaks and without what cannot be written."""
    return _SPACE.sub(" ", text).replace(HERE, "\ufffd")


def escaped(text: str) -> str:
    """Return a text on one line as Markdown, wherever in a line it may stand."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text))


def begun(line: str) -> str:
    """Return a line of a paragraph that begins no other block."""
    match = _BLOCK.match(line)
    if match is None:
        return line
    number = match[1] or ""
    return f"{number}\\{line[len(number) :]}"


def heading(text: str, level: int) -> str:
    """Return a line of Markdown as a heading."""
    text = re.sub(r"(?<=\s)(?=#+$)|^(?=#+$)", r"\\", text)  # it would close the heading
    return f"{'#' * min(max(level, 1), 6)} {text}".rstrip()


def code(text: str) -> str:
    """Return a text as code in a line."""
    text = one_line(text)
    if not text.strip():
        return text
    ticks = _longest(text) + 1
    # a space on either side is taken off again
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    fence = "`" * (ticks if ticks > 1 else 1)
    return f"{fence}{pad}{text}{pad}{fence}"


def fenced(text: str, language: str = "") -> str:
    """Return a block of code."""
    fence = "`" * max(3, _longest(text) + 1)
    text = text.replace(HERE, "\ufffd").rstrip("\n")
    return f"{fence}{re.sub('[^A-Za-z0-9+#._-]', '', language)}\n{text}{chr(10) * bool(text)}{fence}"


def formula(text: str) -> str:
    """Return a formula in a line."""
    return f"${one_line(text).strip()}$"


def destination(address: str) -> str:
    """Return the address of a link as it stands in brackets."""
    here = address.startswith(HERE)
    address = _ENCODED.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address[here:])
    return HERE * here + _ADDRESS.sub(r"\\\g<0>", address)


def autolink(address: str) -> str | None:
    """Return an address that stands for itself as a link, if it can."""
    return f"<{address}>" if _AUTOLINK.fullmatch(address) else None


def cell(text: str) -> str:
    """Return a line as a cell of a table."""
    return text.replace("|", "\\|")


def indented(text: str, marker: str) -> str:
    """Return blocks behind a marker, each further line as deep as the first."""
    space = " " * len(marker)
    first, *lines = text.split("\n")
    return "\n".join([f"{marker}{first}".rstrip(), *(f"{space}{line}" if line else "" for line in lines)])


def quoted(text: str) -> str:
    """Return blocks as a quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _longest(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max(map(len, _TICKS.findall(text)), default=0)


@dataclass
class Mark:
    """The beginning or the end of emphasis."""

    kind: str
    opens: bool
    partner: int = -1  #: place of the other one


#: kind → (mark, tag for where a mark would be none)
MARKS = {"strong": ("**", "strong"), "emphasis": ("*", "em"), "struck": ("~~", "s")}


@dataclass
class Line:
    """A line that is being written: text, marks of emphasis, and finished Markdown."""

    end: str = "\\\n"  #: how a line ends within a paragraph
    _parts: list[str | Mark] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def text(self, text: str) -> None:
        self._text.append(text)

    def markdown(self, markdown: str) -> None:
        """Add finished Markdown."""
        self._flush()
        if not markdown:
            return
        if markdown[:1] == "$" and self._parts and str(self._parts[-1])[-1:] == "$":
            markdown = f"<!-- -->{markdown}"  # two formulas side by side
        self._parts.append(markdown)

    def break_(self) -> None:
        """End the line within the paragraph."""
        self.markdown(self.end)

    def open(self, kind: str) -> int:
        """Begin emphasis, and return what ends it."""
        self._flush()
        self._parts.append(Mark(kind, opens=True))
        return len(self._parts) - 1

    def close(self, number: int) -> None:
        """End emphasis."""
        self._flush()
        mark = self._parts[number]
        mark.partner = len(self._parts)
        self._parts.append(Mark(mark.kind, opens=False, partner=number))

    def _flush(self) -> None:
        if text := escaped("".join(self._text)):
            self._parts.append(text)
        self._text.clear()

    def render(self, begins: bool = True) -> str:
        """Return the line.

        Args:
            begins: whether it begins a block by itself, so that nothing in it may be taken for another.
        """
        self._flush()
        while self._parts[-1:] == [self.end]:  # with nothing behind it, it is a letter
            self._parts.pop()
        written = "".join(self._written()).strip(" \t\n")
        lines = (line.strip(" \t") for line in written.split("\n"))
        return "\n".join(map(begun, lines) if begins else lines)

    def _written(self) -> Iterator[str]:
        as_marks = {
            number
            for number, part in enumerate(self._parts)
            if isinstance(part, Mark) and part.opens and self._is_mark(number) and self._is_mark(part.partner)
        }
        for number, part in enumerate(self._parts):
            if isinstance(part, str):
                yield part
            elif abs(part.partner - number) > 1:  # of nothing, nothing is emphasised
                mark, tag = MARKS[part.kind]
                is_marked = (number if part.opens else part.partner) in as_marks
                yield mark if is_marked else f"<{tag}>" if part.opens else f"</{tag}>"

    def _is_mark(self, number: int) -> bool:
        """Tell whether a mark beside its neighbours begins or ends emphasis (CommonMark 0.31, section 6.2)."""
        part = self._parts[number]
        around = [self._parts[number - 1] if number else " ", *self._parts[number + 1 : number + 2], " "][:2]
        if any(isinstance(one, Mark) for one in around):
            return False
        outer, inner = around[0][-1], around[1][0]
        if not part.opens:
            outer, inner = inner, outer
        return not inner.isspace() and (not _is_sign(inner) or _is_space(outer) or _is_ascii_sign(outer))


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" or character == HERE


def _is_space(character: str) -> bool:
    return character in "\t\n" or unicodedata.category(character) == "Zs"  # Python knows more


def _is_ascii_sign(character: str) -> bool:
    # which every version of the rules takes for punctuation
    return character.isascii() and _is_sign(character)
