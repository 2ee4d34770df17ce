"""Covers drawn from words: valid, small, the same every time, and never broken inside a phrase."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.drawing.cover import CLOTHS, HEIGHT, WIDTH, draw_cover, fit, in_a_row
from shohyo.text.measure import width_of
from shohyo.text.phrases import phrases

SVG = "{http://www.w3.org/2000/svg}"
TITLES = [
    "AIエンジニアのための機械学習システムデザインパターン",
    "Machine Learning Design Patterns",
    "短い本",
    "とても長い題名を持つ本について語るときに私たちがどうしても言い残してしまうことと、その先にある静かな風景",
]


@pytest.mark.parametrize("title", TITLES)
def test_lines_break_between_phrases(title: str) -> None:
    """Every line is a run of whole phrases that fits, and together the lines are the title."""
    size, lines = fit(title)
    edges, position = {0}, 0
    for phrase in phrases(title):
        position += len(phrase)
        edges.add(position)
    position = 0
    for line in lines:
        position = title.index(line, position)
        assert {position, position + len(line)} <= edges | {edge - 1 for edge in edges}  # the space at an end is gone
        assert width_of(line) * size <= WIDTH
        position += len(line)
    assert "".join("".join(lines).split()) == "".join(title.split())


@settings(max_examples=60)
@given(st.text(max_size=400), st.lists(st.text(max_size=60), max_size=4), st.text(max_size=40))
def test_any_words_give_a_small_picture(title: str, authors: list[str], label: str) -> None:
    """Whatever the words, the cover is XML of at most 4 KB, with the words as text and nothing that runs."""
    svg = draw_cover(title, authors, label)
    assert len(svg.encode()) <= 4096
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "g", "rect", "path", "text"}
    assert not {name for element in root.iter() for name in element.attrib} & {"style", "onload", "href"}
    assert svg == draw_cover(title, authors, label)


def test_words_are_text() -> None:
    """Markup in a title stays text, and what XML forbids is left out."""
    root = ElementTree.fromstring(draw_cover('<b>&"太字"\x07', ["甲", "乙"], "書評"))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts[0] == "書評"
    assert '<b>&"太字"' in "".join(texts[1:])
    assert texts[-1] == "甲、乙"


def test_names_stand_in_a_row_as_the_book_has_them() -> None:
    """Accents, dashes and signs are no Japanese."""
    assert in_a_row("Über x² – “Tests”", ["Émile Z.", "Ö. Y."]) == "Émile Z., Ö. Y."
    assert in_a_row("ABC", ["甲", "Doe"]) == "甲、Doe"


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("cloth", "ornament"), CLOTHS)
def test_letters_are_readable_on_every_cloth(cloth: str, ornament: str) -> None:
    """White has a contrast of 7:1 on each cloth, the ornament's colour one of 4.5:1."""
    assert 1.05 / (_luminance(cloth) + 0.05) >= 7
    assert (_luminance(ornament) + 0.05) / (_luminance(cloth) + 0.05) >= 4.5
