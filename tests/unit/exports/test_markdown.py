"""Blocks written as Markdown: what docutils can nest and Markdown can only write with care."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from markdown_it import MarkdownIt

from shohyo.exports.markdown import Items, Writer, stacked
from shohyo.exports.rawhtml import block_of_html, inline_html
from shohyo.exports.targets import Targets
from shohyo.exports.twins import settled

PARSER = MarkdownIt("commonmark").enable("table")


def targets(path: str = "a/b.html") -> Targets:
    env = SimpleNamespace(images={}, toc_secnumbers={})
    config = SimpleNamespace(html_baseurl="")
    builder: Any = SimpleNamespace(get_target_uri=lambda _name: path, env=env, config=config, imagedir="_images")
    return Targets(builder, "a/b")


def written(rst: str) -> str:
    doctree = publish_doctree(rst, settings_overrides={"report_level": 5})
    return Writer(targets()).write(doctree).rstrip("\n")


def test_spanned_cells_are_empty() -> None:
    """A cell over two columns and one over two rows; each row has as many cells."""
    table = "+---+---+---+\n| a | b | c |\n+===+===+===+\n| d     | e |\n+---+---+   +\n| f | g |   |\n+---+---+---+"
    assert written(table).split("\n") == [
        "| a | b | c |",
        "| --- | --- | --- |",
        "| d |  | e |",
        "| f | g |  |",
    ]


def test_cells_have_lists_and_code_on_one_line() -> None:
    doctree = publish_doctree("x", settings_overrides={"report_level": 5})
    entry = nodes.entry("", nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "a | b"))))
    entry += nodes.literal_block("", "x|y\nz")
    group = nodes.tgroup("", nodes.tbody("", nodes.row("", entry)), cols=1)
    doctree.children = [nodes.table("", group)]
    assert Writer(targets()).write(doctree).splitlines()[-1] == "| • a \\| b<br>`x\\|y`<br>`z` |"


def test_lists_beside_each_other_stay_two() -> None:
    text = written("- a\n\n  b\n\n..\n\n- c\n\n..\n\n1. d\n\n..\n\n1. e\n")
    html = PARSER.render(text)
    assert (html.count("<ul>"), html.count("<ol>")) == (2, 2)
    assert stacked([Items("- a"), Items("- b"), Items("- c")]) == "- a\n\n* b\n\n- c"
    assert stacked([Items("- a"), "text", Items("- b")]) == "- a\n\ntext\n\n- b"


def test_blocks_nest() -> None:
    text = written("- a\n\n  ::\n\n    code\n\n    more\n\n  1. b\n\n     > c\n\n- d\n")
    html = PARSER.render(text)
    assert "<pre><code>code\n\nmore\n</code></pre>" in html
    assert html.count("<li>") == 3


def test_headings_go_down_to_the_sixth_level() -> None:
    signs = "=-~^\"'`*+"
    text = written("\n\n".join(f"T{sign}\n{sign * 9}" for sign in signs))
    assert [line for line in text.split("\n") if line][-1] == "###### T+"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<div>\n\n<a href="c.html">x</a>\n</div>', '<div>\n<a href="\0a/c.html">x</a>\n</div>'),
        ("<b>x</b> *y*", "<div>\n<b>x</b> *y*\n</div>"),
        ("<details>", "<details>"),
        ('<img src="https://example.org/a.png">', '<img src="https://example.org/a.png">'),
    ],
)
def test_html_of_authors_ends_no_block(html: str, found: str) -> None:
    assert block_of_html(html, targets().of_page) == found


def test_drawings_say_nothing() -> None:
    assert inline_html("a <svg><path d='M0'/></svg>b", targets().of_page) == "a b"


@pytest.mark.parametrize(
    ("path", "base", "folder", "found"),
    [
        ("a/c.html#x", "https://example.org/kb/", "a", "https://example.org/kb/a/c.html#x"),
        ("a/c.html#x", "", "a", "c.html#x"),
        ("index.html", "", "a/b", "../../index.html"),
        ("", "", "a", "../"),
        ("", "", "", "./"),
        ("a/c/#x\\(y\\)", "", "d", "../a/c/#x\\(y\\)"),
        ("%E6%9C%AC/c.html", "", "本", "c.html"),
    ],
)
def test_addresses_of_the_site_are_settled_where_they_stand(path: str, base: str, folder: str, found: str) -> None:
    assert settled(f"[x](\0{path})", base, folder) == f"[x]({found})"
