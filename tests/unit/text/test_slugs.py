"""Words as anchors, and as they are compared."""

from __future__ import annotations

import pytest

from shohyo.text.slugs import letters, slug


@pytest.mark.parametrize(
    ("words", "anchor", "compared"),
    [
        ("決めておくこと", "決めておくこと", "決めておくこと"),
        ("Ａ/Ｂテスト・入門", "a-bテスト入門", "abテスト入門"),
        ("What it is, and isn't", "what-it-is-and-isn-t", "whatitisandisnt"),
        ("snake_case ｱｲ･ｳ", "snake-case-アイウ", "snakecaseアイウ"),
        ("—", "", ""),
    ],
)
def test_words(words: str, anchor: str, compared: str) -> None:
    """Width, case and marks make no difference; a middle dot joins."""
    assert slug(words) == anchor
    assert letters(words) == compared
