"""The index of a book: by the fifty sounds, then by the alphabet, whatever else at the end."""

from __future__ import annotations

from shohyo.bound.index import Name, grouped, names_of
from shohyo.data.catalogue import Document
from shohyo.model import Pattern


def heads(*readings: str) -> list[tuple[str, list[str]]]:
    names = [Name(text, "page", text) for text in readings]
    return [(head, [name.text for name in members]) for head, members in grouped(names)]


def test_rows_and_letters() -> None:
    assert heads("Zebra", "はな", "ガード", "かた", "apple", "あお", "いえ", "1984", "ぱい", "バス", "ん") == [
        ("あ", ["あお", "いえ"]),
        ("か", ["ガード", "かた"]),  # sorted as かあど and かた
        ("は", ["ぱい", "バス", "はな"]),
        ("わ", ["ん"]),
        ("A", ["apple"]),
        ("Z", ["Zebra"]),
        ("#", ["1984"]),
    ]


def test_long_vowels_and_small_letters_stand_as_they_sound() -> None:
    expected = [("か", ["かあ", "カーブ", "カアフ", "キャッシュ", "キヤノン"])]
    assert heads("キヤノン", "キャッシュ", "カーブ", "カアフ", "かあ") == expected


def test_names_and_their_readings() -> None:
    record = Pattern(title="推論", reading="すいろん", aliases=["Inference", "推論"], title_en="Inference", id="a")
    found = list(names_of([Document("a", "a.md", record, "推論")]))
    assert [(name.text, name.docname) for name in found] == [("推論", "a"), ("Inference", "a")]
    assert found[0].reading == "すいろん"
    assert found[0].head == "さ"
