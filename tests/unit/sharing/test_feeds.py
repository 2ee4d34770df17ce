"""Names that feeds and their entries have for good."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.exports.site import SitePage
from shohyo.sharing.feeds import file_name, first_name
from tests.nasty import TITLES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mlops", "mlops"),
        ("shibui2021", "shibui2021"),
        ("two-words", "two-words"),
        ("MLOps", "mlops-a0a5251c"),
        ("データサイエンス", "a08f288d"),
        ("C++ と C#", "c-c-2511eac8"),
    ],
)
def test_names_of_files_stay(name: str, expected: str) -> None:
    assert file_name(name) == expected


@given(st.lists(st.text(max_size=8) | st.text("aAbB-_ ", max_size=4), min_size=2, unique=True))
def test_no_two_names_share_a_file(names: list[str]) -> None:
    """Not on a disk either that knows no capitals; but for one name in two forms of Unicode."""
    import unicodedata

    distinct = {unicodedata.normalize("NFC", name) for name in names if name}
    assert len({file_name(name).lower() for name in distinct}) == len(distinct)


@pytest.mark.parametrize("name", TITLES.values(), ids=TITLES)
def test_names_are_safe(name: str) -> None:
    assert re.fullmatch("[a-z0-9-]{1,49}", file_name(name))


def page(docname: str, **keys: Any) -> SitePage:
    return SitePage(docname, "", "", "", SimpleNamespace(**keys), "en")  # type: ignore[arg-type] - what is asked of it


@pytest.mark.parametrize(
    ("docname", "before", "expected"),
    [
        ("reviews/a", [], "reviews/a"),
        ("new/a", ["reviews/a"], "reviews/a"),
        ("newest/a", ["reviews/a", "new/a"], "reviews/a"),
        ("new/a", ["/reviews/a.html"], "reviews/a"),
        ("new/a", ["reviews/a/"], "reviews/a"),
        ("new/a", ["reviews/a/index.html"], "reviews/a"),
        ("index-of/indexes", [], "index-of/indexes"),
        ("reviews/index", [], "reviews"),
    ],
)
def test_a_page_is_known_by_its_first_name(docname: str, before: list[str], expected: str) -> None:
    assert first_name(page(docname, moved_from=tuple(before))) == expected
    if not before:
        assert first_name(page(docname)) == expected
