"""TeX in BibTeX values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from shohyo.bib.tex import decoded, is_plain, plain, rich


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


@pytest.mark.parametrize(
    ("tex", "printed"),
    [
        (r"On \enquote{calm} and \mkbibquote{noise}", "On “calm” and “noise”"),
        (r"\enquote{a \enquote{b} c}", "“a ‘b’ c”"),
        (r"\enquote{静か \enquote{な} 列}", "「静か 『な』 列」"),
        (r"{\LaTeXe} 入門", "LaTeX2e 入門"),
        (r"CO\textsubscript{2} and H$_2$O, the 3\textsuperscript{rd}", "CO₂ and H₂O, the 3rd"),
        (r"H$_{\textrm{2}}$O at 10\textsuperscript{-3} $\pm$ $x^{10}$", "H₂O at 10⁻³ ± x¹⁰"),
        (r"$O(n \log n)$ for $\alpha$-$\beta$ and \ensuremath{\pi} in 5\textmu{}m", "O(n log n) for α-β and π in 5µm"),
        ("costs $5 and $10", "costs $5 and $10"),
        (r"{\'e}\"o\^{\i} \d{h}\=a \v{S} Erd\H{o}s \k{a} \aa ngstr\"{o}m", "éöî ḥā Š Erdős ą ångström"),
        (r"a---b, 1--2, a~b, a\,b, a\-b, a\/b", "a—b, 1–2, a b, a b, ab, ab"),
        (r"\textit{x} {\em y} \textsc{z} {\relax Yu} \underline{w}", "x y z Yu w"),
        (r"``a'' `b' it's", "“a” ‘b’ it's"),
        (r"\noopsort{1973}Works, vol.\ 2", "Works, vol. 2"),
        (r"AT\&T, R\&amp;D, A &amp; B, {\&}amp; \&#233;, 5 &gt; 3", "AT&T, R&D, A & B, & é, 5 > 3"),
        ('The <i>Quiet</i> <span class="nocase">x</span> H<sub>2</sub>O', "The Quiet x H₂O"),
        ("&lt;b&gt;bold&lt;/b&gt; x < y > z", "bold x < y > z"),
        (r"C:\textbackslash{}Users", r"C:\Users"),
    ],
)
def test_what_tex_prints(tex: str, printed: str) -> None:
    """Commands, formulas and HTML of titles are the text that they print."""
    text, unknown = decoded(tex)
    assert (plain(text), unknown) == (printed, [])


@pytest.mark.parametrize(
    ("tex", "printed", "commands"),
    [
        (r"\mystery{E} and more", "E and more", ["mystery"]),
        (r"\frac{a}{b} of \foo all", "ab of all", ["frac", "foo"]),
        (r"\textgreek{a} \emph{\bar{x}}", "a x", ["textgreek", "bar"]),
    ],
)
def test_commands_that_nobody_knows(tex: str, printed: str, commands: list[str]) -> None:
    """Their text is kept, and they are named."""
    text, unknown = decoded(tex)
    assert (plain(text), unknown) == (printed, commands)


@given(st.text(st.sampled_from("ab1 \\{}$_^&;<>/`'\"~=.uvHtcdbrk#%-") | st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_decoded(value: str) -> None:
    """Nothing raises, and a value that is called plain is one to pybtex."""
    text, _unknown = decoded(value)
    plain(text)
    if is_plain(value):
        Text.from_latex(value)
