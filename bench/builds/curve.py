"""Figures → how the cost of a page grows with their number, as SVG.

Colours stand in attributes, on a paper of their own, so that the picture is shown under any Content-Security-Policy;
where its style is read it follows the colours of the page around it, light or dark.  No line is told by its colour
alone: each has its name at its end, and a mark of its own.
"""

from __future__ import annotations

from html import escape
from math import log

from .figures import Figures

WIDTH, HEIGHT = 720, 400  #: pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 216, 40, 52  #: room around the lines
LEADING = 20  #: least distance of two names
#: tool → colours on light and on dark paper, each with a contrast of 4.5:1 at least, and form of its mark
LINES = {
    "shohyo": ("#1c4f7d", "#93bfe8", "circle"),
    "before": ("#595c64", "#b0b3ba", "circle"),
    "stock-collapsed": ("#9d2f22", "#efa496", "square"),
    "material": ("#45602a", "#b5d094", "triangle"),
    "zensical": ("#6a4577", "#cfb4da", "diamond"),
}
PAPER, INK, GRID = ("#fdfcfa", "#17191d"), ("#23252a", "#e8e6e1"), ("#dfdbd2", "#3a3e46")
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)

Points = list[tuple[int, float]]


def draw_curve(figures: Figures) -> str:
    """Return the picture; the same figures give the same bytes."""
    lines: dict[str, Points] = {}
    for tool in LINES:
        found = [(size, value) for size in figures.sizes if (value := figures.per_page(size, tool)) is not None]
        if found:
            lines[tool] = found
    sizes = sorted({size for points in lines.values() for size, _value in points})
    highest = max((value for points in lines.values() for _size, value in points), default=1)
    step = next((step for step in _STEPS if highest / step <= 6), _STEPS[-1])
    top = step * -(-highest // step)

    def x(size: int) -> float:
        if len(sizes) < 2:
            return LEFT + 20
        share = log(size / sizes[0]) / log(sizes[-1] / sizes[0])
        return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 20)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    grid = []
    for value in range(0, int(top) + 1, step):
        grid.append(f'<path class="grid" d="M{LEFT} {_n(y(value))}H{WIDTH - RIGHT}" stroke="{GRID[0]}"/>')
        grid.append(f'<text x="{LEFT - 8}" y="{_n(y(value) + 4)}" text-anchor="end">{value}</text>')
    for size in sizes:
        grid.append(f'<text x="{_n(x(size))}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,}</text>')
    drawn, names = [], _apart({tool: y(points[-1][1]) for tool, points in lines.items()})
    for tool, points in lines.items():
        colour, _dark, form = LINES[tool]
        places = [(x(size), y(value)) for size, value in points]
        path = "M" + "L".join(f"{_n(left)} {_n(down)}" for left, down in places)
        marks = "".join(_mark(form, left, down) for left, down in places)
        end = WIDTH - RIGHT + 12
        drawn.append(
            f'<g class="{tool}" fill="{colour}" stroke="{colour}"><path d="{path}" fill="none" stroke-width="2"/>'
            f'<path d="{marks}" stroke="none"/>'
            f'<path d="M{_n(places[-1][0] + 6)} {_n(places[-1][1])}L{end - 4} {_n(names[tool])}" fill="none" '
            f'stroke-width="1" stroke-dasharray="2 3"/>'
            f'<text x="{end}" y="{_n(names[tool] + 4)}" stroke="none">{escape(figures.labels[tool])}</text></g>'
        )
    words = "; ".join(
        f"{figures.labels[tool]}: " + ", ".join(f"{value:.0f} ms at {size:,}" for size, value in points)
        for tool, points in lines.items()
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title desc">',
            '<title id="title">Cost of a page in a clean build, by the number of reviews</title>',
            f'<desc id="desc">{escape(words)}.</desc>',
            f"<style>{_dark_style()}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{PAPER[0]}"/>',
            f'<g class="ink" font-family="system-ui,sans-serif" font-size="13" fill="{INK[0]}">',
            f'<text x="{LEFT}" y="22">Milliseconds of a processor for each page, clean build</text>',
            *grid,
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end">reviews</text>',
            *drawn,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _dark_style() -> str:
    """Return the colours on dark paper; where no style is read, those on light paper stay."""
    rules = [f".paper{{fill:{PAPER[1]}}}", f".ink{{fill:{INK[1]}}}", f".grid{{stroke:{GRID[1]}}}"]
    rules += [f".{tool}{{fill:{dark};stroke:{dark}}}" for tool, (_light, dark, _form) in LINES.items()]
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"


def _apart(places: dict[str, float]) -> dict[str, float]:
    """Return heights at which names do not cover each other, in the order of the lines' ends."""
    found: dict[str, float] = {}
    lowest = TOP - LEADING
    for tool in sorted(places, key=lambda tool: (places[tool], tool)):
        lowest = found[tool] = max(places[tool], lowest + LEADING)
    over = max(0.0, lowest - (HEIGHT - BOTTOM))
    return {tool: place - over for tool, place in found.items()}


def _mark(form: str, x: float, y: float) -> str:
    """Return the path of a mark, its middle at a place."""
    return (
        f"M{_n(x)} {_n(y)}"
        + {
            "circle": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
            "square": "m-4-4h8v8h-8z",
            "triangle": "m0-5l5 9h-10z",
            "diamond": "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
        }[form]
    )


def _n(number: float) -> str:
    """Return a length with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
