"""Labels of components → lines, and the size of the box that holds them."""

from __future__ import annotations

import re
import unicodedata
from math import ceil

from ..model import Component, ComponentKind
from ..text.measure import even_lines, width_of
from ..text.phrases import parsed

#: kind of component -> what it is (people, what runs, what keeps, what judges: a colour) and its outline
LOOKS: dict[ComponentKind, tuple[str, str]] = {
    "client": ("people", "pill"),
    "person": ("people", "person"),
    "device": ("people", "device"),
    "server": ("running", "box"),
    "proxy": ("running", "gate"),
    "lb": ("running", "gate"),
    "job": ("running", "job"),
    "pipeline": ("running", "chevron"),
    "queue": ("keeping", "queue"),
    "cache": ("keeping", "cache"),
    "db": ("keeping", "cylinder"),
    "dwh": ("keeping", "stack"),
    "store": ("keeping", "bucket"),
    "registry": ("keeping", "chest"),
    "artifact": ("keeping", "sheet"),
    "monitor": ("judging", "monitor"),
    "decision": ("judging", "hexagon"),
}
FONT, LINE = 14, 20  #: letters and lines of a label in pixels, as in shohyo.css
WIDTH = 8.0  #: where a label is broken between phrases, in full-width letters
LONGEST = 11.0  #: what is longer is broken within a phrase, too
LEAST_WIDTH = 88  #: of a component, in pixels
BEND = 8  #: depth in pixels of what the outlines bend, cut off or leave out
GLYPH = 18  #: room in pixels that a sign before the label takes
#: outline -> room in pixels beside and above the label, both sides together
_ROOM: dict[str, tuple[int, int]] = {
    "pill": (36, 20),
    "person": (36 + GLYPH, 20),
    "device": (36, 28),
    "gate": (24 + 2 * BEND, 20),
    "chevron": (20 + 4 * BEND, 20),
    "queue": (24 + 3 * BEND, 20),
    "cylinder": (24, 18 + 3 * BEND),
    "cache": (24, 18 + 3 * BEND),
    "stack": (24, 18 + 4 * BEND),
    "bucket": (24 + 2 * BEND, 20),
    "chest": (28, 20 + 2 * BEND),
    "sheet": (24 + 2 * BEND, 20),
    "monitor": (26 + GLYPH, 20),
    "hexagon": (20 + 4 * BEND, 20),
}
_PLAIN_ROOM = (28, 20)


def size_of(component: Component) -> tuple[int, int]:
    """Return width and height in pixels that hold the label."""
    lines = wrap(component.label)
    beside, above = _ROOM.get(LOOKS[component.kind][1], _PLAIN_ROOM)
    return max(LEAST_WIDTH, ceil(max(map(width_of, lines)) * FONT) + beside), len(lines) * LINE + above


def wrap(text: str) -> list[str]:
    """Break a label between phrases into as few lines as ``WIDTH`` allows, evenly filled.

    What stands in brackets at the end of a long label has lines of its own.
    """
    text = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    text = " ".join(text.split())
    name, bracket, remark = text.partition("（")
    if bracket and name and width_of(text) > WIDTH:
        return [*_lines(name), *_lines(bracket + remark)]
    return _lines(text)


def _lines(text: str) -> list[str]:
    pieces = _pieces(text)
    widest = max((width_of(piece.strip()) for piece in pieces), default=0.0)
    return even_lines(pieces, max(WIDTH, widest)) or [""]


def _pieces(text: str) -> list[str]:
    """Split a text where it may be broken; none is wider than ``LONGEST``, none begins with what must not."""
    found: list[str] = []
    for phrase in parsed(text):
        # brackets begin a piece; a dot, a colon and a space end one
        for piece in re.findall(r"[（(]?[^（(・：\s]*[・：\s]*", phrase):
            while width_of(piece.rstrip()) > LONGEST:
                cut = next(size for size in range(len(piece), 0, -1) if size == 1 or width_of(piece[:size]) <= LONGEST)
                cut -= cut > 1 and not _may_begin(piece[cut])
                found.append(piece[:cut])
                piece = piece[cut:]
            if piece and found and not _may_begin(piece[0]) and width_of(found[-1] + piece) <= LONGEST + 2:
                found[-1] += piece
            elif piece:
                found.append(piece)
    return found


def _may_begin(letter: str) -> bool:
    """Tell whether a line may begin with a letter: not with a closing mark, a mark of length or a small kana."""
    small_kana = "LETTER SMALL " in unicodedata.name(letter, "")
    return not small_kana and unicodedata.category(letter) not in ("Pe", "Pf", "Po", "Lm")
