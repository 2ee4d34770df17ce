"""A diagram and where D2 put its parts → the SVG that a page shows.

From D2's SVG come places only; what is written here has no font, style, script, id or address.  It can stand in a
page as it is, takes the page's colours, light or dark, and obeys a Content-Security-Policy without ``unsafe-inline``.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise
from math import hypot
from xml.etree import ElementTree

from ..data.diagram import Diagram
from ..errors import ShohyoError, say
from ..model import Component
from .d2 import ends_of
from .labels import BEND, GLYPH, LINE, LOOKS, wrap

RADIUS = 9.5  #: of the disc with an arrow's number, in pixels
WIDE = 420  #: pixels; a wider picture is not made narrower than this, or a telephone shows letters below 11 pixels
TIP = 9  #: length of an arrow's tip in pixels
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class _Box:
    """Where D2 put a component, in pixels."""

    x: float
    y: float
    width: float
    height: float


def draw(diagram: Diagram, laid_out: str, label: str) -> tuple[str, bool]:
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
        for first, last, is_answer in ends_of(diagram):
            name = f"(c{first} {'<-' if is_answer else '->'} c{last})"
            ways.append(_Way.parse(groups[f"{name}[{counted[name]}]"].find(f"{_SVG}path").get("d"), is_answer))
            counted[name] += 1
    except (ElementTree.ParseError, AttributeError, KeyError, ValueError, TypeError) as error:
        raise ShohyoError(
            say("D2 drew what was not expected ({why}); this program knows D2 0.9", why=repr(error))
        ) from None
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
