"""How a word with ruby goes on in hiragana is part of it; what follows the word is not."""

from __future__ import annotations

import re

import pytest

from shohyo.search.sphinx import ruby


def read(text: str) -> tuple[str, dict[str, str]]:
    """Read a text in which 取[と] stands for ruby."""
    begin, end = ruby.TAGS["ruby"]
    reading, base = ruby.TAGS["rt"]
    return ruby.read(re.sub(r"(\w)\[(.*?)\]", rf"{begin}\1{reading}\2{base}{end}", text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("取[と]り扱[あつか]い", {"取り扱い": "とりあつかい"}),
        ("取[と]り扱[あつか]いについて", {"取り扱い": "とりあつかい"}),
        ("扱[あつか]う人と扱[あつか]い", {"扱う": "あつかう", "扱い": "あつかい"}),
        ("美[うつく]しかった。", {"美しかった": "うつくしかった"}),
        ("本[ほん]を、本[ほん]が、本[ほん]から、本[ほん]だった", {"本": "ほん"}),
        ("上[あ]がる、撫[な]でて", {"上がる": "あがる", "撫": "な"}),
        ("本[ほん]がない", {"本": "ほん"}),
        ("空[コン]い", {"空": "コン"}),
        ("字[zì]い", {"字": "zì"}),
        ("取[と]り 扱[あつか]い", {"取り": "とり", "扱い": "あつかい"}),
    ],
)
def test_endings(text: str, words: dict[str, str]) -> None:
    """Up to a particle, of what is read in hiragana, and no letter of the text is lost."""
    assert read(text) == (re.sub(r"\[.*?\]", "", text), words)
