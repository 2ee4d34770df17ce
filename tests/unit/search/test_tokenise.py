"""Text is split as ``docs/search-format.md`` says; ``tests/data/tokenise.json`` is for both languages."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shohyo.search.tokenise import bare, class_of, normalise
from tests.oracle import variant

DATA = json.loads((Path(__file__).parents[2] / "data" / "tokenise.json").read_text("utf-8"))

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
    """Normal form and variant form are those of the shared vectors."""
    normal = normalise(case["text"])
    assert (normal, variant(normal)) == (case["normal"], case["variant"])


def test_classes() -> None:
    """Each character is in the class that the shared vectors say."""
    assert {character: class_of(character) for character in DATA["classes"]} == DATA["classes"]


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


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Miéville", "Mieville"), ("Tōkyō", "Tokyo"), ("Désirée", "Desiree"), ("Kästner", "Kastner"), ("Smørrebrød", "Smorrebrod"),
        ("Encyclopædia", "Encyclopaedia"), ("Œuvres", "Oeuvres"), ("Đặng Thân", "Dang Than"), ("Łódź", "Lodz"), ("Þórður", "Thordur"),
        ("Straße", "Strasse"), ("Ħal Għaxaq", "Hal Ghaxaq"), ("ışık", "isik"), ("ёлка", "елка"), ("за\u0301мок", "замок"), ("Όμηρος", "Ομηρος"),
        ("ἀρχή", "αρχη"), ("Dvor\u030cák", "Dvorak"), ("ñandú", "nandu"), ("Čapek", "Capek"), ("Åström", "Astrom"),
    ],
)  # fmt: skip
def test_accents_that_are_one(written: str, typed: str) -> None:
    """What is typed without accents is the variant form of what is written with them."""
    assert normalise(written) != normalise(typed) or "ß" in written
    assert variant(normalise(written)) == normalise(typed)


@pytest.mark.parametrize("letter", ["й", "ї", "ў", "が", "ぱ", "ヴ", "각", "ⵥ", "\u3099"])
def test_letters_of_their_own(letter: str) -> None:
    """What is another letter, not one with an accent, stays."""
    assert bare(normalise(letter)) == normalise(letter)


@given(TEXTS)
def test_without_accents_nothing_is_left_to_fold(text: str) -> None:
    """What is left has no accents, is a normal form, and is in the classes that it was in."""
    form = bare(normalise(text))
    assert bare(form) == form
    assert [class_of(letter) for letter in form] == [
        class_of(letter) for letter in normalise(text) for _ in bare(letter)
    ]


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
