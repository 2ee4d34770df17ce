"""TOML front matter says what the same keys say in YAML, and every mistake has a place."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.source.frontmatter import parse

POST = """\
+++
title = "Review: Quiet"  # a comment
date = 2019-06-30T20:35:18+09:00
lastmod = 2020-01-02
tags = ["a", "b"]
rating = 4.5
description = '''
title = "not this"
'''
orphan = true
[author]
name = "A"
[coverImage]
url = "/cover.png"
width = 400
[[outline]]
part = 1
[[outline.chapters]]
number = 1
title = "One"
[x-own]
day = 2020-01-01
n = 1
+++

Text.
"""


def test_post_of_hugo() -> None:
    """Dates, numbers, tables, lists of tables and the names of blogs are read; the text begins where it stands."""
    front = parse(POST, "reviews/r.md", "reviews/r")
    record = front.record
    assert front.diagnostics == []
    assert (record.title, record.date, record.updated) == ("Review: Quiet", dt.date(2019, 6, 30), dt.date(2020, 1, 2))
    assert (record.tags, record.rating, record.author[0].name) == (("a", "b"), 4.5, "A")
    assert (record.cover.image, record.cover.width) == ("/cover.png", 400)
    assert record.outline[0].chapters[0].title == "One"
    assert front.file_wide == {"orphan": True}
    assert front.extra == {"x-own": {"day": "2020-01-01", "n": 1}}
    assert (front.body_line, front.body) == (25, "\nText.\n")
    assert front.place("title") == (2, 9)
    assert front.place("cover", "image") == (14, 7)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ('title = "T"\ndate = tomorrow', ["3:8 broken TOML: invalid value"]),
        ('title = "T', ["2:11 broken TOML: illegal character '\\n'"]),
        ('title = "T"\ntitel = 1', ['3:1 unknown key "titel"']),
        ('title = "T"\nlang = 5', ['3:8 lang: "5" is not a language tag; write one such as ja or en']),
        ('title = "T"\n[author]\nurl = "x"', ['3:1 the key "name" is missing', '4:7 author.url: "x" is not a web address; it must begin with https:// or http://']),
        ('title = "T"\ndescription = "a"\nsummary = "b"', ['3:15 "summary" is another name of "summary", which is given too']),
        ('title = "T\\u0007"', ["2:9 the character U+0007 is not allowed"]),
        ("x-a = " + "[" * 40 + "]" * 40, ["2:1 broken TOML: nested deeper than 30 levels"]),
        ("x-a = " + "[" * 4000 + "]" * 4000, ["2:1 broken TOML: nested deeper than 30 levels"]),
    ],
)  # fmt: skip
def test_mistakes(block: str, expected: list[str]) -> None:
    """What tomllib refuses is said where it stands, and what is not valid at its key."""
    found = parse(f"+++\n{block}\n+++\n", "page.md", "page").diagnostics
    assert [f"{item.line}:{item.column} {item.problem}" for item in found] == expected


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Whatever stands between the lines, there is a record or a finding, and never an exception."""
    front = parse(f"+++\n{text}\n+++\n", "page.md", "page")
    assert front.record is not None or front.diagnostics or front.body_line == 1
