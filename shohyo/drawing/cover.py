"""Title, authors and kind of a review → a cover drawn with letters alone, as SVG.

No publisher's picture is used.  The drawing has presentation attributes only: no style, script or font file, so that
it is shown under any Content-Security-Policy, and colours of its own, which hold on light and dark pages alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from ..text import measure
from ..text.kana import JAPANESE
from ..text.measure import cut
from ..text.phrases import phrases

WIDTH, HEIGHT = 320, 448  #: pixels
#: where covers are written, below the builder's folder of images
FOLDER = "covers"

#: cloth and its ornament; white letters have a contrast of at least 7:1 on each cloth (WCAG 2.2, 1.4.6)
CLOTHS = (
    ("#1b3a5c", "#8cc0f2"),
    ("#4a1f3d", "#f0a8d0"),
    ("#1e4637", "#9fdcb8"),
    ("#5a2a1a", "#f5b895"),
    ("#33305e", "#c3bdf5"),
    ("#3b3a1c", "#dcd58a"),
)
_MARGIN = 36  # to the left of the text, the spine included; the right has less
_ROOM = WIDTH - _MARGIN - 24
_TITLE_TOP, _TITLE_HEIGHT = 112, 230
_SIZES = range(34, 13, -1)
_LEADING = 1.42
_FONTS = "'Hiragino Sans','Noto Sans CJK JP','Noto Sans JP','Yu Gothic',Meiryo,sans-serif"
#: what XML 1.0 forbids
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_cover(title: str, authors: Sequence[str], label: str) -> str:
    """Return the SVG of a cover, at most 4 KB; the same words give the same bytes.

    Args:
        title: of the book; its lines break between phrases only.
        authors: as they are printed.
        label: what is reviewed here, in the site's language.
    """
    title, names = _clean(title), _clean(in_a_row(title, authors))
    # the title alone decides, so that the covers of a shelf differ and stay
    cloth, ornament = CLOTHS[hashlib.sha256(title.encode()).digest()[0] % len(CLOTHS)]
    size, lines = fit(title)
    text = "".join(
        f'<text x="{_MARGIN}" y="{_TITLE_TOP + round((number + 0.86) * size * _LEADING)}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    rule = _TITLE_TOP + round((len(lines) + 0.55) * size * _LEADING)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{cloth}"/>'
        f'<path d="M0 4a4 4 0 0 1 4-4h10v{HEIGHT}H4a4 4 0 0 1-4-4z" fill="#000000" fill-opacity=".28"/>'
        f'<path d="M{_MARGIN} 84h{_ROOM}" stroke="{ornament}" stroke-width="2"/>'
        f'<path d="M{_MARGIN} {rule}h48" stroke="{ornament}" stroke-width="4"/>'
        f'<g font-family="{_FONTS}" fill="#ffffff">'
        f'<text x="{_MARGIN}" y="64" font-size="20" fill="{ornament}">{escape(cut(_clean(label), _ROOM / 20))}</text>'
        f'<g font-size="{size}" font-weight="700">{text}</g>'
        f'<text x="{_MARGIN}" y="{HEIGHT - 40}" font-size="20">{escape(cut(names, _ROOM / 20))}</text>'
        "</g></svg>\n"
    )


def in_a_row(title: str, authors: Sequence[str]) -> str:
    """Return authors as their book would print them, in Japanese or otherwise."""
    return ("、" if JAPANESE.search("".join((title, *authors))) else ", ").join(authors)


def fit(title: str) -> tuple[int, list[str]]:
    """Return the largest size (pixels) at which *title* fits, and its lines; what fits at none ends in “…”."""
    return measure.fit(phrases(title), _ROOM, _TITLE_HEIGHT, _SIZES, _LEADING)


def _clean(text: str) -> str:
    """Return *text* in one line, without what XML forbids."""
    return " ".join(_FORBIDDEN.sub("", text).split())
