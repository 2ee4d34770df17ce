"""The terms of a text are those of the contract, be they looked for one by one or in many texts at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shohyo.search import terms
from shohyo.search.format import WHOLE
from shohyo.search.terms import form_of, terms_of
from shohyo.search.tokenise import normalise
from tests.oracle import counts, variant
from tests.terms import indexed, level, spelled
from tests.unit.search.test_tokenise import DATA, TEXTS


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: ascii(case["text"]))
def test_vectors(case: dict[str, object]) -> None:
    """Terms are those of the shared vectors."""
    assert sorted(indexed(normalise(case["text"]))) == case["terms"]


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
        ("ｶﾞｲﾄﾞ", {"1ガ", "1イ", "1ド", "2ガイ", "2イド", "3ガイド", "kガイド"}),
        (
            "アー・イウエ",
            {
                "kアー",
                "kイウエ",
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
        ("Né.", {"wné", "pn", "pné", "fne", "mé.", "ve."}),
        ("ōの", {"wō", "pō", "fo", "1の", "xōの", "voの"}),
        ("+", set()),
    ],
)
def test_terms_by_hand(text: str, expected: set[str]) -> None:
    """The examples of the contract, written down without the code."""
    assert indexed(normalise(text)).keys() == counts(normalise(text)).keys() == expected


@given(
    st.lists(st.one_of(TEXTS, st.builds(str.__mul__, TEXTS, st.integers(1, 4))).map(normalise), max_size=6),
    st.integers(1, 60),
)
@example(["0 \u0327\u209d"], 1)
def test_texts_at_once(texts: list[str], size: int) -> None:
    """Each of many texts has its terms, in whatever batches they are looked at, those that it has often marked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "BATCH", size)
        found = list(terms_of(texts))
    assert [spelled(one) for one in found] == [
        {term: level(times) for term, times in counts(text).items()} for text in texts
    ]
    for one in found:
        grams = [term for term in spelled(one) if term[0] not in WHOLE]
        assert grams == sorted(grams)


@given(TEXTS)
def test_terms_stand_in_the_text(text: str) -> None:
    """Every term but those of the variant form and without accents is in the text, as often as is said, or more where they overlap."""
    normal = normalise(text)
    for term, number in counts(normal).items():
        assert not {" ", "\n"} & set(term)
        if term[0] not in "fuv":
            assert 0 < number <= sum(normal.startswith(term[1:], at) for at in range(len(normal)))


@given(TEXTS, st.data())
def test_terms_of_a_part_are_terms_of_the_whole(text: str, data: st.DataObject) -> None:
    """Whatever ideographic part of a text is searched, all of its terms are among those of the text."""
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : data.draw(st.integers(start, len(normal)))]
    found = indexed(normal).keys()
    assert {term for term in indexed(part) if term[0] in "123"} <= found
    for term in indexed(variant(part)):
        literal, folded = {"2": "2v", "3": "3u", "m": "mv", "x": "xv"}.get(term[0], "  ")
        assert term[0] not in "23mx" or {literal + term[1:], folded + term[1:]} & found


@given(st.lists(TEXTS, max_size=4))
def test_terms_of_lines_are_those_of_each(lines: list[str]) -> None:
    """Terms are asked for in one go, of one line or of several; none crosses the end of a line."""
    assert indexed(form_of(lines)).keys() == {term for line in lines for term in indexed(normalise(line))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推論推論の推論", {"2推論": 3, "2論推": 1, "2論の": 1, "2の推": 1}),
        (
            "キャッキャッ",
            {"2キャ": 2, "2ャッ": 2, "2ッキ": 1, "3キャッ": 2, "3ャッキ": 1, "3ッキャ": 1, "kキャッキャッ": 1},
        ),
        ("ab b ab", {"wab": 2, "wb": 1, "pa": 2, "pab": 2, "pb": 1}),
        ("->->", {"m->": 2, "m>-": 1}),
    ],
)
def test_how_often_by_hand(text: str, expected: dict[str, int]) -> None:
    """Terms are counted, overlapping ones too, but for single characters."""
    assert {term: number for term, number in counts(text).items() if term[0] != "1"} == expected
