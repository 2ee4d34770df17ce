"""Cards as pictures: size, the same bytes each time, and what fonts and covers cannot show."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pylopdf_fonts_jp
import pytest
from PIL import Image

from shohyo.drawing.card import Card
from shohyo.exports import cards
from shohyo.exports.cards import MOST, Plan, draw
from shohyo.exports.typefaces import Typeface, Typefaces
from tests.nasty import TITLES

COVERS = Path(__file__).parents[3] / "examples/shelf/covers"


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    return Typefaces(pylopdf_fonts_jp.serif_path(), pylopdf_fonts_jp.sans_path())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推論キャッシュ", "推論キャッシュ"),
        ("か\u3099 Cafe\u0301", "が Café"),
        ("旗 🇯🇵と家族👩‍👩‍👧‍👦です", "旗 と家族です"),
        ("𠮷野家 ①", "𠮷野家 ①"),
        ("back\u202c \u200fwards\u200b", "back wards"),
        ("one\u2028two\u3000three", "one two three"),
        ("half \ud83d of a pair \ufffe", "half of a pair"),
        ("♥\ufe0f and ☃", "♥ and ☃"),
        ("🎉", ""),
    ],
)
def test_what_is_drawn_of_a_text(typefaces: Typefaces, text: str, expected: str) -> None:
    assert typefaces.drawable(text) == (expected, "")


@pytest.mark.parametrize(("text", "lacking"), [("שלום and back", "ולםש"), ("สวัสดี", "\u0e27\u0e31"), ("ok ๓", "๓")])
def test_a_text_with_letters_that_no_font_has_is_not_drawn(typefaces: Typefaces, text: str, lacking: str) -> None:
    drawable, letters = typefaces.drawable(text)
    assert drawable == ""
    assert set(lacking) <= set(letters)


def test_what_is_no_font() -> None:
    with pytest.raises(OSError, match=r"font|file"):
        Typeface(Path(__file__))


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_gives_a_picture(typefaces: Typefaces, title: str) -> None:
    drawable, _lacking = typefaces.drawable(title)
    data = draw(Card(drawable, "pattern", "Pattern", (), "Site"), b"", typefaces)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, 630))
    assert len(data) <= MOST


def photograph(width: int, height: int) -> bytes:
    """Return a JPEG with no two pixels alike, which nothing makes small."""
    data = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(data, "JPEG", quality=95)
    return data.getvalue()


def middle(data: bytes) -> set[tuple[int, ...]]:
    """Return the colours where a cover stands."""
    image = Image.open(io.BytesIO(data)).convert("RGB").crop((900, 200, 1050, 400))
    return {colour for _count, colour in image.getcolors(1 << 24)}


@pytest.mark.parametrize("cover", [photograph(1200, 1800), photograph(40, 60), photograph(3000, 200)])
def test_a_photograph_costs_no_more(typefaces: Typefaces, cover: bytes) -> None:
    assert len(draw(Card("題名", "review", "書評", (), "Site"), cover, typefaces)) <= MOST


@pytest.mark.parametrize("name", ["babbage1835.svg", "fukuzawa1969.png"])
def test_covers_are_shown(typefaces: Typefaces, name: str) -> None:
    card, cover = Card("T", "review", "", (), "Site"), (COVERS / name).read_bytes()
    data = draw(card, cover, typefaces)
    assert len(middle(data)) > 2
    assert data == draw(card, cover, typefaces)
    assert len(middle(draw(card, b"", typefaces))) == 1


@pytest.mark.parametrize(
    "cover",
    [b"no picture", b"<svg", b"<html></html>", photograph(300, 300)[:400], b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>"],
    ids=["text", "half a drawing", "markup", "half a photograph", "half a GIF", "no size"],
)  # fmt: skip
def test_what_is_no_picture_is_left_out(typefaces: Typefaces, cover: bytes) -> None:
    card = Card("T", "review", "", (), "Site")
    assert middle(draw(card, cover, typefaces)) == middle(draw(card, b"", typefaces))


def test_a_picture_is_kept_whole(typefaces: Typefaces, tmp_path: Path) -> None:
    plan = Plan("a", Card("T", "page", "", (), "Site"), "", b"", "key")
    plan.draw(tmp_path, typefaces)
    assert [file.name for file in tmp_path.iterdir()] == ["key.png"]
    assert plan.file(tmp_path).read_bytes() == draw(plan.card, b"", typefaces)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(cards.logger, "info", lambda template, text: found.append(template % text))
    return found


def app_with(folder: Path, **values: Any) -> Any:
    settings = {"shohyo_cards": True, "shohyo_card_font": "", "html_baseurl": "https://example.org/", "language": "en"}
    return SimpleNamespace(confdir=folder, config=SimpleNamespace(**settings | values))


def test_without_what_draws_them_there_are_none(
    told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_with(tmp_path)
    cards.on_config_inited(app, app.config)
    assert (app.config.shohyo_cards, told) == (True, [])
    monkeypatch.setattr(cards, "find_spec", lambda name: None if name == "resvg_py" else object())
    cards.on_config_inited(app, app.config)
    assert not app.config.shohyo_cards
    assert told == ["pages have no cards: install shohyo[cards], or say shohyo_cards = False"]
    cards.on_config_inited(app, app.config)  # as it would be with the value off
    assert len(told) == 1


def test_who_brings_a_font_needs_none_of_ours(told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "find_spec", lambda name: None if name == "pylopdf_fonts_jp" else object())
    (tmp_path / "a.otf").write_bytes(pylopdf_fonts_jp.sans_path().read_bytes())
    app = app_with(tmp_path, shohyo_card_font="a.otf")
    cards.on_config_inited(app, app.config)
    assert (app.config.shohyo_cards, told) == (True, [])
    assert cards._typefaces(app).files == [tmp_path / "a.otf"]
    app = app_with(tmp_path, shohyo_card_font=["a.otf", "b.otf"])
    cards.on_config_inited(app, app.config)
    assert not app.config.shohyo_cards
    assert told == ['shohyo_card_font: there is no file "b.otf", and pages have no cards']
