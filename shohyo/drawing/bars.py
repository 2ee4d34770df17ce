"""A bar chart as SVG: a line for each value, its bar, and the number at the end of it.

Colours come from the style sheet by class, so that it holds on light and dark pages; all lengths are in units of the
viewBox, which is drawn at one CSS pixel a unit or smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..text.measure import cut, width_of

FONT = 13
ROW, BAR = 28, 16  #: from line to line; height of a bar
WIDTH, ROOM = 480, 44  #: of the whole; for the number at the end
MOST = 12  #: widest label, in its own height


def draw_bars(values: Sequence[tuple[str, int]], label: str) -> str:
    """Return the picture.

    Args:
        values: name and number of each line; names that are too long are cut.
        label: what the picture shows; a table beside it says the same.
    """
    names = [cut(name, MOST) for name, _number in values]
    left = max(map(width_of, names), default=0) * FONT + 10
    scale = (WIDTH - left - ROOM) / max([number for _name, number in values] + [1])
    height = ROW * len(values) + 4
    lines = []
    for index, (name, (_name, number)) in enumerate(zip(names, values, strict=True)):
        top = 2 + index * ROW
        base = top + ROW / 2 + FONT * 0.37
        length = number * scale
        lines.append(
            f'<text class="shohyo-bars__name" x="{left - 8:.1f}" y="{base:.1f}">{escape(name)}</text>'
            f'<rect x="{left:.1f}" y="{top + (ROW - BAR) / 2:.1f}" width="{length:.1f}" height="{BAR}" rx="2"/>'
            f'<text class="shohyo-bars__number" x="{left + length + 6:.1f}" y="{base:.1f}">{number}</text>'
        )
    return (
        f'<svg class="shohyo-bars__picture" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(lines) + "\n</svg>"
    )
