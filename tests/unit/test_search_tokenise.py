"""Text is split as ``docs/search-format.md`` says; ``tests/data/tokenise.json`` is for both languages."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shohyo.search.tokenise import LINE_END, class_of, counts, normalise, variant

DATA = json.loads((Path(__file__).parents[1] / "data" / "tokenise.json").read_text("utf-8"))

#: any character, with those that are often in the way more often
CHARACTERS = st.one_of(
    st.characters(),
    st.sampled_from(
        "あいアイーー・々ゝ漢字推論。、「」 \u3000\n\0aA1.-+#/@%ßςİΣ\u0301\u3099\u309a\ufe0f\u200d👩💻ｶﾞ\ud800\udc00"
    ),
)
TEXTS = st.text(CHARACTERS, max_size=40)


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: ascii(case["text"]))
def test_vectors(case: dict[str, object]) -> None:
    """Normal form, variant form and terms are those of the shared vectors."""
    normal = normalise(case["text"])
    assert (normal, variant(normal), sorted(counts(normal))) == (case["normal"], case["variant"], case["terms"])


def test_classes() -> None:
    """Each character is in the class that the shared vectors say."""
    assert {character: class_of(character) for character in DATA["classes"]} == DATA["classes"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++", {"wc", "pc", "mc+", "m++"}),
        (".NET", {"wnet", "pn", "pne", "m.n", "b.n"}),
        ("a.b", {"wa", "wb", "pa", "pb", "ma.", "m.b"}),
        ("A/B", {"wa", "wb", "pa", "pb", "ma/", "m/b"}),
        ("v1.2", {"wv1", "w2", "pv", "pv1", "p2", "m1.", "m.2"}),
        ("->", {"m->"}),
        ("「a」。", {"wa", "pa"}),
        ("aの", {"wa", "pa", "1の", "xaの"}),
        ("の a1・", {"1の", "wa1", "pa", "pa1", "1・", "x1・", "vのa"}),
        ("ｶﾞｲﾄﾞ", {"1ガ", "1イ", "1ド", "2ガイ", "2イド", "3ガイド"}),
        (
            "アー・イウエ",
            {
                "1ア",
                "1ー",
                "1・",
                "1イ",
                "1ウ",
                "1エ",
                "2アー",
                "2ー・",
                "2・イ",
                "2イウ",
                "2ウエ",
                "3イウエ",
                "vアイ",
                "uアイウ",
            },
        ),
        ("あーい", {"1あ", "1ー", "1い", "2あー", "2ーい", "vあい"}),
        ("…", {"m.."}),
        ("+", set()),
    ],
)
def test_terms_by_hand(text: str, expected: set[str]) -> None:
    """The examples of the contract, written down without the code."""
    assert counts(normalise(text)).keys() == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"), ("ｻｰﾊﾞｰ", "サーバー"), ("か\u3099", "が"), ("STRASSE", "straße"), ("ΟΔΟΣ", "οδος"),
        ("e\u0301", "é"), ("a‐b", "a-b"), ("a—b", "a-b"), ("モデル･イン", "モデル·イン"), ("a\u3000 b\n", "a b"), ("葛\U000e0100", "葛"),
        ("❤\ufe0f", "❤"), ("it’s", "it's"),
    ],
)  # fmt: skip
def test_spellings_that_are_one(one: str, other: str) -> None:
    """Spellings that readers take for the same have the same normal form."""
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    "pair",
    [("サーバ", "サーバー"), ("A/Bテスト", "A/B テスト"), ("モデル・イン", "モデルイン"), ("機械　学習", "機械学習")],
)
def test_variants_that_are_one(pair: tuple[str, str]) -> None:
    """Long-vowel marks, middle dots and spaces beside ideographic characters make no difference to the variant form."""
    one, other = map(normalise, pair)
    assert one != other
    assert variant(one) == variant(other)


@given(TEXTS)
@example("\u03c2\u0301")
@example("e\u200d\u0301")
@example("İ\u0323")
def test_normal_form_is_idempotent(text: str) -> None:
    """The normal form of a normal form is itself."""
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS)
def test_normal_form_is_clean(text: str) -> None:
    """It has no capital letter, no surrogate, no white space but single spaces inside, and is NFKC."""
    normal = normalise(text)
    assert normal == normal.strip() == " ".join(normal.split())
    assert normal == unicodedata.normalize("NFKC", normal)
    assert all(character.lower() == character and unicodedata.category(character) != "Cs" for character in normal)


@given(TEXTS)
def test_terms_stand_in_the_text(text: str) -> None:
    """Every term but those of the variant form is in the text, as often as is said, or more where they overlap."""
    normal = normalise(text)
    for term, number in counts(normal).items():
        assert not {" ", "\n"} & set(term)
        if term[0] not in "uv":
            assert 0 < number <= sum(normal.startswith(term[1:], at) for at in range(len(normal)))


@given(TEXTS, st.data())
def test_terms_of_a_part_are_terms_of_the_whole(text: str, data: st.DataObject) -> None:
    """Whatever ideographic part of a text is searched, all of its terms are among those of the text."""
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : data.draw(st.integers(start, len(normal)))]
    found = counts(normal).keys()
    assert {term for term in counts(part) if term[0] in "123"} <= found
    for term in counts(variant(part)):
        literal, folded = {"2": "2v", "3": "3u", "x": "xv"}.get(term[0], "  ")
        assert term[0] not in "23x" or {literal + term[1:], folded + term[1:]} & found


@given(st.lists(TEXTS.map(normalise), max_size=4))
def test_terms_of_lines_are_those_of_each(lines: list[str]) -> None:
    """Terms are asked for in one go, of one line or of several; none crosses the end of a line."""
    assert counts(LINE_END.join(lines)).keys() == {term for line in lines for term in counts(line)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推論推論の推論", {"2推論": 3, "2論推": 1, "2論の": 1, "2の推": 1}),
        ("キャッキャッ", {"2キャ": 2, "2ャッ": 2, "2ッキ": 1, "3キャッ": 2, "3ャッキ": 1, "3ッキャ": 1}),
        ("ab b ab", {"wab": 2, "wb": 1, "pa": 2, "pab": 2, "pb": 1}),
        ("->->", {"m->": 2, "m>-": 1}),
    ],
)
def test_how_often_by_hand(text: str, expected: dict[str, int]) -> None:
    """Terms are counted, overlapping ones too, but for single characters."""
    assert {term: number for term, number in counts(text).items() if term[0] != "1"} == expected
