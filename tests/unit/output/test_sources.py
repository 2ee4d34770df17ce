"""Copies of sources: what is left of a table of contents that lists a draft."""

from __future__ import annotations

import pytest

from shohyo.built.leaks import Draft
from shohyo.output.sources import _listing

DRAFTS = [Draft("reviews/a.b", "A"), Draft("secret", "")]


@pytest.mark.parametrize(
    ("docname", "listed", "left"),
    [
        ("index", "reviews/a.b\nreviews/b\nsecret\nsecrets\n", "reviews/b\nsecrets\n"),
        ("index", "  Title <reviews/a.b>\n  /secret.md\r\n  A <b>\n", "  A <b>\n"),
        ("reviews/index", "a.b\nb\n../secret\naxb\n/reviews/a.b\n", "b\naxb\n"),
        ("reviews/index", "Of a.b\nand secret.\n", "Of a.b\nand secret.\n"),
    ],
)
def test_lines_that_list_a_draft_go(docname: str, listed: str, left: str) -> None:
    """From the folder of the page or the top of the site, with a title or without; no other line does."""
    assert _listing(DRAFTS, docname).sub("", listed) == left
