"""Texts of YAML that go over several lines."""

from __future__ import annotations

import pytest

from shohyo.fields.positioned import read_mapping


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("a: >-\n  静かな\n  列の評", "静かな列の評"),
        ("a: >\n  折り、\n  返す。\n", "折り、返す。\n"),
        ("a: 静かな\n  列の 評\n  です", "静かな列の 評です"),
        ("a: '静か''な\n  列'", "静か'な列"),
        ('a: "静か\n  な列"', "静かな列"),
        ("a: >-\n\n  静か\n  な", "\n静かな"),
        ("a: {b: 静か\n  な}", {"b": "静かな"}),
        ("a:\n  - 静か\n    な\n  - >-\n    あ\n    い", ["静かな", "あい"]),
        # what is a space, or no break of YAML's
        ("a: >-\n  quiet\n  queues", "quiet queues"),
        ("a: >-\n  静かな\n  queue\n  です", "静かな queue です"),
        ("a: >-\n  조용한\n  줄", "조용한 줄"),
        ("a: 静か な\n  Rust", "静か な Rust"),
        ("a: |\n  静か\n  な\n", "静か\nな\n"),
        ("a: >-\n  一段\n\n  二段\n  です", "一段\n二段です"),
        ("a: >-\n  字\n    下げ\n    る", "字\n  下げ\n  る"),
        ('a: "静か\\\n  な"', "静かな"),
        ('a: "\\"静か\\" な\n  Rust"', '"静か" な Rust'),
        ("a: >- # 注 記\n  静か\n  な\n# 注", "静かな"),
    ],
)
def test_folded_lines(block: str, expected: object) -> None:
    """A line break between two characters of Chinese or Japanese is no space; any other is what YAML makes of it."""
    found = read_mapping(block, "x.yaml")
    assert (found.data, found.diagnostics) == ({"a": expected}, [])
