"""Where Japanese text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.text.phrases import phrases, sentences

#: letters of every kind that the rules speak of, among others
TEXT = st.text(
    st.sampled_from("推論器の機械学習システムテスト、。！？「」『』（）() .!?aB1\n") | st.characters(codec="utf-8"),
    max_size=60,
)


@given(TEXT)
def test_nothing_is_lost(text: str) -> None:
    """Phrases joined are the text, and sentences joined are the text, apart from white space after the last."""
    assert "".join(phrases(text)) == text
    assert "".join(sentences(text)).rstrip() == text.rstrip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ほかのページとの関係", ["ほかの", "ページとの", "関係"]),
        # a long compound may be cut between kanji and katakana, a short one not
        ("機械学習システムデザインパターン", ["機械学習", "システムデザイン", "パターン"]),
        # the names of patterns, before the word that they all end in
        ("オンラインビッグサイズパターン", ["オンラインビッグサイズ", "パターン"]),
        ("バッチパターン", ["バッチパターン"]),
        ("推論ログ", ["推論ログ"]),
        ("Design patterns", ["Design ", "patterns"]),
        ("", []),
    ],
)
def test_phrases(text: str, expected: list[str]) -> None:
    """A line breaks between phrases; English breaks between words."""
    assert list(phrases(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一つ目。二つ目！三つ目", ["一つ目。", "二つ目！", "三つ目"]),
        ("「はい。」と答えます。次です。", ["「はい。」と答えます。", "次です。"]),
        ("本当？」と聞く。", ["本当？」", "と聞く。"]),
        ("Use v1.2 here. Then stop.", ["Use v1.2 here.", " Then stop."]),
        ("Mr. Smith and J. R. Doe go on. He is right.", ["Mr. Smith and J. R. Doe go on.", " He is right."]),
        ("See Fig. 3, vol. 2 and pp. 4 f. Then go.", ["See Fig. 3, vol. 2 and pp. 4 f.", " Then go."]),
        ("See Eq. (1), vol. II and Fig. A there. Then.", ["See Eq. (1), vol. II and Fig. A there.", " Then."]),
        ("By eq. [3] it is. I said no. I did.", ["By eq. [3] it is.", " I said no.", " I did."]),
        ("On pp. 4 f. I read it.", ["On pp. 4 f.", " I read it."]),
        ("Is it? No. Then go.", ["Is it?", " No.", " Then go."]),
        ("Smith et al. (2019) and others. Next.", ["Smith et al. (2019) and others.", " Next."]),
        ("It is by Smith et al. Others follow.", ["It is by Smith et al.", " Others follow."]),
        ("In the U.S. Army, e.g. at 3.5 p.m. today.", ["In the U.S. Army, e.g. at 3.5 p.m. today."]),
        ("Rust vs. Go. In 1.5 days.", ["Rust vs. Go.", " In 1.5 days."]),
        ('He said "no." Then he left.', ['He said "no."', " Then he left."]),
        ("“Is it? It is.” she said. Next.", ["“Is it? It is.” she said.", " Next."]),
        ("See https://example.org/?a=b for C#!? now.", ["See https://example.org/?a=b for C#!? now."]),
        ("すごい!次です。", ["すごい!", "次です。"]),
        ("「行く。」と言った。次。", ["「行く。」と言った。", "次。"]),
        ("He is Mr.", ["He is Mr."]),
        ("閉じない「括弧。まだ続く。", ["閉じない「括弧。まだ続く。"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """A sentence ends at its mark, not within brackets, a number, an address, or at an abbreviation."""
    assert sentences(text) == expected
