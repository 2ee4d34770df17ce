"""TeX in BibTeX values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from shohyo.bib.tex import rich


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" ,-'`~<>!?$%&#_^{}\\\n\t\"")))
def test_rich_text_is_pybtex_own(value: str) -> None:
    """Values without TeX, which are made without its reader, are as it makes them."""
    try:
        expected = Text.from_latex(value)
    except (PybtexError, ValueError):
        return
    assert repr(rich(value)) == repr(expected)


def test_what_is_no_tex_is_not_read_as_tex() -> None:
    """The reader, which is slow, is left for what needs it."""
    for value in ("", "棚の本 12", "Wide, Vol. 2 (third edition): A/B?", "1, 2"):
        assert repr(rich(value)) == repr(Text(value))
