"""What front matter says of whether a page is for the public, in the words of blogs: one table.

Whatever may mean "not public" keeps a page from being published: what clearly does makes it a draft, what is no key
of ours or cannot be told is a mistake as well.  Keys and values are compared without case, ``-``, ``_`` and widths.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .errors import ShohyoError, say

_TRUE = frozenset(["true", "yes", "on", "1", "y", "t", "はい", "真", "する"])
_FALSE = frozenset(["false", "no", "off", "0", "n", "f", "いいえ", "偽", "しない"])
#: words of a state → whether a page of that state is public
_STATES = {
    **dict.fromkeys(["public", "published", "publish", "live", "visible", "everyone", "公開", "公開済み"], True),
    **dict.fromkeys(
        ["draft", "private", "unlisted", "hidden", "pending", "scheduled", "future", "unpublished", "archived", "trash",
         "internal", "members", "下書き", "非公開", "限定公開", "未公開", "予約"],
        False,
    ),
}  # fmt: skip
#: words of `status` that are about reading a book
_READING = frozenset(
    ["to-read", "toread", "reading", "currently-reading", "read", "finished", "given-up", "abandoned",
     "積読", "読書中", "読了"]
)  # fmt: skip
DRAFT_HINT = say("write draft: true for a page that is not to be published")
NO_KEY = partial(say, '"{key}" is not a key')
NO_DATE = partial(say, '"{key}" is not a key, and no page goes by a date')

#: other names of ``date``
DATE_KEYS = ("publishDate", "publish_date", "pubDate", "published_at", "公開日")


@dataclass(frozen=True)
class Row:
    """A row of the table: keys that mean the same, and what their values say."""

    keys: tuple[str, ...]  #: as they are written
    values: str  #: which kind of values they have: a key of ``VALUES``
    problem: Callable[..., str] | None = None  #: says what is wrong with the key itself, if it is none of ours
    remedy: str = ""


#: kind of values → what the manual says of them
VALUES = {
    "draft": "the value is true",
    "public": "the value is false; a date counts as `date`",
    "state": "the value is a word such as `private` or `下書き`, and not one such as `public` or `公開`",
    "refused": "always a mistake; not published unless the value is a word such as `published` or `reading`",
    "never": "always a mistake, and not published",
}
TABLE = (
    Row(("draft", "private", "unlisted", "hidden", "下書き", "非公開", "限定公開"), "draft"),
    Row(("published", "publish", "public", "公開"), "public"),
    Row(("visibility", "access", "audience", "公開範囲", "公開設定"), "state"),
    Row(("status", "state", "post_status", "公開状態"), "refused", NO_KEY, DRAFT_HINT),
    Row(("expiryDate", "unpublishDate", "expires"), "never", NO_DATE, DRAFT_HINT),
    Row(("password", "build", "_build"), "never", NO_KEY, DRAFT_HINT),
)


@dataclass
class Publicity:
    """What a page's keys say together."""

    is_draft: bool | None = None  #: None if no key says anything
    date: Any = None  #: a date that stands under a key such as ``published``
    date_key: str = ""
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  #: key, problem, remedy

    def keep_back(self, is_draft: bool) -> None:
        """Note whether one key says so; where keys differ, the page is not public."""
        self.is_draft = bool(self.is_draft) or is_draft


def same(word: str) -> str:
    """Return a word in the form in which words are compared."""
    return re.sub(r"[-_\s]", "", unicodedata.normalize("NFKC", word).casefold())


_DATES = frozenset(map(same, ("date", *DATE_KEYS)))
_ROWS = {same(key): row for row in TABLE for key in row.keys}
_SAME_STATES = {same(word): is_public for word, is_public in _STATES.items()}
_SAME_READING = frozenset(map(same, _READING))


def row_of(key: str) -> Row | None:
    """Return what the table says of a key."""
    return _ROWS.get(same(key))


