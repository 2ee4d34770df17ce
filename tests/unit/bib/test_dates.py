"""Dates of entries → words."""

from __future__ import annotations

import pytest

from shohyo.bib.dates import dates_of, in_english, in_japanese


@pytest.mark.parametrize(
    ("fields", "english", "japanese"),
    [
        ({"date": "2019"}, "2019", "2019年"),
        ({"date": "2019-12-24"}, "24 December 2019", "2019年12月24日"),
        ({"date": "2019-12-24T10:00:00"}, "24 December 2019", "2019年12月24日"),
        ({"date": "1993-00-00"}, "1993", "1993年"),
        ({"date": "2019/2021"}, "2019–2021", "2019–2021年"),
        ({"date": "2020-05/2020-07"}, "May–July 2020", "2020年5–7月"),
        ({"date": "2019-12-24/2019-12-26"}, "24–26 December 2019", "2019年12月24–26日"),
        ({"date": "2019-05-28/2019-06-02"}, "28 May – 2 June 2019", "2019年5月28日–6月2日"),
        ({"date": "2019-12-28/2020-01-02"}, "28 December 2019 – 2 January 2020", "2019年12月28日–2020年1月2日"),
        ({"date": "2019-02-03/2019-02-03"}, "3 February 2019", "2019年2月3日"),
        ({"date": "2019/"}, "2019–", "2019年–"),
        ({"date": "2019/.."}, "2019–", "2019年–"),
        ({"date": "/2019"}, "–2019", "–2019年"),
        ({"date": "1890~"}, "c. 1890", "1890年頃"),
        ({"date": "1890?"}, "1890?", "1890年？"),
        ({"date": "199X"}, "1990s", "1990年代"),
        ({"date": "18XX"}, "1800s", "19世紀"),
        ({"date": "2020-21"}, "Spring 2020", "2020年春"),
        ({"date": "in press"}, "in press", "in press"),
        ({"date": "2020-13"}, "2020-13", "2020-13"),
        ({"year": "2019", "month": "May"}, "May 2019", "2019年5月"),
        ({"year": "2019", "month": "05"}, "May 2019", "2019年5月"),
        ({"year": "2019", "month": "12~May"}, "12 May 2019", "2019年5月12日"),
        ({"year": "2019", "month": "May", "day": "12"}, "12 May 2019", "2019年5月12日"),
        ({"year": "2019", "month": "May 12--14"}, "12–14 May 2019", "2019年5月12–14日"),
        ({"year": "2019", "month": "June 29-July 1"}, "29 June – 1 July 2019", "2019年6月29日–7月1日"),
        ({"year": "2019", "month": "jan/feb"}, "January–February 2019", "2019年1–2月"),
        ({"year": "2019", "month": "{#sept#}"}, "September 2019", "2019年9月"),
        ({"year": "2019", "month": "5月12日"}, "12 May 2019", "2019年5月12日"),
        ({"year": "2019", "month": "Autumn"}, "Autumn 2019", "2019年秋"),
        ({"year": "2019", "month": "xx"}, "2019", "2019年"),
        ({"year": "2019.5"}, "May 2019", "2019年5月"),
        ({"year": "[2019]"}, "2019", "2019年"),
        ({"year": "©2019"}, "2019", "2019年"),
        ({"year": "昭和54"}, "1979", "1979年"),
        ({"year": "令和元年5月"}, "May 2019", "2019年5月"),
        ({"year": "1979 (昭和54)"}, "1979", "1979年"),
        ({"year": "c. 1999"}, "c. 1999", "c. 1999"),
        ({}, "", ""),
        ({"date": "2019-05", "year": "1999"}, "May 2019", "2019年5月"),
    ],
)
def test_dates(fields: dict[str, str], english: str, japanese: str) -> None:
    """Dates of biblatex, BibTeX and libraries are printed in words; what is none of them as it is written."""
    dates = dates_of(fields)
    assert (in_english(dates), in_japanese(dates)) == (english, japanese)


def test_years_alone() -> None:
    """Japanese books show the years of a date."""
    assert in_japanese(dates_of({"date": "2019-12-28/2020-01-02"}), without_month=True) == "2019–2020年"
    assert in_japanese(dates_of({"date": "2020-05/2020-07"}), without_month=True) == "2020年"
