"""Raw HTML: what is safe stays, in whole and in halves; nothing that loads or runs gets through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.text.rawhtml import TAGS, _Tokens, clean_html


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>題</summary>中身</details>",
        "<details><summary>題</summary>",
        "</details>",
        '<table><tr><td align="right">1</td></tr></table>',
        '<b class="x">',
        "</b>",
        '<img src="https://example.org/a.png" alt="図">',
        '<a href="https://example.org/?a=1&amp;b=2" data-kind="x">行く</a>',
    ],
)
def test_safe_html_stays(text: str) -> None:
    """Elements and attributes on the list stay, also where Markdown has cut an element in two."""
    clean = clean_html(text)
    assert clean.html.replace("<tbody>", "").replace("</tbody>", "") == text
    assert (clean.dropped, clean.frames, clean.caption) == ((), (), "")


@pytest.mark.parametrize(
    ("text", "left", "dropped"),
    [
        ("<script>alert(1)</script>", "", ("script",)),
        ("<p onclick='x()'>文</p>", "<p>文</p>", ("onclick",)),
        ('<a href="java\nscript:alert(1)">行く</a>', "<a>行く</a>", ("href",)),
        ('<a href="&#106;avascript:alert(1)">', "<a>", ("href",)),
        ('<svg><script href="x"/></svg>', "", ("href", "script", "svg")),
        ('<form action="https://example.org"><input name=a></form>', "", ("action", "form", "input", "name")),
        ('<p style="background:url(//example.org)">文</p>', "<p>文</p>", ("style",)),
        ('<meta http-equiv=refresh content="0;url=//example.org">', "", ("content", "http-equiv", "meta")),
    ],
)
def test_what_loads_or_runs_is_dropped_and_named(text: str, left: str, dropped: tuple[str, ...]) -> None:
    """What is dropped is named, so that its author can be told."""
    clean = clean_html(text)
    assert (clean.html, clean.dropped) == (left, dropped)


def test_comment_hides_nothing() -> None:
    """A comment that browsers end sooner than Python does lets nothing through."""
    assert "onerror" not in clean_html("<b><!--><img src=x onerror=alert(1)>-->").html


def test_frames_and_captions() -> None:
    """A frame leaves its address; a ``<center>`` of words leaves them as a caption."""
    clean = clean_html(
        '<center>図1 <b>棚</b>\n<iframe src="//example.org/x" title="題">別の<b>文</b></iframe></center>'
    )
    assert clean.frames == (("//example.org/x", "題"),)
    assert (clean.caption, clean.html, clean.dropped) == ("図1 棚", "", ())


@given(st.text(st.sampled_from("<>/!-=\"' \n&;:abimgscriptonerrjavhlfdt#x01()")) | st.text())
def test_nothing_gets_through(text: str) -> None:
    """Whatever is written, only safe elements without handlers and script addresses come out, and cleaning is final."""
    clean = clean_html(text)
    for kind, name, attributes in _Tokens(clean.html).tokens:
        assert kind == "text" or name in TAGS
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        for value in attributes.values():
            assert not re.match(r"(javascript|data|vbscript):", re.sub(r"[\x00-\x20]", "", value or ""), re.I)
    assert clean_html(clean.html).dropped == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>静か\n  な<b>列</b>\nです</p>", "<p>静かな<b>列</b>です</p>"),
        ("<p>静か<br>\nな</p>\n<p>列</p>", "<p>静か<br>\nな</p>\n<p>列</p>"),
        ("<p>quiet\nqueues</p>", "<p>quiet\nqueues</p>"),
        ("<pre>静か\nな</pre>", "<pre>静か\nな</pre>"),
    ],
)
def test_line_breaks(text: str, expected: str) -> None:
    """A line break between two characters of Chinese or Japanese is no space, but where lines are kept."""
    assert clean_html(text).html == expected
