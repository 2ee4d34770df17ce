"""What an index is read by: addresses of terms, and bits that may be damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.codes.reading import unpacked
from shohyo.search.format import fnv1a, number_of, read_postings, read_shard, shard_of, text_of


@pytest.mark.parametrize("data", ["", "AAAA", "f", "?", "gA"])
def test_bits_that_end_too_early(data: str) -> None:
    """What is cut off or no base64 is an error, never an endless loop."""
    with pytest.raises(ValueError, match=r"."):
        read_postings(unpacked(data), 3, 5)


@pytest.mark.parametrize(("text", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_hash(text: str, value: int) -> None:
    """The published values of FNV-1a hold."""
    assert fnv1a(text) == value


def test_words_that_begin_alike_share_a_shard() -> None:
    """Words with three letters in common are in one file, so that a prefix finds all of them."""
    assert len({shard_of(word, 97) for word in ("winf", "winfer", "winference")}) == 1
    assert shard_of("winference", 97) == fnv1a("winf") % 97
    assert shard_of("2推論", 97) == shard_of("v推論", 97) == shard_of("x推論", 97) == number_of("推論") % 97
    assert shard_of("3キャッ", 97) == shard_of("uキャッ", 97) == number_of("キャッ") % 97


@given(st.text(min_size=1, max_size=2) | st.text("".join(map(chr, range(0x30A1, 0x3100))), min_size=3, max_size=3))
def test_characters_are_numbers(text: str) -> None:
    """No two texts of one length are one number, which a script can reckon with."""
    assert text_of(number_of(text), len(text)) == text
    assert number_of(text) < 2**53


@pytest.mark.parametrize(
    ("text", "number"),
    [("\u3000", 0), ("\u3001", 1), ("\u3001\u3002", 0b0110), ("あい", 0b11_00_00_00_01_10_00), ("a", 0xD061), ("\u2fff", 0xFFFF),
     ("𠮷", 0x20BB7), ("\u3001\u3000\u3001", 0b101)],
)  # fmt: skip
def test_numbers_by_hand(text: str, number: int) -> None:
    """The bits of characters stand by turns, from U+3000 on, those of the last one last."""
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("sorts", "data"),
    [({"2": 1}, "AAAA"), ({"2": 10**9}, "AP//"), ({"1": 1}, "AAAAAAP////8"), ({"1": 1}, "+AAAAAAAB/////////////8"),
     ({"3": 1}, ""), ({"w": "a"}, "")],
)  # fmt: skip
def test_shards_that_are_damaged(sorts: dict[str, str | int], data: str) -> None:
    """More terms than there are, and numbers of no characters, are an error."""
    with pytest.raises(ValueError, match=r"."):
        read_shard(sorts, unpacked(data + "=" * (-len(data) % 4)), (0, 1), 3, 5)


@pytest.mark.parametrize(
    ("title", "key"),
    [("推論キャッシュ", "2推論"), ("キャッシュ", "3キャッ"), ("キャ", "2キャ"), ("ml system", "wml"), ("inference", "winf"),
     ("論 x", "1論"), ("論", "1論"), ("「推」", "1「"), ("a/b", "wa"), ("𠮷野", "2𠮷野")],
)  # fmt: skip
def test_titles_are_beside_their_beginning(title: str, key: str) -> None:
    """Who looks for the beginning of a title has its shard already."""
    assert shard_of("t" + title, 997) == (fnv1a(key) if key[0] == "w" else number_of(key[1:])) % 997
