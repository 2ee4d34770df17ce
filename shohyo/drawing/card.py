"""What a page is called, of what kind it is and of which book → the picture that a link to it is shown with, as SVG.

The picture is drawn to be made a PNG: it names fonts that whoever does so has at hand, and how they measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from ..text.measure import cut, fit, lines_of
from ..text.phrases import phrases

WIDTH, HEIGHT = 1200, 630  #: pixels, which is what networks ask for
#: place of a cover, pixels
COVER_WIDTH, COVER_HEIGHT = 300, 430

# the light colours of tokens.css, for a picture stands on pages of others
_PAPER, _LINE, _INK, _INK_SOFT = "#fdfcfa", "#dfdbd2", "#23252a", "#595c64"
_ACCENT = "#1c4f7d"
_COLOURS = {"antipattern": "#9d2f22", "topic": "#45602a", "case-study": "#6a4577"}

_LEFT, _RIGHT = 92, 76  # margins
_GAP = 60  # between text and cover
_TITLE_TOP, _TITLE_HEIGHT = 148, 272
_SIZES = range(76, 33, -2)
_LEADING = 1.36
_SPACING = 0.02  # between letters of a title, em
_SMALL, _LABEL = 28, 30
_ABOUT_END = 524  # where the last line under the title may stand


class Face(Protocol):
    """A font that is at hand."""

    family: str

    def width(self, text: str) -> float:
        """Return the width of a text in em."""


@dataclass(frozen=True)
class Card:
    """The words of a picture, all of which its fonts can show."""

    title: str  #: "" if it cannot be shown
    kind: str  #: decides the colour
    label: str  #: of the kind, in the site's language; "" for pages of none
    about: tuple[str, ...]  #: lines under the title: book, chapter, authors
    site: str


@dataclass(frozen=True)
class Picture:
    """A cover."""

    address: str  #: a ``data:`` URL
    width: float  #: pixels, in any scale
    height: float


def draw_card(card: Card, heading: Face, text: Face, cover: Picture | None = None) -> str:
    """Return the SVG of a card; the same words give the same bytes."""
    colour = _COLOURS.get(card.kind, _ACCENT)
    room = WIDTH - _LEFT - _RIGHT - (COVER_WIDTH + _GAP if cover else 0)
    size, lines = fit(
        phrases(card.title or card.site),
        room,
        _TITLE_HEIGHT,
        _SIZES,
        _LEADING,
        lambda words: heading.width(words) + _SPACING * len(words),
    )
    top = _TITLE_TOP + round((_TITLE_HEIGHT - len(lines) * size * _LEADING) / 4)  # a short one stands a little lower
    title = "".join(
        f'<text x="{_LEFT}" y="{top + round((number + 0.95) * size * _LEADING)}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    under = top + round(len(lines) * size * _LEADING) + 30
    most = max(0, int((_ABOUT_END - under) / (_SMALL * 1.5) + 0.1))
    about = "".join(
        f'<text x="{_LEFT}" y="{under + round((number + 0.9) * _SMALL * 1.5)}">{escape(line)}</text>'
        for number, line in enumerate(_about(card, room, text)[:most])
    )
    site = cut(card.site, room / _SMALL, text.width) if card.title else ""
    foot = (
        f'<path d="M{_LEFT} 536h{room}" stroke="{_LINE}" stroke-width="2"/>'
        f'<text x="{_LEFT}" y="582">{escape(site)}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>'
        f'<rect width="24" height="{HEIGHT}" fill="{colour}"/>'
        f"{_placed(cover) if cover else ''}"
        f"<g font-family={quoteattr(text.family)}>"
        f'<text x="{_LEFT}" y="112" font-size="{_LABEL}" fill="{colour}" stroke="{colour}" stroke-width=".6" '
        f'letter-spacing="2">{escape(cut(card.label, room / _LABEL, text.width))}</text>'
        f'<g font-size="{_SMALL}" fill="{_INK_SOFT}">{about}'
        f"{foot if site else ''}</g></g>"
        # the site's headings are bold; a stroke makes the one weight that is at hand so
        f'<g font-family={quoteattr(heading.family)} font-size="{size}" letter-spacing="{size * _SPACING:g}" '
        f'fill="{_INK}" stroke="{_INK}" stroke-width="{size / 44:.2f}">{title}</g></svg>\n'
    )


def _about(card: Card, room: float, text: Face) -> list[str]:
    """Return the lines under the title, three at most; each but the last in one line."""
    lines: list[str] = []
    for words in card.about:
        found = lines_of(phrases(words), room / _SMALL, text.width)
        lines += [found[0], cut("".join(found[1:]), room / _SMALL, text.width)] if len(found) > 1 else found
    return [cut(line, room / _SMALL, text.width) for line in lines[:3]]


def _placed(cover: Picture) -> str:
    """Return a cover in its place: as large as fits, its middle where that of the others is."""
    scale = min(COVER_WIDTH / cover.width, COVER_HEIGHT / cover.height)
    width, height = round(cover.width * scale), round(cover.height * scale)
    left = WIDTH - _RIGHT - COVER_WIDTH + (COVER_WIDTH - width) // 2
    top = (HEIGHT - height) // 2
    box = f'x="{left}" y="{top}" width="{width}" height="{height}"'
    return (
        f'<image {box} preserveAspectRatio="none" href={quoteattr(cover.address)}/>'
        f'<rect {box} fill="none" stroke="{_LINE}"/>'
    )
