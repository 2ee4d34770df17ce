"""What is wrong in the markup of a text by itself: what has no end, is nested without end, or turns a title around.

Markdown has no errors: a fence without an end takes the rest of the page, and so does an element of HTML in a browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import TURNING, Code, say
from ..text.rawhtml import TAGS, VOID, tokens_of

if TYPE_CHECKING:
    from markdown_it.token import Token

#: levels of lists, quotes and directives that are read: more than a reader follows, and few enough for every stack
MAX_LEVEL = 60
#: levels that a directive counts for
DIRECTIVE = 3
#: elements that end where the next one begins
_ENDLESS = frozenset(
    ["p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "caption", "colgroup", "rt", "rp", "iframe"]
)


@dataclass(frozen=True, order=True)
class Fault:
    """Something that is wrong, and where."""

    line: int
    column: int
    code: Code
    problem: str
    remedy: str


def too_deep(line: int, column: int) -> Fault:
    problem = say("the text is nested deeper than {most} levels, and the page is not shown", most=MAX_LEVEL)
    return Fault(line, column, Code.LIMIT, problem, say("write it flatter"))


def unclosed_fence(token: Token, line: int, column: int, around: str) -> Fault | None:
    """Say that a fence has no end, if so.

    Args:
        token: the fence.
        line: where it begins, from 1.
        column: likewise.
        around: marks of the fence around it, if there is one.
    """
    first, end = token.map
    lines = token.content.count("\n") + (not token.content.endswith("\n") and bool(token.content))
    if end - first >= lines + 2:
        return None
    if token.type == "colon_fence" and not token.info.strip():
        problem = say('"{written}" closes nothing, and takes what follows', written=token.markup)
        return Fault(line, column, Code.UNCLOSED, problem, say("remove it"))
    if around.startswith(token.markup[0]) and len(around) <= len(token.markup):
        problem = say('"{written}" has no end, for what is around it ends with as many marks', written=token.markup)
        return Fault(
            line, column, Code.UNCLOSED, problem, say("write {fence} around it", fence=token.markup + token.markup[0])
        )
    problem = say('"{written}" has no end, and takes what follows', written=token.markup)
    return Fault(line, column, Code.UNCLOSED, problem, say("end it with a line {fence}", fence=token.markup))


def turned_heading(text: str, line: int, column: int) -> Fault | None:
    """Say that a heading has a character that turns the order of others, if so."""
    found = TURNING.search(text)
    if not found:
        return None
    problem = say(
        "the heading has the character U+{character:04X}, which turns the order of the text around it",
        character=ord(found[0]),
    )
    return Fault(line, column, Code.CHARACTER, problem, say("remove it"))


def unbalanced(pieces: Iterable[tuple[int, int, str]]) -> list[Fault]:
    """Return what is not closed, and what closes nothing, in pieces of HTML of one text.

    Args:
        pieces: line, column and text, in their order.

    Returns:
        One for each element, at the first place: a page may have thousands.
    """
    opened: list[tuple[str, int, int]] = []
    open_names: Counter[str] = Counter()
    wrong: dict[str, list[tuple[int, int]]] = {}
    for line, column, text in pieces:
        if text.lstrip().startswith("<!--") and "-->" not in text:
            wrong.setdefault("<!--", []).append((line, column))
            continue
        for kind, name, _attributes in tokens_of(text):
            if kind == "text" or name in VOID or name in _ENDLESS or name not in TAGS | {"script", "style"}:
                continue
            if kind == "start":
                opened.append((name, line, column))
                open_names[name] += 1
            elif not open_names[name]:
                wrong.setdefault(f"</{name}>", []).append((line, column))
            else:
                while opened:
                    last, *place = opened.pop()
                    open_names[last] -= 1
                    if last == name:
                        break
                    wrong.setdefault(f"<{last}>", []).append((place[0], place[1]))
    for name, line, column in opened:
        wrong.setdefault(f"<{name}>", []).append((line, column))
    return [_unbalanced(written, sorted(places)) for written, places in wrong.items()]


def _unbalanced(written: str, places: list[tuple[int, int]]) -> Fault:
    if written.startswith("</"):
        problem, remedy = say('"{written}" closes nothing', written=written), say("remove it")
    else:
        problem = say('"{written}" has no end, and takes what follows', written=written)
        remedy = say("end it with {end}", end="-->" if written == "<!--" else f"</{written[1:]}")
    if len(places) > 1:
        problem = say("{problem} ({count} times)", problem=problem, count=len(places))
    return Fault(*places[0], Code.UNCLOSED, problem, remedy)
