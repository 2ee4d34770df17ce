"""Cards as SVG: valid whatever the words, broken between phrases, and nothing outside its place."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.drawing.card import COVER_HEIGHT, COVER_WIDTH, HEIGHT, WIDTH, Card, Picture, draw_card
from shohyo.text.measure import width_of
from shohyo.text.phrases import phrases

SVG = "{http://www.w3.org/2000/svg}"
FACE = SimpleNamespace(family='A "font" & more', width=width_of)
#: what can be drawn at all: `Typefaces.drawable` leaves the rest out
WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=300)


def drawn(card: Card, cover: Picture | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(draw_card(card, FACE, FACE, cover))


def title_of(root: ElementTree.Element) -> tuple[float, list[str]]:
    """Return the size of the letters, and the lines."""
    group = root.findall(f"{SVG}g")[-1]
    return float(group.get("font-size")), [line.text or "" for line in group]


@settings(max_examples=40)
@given(st.tuples(WORDS, WORDS, WORDS, WORDS), st.booleans())
def test_any_words_stay_in_the_picture(words: tuple[str, str, str, str], has_cover: bool) -> None:
    """Whatever the words, a card is XML in which each line ends before the margin, above the line of the site."""
    title, label, about, site = words
    cover = Picture("data:image/png;base64,", 200, 900) if has_cover else None
    root = drawn(Card(title, "pattern", label, (about, about), site), cover)
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    room = WIDTH - (COVER_WIDTH if has_cover else 0)
    size, lines = title_of(root)
    assert all(int(text.get("x")) + width_of(line) * size < room for text, line in zip(root[-1], lines, strict=True))
    groups = root.findall(f"{SVG}g")
    below = [int(text.get("y")) for text in groups[0].findall(f"{SVG}g/{SVG}text")]
    foot = [y for y in below if y >= 536]
    assert foot == [582] * len(groups[0].findall(f"{SVG}g/{SVG}path"))  # the rule above it is nowhere alone
    assert bool(foot) == bool(title and site.strip())
    assert max(int(text.get("y")) for text in groups[1]) < 536 if len(groups[1]) else True


@pytest.mark.parametrize(
    "title",
    ["推論キャッシュパターン", "AIエンジニアのための機械学習システムデザインパターン", "On the Economy of Machinery"],
)
def test_titles_break_between_phrases(title: str) -> None:
    _size, lines = title_of(drawn(Card(title, "review", "", (), "S"), Picture("", 2, 3)))
    edges = {len("".join(phrases(title)[:number]).replace(" ", "")) for number in range(len(phrases(title)) + 1)}
    ends = {len("".join(lines[: number + 1]).replace(" ", "")) for number in range(len(lines))}
    assert ends <= edges
    assert "".join("".join(lines).split()) == "".join(title.split())


def test_a_short_title_is_large_and_a_long_one_is_cut() -> None:
    large, _lines = title_of(drawn(Card("本", "page", "", (), "S")))
    small, lines = title_of(drawn(Card("とても長い題名です。" * 30, "page", "", (), "S")))
    assert large == 76
    assert small == 34
    assert lines[-1].endswith("…")


def test_kinds_have_colours_of_their_own() -> None:
    colours = {
        kind: drawn(Card("T", kind, "", (), "S")).findall(f"{SVG}rect")[1].get("fill")
        for kind in ("pattern", "antipattern", "topic", "case-study", "review", "page")
    }
    assert len(set(colours.values())) == 4
    assert colours["pattern"] == colours["review"] == colours["page"]


def test_without_a_title_the_site_stands_for_the_page() -> None:
    root = drawn(Card("", "page", "", (), "The site"))
    assert title_of(root)[1] == ["The site"]
    assert [text.text for text in root.iter(f"{SVG}text")].count("The site") == 1


@pytest.mark.parametrize(("width", "height"), [(100, 3000), (3000, 100), (1, 1), (320, 448)])
def test_covers_keep_their_shape(width: int, height: int) -> None:
    image = drawn(Card("T", "review", "", (), "S"), Picture("data:,", width, height)).find(f"{SVG}image")
    wide, high = int(image.get("width")), int(image.get("height"))
    assert wide <= COVER_WIDTH
    assert high <= COVER_HEIGHT
    assert wide / high == pytest.approx(width / height, rel=0.1)
    assert re.fullmatch(r"\d+", image.get("x"))
