"""How words are read, as titles and their readings tell: what a question in hiragana alone is cut by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.beyond.alias import Called
from shohyo.beyond.reading import aligned, reading_rows, reading_tables
from shohyo.search.tokenise import normalise
from shohyo.text.kana import readings


def page(title: str, *names: str, kinds: tuple[str, ...] = (), headings: tuple[str, ...] = ()) -> Called:
    given = (names, kinds, headings)
    return Called(normalise(title), *(tuple(map(normalise, texts)) for texts in given))


def rows(*pages: Called) -> dict[str, list[str]]:
    found = reading_rows(pages)
    assert [row[0] for row in found] == sorted({row[0] for row in found})
    return {kana: words for kana, *words in found}


@pytest.mark.parametrize(
    ("written", "kana", "words"),
    [
        ("検索インデックスの鮮度", "けんさくいんでっくすのせんど", [("検索", "けんさく"), ("鮮度", "せんど")]),
        ("前処理・推論", "まえしょりすいろん", []),  # where one ends and the other begins, nobody says
        ("学習と推論", "がくしゅうとすいろん", [("学習", "がくしゅう"), ("推論", "すいろん")]),
        ("とうと塔", "とうととう", [("塔", "とう")]),
        ("塔と塔", "とうととう", []),  # と stands there twice
        ("gpu共有", "じーぴーゆーきょうゆう", []),
        ("監視", "かんし", [("監視", "かんし")]),
        ("監視", "", []),
        ("監視の", "かんしを", []),
    ],
)
def test_readings_are_aligned_where_they_tell(written: str, kana: str, words: list[tuple[str, str]]) -> None:
    assert [*aligned(written, kana)] == words


def test_rest_of_a_word_is_known_by_another() -> None:
    """機械学習 beside 学習, and then 機械設計 beside 機械."""
    found = rows(page("機械学習", "きかいがくしゅう"), page("学習", "がくしゅう"), page("機械設計", "きかいせっけい"))
    assert found["きかい"] == ["機械"]
    assert found["せっけい"] == ["設計"]


def test_titles_and_words_in_katakana() -> None:
    """A title is a word without what its page is one of; katakana is read as it is written."""
    names = ("Load test", *readings("ふかてすとぱたーん"))
    found = rows(page("負荷テストパターン", *names, headings=("モデルの配り方",), kinds=("パターン",)))
    assert found["ふかてすと"] == ["負荷テスト"]
    assert found["もでる"] == ["モデル"]
    assert not any("loadtest" in kana or "ふかてすとぱたーん" in kana for kana in found)


def test_words_that_are_read_alike() -> None:
    assert rows(page("監視", "かんし"), page("環視", "かんし"))["かんし"] == ["環視", "監視"]


def test_short_readings_tell_nothing() -> None:
    assert reading_tables([page("木", "き"), page("負荷", "ふか")]) == {}


@settings(max_examples=200)
@given(
    titles=st.lists(
        st.tuples(st.text("監視推論のとキー x・", max_size=8), st.text("かんしすいろのときー", max_size=12)), max_size=5
    )
)
def test_rows_are_readings_of_words(titles: list[tuple[str, str]]) -> None:
    """Whatever titles and readings say, keys are hiragana, and each word is in a title."""
    found = rows(*(page(title, kana) for title, kana in titles))
    for kana, words in found.items():
        assert len(kana) >= 3
        assert words == sorted(set(words))
        assert all(any(word in title for title, _kana in titles) for word in words)
