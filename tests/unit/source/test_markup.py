"""What a Markdown text names, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from myst_parser.config.main import MdParserConfig

from shohyo.source.markup import parse_markup
from shohyo.source.references import Reference, citation_keys, split_title
from tests.strategies import texts


def references(text: str, **fields: object) -> list[tuple[int, int, str, str]]:
    return [
        (item.line, item.column, item.kind, item.target)
        for item in parse_markup(text, 1, MdParserConfig(**fields)).references
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{pattern}`a`", [(1, 1, "pattern", "a")]),
        ("題 {shohyo:tag}`題 <b c>` {tag}`b`", [(1, 3, "tag", "b c"), (1, 25, "tag", "b")]),
        ("**{tag}`a`** *[x {tag}`b`](c.md)*", [(1, 3, "tag", "a"), (1, 15, "link", "c.md"), (1, 18, "tag", "b")]),
        ("a\n  b {tag}`c`\n   {tag}`d`", [(2, 5, "tag", "c"), (3, 4, "tag", "d")]),
        ("{tag}``a`b``", [(1, 1, "tag", "a`b")]),
        ("{tag}`a\nb`", [(1, 1, "tag", "a b")]),
        ("# {tag}`a` #", [(1, 3, "tag", "a")]),
        ("{tag}`a`\n---", [(1, 1, "tag", "a")]),
        ("> - {tag}`a`\n>   {tag}`b`\n{tag}`c`", [(1, 5, "tag", "a"), (2, 5, "tag", "b"), (3, 1, "tag", "c")]),
        ("1. a\n\n\t{tag}`a`", [(3, 2, "tag", "a")]),
        (
            "| {tag}`a` | {tag}`a` |\n|---|---|\n| x | {tag}`a` |",
            [(1, 3, "tag", "a"), (1, 14, "tag", "a"), (3, 7, "tag", "a")],
        ),
        ("a | b\n--|--\n`\\|` {tag}`a` | x", [(3, 6, "tag", "a")]),
        ("[^1]\n\n[^1]: {tag}`a`", [(3, 7, "tag", "a")]),
        ("`{tag}`a``", []),
        ("\\{tag}`a`", []),
        ("{tag} `a`", []),
        ("    {tag}`a`", []),
        ("```\n{tag}`a`\n```", []),
        ("```{code-block} python\n{tag}`a`\n```", []),
        ("<!--\n{tag}`a`\n-->", []),
        ("% {tag}`a`", []),
        ("{tag}`!a`", []),
        ("$ {tag}`a` $", [(1, 3, "tag", "a")]),
    ],
)
def test_roles(text: str, expected: list[tuple[int, int, str, str]]) -> None:
    """A role is found wherever MyST would see one, at its opening brace."""
    assert references(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", [(1, 1, "link", "b.md")]),
        (
            'x [a](<b c.md> "t") [d][e] [e]\n\n[e]: f.md',
            [(1, 3, "link", "b c.md"), (1, 21, "link", "f.md"), (1, 28, "link", "f.md")],
        ),
        (
            "![a](b.png) [![c](d.png)](e.md)",
            [(1, 1, "image", "b.png"), (1, 13, "link", "e.md"), (1, 14, "image", "d.png")],
        ),
        ("[a](%E9%A1%8C.md) [b](題.md)", [(1, 1, "link", "題.md"), (1, 19, "link", "題.md")]),
        ("<https://example.org/>", []),
        ("[a] (b.md)", []),
        ("```{note}\n[a][b]\n```\n\n[b]: c.md", [(2, 1, "link", "c.md")]),
    ],
)
def test_links(text: str, expected: list[tuple[int, int, str, str]]) -> None:
    """Links and pictures are found at their opening bracket, as paths that are no longer encoded."""
    assert references(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{cite:p}`a, b`", [(10, "a"), (13, "b")]),
        ("{cite}`{see, e.g.}a{p. 5}`", [(19, "a")]),
        ("{footcite:t}`a,b`", [(14, "a"), (16, "b")]),
        ("{cite:t}``a``", [(11, "a")]),
        ("{cite:p}`a,`", [(10, "a"), (12, "")]),
    ],
)
def test_citations(text: str, expected: list[tuple[int, str]]) -> None:
    """Each key has its own column."""
    assert [
        (column, target) for _, column, kind, target in references(text) if kind in ("cite", "footcite")
    ] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```{figure} a.png\n:alt: {tag}`x`\n\n{tag}`y`\n```", [(1, 13, "image", "a.png"), (4, 1, "tag", "y")]),
        ("- ~~~{image} /a b.png\n  ~~~", [(1, 14, "image", "/a b.png")]),
        ("::::{grid}\n:::{card} {tag}`t`\n:img-top: a.png\n:link: b\n:link-type: doc\n{tag}`u`\n:::\n::::",
         [(2, 11, "tag", "t"), (3, 11, "image", "a.png"), (4, 8, "doc", "b"), (6, 1, "tag", "u")]),
        ("```{card}\n---\nimg-top: 'a.png'\nname: n\n---\n{tag}`u`\n```", [(3, 11, "image", "a.png"), (6, 1, "tag", "u")]),
        ("```{include} a.md\n:start-line: 3\n```", [(1, 14, "include", "a.md")]),
        ("```{literalinclude} a.py\n```", [(1, 21, "file", "a.py")]),
        ("{file}`no/such.py`, {guide}`x`, {image}`y.png` and {tag}`u`", [(1, 52, "tag", "u")]),
        ("```{toctree}\n:glob:\n\na/*\nT <b>\n\nself\n```", [(4, 1, "glob", "a/*"), (5, 1, "toctree", "b"), (7, 1, "toctree", "self")]),
        ("```{toctree}\na*\n```", [(2, 1, "toctree", "a*")]),
        ("```{admonition} {tag}`t`\n```", [(1, 17, "tag", "t")]),
        ("```{note} {tag}`t`\n{tag}`u`\n```", [(1, 11, "tag", "t"), (2, 1, "tag", "u")]),
        ("```python {figure} a.png\n```", []),
        (":::\n{tag}`t`\n:::\n\n::::wide\n:::{note}\n[a](b.md)\n:::\n::::", [(2, 1, "tag", "t"), (7, 1, "link", "b.md")]),
        ("::: box\n{tag}`t`\n\n:::", [(2, 1, "tag", "t")]),
    ],
)  # fmt: skip
def test_directives(text: str, expected: list[tuple[int, int, str, str]]) -> None:
    """Arguments, options and the Markdown within directives are read; code within them is not."""
    assert references(text, enable_extensions={"colon_fence"}) == expected


def test_lines_count_from_the_file() -> None:
    """The body's lines follow the front matter's."""
    assert parse_markup("\n{tag}`a`", 10).references == [Reference(11, 1, "tag", "a", is_role=True)]


def test_extensions() -> None:
    """What MyST reads only with an extension is read so only with it."""
    text = "$ `a $ {tag}`b` $"
    assert references(text) != references(text, enable_extensions={"dollarmath"})
    text = ":::{figure} a.png\n:::"
    assert references(text) == []
    assert references(text, enable_extensions={"colon_fence"}) == [(1, 13, "image", "a.png")]
    text = "\\begin{align}\n{tag}`a`\n\\end{align}"
    assert references(text) == [(2, 1, "tag", "a")]
    assert references(text, enable_extensions={"amsmath"}) == []
    assert references("{tag}`a` {tag}`b`", commonmark_only=True) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```{patterns}\n:tag: a, tag\n:chapter: tag\n```", [(2, 7, "tag", "a"), (2, 10, "tag", "tag"), (3, 11, "chapter", "tag")]),
        ("- ```{shohyo:reviews}\n  :book: b\n  ```", [(2, 10, "book", "b")]),
        ("```{relations} a\n```", [(1, 16, "pattern", "a")]),
        ("```{compare} a, b c\n:sections: d\n```", [(1, 14, "pattern", "a"), (1, 17, "pattern", "b"), (1, 19, "pattern", "c")]),
        ("```{tags}\n:tag: a\n```", []),
        ("```{mine}\n{tag}`a` [b](c) ![](d.png)\n```", [(2, 1, "tag", "a")]),
        ("```{note}\n[b](c)\n```", [(2, 1, "link", "c")]),
    ],
)  # fmt: skip
def test_names_in_directives(text: str, expected: list[tuple[int, int, str, str]]) -> None:
    """Our directives name in arguments and options; of a body that may be code, only roles count."""
    assert references(text) == expected


def test_html() -> None:
    """HTML is found where an author wrote it, at its first character."""
    markup = parse_markup("a <b>c</b>\n\n> <div>\n> d\n\n```{raw} html\n<i>\n```\n\n`<p>`\n")
    assert [(item.line, item.column, item.text.strip()) for item in markup.html] == [
        (1, 3, "<b>"),
        (1, 7, "</b>"),
        (3, 3, "<div>\nd"),
        (6, 1, "<i>"),
    ]


def test_sections_with_text() -> None:
    """A heading counts if a paragraph or a list follows it directly."""
    markup = parse_markup("# A\n\n## B\n\nb\n\n## C\n\n```python\n```\n\n## D\n\n- d\n")
    assert markup.sections == {"B", "D"}


def test_title_and_labels() -> None:
    """The first heading is the title; targets, names of directives and ids are labels."""
    markup = parse_markup(
        "(one)=\n## A *b* `c` [d](e.md)\n\n# F\n\n```{figure} a.png\n:name: two\n```\n\n{#three}\n# G\n"
    )
    assert markup.title == "A b c d"
    assert markup.labels == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "a"), ("t <a>", "a"), ("t<a>", "a"), ("<a>", "<a>"), ("t \\<a>", "t \\<a>"), ("a <b> <c>", "b> <c")],
)
def test_split_title(text: str, expected: str) -> None:
    """A target may follow a title in angle brackets."""
    assert split_title(text) == expected


def test_citation_keys_of_nothing() -> None:
    """A role without a key cites the empty key, which no bibliography has."""
    assert list(citation_keys(" ")) == [(1, "")]


@pytest.mark.parametrize(
    "opening", ["```{note}\n", "- ", "> ", "[", "![", "{tag}`", "**", ":::{note}\n", "| a ", "[^a]: "]
)
def test_repetition_is_read_in_time(opening: str) -> None:
    """What opens and never closes is read without an exception and without a wait."""
    parse_markup(opening * 2000)


@given(texts())
def test_any_text_is_read(text: str) -> None:
    """No text raises, and every reference stands at a place in the text."""
    body = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = body.split("\n")
    dialect = MdParserConfig(enable_extensions=["deflist", "fieldlist", "dollarmath", "amsmath", "colon_fence"])
    for item in parse_markup(body, 1, dialect).references:
        assert 1 <= item.line <= len(lines), item
        assert 1 <= item.column <= len(lines[item.line - 1]) + 1, item
