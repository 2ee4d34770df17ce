"""What a folder sees of all paths: the same as if each path were written from it."""

from __future__ import annotations

import posixpath

from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.checks.seen import Seen, seen_from
from shohyo.nearest import FEW, Names

STEPS = st.sampled_from(["a", "b", "ab", "reviews", "pattern-1", "pattern-12", "index.md"])
PATHS = st.lists(STEPS, min_size=1, max_size=4).map("/".join)


@given(st.sets(PATHS, max_size=80), PATHS)
def test_each_folder_sees_all_paths(paths: set[str], page: str) -> None:
    """Seen from any folder, from the source folder and with a leading /, each path has its name once."""
    seen = Seen(paths)
    for here in (posixpath.dirname(page), page, "", "/"):
        names = seen.names(here)
        expected = sorted(seen_from(here, path) for path in paths)
        assert sorted(names.all()) == expected
        assert names.size == len(expected)
        assert all(name in names for name in expected)
        assert "nothing/of/them" not in names


@settings(max_examples=50)
@given(st.sets(PATHS, min_size=FEW + 1, max_size=70), PATHS, st.lists(PATHS, min_size=1, max_size=3))
def test_the_same_is_meant(paths: set[str], page: str, words: list[str]) -> None:
    """What is suggested does not depend on how it is known what a folder sees."""
    here = posixpath.dirname(page)
    names, plain = Seen(paths).names(here), Names(seen_from(here, path) for path in paths)
    for word in (*words, *(f"../{word}" for word in words), *(word[:-1] for word in words)):
        for but in ("", seen_from(here, page)):
            assert names.like(word, but) == plain.like(word, but)
            assert names.suggestion(word, but) == plain.suggestion(word, but)


def test_outermost_is_known_once() -> None:
    """A folder for each page costs what stands in it: the names of all are looked through once."""
    seen = Seen(f"reviews/{number}/index.md" for number in range(100))
    for number in range(100):
        seen.names(f"reviews/{number}").suggestion("../15/indx.md")
    known = list(seen._known.values())
    assert len(known) == 102
    assert sorted(len(names.own) for names in known)[-3:] == [1, 100, 100]
