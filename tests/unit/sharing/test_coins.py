"""What reference managers read, read as they do: attributes of HTML, then the values of an OpenURL."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup

from shohyo.sharing.coins import book_pairs, book_tags, context_object, meta, page_pairs, page_tags
from tests.nasty import TITLES

ITEM = {
    "id": "k", "type": "book", "title": "題名", "publisher": "社", "publisher-place": "東京", "ISBN": "9784798169453",
    "author": [{"family": "澁井", "given": "雄介"}, {"literal": "機械学習 研究会 編"}], "language": "ja",
    "translator": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[2021, 5]]}, "edition": "2",
}  # fmt: skip


def values(html: str) -> dict[str, list[str]]:
    """Return what a context object says, and insist that it is one, unseen and with nothing in it."""
    span = BeautifulSoup(html, "html.parser").find("span", class_="Z3988")
    assert span.has_attr("hidden")
    assert span.text == ""
    return parse_qs(span["title"], strict_parsing=True, encoding="utf-8", errors="strict")


def tags(html: str) -> list[tuple[str, str]]:
    return [(tag["name"], tag["content"]) for tag in BeautifulSoup(html, "html.parser").find_all("meta")]


def test_a_book_is_saved_as_one() -> None:
    """Names are family and given name with a comma; what is a group is told as such."""
    assert values(context_object(book_pairs(ITEM))) == {
        "ctx_ver": ["Z39.88-2004"], "rft_val_fmt": ["info:ofi/fmt:kev:mtx:book"], "rft.genre": ["book"],
        "rft.btitle": ["題名"], "rft.au": ["澁井, 雄介"], "rft.aucorp": ["機械学習 研究会 編"], "rft.contributor": ["Doe, Jane"],
        "rft.date": ["2021-05"], "rft.pub": ["社"], "rft.place": ["東京"], "rft.edition": ["2"],
        "rft.isbn": ["9784798169453"], "rft.language": ["ja"],
    }  # fmt: skip
    assert ("citation_isbn", "9784798169453") in tags(meta(book_tags(ITEM)))
    assert ("citation_author", "澁井, 雄介") in tags(meta(book_tags(ITEM)))
    assert ("citation_publication_date", "2021/05") in tags(meta(book_tags(ITEM)))


def test_a_page_is_saved_as_a_page() -> None:
    found = values(
        context_object(page_pairs("T", ["山田 花子", "Jane Doe", "Shohyo 編集部"], "S", "", "https://e.org/", "ja"))
    )
    assert found["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert (found["rft.type"], found["rft.source"], found["rft.identifier"]) == (["webpage"], ["S"], ["https://e.org/"])
    assert found["rft.creator"] == ["山田, 花子", "Jane Doe"]
    assert found["rft.aucorp"] == ["Shohyo 編集部"]
    assert "rft.date" not in found
    assert tags(meta(page_tags("T", ["山田 花子"], "2026-11-23", "", "ja"))) == [
        ("citation_title", "T"),
        ("citation_author", "山田, 花子"),
        ("citation_publication_date", "2026/11/23"),
        ("citation_language", "ja"),
    ]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_text_leads_out(title: str) -> None:
    """A title stays in its attribute, and comes out as it was but for halves of surrogates."""
    found = values(context_object(page_pairs(title, [title], title, "", "", "ja")) + "<p>")
    assert found["rft.title"] == [title.encode("utf-8", "replace").decode()]
    assert tags(meta([("citation_title", title)])) == [("citation_title", title)]
