"""The Markdown of a project that sets nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shohyo.markdown.dialect import DIALECT, extend, is_prose
from shohyo.upstream.myst import dialect_of, markdown_parser


def formulas(text: str, **settings: bool) -> list[str]:
    parser = markdown_parser(replace(DIALECT, **settings))
    extend(parser)
    return [
        item.content
        for token in parser.parse(text)
        for item in (token, *(token.children or ()))
        if item.type.startswith("math_")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$と$y$", ["x", "y"]),
        ("式$E = mc^2$です", ["E = mc^2"]),
        ("$x$ は 5", ["x"]),
        ("$$\na\n$$", ["\na\n"]),
        (r"$\text{これは} = 費用$", [r"\text{これは} = 費用"]),
        ("$5 か $10 です", []),
        ("価格は$5と$10です", []),
        ("5$ から 6$ まで", []),
        ("US$5、NZ$6", []),
        ("$HOME と $PATH", []),
        ("$HOMEと$PATH", []),
        (r"\$x\$", []),
        ("`$x$`", []),
    ],
)
def test_dollars(text: str, expected: list[str]) -> None:
    """Between dollars stands a formula, and neither a price nor a sentence."""
    assert formulas(text) == expected


def test_project_chooses() -> None:
    """What a project says of dollars holds."""
    assert formulas("1$x$2 $ y $", dmath_allow_digits=True, dmath_allow_space=True) == ["x", " y "]


def test_sentences_are_in_hiragana() -> None:
    """Names in kanji and katakana stand in formulas; hiragana stands in them as text."""
    assert is_prose("HOMEと")
    assert not is_prose(r"費用 = コスト \mbox{の和}")


def test_own_extensions_stand_alone() -> None:
    """A project that names extensions has these; one that is refused changes nothing."""
    assert dialect_of({"myst_enable_extensions": ["deflist"]}, DIALECT).enable_extensions == {"deflist"}
    assert dialect_of({"myst_enable_extensions": object()}, DIALECT).enable_extensions == DIALECT.enable_extensions
    assert dialect_of({"myst_enable_extensions": []}, DIALECT).enable_extensions == set()
