"""What is kept of a page for those who ask what it is about."""

from __future__ import annotations

from docutils import nodes

from shohyo.exports.api import _texts
from shohyo.page.blocks import paragraph


def test_first_paragraph_is_the_author_s_own() -> None:
    """Neither the byline nor what the front matter says of an original is; a class that an author gives does no harm."""
    section = nodes.section(ids=["t"])
    section += paragraph("Jane · Published 2026-11-30", classes=["shohyo-byline"])
    section += paragraph("Retells: Jane", classes=["shohyo-original"])
    section += paragraph("What the page\nis about.", classes=["lead"])
    assert list(_texts(section)) == [("t", "What the page is about.")]