def flag(value: Any) -> bool | None:
    """Return what a word for yes or no says, or None if it is none."""
    word = same(str(value))
    return True if word in _TRUE else False if word in _FALSE else None


def publicity_of(data: Mapping[str, Any]) -> Publicity:
    """Return what keys of front matter say; empty values say nothing."""
    result = Publicity()
    for key, value in data.items():
        row = row_of(key)
        if row is None or value is None or value == "":
            continue
        is_public, problem, remedy = _said(row, key, value)
        if row.values == "public" and _is_date(value):
            result.date, result.date_key = value, key
        else:
            result.keep_back(not is_public)
        if problem:
            result.wrong.append((key, problem, remedy))
    return result


def _said(row: Row, key: str, value: Any) -> tuple[bool | None, str, str]:
    """Return whether a value means "public" (None: that cannot be told), what is wrong with it, and what to write."""
    written = " ".join(str(value).split())[:60]
    if row.values in ("draft", "public"):
        said = flag(value)
        if row.values == "public" and said is None and _is_date(value):
            return True, "", ""
        if said is None:
            remedy = "" if key == "draft" else say("write draft: true or draft: false")
            return None, say('{key}: "{value}" is not true or false', key=key, value=written), remedy
        return said is (row.values == "public"), "", ""
    word = same(written)
    if row.values == "state":
        if word in _SAME_STATES:
            return _SAME_STATES[word], "", ""
        return (
            None,
            say('{key}: "{value}" does not tell whether the page is public', key=key, value=written),
            say("write draft: true or draft: false"),
        )
    problem = row.problem(key=key) if row.problem else ""
    if row.values == "refused" and word in _SAME_READING:
        return True, problem, say("write shelf: for the state of reading")
    if row.values == "refused" and _SAME_STATES.get(word):
        return True, problem, say("remove it; a page is published unless it says draft: true")
    return None, problem, row.remedy


_WORDS = re.compile("|".join(sorted(_ROWS)))
_WORDS_AND_DATES = re.compile("|".join(sorted({*_ROWS, *_DATES})))


def may_say(text: str, today: dt.date | None) -> bool:
    """Tell whether a text has a word of the table at all: most front matter has none, and need not be read for it."""
    return (_WORDS_AND_DATES if today else _WORDS).search(same(text)) is not None


def today_of(value: Any) -> dt.date | None:
    """Return the day that counts as today: the one of conf.py, else that of SOURCE_DATE_EPOCH, else none.

    The variable is what reproducible builds have for a clock (reproducible-builds.org, 2017).

    Raises:
        ShohyoError: the value is no date.
    """
    if not value:
        try:
            return dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC).date()
        except (KeyError, ValueError, OverflowError, OSError):
            return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        problem = say('conf.py: shohyo_today: "{value}" is not a date; write it as YYYY-MM-DD', value=value)
        raise ShohyoError(problem) from None


def is_later(value: Any, today: dt.date) -> bool:
    """Tell whether a date, as it is written, is later than a day; one that is none is taken for later."""
    return str(value).strip()[:10] > today.isoformat()


def _is_date(value: Any) -> bool:
    return re.match(r"\s*\d{4}-\d", str(value)) is not None


#: a line that sets a key at the top, in YAML, TOML or what is nearly so
_LINE = re.compile(r"""["']?([^\s:=：＝"'#]+)["']?[ \t　]*[:=：＝](.*)""")


def keeps_back(lines: Iterable[str], today: dt.date | None = None) -> bool:
    """Tell whether a line of front matter that could not be read may mean "not public"."""
    for line in lines:
        if not (match := _LINE.match(line)):
            continue
        value = re.sub(r"\s+#.*", "", match[2]).strip().strip("\"',").strip()
        row = row_of(match[1])
        if row and value and not _said(row, match[1], value)[0]:
            return True
        if today and same(match[1]) in _DATES and is_later(value, today):
            return True
    return False
