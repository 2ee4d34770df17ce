"""What says that a page is not public, in every word of the table."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.errors import ShohyoError
from shohyo.publicity import TABLE, may_say, today_of
from shohyo.source.frontmatter import may_be_draft, parse

TODAY = dt.date(2026, 11, 30)


def is_draft(*lines: str, today: dt.date | None = None) -> bool:
    text = "\n".join(["---", "title: T", *lines, "---", "", "Text.", ""])
    front = parse(text, "page.md", "page", today)
    assert may_be_draft(text, today) or not front.is_draft
    return front.is_draft


@pytest.mark.parametrize(
    "line",
    [
        "draft: true", "Draft: YES", 'draft: "true"', "DRAFT: On", "draft: 1", "published: false", "Published: No",
        "publish: off", "public: n", "private: true", "unlisted: y", "hidden: True", "visibility: Private",
        "access: members", "公開: false", "公開：いいえ", "下書き: true", "非公開: はい", "限定公開: yes", "公開範囲: 限定公開",
        "ｄｒａｆｔ: true", "status: draft", "post_status: pending", "status: wip", "expiryDate: 2020-01-01",
        "password: x", "build: {render: never}", "draft: maybe", "published: soon", "visibility: some", "draft: [true]",
        "draft: false\ndraft: true", "draft: {a: b", "draft：true", "draft:true", "title: [x] y\nprivate: true",
    ],
)  # fmt: skip
def test_what_is_not_public(line: str) -> None:
    """Each makes a draft, be it a mistake as well."""
    assert is_draft(line)


@pytest.mark.parametrize(
    "line",
    [
        "draft: false", "draft:", "draft: ''", "published: true", "published: 2020-01-01", "private: no",
        "visibility: public", "visibility: 公開", "公開: true", "下書き: いいえ", "status: published", "status: reading",
        "status: 読了", "x-draft: true", "summary: a draft was private", "summary: |\n  draft: true",
    ],
)  # fmt: skip
def test_what_is_public(line: str) -> None:
    """Neither an empty value nor a word elsewhere keeps a page back, nor does a key that is wrong in another way."""
    assert not is_draft(line)


@pytest.mark.parametrize(
    ("line", "draft"),
    [
        ("date: 2026-12-01", True), ("date: 2026-11-30", False), ("publishDate: 2026-12-01T00:00:00Z", True),
        ("published: 2027-01-01", True), ("date: 2020-01-01\npublished: 2027-01-01", True), ("Date: 2027-01-01", True),
        ("date: 2027/01/01", True), ("公開日: 2027-01-01", True), ("updated: 2027-01-01", False), ("date: 2020-01-01", False),
    ],
)  # fmt: skip
def test_dates_to_come(line: str, draft: bool) -> None:
    """A later date counts where a day is known, and only there."""
    assert is_draft(line, today=TODAY) is draft
    assert not is_draft(line)


@given(
    st.sampled_from([(row, key) for row in TABLE for key in row.keys]),
    st.sampled_from(["true", "false", "yes", "No", "draft", "private", "public", "maybe", "2020-01-01", "下書き"]),
    st.booleans(),
    st.booleans(),
)
def test_any_key_in_any_case(item: tuple[object, str], value: str, upper: bool, toml: bool) -> None:
    """Case changes nothing, TOML means the same, and a page that may be a draft is looked at."""
    written = item[1].upper() if upper else item[1]
    yaml = parse(f"---\ntitle: T\n{item[1]}: {value}\n---\n", "p.md", "p")
    text = f'+++\ntitle = "T"\n"{written}" = "{value}"\n+++\n' if toml else f"---\ntitle: T\n{written}: {value}\n---\n"
    front = parse(text, "p.md", "p")
    assert (front.is_draft, len(front.diagnostics)) == (yaml.is_draft, len(yaml.diagnostics))
    assert not front.is_draft or may_be_draft(text, None)
    assert may_say(written, None)


def test_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day is that of conf.py, else of SOURCE_DATE_EPOCH, else unknown; what is no day is said."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert today_of(None) is None
    assert today_of("2026-11-30") == today_of(TODAY) == today_of(dt.datetime(2026, 11, 30, 23)) == TODAY
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert today_of(None) == dt.date(2023, 11, 14)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert today_of(None) is None
    with pytest.raises(ShohyoError, match='"tomorrow" is not a date'):
        today_of("tomorrow")
