"""Readings by the morphological analyser: what is found in kana and romaji where no reading is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from shohyo.source.frontmatter import parse
from shohyo.text.kana import hiragana
from shohyo.text.readings import is_available, reading_of

PATTERNS = Path(__file__).parents[3] / "patterns"


def test_analyser_is_there() -> None:
    """The development requirements have it."""
    assert is_available()


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("推論結果キャッシュ", "すいろんけっかきゃっしゅ"),
        ("前処理・推論", "まえしょりすいろん"),
        ("Web シングル", "webしんぐる"),
        ("第4章 推論", "だい4しょうすいろん"),
        ("ｻｰﾊﾞｰ", "さーばー"),
        ("まとめ", ""),
        ("Plain words", ""),
        ("", ""),
        ("𠮷野家", ""),
        ("龘", ""),
        ("🍣<b>寿司</b>", "bすしb"),
        ("\ud800推論", "すいろん"),
    ],
)
def test_reading(text: str, kana: str) -> None:
    """Kanji and katakana become hiragana, marks go; there is none where it would help nobody or is not known."""
    assert reading_of(text) == kana


def test_readings_that_authors_wrote() -> None:
    """The readings in the front matter of the site's pages are those that the analyser gives, Latin words aside."""
    seen = 0
    for path in sorted(PATTERNS.glob("*.md")):
        record = parse(path.read_text("utf-8"), path.name, f"patterns/{path.stem}").record
        if not getattr(record, "reading", None) or any(
            letter.isascii() and letter.isalpha() for letter in record.title
        ):
            continue
        seen += 1
        assert reading_of(record.title) == hiragana(record.reading)
    assert seen > 30
