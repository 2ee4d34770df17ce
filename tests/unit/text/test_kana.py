"""Readings in kana have the order of the fifty sounds."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shohyo.text.kana import reading_key


def test_readings_are_sorted_by_the_50_sounds() -> None:
    """Katakana counts as hiragana, small as large, a long vowel as its vowel; voicing only breaks ties."""
    ordered = [
        "あ", "アー", "ああ", "あい", "いしい", "ヴ", "うん", "かき", "かぎ", "がき", "かぎあな", "きやく", "きゃくま",
        "キョウト", "きよし", "さとう", "さとう, あい", "さとうじ", "しふい", "しぶい, ゆう", "しぶい, ゆうすけ", "しゅう", "しゆうへ",
        "はは", "ばば", "ぱぱ", "はばな", "んあ",
    ]  # fmt: skip
    shuffled = list(ordered)
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=reading_key) == ordered


@given(st.text(st.sampled_from("あいうカがゔぱゃやーゝゞヾッﾊﾞ, ・a漢"), max_size=8))
def test_katakana_sorts_as_hiragana(reading: str) -> None:
    """A reading in katakana has the place of the same reading in hiragana."""
    katakana = "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" or char in "ゝゞ" else char for char in reading)
    assert reading_key(katakana) == reading_key(reading)
