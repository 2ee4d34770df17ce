"""Words that are offered when a query finds nothing: which they are, and where they are looked for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.search.format import swapped
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.shards import build_files
from shohyo.search.words import keys, skeleton, words_of


def entries(page: Page) -> list[str]:
    return [entry for _sound, entry in words_of([page])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サーバー", "サーバ"), ("ヴァイオリン", "バイオリン"), ("さーばー", "サーバ"), ("キャッシュ", "キヤツシユ".replace("ツ", "ッ")),
        ("推論・学習", "推論 学習"), ("つづき", "つずき"), ("a/b", "ab"), ("ヴ", "ブ"),
    ],
)  # fmt: skip
def test_spellings_that_sound_alike(one: str, other: str) -> None:
    """Kana of either sort, long vowels, doubled consonants, small kana and marks make no difference."""
    assert skeleton(one) == skeleton(other)


def test_words_of_a_page() -> None:
    """Names as a whole and by runs of one script, katakana of the text; for a reading, what it is the reading of."""
    page = Page(
        "p", "p.html", "推論キャッシュの形", (Section("s", "なぜ使うか", ("データベースを読む。",)),), names=("Cache way", "すいろんきゃっしゅ"),
    )  # fmt: skip
    found = entries(page)
    assert {"推論キャッシュの形", "推論", "キャッシュ", "Cache way", "なぜ使うか", "データベース"} <= set(found)
    assert "推論キャッシュの形\tすいろんきゃっしゅ" in found
    assert "読む" not in found


def test_words_of_many_pages_come_first() -> None:
    """The order is that of the pages that have a word, then of the words."""
    pages = [Page("a", "", "推論", ()), Page("b", "", "学習", ()), Page("c", "", "学習", ())]
    assert [entry for _, entry in words_of(pages)] == ["学習", "推論"]


@given(st.text("あいうアイウ漢字推論", min_size=4, max_size=12), st.data())
def test_one_slip_leaves_a_key(word: str, data: st.DataObject) -> None:
    """Whichever character is exchanged, the beginning or the end still leads to the word."""
    at = data.draw(st.integers(0, len(word) - 1))
    assert set(keys(word)) & set(keys(word[:at] + "X" + word[at + 1 :]))


def _shards(files: dict[str, bytes]) -> Iterator[list[str]]:
    for name, content in files.items():
        if "/w" in name:
            text = swapped(content.decode())
            yield json.loads("[" + text[text.index("(") + 1 : text.rindex(")")] + "]")[2]


def test_files_of_a_large_vocabulary_are_small() -> None:
    """Words are spread over files, each twice at most, and none is lost."""
    pages = [
        Page(f"p{n:04}", "", f"第{chr(0x4E00 + n)}{chr(0x5E00 + n % 700)}案の{chr(0x6E00 + n % 90)}形", ())
        for n in range(2000)
    ]
    _, files = build_files(build_index(pages))
    shards = list(_shards(files))
    assert len(shards) > 4
    assert {entry for shard in shards for entry in shard} == {entry for _, entry in words_of(pages)}
