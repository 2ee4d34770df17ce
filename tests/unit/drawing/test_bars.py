"""Bar charts: bars as long as the numbers, names that are safe and fit."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from shohyo.drawing.bars import ROOM, WIDTH, draw_bars

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_numbers() -> None:
    """The longest leaves room for its number, nothing has no length, and half is half as long."""
    drawn = ET.fromstring(draw_bars([("2020", 4), ("2021", 0), ("2022", 2)], "L"))
    bars = [(float(bar.get("x")), float(bar.get("width"))) for bar in drawn.iter(f"{SVG}rect")]
    assert len({left for left, _width in bars}) == 1
    assert bars[0][0] + bars[0][1] == WIDTH - ROOM
    assert bars[1][1] == 0
    assert abs(bars[2][1] - bars[0][1] / 2) < 0.1
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert texts == ["2020", "4", "2021", "0", "2022", "2"]


def test_names_are_text() -> None:
    """Markup in names and label stays text; a name too long for its room is cut."""
    drawn = ET.fromstring(draw_bars([('<b>&"', 1), ("長" * 40, 1)], '<"&'))
    names = [text.text for text in drawn.iter(f"{SVG}text") if "name" in text.get("class")]
    assert names[0] == '<b>&"'
    assert names[1].endswith("…")
    assert len(names[1]) < 14
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", '<"&')


def test_nothing_to_draw() -> None:
    """Without values the picture is empty, and is still one."""
    assert ET.fromstring(draw_bars([], "L")).tag == f"{SVG}svg"
