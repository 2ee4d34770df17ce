"""Texts written as Markdown, read again by markdown-it: whatever they are, they say just what they said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from shohyo.exports import escape
from shohyo.exports.escape import HERE, Line

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
#: pieces that mean something in Markdown, in HTML or in neither
PIECES = [
    *"\\`*_[]()<>&#+-=~$|!:.{}^@/'1aあ、「」é🎉", " ", "  ", "\n", "\t",
    "**", "__", "```", "~~~", "---", "===", "- ", "1. ", "12) ", "# ", "###### ", "> ", "<b>", "</b>", "<!-- ", "<?", "&amp;",
    "&#35;", "[^1]: ", "[a]: b", "![a](b)", "http://a.b", "</script>", "]]>", "\u202e", "\u200b", "\u3000", "\ufeff",
    "$x$", "$$", "{role}`x`", ":::",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


def plain(text: str) -> str:
    """Return a text as it can come back: parsers take white space together, and know no NUL."""
    return " ".join(text.replace("\0", "\ufffd").split())


def said(tokens: list, kinds: frozenset[str] = frozenset({"text", "text_special"})) -> str:
    """Return the text of a line that is nothing but text."""
    inner = [token for token in tokens if token.type == "inline"]
    assert len(inner) <= 1
    children = inner[0].children if inner else []
    assert {child.type for child in children} <= kinds
    return " ".join("".join(child.content for child in children).split())


@given(texts)
def test_a_paragraph_is_its_text(text: str) -> None:
    line = Line()
    line.text(text)
    tokens = PARSER.parse(line.render())
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    assert said(tokens) == plain(text)


@given(texts)
def test_a_heading_is_its_text(text: str) -> None:
    tokens = PARSER.parse(escape.heading(escape.escaped(text).strip(), 2))
    assert [token.type for token in tokens] == ["heading_open", "inline", "heading_close"]
    assert said(tokens) == plain(text)


@given(st.lists(texts, min_size=1, max_size=3))
def test_cells_are_their_texts(row: list[str]) -> None:
    cells = [escape.cell(escape.escaped(text).strip()) for text in row]
    lines = [f"| {' | '.join(cells)} |", f"|{' --- |' * len(cells)}"]
    tokens = PARSER.parse("\n".join(lines))
    found = [token for token in tokens if token.type == "inline"]
    assert [said([token]) for token in found] == [plain(text) for text in row]


@given(texts, texts)
def test_links_have_their_text_and_address(text: str, address: str) -> None:
    address = "https://example.org/" + re.sub(r"\s", "", plain(address))
    line = Line()
    line.text("あ!")
    line.markdown(f"[{escape.escaped(text)}]({escape.destination(address)})")
    (token,) = [token for token in PARSER.parse(line.render()) if token.type == "inline"]
    opened = [child for child in token.children if child.type == "link_open"]
    assert len(opened) == 1
    assert opened[0].attrs["href"] == PARSER.normalizeLink(address)
    assert " ".join("".join(child.content for child in token.children).split()) == plain(f"あ!{text}")


@given(texts, texts, texts, st.sampled_from(sorted(escape.MARKS)))
def test_emphasis_is_where_it_is(before: str, within: str, after: str, kind: str) -> None:
    """Also beside signs and Japanese, where marks would be letters: then it is a tag."""
    line = Line()
    line.text(before)
    number = line.open(kind)
    line.text(within)
    line.close(number)
    line.text(after)
    tokens = PARSER.parse(line.render())
    tags = {"strong": "strong", "emphasis": "em", "struck": "s"}
    (inner,) = [token for token in tokens if token.type == "inline"] or [None]
    if not within or inner is None:
        return
    parts = ["", "", ""]
    place = 0
    for child in inner.children:
        tag = tags[kind]
        if child.type in (f"{tag}_open", f"{tag}_close") or child.content in (f"<{tag}>", f"</{tag}>"):
            place += 1
        else:
            assert child.type in ("text", "text_special"), line.render()
            parts[place] += child.content
    assert [plain(part) for part in parts] == [plain(part) for part in (before, within, after)]


@given(texts)
def test_code_is_its_text(text: str) -> None:
    if not plain(text):
        return
    tokens = PARSER.parse(f"a {escape.code(text)} b")
    assert said(tokens, frozenset({"text", "code_inline"})) == plain(f"a {text} b")
    (code,) = [child for child in tokens[1].children if child.type == "code_inline"]
    assert plain(code.content) == plain(text)


@given(texts, st.sampled_from(["python", "a b`c", ""]))
def test_a_block_of_code_is_its_text(text: str, language: str) -> None:
    (token,) = PARSER.parse(escape.fenced(text, language))
    assert token.content.rstrip("\n") == re.sub("\r\n?", "\n", text.replace("\0", "\ufffd")).rstrip("\n")
    assert "`" not in token.info


def test_marks_beside_japanese() -> None:
    """Where CommonMark knows no end of emphasis (0.31, section 6.2), a tag stands in place of the mark."""

    def written(before: str, within: str, after: str) -> str:
        line = Line()
        line.text(before)
        number = line.open("strong")
        line.text(within)
        line.close(number)
        line.text(after)
        return line.render()

    assert written("これは", "重要", "です") == "これは**重要**です"
    assert written("これは", "「重要」", "です") == "これは<strong>「重要」</strong>です"
    assert written("「", "重要", "」") == "「**重要**」"
    assert written("a ", "", " b") == "a  b"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("2023. A year", "2023\\. A year"),
        ("1986) a", "1986\\) a"),
        ("2023.5", "2023.5"),
        ("- a", "\\- a"),
        ("-a", "-a"),
        ("# a", "\\# a"),
        ("#a", "#a"),
        ("> a", "\\> a"),
        ("===", "\\==="),
        ("a_b_c _d_", "a_b_c \\_d\\_"),
        ("a < b & c", "a < b & c"),
        ("<b> &amp;", "\\<b> \\&amp;"),
        ("wow!", "wow\\!"),
    ],
)
def test_escapes_stand_where_they_are_needed(line: str, written: str) -> None:
    found = Line()
    found.text(line)
    assert found.render() == written


def test_two_formulas_are_two() -> None:
    line = Line()
    line.markdown(escape.formula("a"))
    line.markdown(escape.formula("b"))
    assert line.render() == "$a$<!-- -->$b$"


def test_an_address_of_the_site_keeps_its_sign() -> None:
    assert escape.destination(f"{HERE}a b(c)") == f"{HERE}a%20b\\(c\\)"


def test_blocks_behind_a_marker_stay_in_it() -> None:
    assert escape.indented("a\n\nb", "10. ") == "10. a\n\n    b"
    assert escape.indented("", "- ") == "-"
    assert escape.quoted("a\n\nb") == "> a\n>\n> b"
