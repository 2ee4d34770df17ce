"""The text of a page as feeds have it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from shohyo.sharing.content import plain_html

ADDRESS = "https://example.org/kb/reviews/one.html"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="../x.html#y">x</a>', '<a href="https://example.org/kb/x.html#y">x</a>'),
        ('<a class="reference" href="#part">x</a>', f'<a href="{ADDRESS}#part">x</a>'),
        ('<a href="mailto:a@example.org">x</a>', '<a href="mailto:a@example.org">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="http://[">x</a>', "<a>x</a>"),
        ('<img src="../_images/a%20b.png" alt="A &amp; B" onerror="x()" style="y">',
         '<img src="https://example.org/kb/_images/a%20b.png" alt="A &amp; B">'),
        ('<img src="a.png" srcset="b.png 2x" loading="lazy">', '<img src="https://example.org/kb/reviews/a.png">'),
        ("<section id='s'><h2>Part<a class='headerlink' href='#s'>#</a></h2><p>Text</p></section>",
         "<div><h2>Part</h2><p>Text</p></div>"),
        ("<h1>Title</h1><p>Text</p>", "<p>Text</p>"),
        ("a<script>alert('</b>')</script>b<style>p{}</style>c", "abc"),
        ("a<svg viewBox='0'><text>b</text><a href='x'>c</a></svg>d", "ad"),
        ("<details><summary>More</summary><p>Text</p></details>", "<div><p>More</p><p>Text</p></div>"),
        ("<p>a<button type=button>Copy</button></p>", "<p>a</p>"),
        ("<p class='shohyo-byline'>by <b>me</b></p><p>Text</p>", "<p>Text</p>"),
        ("<section><h2>Mentions</h2><ul class='shohyo-mentions no-search'><li>x</li></ul></section><p>b</p>", "<p>b</p>"),
        ("<div><form action=x><input name=q><select><option>a</select></form></div>z", "z"),
        ("<math display='block'><mfrac><mi>a</mi><mn>2</mn></mfrac><annotation>\\frac</annotation></math>",
         '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'),
        ("<pre><span class='k'>if</span> a &lt; b &amp;&amp; c</pre>", "<pre>if a &lt; b &amp;&amp; c</pre>"),
        ("<table class=x><tr><td colspan=2 style=y>a</td></tr></table>", '<table><tr><td colspan="2">a</td></tr></table>'),
        ("<!-- gone --><p>a</p><?php x ?>", "<p>a</p>"),
        ("<p>open <em>both", "<p>open <em>both</em></p>"),
        ("</div></p>a", "a"),
    ],
)  # fmt: skip
def test_cases(html: str, expected: str) -> None:
    assert plain_html(html, ADDRESS) == expected


_TAGS = st.sampled_from(["p", "script", "a", "svg", "div", "ul", "li", "h2", "details", "iframe", "img", "style", "b"])
_PIECES = st.one_of(
    _TAGS.map(lambda tag: f'<{tag} onclick="x" href="javascript:x" src="data:x" class="no-search">'),
    _TAGS.map(lambda tag: f"<{tag} href='a b' src='c'>"),
    _TAGS.map(lambda tag: f"</{tag}>"),
    st.text("<>&\"'/ ab!-]", max_size=6),
)


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_nothing_runs_and_nothing_is_relative(html: str) -> None:
    """Whatever goes in: read by another parser, there are no scripts and styles, no handlers, no relative addresses."""
    text = plain_html(html, ADDRESS)
    page = BeautifulSoup(text, "html.parser")
    for element in page.find_all(True):
        assert element.name not in {"script", "style", "svg", "iframe", "input", "form"}
        assert not {name for name in element.attrs if name.startswith("on") or name in {"style", "class", "id"}}
        for name in ("href", "src"):
            assert re.match("https?:|mailto:", element.get(name, "https:"))
