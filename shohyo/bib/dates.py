"""The date of an entry: what ``date``, ``year``, ``month`` and ``day`` say, as it is printed.

``date`` is of ISO 8601-2, as biblatex has it (manual, 2.3.8); beside it, the forms in which libraries write a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: numbers of ISO 8601-2 for what has no month
_SEASONS = {21: ("spring", "春"), 22: ("summer", "夏"), 23: ("autumn", "秋"), 24: ("winter", "冬")}
_SEASON_NAMES = {name: number for number, names in _SEASONS.items() for name in names} | {"fall": 23}
_POINT = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:.Z+-]*)?([~?%]?)")
_YEAR = re.compile(
    r"\[?\s*(?:c|©|Ⓒ)?\s*(\d{4})(?:[-./年]\s*(\d{1,2})(?:[-./月]\s*(\d{1,2}))?)?\s*[年月日]?\s*\]?(?:\s*[(（].*[)）])?"
)
#: Japanese eras and the year before each, as in NDL's catalogue
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA = re.compile("^\\[?(" + "|".join(_ERAS) + r")\s*(\d{1,2}|元)(?=\D|$)")
_DASH = re.compile(r"\s*(?:-+|[\u2010-\u2015/~〜～])\s*")


@dataclass(frozen=True)
class Moment:
    """A year, a month or a day."""

    year: str  #: four digits, or ``199X``
    month: int = 0  #: from 1; from 21 seasons; 0 if there is none
    day: int = 0
    mark: str = ""  #: ``~`` about, ``?`` perhaps, ``%`` both


@dataclass(frozen=True)
class Dates:
    """When: a moment, or from one to another."""

    start: Moment | None = None
    end: Moment | None = None
    is_open: bool = False  #: begins or ends at a time that is not known
    words: str = ""  #: what the entry says instead

    @property
    def year(self) -> str:
        """The first year; what the entry says, if that is none."""
        moment = self.start or self.end
        return moment.year if moment else self.words


def parse_date(text: str) -> Dates | None:
    """Return a date of biblatex; None if it is no such date."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2:
        return None
    moments = [_moment(_POINT.fullmatch(part)) if part not in ("", "..") else None for part in parts]
    if any(moment is None and part not in ("", "..") for moment, part in zip(moments, parts, strict=True)):
        return None
    if not any(moments):
        return None
    if len(parts) == 1:
        return Dates(moments[0])
    return Dates(moments[0], moments[1], is_open=None in moments)


def dates_of(fields: Mapping[str, str]) -> Dates:
    """Return when an entry is from, by its ``date``, else by ``year``, ``month`` and ``day``."""
    if (text := fields.get("date")) and (found := parse_date(text)):
        return found
    text = _ERA.sub(_western, fields.get("year") or fields.get("date") or "")
    match = _YEAR.fullmatch(text)
    if not match:
        return parse_date(text) or Dates(words=text)
    start = _moment(match)
    if not start:
        return Dates(words=text)
    if start.month:
        return Dates(start)
    first, last = _months(fields.get("month", ""), fields.get("day", ""))
    start = Moment(start.year, *first)
    return Dates(start, Moment(start.year, *last) if last != first else None)


def _western(match: re.Match[str]) -> str:
    return str(_ERAS[match[1]] + (1 if match[2] == "元" else int(match[2])))


def _moment(match: re.Match[str] | None) -> Moment | None:
    if not match:
        return None
    month, day = int(match[2] or 0), int(match[3] or 0)
    # 1993-00-00 is how some say that they know the year alone
    if (month > 12 and month not in _SEASONS) or day > 31:
        return None
    return Moment(match[1], month, day if month else 0, match[4] if len(match.groups()) > 3 else "")


