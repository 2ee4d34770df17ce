"""What a question asks for: Python and the scripts of the browser say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.beyond.spellings import spellings_of, stem
from shohyo.beyond.tables import tables, words_in
from shohyo.beyond.units import units_of
from shohyo.search.tokenise import normalise
from shohyo.search.words import skeleton
from tests.client import Client

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "beyond.json").read_text("utf-8"))
#: pieces of questions, so that words of form meet words of all scripts
PIECES = st.lists(
    st.sampled_from(
        [
            *(word for name in ("kana", "endings", "han", "okurigana") for word in words_in(name)),
            *(word for name in ("chinese", "korean", "english") for word in words_in(name)),
            "推論", "遅", "更新", "キャッシュ", "サーバー", "モデル", "つくり", "まとめ", "모델", "업데이트", "模型", "inference", "A/B", "n.k.", "C++",
            " ", "、", "？", "・", "👍", "𠮷", "第", "4", "々", "ー", "-", "'", "\u3000",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip
WORDS = st.one_of(
    st.text("abcdefghilmnoprstuvy'", min_size=1, max_size=12),
    st.builds(
        str.__add__,
        st.text("abcdeimnrsty", max_size=6),
        st.sampled_from(
            [
                "ational",
                "ation",
                "ness",
                "fulness",
                "ies",
                "ied",
                "eed",
                "ing",
                "ingly",
                "edly",
                "ement",
                "ogist",
                "ly",
                "s's",
                "ative",
                "izer",
            ]
        ),
    ),
)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def split(text: str, lang: str = "") -> list[list[object]]:
    return [[unit.text, list(unit.parts)] for unit in units_of(normalise(text), lang)]


def split_there(client: Client, text: str, lang: str = "") -> list[list[object]]:
    found = client.ask({"call": "unitsOf", "with": [normalise(text), lang]})
    return [[unit["text"], unit["parts"]] for unit in found]


@pytest.mark.parametrize("case", VECTORS["units"], ids=lambda case: case["text"])
def test_content_words(client: Client, case: dict[str, object]) -> None:
    """Words of form, particles and endings go; what a question is about stays, in both languages alike."""
    text, lang = str(case["text"]), str(case.get("lang", ""))
    assert split(text, lang) == split_there(client, text, lang) == case["units"]


def test_other_spellings(client: Client) -> None:
    """Kana of the other sort, long vowels, okurigana, hyphens, apostrophes, initials."""
    for word, spelled in VECTORS["spellings"].items():
        assert spellings_of(word) == client.ask({"call": "spellingsOf", "with": [word]}) == spelled


def test_stems(client: Client) -> None:
    """Forms of an English word share their stem."""
    for word, stemmed in VECTORS["stems"].items():
        assert stem(word) == client.ask({"call": "stem", "with": [word]}) == stemmed


@settings(max_examples=400)
@given(text=PIECES, lang=st.sampled_from(["", "ja", "zh", "ko"]))
def test_both_sides_split_alike(client: Client, text: str, lang: str) -> None:
    """Whatever is asked, the words are the same, and each is part of it."""
    found = split(text, lang)
    assert found == split_there(client, text, lang)
    normal = normalise(text)
    assert all(word in normal for word, _parts in found)


@settings(max_examples=300)
@given(word=WORDS)
def test_both_sides_stem_alike(client: Client, word: str) -> None:
    """Our stemmer is Snowball's."""
    assert client.ask({"call": "stem", "with": [word]}) == stem(word)


@settings(max_examples=300)
@given(
    word=st.one_of(
        st.text("取り扱い切替え組合せサーバーヴァさーばエイコウ・", max_size=8), st.text("abn.' -_s1", max_size=8)
    )
)
def test_both_sides_spell_alike(client: Client, word: str) -> None:
    """Other spellings are the same, none is the word itself, and each stands there once."""
    found = spellings_of(word)
    assert found == client.ask({"call": "spellingsOf", "with": [word]})
    assert word not in found
    assert len(found) == len(set(found))


@settings(max_examples=200)
@given(text=st.text("サーバーさアヴァ推論ッっャゃ・ーづぢゎab-. ", max_size=12))
def test_both_sides_hear_alike(client: Client, text: str) -> None:
    """Words sound alike in the index and in the browser."""
    assert client.ask({"call": "skeleton", "with": [text]}) == skeleton(text)


@pytest.mark.parametrize(
    ("typed", "word", "is_near"),
    [
        ("infernce", "inference", True), ("inferecne", "inference", True), ("ifnerence", "inference", True), ("こすと", "てすと", False),
        ("こすと", "さいと", False), ("こすと", "のと", False), ("coming", "copying", False), ("きやしゆ", "きやつしゆ", True), ("ろぐ", "ぐろ", False),
        ("すいろん", "すいろむ", True), ("novel", "level", False), ("すいろんきやつしゆ", "すいろんきやしゆ", True),
    ],
)  # fmt: skip
def test_slips(client: Client, typed: str, word: str, is_near: bool) -> None:
    """What is near shares most of its sound and its beginning; no other word is offered."""
    found = client.ask({"call": "slip", "with": [typed, word]})
    assert (found is not None and found < 1) is is_near


def test_tables_are_plain() -> None:
    """Words stand there once, and patterns are those of both languages."""
    for name, text in tables().items():
        words = text.split(" ")
        assert len(words) == len(set(words)), name
        assert "" not in words
        re.compile(text)
