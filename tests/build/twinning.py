"""A Markdown twin against the page that it is of: parsed by markdown-it, and compared in text, headings and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from tests.build.building import soup

#: CommonMark, tables as GitHub has them, and what docs/programs.md says of formulas and footnotes; nothing of MyST
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin).use(footnote_plugin)
#: what of a page is no text: signs of headings, what is clicked, what is drawn, numbers of lines
NO_TEXT = (
    "a.headerlink, form, button, svg, script, style, input, .linenos, .shohyo-map__legend, .eqno, "
    ".backrefs, .sd-summary-icon, .sd-summary-state-marker, .shohyo-search, template, "
    ".shohyo-map__frame, .shohyo-search-field"
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: begins the list of what a page cites, which the page itself leaves to the bibliography
WORKS = ("Works cited", "このページが引用する文献")


def of_page(path: Path) -> Tag:
    """Return the text of a page without what is none."""
    page = soup(path)
    found = page.select_one("article, div.body") or page
    for picture in found.select(".shohyo-diagram__figure"):
        picture.replace_with(picture.svg.get("aria-label", ""))
    for box in found.select(".shohyo-task"):
        box.replace_with("[x]" if "☑" in box.get_text() else "[ ]")
    for tag in found.select(NO_TEXT):
        tag.decompose()
    for tag in found.select("[role=doc-backlink]"):  # around a heading, to a table of contents
        tag.unwrap()
    return found


def of_twin(text: str) -> BeautifulSoup:
    """Return a twin as HTML, without the works that it lists at its end."""
    found = BeautifulSoup(PARSER.render(text), "html.parser")
    for heading in found.select("h2"):
        if heading.get_text() in WORKS and heading.find_next_sibling(HEADINGS) is None:
            heading.find_next_sibling("ul").decompose()
            heading.decompose()
    return found


def letters(tag: Tag) -> str:
    """Return the letters of a text; signs differ where lists and titles are written otherwise."""
    return re.sub(r"[\W_]+", "", tag.get_text())


def headings(tag: Tag) -> list[tuple[int, str]]:
    return [(int(found.name[1]), " ".join(found.get_text().split())) for found in tag.select(", ".join(HEADINGS))]


def links(tag: Tag, here: str) -> list[tuple[str, str]]:
    """Return text and address of each link, in their order; those of footnotes are the parser's own."""
    return [
        # under dirhtml both are one page
        (letters(link), re.sub(r"/index\.html(?=#|$)", "/", unquote(urljoin(here, link["href"]))))
        for link in tag.select("a[href]")
        if letters(link) and not link.find_parent(class_="footnotes")
    ]


def compare(output: Path, page: str, twin: str, base: str = "") -> None:
    """Insist that a twin says what its page says.

    Args:
        page, twin: their files from the top of the site.
        base: the site's address, if it knows it.
    """
    text = (output / twin).read_text("utf-8")
    html, markdown = of_page(output / page), of_twin(text)
    notes = take_notes(html), take_notes(markdown)
    same([letters(note) for note in notes[0]], [letters(note) for note in notes[1]], twin)
    assert len(html.select(".math")) == len(markdown.select(".math")), twin
    for found in (*html.select(".math"), *markdown.select(".math")):
        found.decompose()
    calculators = html.select(".shohyo-calculator")
    written = letters(markdown)
    for calculator in calculators:
        for label in calculator.select("label > span:first-child, .shohyo-calculator__title"):
            assert letters(label) in written, twin
        calculator.decompose()
    same(headings(html), headings(markdown), twin)
    root = base or "https://here.test/"
    shown, told = links(html, urljoin(root, quote(page))), links(markdown, urljoin(root, quote(twin)))
    same(shown, told, twin)
    if calculators:
        follow(html, written)
    else:
        same(letters(html), written, twin)
    words = re.sub(r"\s+", "", markdown.get_text())
    for paragraph in html.select("p"):
        assert re.sub(r"\s+", "", paragraph.get_text()) in words, (twin, paragraph)
    assert [fence.info for fence in PARSER.parse(text) if fence.type == "fence" and "{" in fence.info] == [], twin
    for tag in markdown.select("pre, code"):
        tag.replace_with("CODE")
    assert re.search(r"^\s*:::|\{[a-z:-]+\}CODE", markdown.get_text(), re.MULTILINE) is None, twin


def same(shown: Sequence[object], told: Sequence[object], twin: str) -> None:
    """Insist on equality, and show no more than the first difference."""
    place = next((place for place, pair in enumerate(zip(shown, told, strict=False)) if pair[0] != pair[1]), None)
    if place is None and len(shown) != len(told):
        place = min(len(shown), len(told))
    assert place is None, (twin, shown[max(place - 20, 0) : place + 20], told[max(place - 20, 0) : place + 20])


def take_notes(tag: Tag) -> list[Tag]:
    """Take the footnotes out of a text, and what leads to them."""
    notes = [note.extract() for note in tag.select("aside.footnote, .footnotes li")]
    for note in notes:
        for sign in note.select(".label, .footnote-backref"):
            sign.decompose()
    for sign in tag.select("a.footnote-reference, .footnote-ref, .footnotes, .footnotes-sep, hr.footnotes"):
        sign.decompose()
    return notes


def follow(html: Tag, written: str) -> None:
    """Insist that all lines of a page stand in its twin in their order, where something else stands between them."""
    place = 0
    for block in html.select("h1, h2, h3, p, td, th, dt, pre"):
        found = written.find(letters(block), place)
        assert found >= 0, block
        place = found
