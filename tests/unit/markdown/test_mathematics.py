"""Formulas become MathML that any browser sets, or a finding."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.assets import STATIC
from shohyo.markdown.mathematics import MAX_COMMANDS, FormulaError, fault_of, set_formula

FORMULAS = r"""
E = mc^2
\frac{a}{b+\sqrt[3]{c}}
\sum_{i=1}^{n} i^2 = \frac{n(n+1)(2n+1)}{6}
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
\begin{aligned} a &= b + c \\ &= d \end{aligned}
\begin{align} a &= b \\ c &= d \end{align}
\begin{align*} a &= b \nonumber \\ c &= d \end{align*}
\begin{alignat}{2} a &= b & c &= d \end{alignat}
\begin{eqnarray} a &=& b \end{eqnarray}
\begin{equation} x \end{equation}
\begin{gather} a \\ b \end{gather}
\begin{multline} a \\ b \end{multline}
\begin{split} a &= b \\ &= c \end{split}
\begin{cases} 1 & x > 0 \\ 0 & \text{その他} \end{cases}
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}
\begin{vmatrix} a & b \\ c & d \end{vmatrix}
\begin{array}{|c:c|} \hline 1 & 2 \\ \hline 3 & 4 \end{array}
\bigl(\begin{smallmatrix} a & b \end{smallmatrix}\bigr)
a &= b \\ c &= d
\text{費用} = \text{単価} \times \text{個数}
\mbox{費用}
\operatorname{argmax}_\theta L(\theta)
\operatorname*{argmin}_{x \in X} f(x)
x \in \mathbb{R}^n
\left\{ x \mid x > 0 \right\}
\left. \frac{df}{dx} \right|_{x=0}
\mathcal{O}(n \log n)
\lim_{x \to 0} \frac{\sin x}{x} = 1
\hat{y} = \bar{x} + \vec{v} + \widetilde{zz}
\overline{AB} \underbrace{c+d}_{\text{入力}}
\mathbf{x}^\top \boldsymbol{\beta} \pmb{x}
\binom{n}{k} \dfrac12 \cfrac{1}{1+x}
P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}
\forall x \exists y : x \Rightarrow y \iff z
\color{red}{x} \textcolor{blue}{y} \boxed{z} \cancel{w}
\lVert x \rVert_2 \lfloor x \rfloor \lceil y \rceil |x|
\sum_{\substack{a \\ b}} \stackrel{def}{=} \overset{!}{=} \xrightarrow{f}
f'(x) = f''(x) \not= \ldots \cdots \vdots \ddots
a \bmod b \pmod n \gcd(a,b) \Pr[X] \quad \! \;
\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}} % a remark
""".strip().split("\n")


class Elements(HTMLParser):
    """Collects the names of elements and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _value in attrs)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("is_block", [False, True])
def test_formulas(formula: str, is_block: bool) -> None:
    """What is written in papers is set, in XML as in HTML, without a style of its own."""
    text = set_formula(formula, is_block=is_block)
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert ("block" in ElementTree.fromstring(text).attrib.values()) == is_block
    assert not {"style", "href", "onclick"} & Elements(text).names
    assert "menclose" not in text


def test_every_class_has_its_style() -> None:
    """What math-core says in style attributes stands in the style sheet."""
    text = "".join(set_formula(formula, is_block=True) for formula in FORMULAS)
    sheet = (STATIC / "shohyo/shohyo.css").read_text("utf-8")
    names = set(re.findall(r"shohyo-math__[\w-]+", text))
    assert len(names) > 8
    assert {name for name in names if f".{name}" not in sheet} == set()


def test_blank_lines_part_formulas() -> None:
    """Sphinx takes a blank line for the end of a formula."""
    assert set_formula("a\n \nb\n", is_block=True).count("<math") == 2
    assert set_formula(" \n", is_block=True) == ""


@pytest.mark.parametrize(
    ("formula", "position", "problem"),
    [
        (r"\foo{x}", 0, 'the formula cannot be set: unknown command "\\foo"'),
        ("a = 費用\n\nb &= c\\\\ \\nope", 17, 'the formula cannot be set: unknown command "\\nope"'),
        (r"\begin{align}{2} \nope \end{align}", 17, 'the formula cannot be set: unknown command "\\nope"'),
        (r"\begin{alignat}{2} \nope \end{alignat}", 19, 'the formula cannot be set: unknown command "\\nope"'),
        (r"\frac{a}{b", 10, 'the formula cannot be set: expected closing token "}", but reached end of input'),
        (r"x = \label{eq}", 4, '"\\label" has no meaning in a formula here'),
        (r"\eqref{eq}", 0, '"\\eqref" has no meaning in a formula here'),
        (r"\newcommand{\R}{x}\R", 0, '"\\newcommand" defines nothing in a formula here'),
        (r"\def\R{x}", 0, '"\\def" defines nothing in a formula here'),
    ],
)
def test_faults(formula: str, position: int, problem: str) -> None:
    """What cannot be set is said with its place and a remedy."""
    fault = fault_of(formula)
    assert (fault.position, fault.problem) == (position, problem)
    assert fault.remedy


@pytest.mark.parametrize(
    "formula",
    [
        "{" * 100_000, "{" * 9_000 + "}" * 9_000, r"\sqrt" * 50_000, r"\frac{" * 9_000, r"\left(" * 9_000,
        r"\sqrt[" * 900, r"\begin{matrix}" * 9_000, r"\hat " * 9_000, "x^{" * 9_000 + "}" * 9_000,
        r"\bf x" * (MAX_COMMANDS + 1), "]{" * 9_000, r"\color{red}x" * 2_000,
    ],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_depth_is_bounded(formula: str) -> None:
    """math-core would end the process."""
    with pytest.raises(FormulaError, match="deeper"):
        set_formula(formula, is_block=True)


def test_what_is_just_allowed_is_set() -> None:
    """The bounds are below what the stack of a process bears."""
    assert set_formula("{" * 99 + "x" + "}" * 99, is_block=False)
    assert set_formula(r"\alpha x" * MAX_COMMANDS, is_block=False)


@given(
    st.lists(
        st.sampled_from(
            [*r"abc<>&\"'{}[]^_\$ %#~", "日", "\n", "\n\n", "<script>", "</math>", r"\text{", r"\frac", r"\begin{align}",
             r"\end{align}", r"\\", "&", r"\left(", r"\right)", r"\color{", r"\mathbb", r"\operatorname{", r"\href{x}"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_nothing_gets_through(parts: list[str]) -> None:
    """Whatever is written, it is MathML alone or a fault."""
    formula = "".join(parts)
    if fault := fault_of(formula):
        assert 0 <= fault.position <= len(formula)
        return
    text = set_formula(formula, is_block=True)
    assert {tag for tag in Elements(text).tags if not tag.startswith("m")} <= {"b", "i", "span", "em", "code", "u", "s"}
    ElementTree.fromstring(f"<x>{text}</x>")


def test_library_is_loaded_when_it_is_needed() -> None:
    """A project without formulas does not wait for it."""
    code = "import sys, shohyo.source.markup, shohyo.output.formulas; sys.exit('math_core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