def _months(month: str, day: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return first and last month and day of what stands beside a year; zeros for what is not understood."""
    parts = _DASH.split(re.sub(r"[~\xa0.,{}#]+", " ", month).strip()) if month else []
    found = [_month_and_day(part) for part in parts]
    # "May 12–14": the second has no month of its own
    found = [
        (found[0][0], int(part)) if number and part.isdecimal() and found[0][1] else each
        for number, (part, each) in enumerate(zip(parts, found, strict=True))
    ]
    if not found or any(not number for number, _day in found):
        return (0, 0), (0, 0)
    if len(found) == 1 and found[0][0] <= 12 and day:
        days = [int(part) for part in _DASH.split(day) if part.isdecimal() and 0 < int(part) < 32]
        if days:
            return (found[0][0], days[0]), (found[0][0], days[-1])
    return found[0], found[-1]


def _month_and_day(text: str) -> tuple[int, int]:
    words = text.replace("月", " ").replace("日", " ").split()
    month = day = 0
    for word in words:
        number = int(word) if word.isdecimal() else 0
        name = word.lower()
        if number and not month and len(words) == 1:
            month = number if number <= 12 else 0
        elif number:
            month, day = (number, day) if not month and "月" in text else (month, number)
        elif name in _SEASON_NAMES:
            month = _SEASON_NAMES[name]
        elif len(name) > 2:
            month = next((index for index, known in enumerate(MONTHS, 1) if known.lower().startswith(name[:3])), month)
    return (month, day if day < 32 else 0) if month else (0, 0)


# --- in words ------------------------------------------------------------------------------------
def in_english(dates: Dates, without_month: bool = False) -> str:
    """Return a date as an English text has it: 24 December 2019, May–July 2020, c. 1890."""
    return _in_words(dates, without_month, _english, _english_span)


def in_japanese(dates: Dates, without_month: bool = False) -> str:
    """Return a date as a Japanese text has it: 2019年12月24日, 2020年5–7月, 1890年頃."""
    return _in_words(dates, without_month, _japanese, _japanese_span)


def _in_words(
    dates: Dates, without_month: bool, one: Callable[[Moment], str], span: Callable[[Moment, Moment], str]
) -> str:
    """Return a date in words, by what a language makes of one moment and of a span of two."""
    start, end = _plain(dates.start, without_month), _plain(dates.end, without_month)
    if start and end and start != end:
        return span(start, end)
    moment = start or end
    if not moment:
        return dates.words
    return f"–{one(moment)}" if not start else f"{one(moment)}–" if dates.is_open else one(moment)


def _english_span(start: Moment, end: Moment) -> str:
    if start.year != end.year:
        return _span(_english(start), _english(end))
    if start.month != end.month:
        return f"{_span(_english_month(start), _english_month(end))} {start.year}"
    return f"{start.day}–{_english(end)}"


def _japanese_span(start: Moment, end: Moment) -> str:
    if start.year == end.year and start.month == end.month:
        return f"{start.year}年{start.month}月{start.day}–{end.day}日"
    if start.year == end.year and not start.day and start.month not in _SEASONS and end.month not in _SEASONS:
        return f"{start.year}年{start.month}–{end.month}月"
    if start.year == end.year:
        return f"{_japanese(start)}–{_japanese(end).partition('年')[2]}"
    if not start.month and not end.month and start.year.isdigit():
        return f"{start.year}–{_japanese(end)}"
    return f"{_japanese(start)}–{_japanese(end)}"


def _plain(moment: Moment | None, without_month: bool) -> Moment | None:
    return Moment(moment.year, mark=moment.mark) if moment and without_month else moment


def _span(left: str, right: str) -> str:
    return f"{left} – {right}" if " " in left + right else f"{left}–{right}"


def _english(moment: Moment) -> str:
    year = re.sub("XX$", "00s", moment.year) if moment.year.endswith("XX") else re.sub("X$", "0s", moment.year)
    text = f"{_english_month(moment)} {year}".strip()
    return ("c. " if moment.mark in ("~", "%") else "") + text + ("?" if moment.mark in ("?", "%") else "")


def _english_month(moment: Moment) -> str:
    if moment.month in _SEASONS:
        return _SEASONS[moment.month][0].capitalize()
    month = MONTHS[moment.month - 1] if moment.month else ""
    return f"{moment.day} {month}" if moment.day else month


def _japanese(moment: Moment) -> str:
    if moment.year.endswith("XX"):
        text = f"{int(moment.year[:2]) + 1}世紀"
    else:
        text = moment.year[:3] + "0年代" if moment.year.endswith("X") else f"{moment.year}年"
    if moment.month in _SEASONS:
        text += _SEASONS[moment.month][1]
    elif moment.month:
        text += f"{moment.month}月" + (f"{moment.day}日" if moment.day else "")
    return text + ("頃" if moment.mark in ("~", "%") else "") + ("？" if moment.mark in ("?", "%") else "")
