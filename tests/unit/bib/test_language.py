"""Languages as entries name them → codes."""

from __future__ import annotations

import pytest

from shohyo.bib.language import language_of


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("ja", "ja jpn japanese Japanese JAPANESE 日本語 ja-JP ja_JP JPN jp ja-Jpan-JP 和文"),
        ("en", "en eng english English en-US en_GB american british USenglish 英語 英文"),
        ("de", "de deu ger german ngerman Deutsch ドイツ語"),
        ("fr", "fr fra fre french Français フランス語"),
        ("zh", "zh zho chi chinese 中文 zh-Hans 中国語"),
        ("ko", "ko kor korean 한국어 韓国語"),
        (None, "und mul zxx xyz klingonish 古文書"),
    ],
)
def test_languages(code: str | None, names: str) -> None:
    """Codes of two and three letters, names in several languages and those of TeX are the same language."""
    assert {name: language_of(name) for name in names.split()} == dict.fromkeys(names.split(), code)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Japanese; English", "ja"), ("english and japanese", "en"), ("English (US)", "en"), ("", None)],
)
def test_first_of_several(text: str, code: str | None) -> None:
    """Of several languages the first counts."""
    assert language_of(text) == code
