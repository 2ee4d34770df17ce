"""Emphasis beside Chinese, Japanese and Korean, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from shohyo.markdown.dialect import DIALECT, extend
from shohyo.upstream.myst import markdown_parser


def rendered(text: str) -> str:
    parser = markdown_parser(DIALECT)
    extend(parser)
    return parser.render(text).strip().removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "これは**大切です。**だから読む。**（注）**が続く。",
            "これは<strong>大切です。</strong>だから読む。<strong>（注）</strong>が続く。",
        ),
        ("**「引用」**という*言葉。*次", "<strong>「引用」</strong>という<em>言葉。</em>次"),
        ("~~古い。~~新しい", "<s>古い。</s>新しい"),
        ("税込**¥10,000**で", "税込<strong>¥10,000</strong>で"),
        ("**`code`**を", "<strong><code>code</code></strong>を"),
        ("を**`code`**", "を<strong><code>code</code></strong>"),
        ("이것은**(괄호)**가", "이것은<strong>(괄호)</strong>가"),
        ("该**“星号”**会", "该<strong>“星号”</strong>会"),
        ("**葛\U000e0101（城）**市", "<strong>葛\U000e0101（城）</strong>市"),
        ("葛\U000e0101**(城)**市", "葛\U000e0101<strong>(城)</strong>市"),
        ("**あ！\ufe00**い", "<strong>あ！\ufe00</strong>い"),
        ("**ｶﾅ｡**ｶﾅ", "<strong>ｶﾅ｡</strong>ｶﾅ"),
        ("**a。**b", "<strong>a。</strong>b"),
        ("_あ_い", "_あ_い"),  # no more than in English
        ("スター ** と **", "スター ** と **"),
        ("a**(b)**c", "a**(b)**c"),
        ("😀**(b)**c", "😀**(b)**c"),  # a picture is no letter
        ("`**あ。**い`", "<code>**あ。**い</code>"),
        (r"\*\*あ。\*\*い", "**あ。**い"),
    ],
)
def test_emphasis(text: str, expected: str) -> None:
    """Full-width punctuation stands beside the stars as a letter does."""
    assert rendered(text) == expected


@given(st.text("ab *_~()[].,!`\\\n\"'é“”—\u00a0", max_size=40))
def test_other_text_is_as_it_was(text: str) -> None:
    """Where there is no CJK character, the tokens are those of CommonMark."""
    plain = MarkdownIt("commonmark").enable("strikethrough")
    ours = MarkdownIt("commonmark").enable("strikethrough")
    extend(ours)
    assert ours.parse(text) == plain.parse(text)
