r"""Formulas in TeX → MathML Core, which browsers set without a script, by math-core (Thomas MK, MIT).

What math-core calls otherwise than LaTeX is translated: numbered environments, whose numbers are Sphinx's here.
Its ``style`` attributes, which a strict Content-Security-Policy refuses, become classes of ``shohyo.css``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..errors import foreign, say

if TYPE_CHECKING:
    from math_core import LatexToMathML

#: environments of amsmath that number their lines, and others that math-core lacks → what stands for them
_ENVIRONMENTS = {
    "align": "aligned", "alignat": "aligned", "alignedat": "aligned", "eqnarray": "aligned", "equation": "aligned",
    "flalign": "aligned", "gather": "gathered", "multline": "gathered", "smallmatrix": "matrix", "split": "aligned",
}  # fmt: skip
_ENVIRONMENT = re.compile(rf"\\(begin|end)\{{({'|'.join(_ENVIRONMENTS)})\*?\}}")
#: how many columns of formulas there are, which alignat wants to know
_COLUMNS = re.compile(r"\s*\{\d+\}")
#: what is in others and has no others in it: environments, then braces
_INNERMOST = (re.compile(r"\\begin\{(?:(?!\\begin\{).)*?\\end\{[^{}]*\}", re.DOTALL), re.compile(r"\{[^{}]*\}"))
#: several lines, or columns
_ALIGNED = re.compile(r"\\\\|(?<!\\)&")
#: commands of LaTeX that math-core lacks
_MACROS = {
    "substack": r"\begin{subarray}{c}#1\end{subarray}", "mbox": r"\text{#1}", "hbox": r"\text{#1}", "pmb": r"\bm{#1}",
}  # fmt: skip
#: commands that number formulas and name their numbers, which Markdown does → what to write
_NUMBERING = {
    "label": say("write its label behind the formula: $$ … $$ (label)"),
    "tag": say("write a label behind the formula, which numbers it: $$ … $$ (label)"),
    "ref": say("write {{eq}}`label`"),
    "eqref": say("write {{eq}}`label`"),
}
#: definitions end with their formula, and LaTeX knows them in the next one, too
_DEFINITION = re.compile(r"\\(?:(?:re)?new|provide)command\*?(?![A-Za-z])|\\[egx]?(?:def|let)(?![A-Za-z])")
#: math-core goes as deep as a formula does, and the stack of a process ends somewhere: at 2,000 braces on the smallest
MAX_DEPTH, MAX_COMMANDS = 100, 1000
_NESTING = re.compile(r"\\(sqrt\s*\[|(?:left|begin|right|end)(?![A-Za-z]))|\\[A-Za-z]+\s*|\\.|[{}]|[^\\{}]+", re.DOTALL)
_NUMBERED = re.compile(rf"\\({'|'.join(_NUMBERING)})(?![A-Za-z])")
#: declarations that math-core writes, without spaces → class
_CLASSES = {
    "text-align:right": "right", "text-align:left": "left",
    "padding-left:0": "start", "padding-right:0": "end", "padding-left:1em": "apart", "padding-top:0": "tight",
    "border-left:0.05emsolidcurrentcolor": "line-left", "border-left:0.05emdashedcurrentcolor": "line-left",
    "border-right:0.05emsolidcurrentcolor": "line-right", "border-right:0.05emdashedcurrentcolor": "line-right",
    "border-top:0.05emsolidcurrentcolor": "line-top", "border-top:0.05emdashedcurrentcolor": "line-top",
    "border-bottom:0.05emsolidcurrentcolor": "line-bottom", "border-bottom:0.05emdashedcurrentcolor": "line-bottom",
    "margin-left:-0.16666667em": "back", "math-shift:compact": "cramped",
}  # fmt: skip
_STYLE = re.compile(r' style="([^"]*)"')
_ENCLOSED = re.compile(r'<menclose notation="(\w+)">|<mrow class="menclose-\w+"></mrow>|</menclose>')


class FormulaError(ValueError):
    """A formula cannot be set; the text says why."""

    def __init__(self, position: int, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.position = position  #: in code points, from 0
        self.problem, self.remedy = problem, remedy


class _Piece(NamedTuple):
    """What is given to math-core for a piece of a formula."""

    text: str
    starts: list[int]  #: positions in it where a part begins that is as in the source …
    origins: list[int]  #: … and where that begins there

    def origin(self, position: int) -> int:
        index = max(0, bisect_right(self.starts, position) - 1)
        return self.origins[index] + max(0, position - self.starts[index])


def set_formula(tex: str, *, is_block: bool) -> str:
    """Return a formula as one ``<math>`` element, or several where blank lines part it.

    Raises:
        FormulaError: it is no TeX that is understood.
    """
    pieces = [match for match in re.finditer(r"(?:(?!\n[ \t]*\n).)+", tex, re.DOTALL) if match[0].strip()]
    return "\n".join(_set(piece[0], piece.start(), is_block) for piece in pieces)


@lru_cache(maxsize=1024)  # a check asks whether a formula can be set, and a builder sets it
def fault_of(tex: str) -> FormulaError | None:
    """Return what is wrong with a formula, if anything."""
    try:
        set_formula(tex, is_block=False)
    except FormulaError as error:
        return error
    return None


def _set(tex: str, start: int, is_block: bool) -> str:
    from math_core import LatexError  # few pages have formulas

    if _is_too_deep(tex):
        problem = say(
            "the formula is nested deeper than {levels} levels, or has more than {commands} commands",
            levels=MAX_DEPTH,
            commands=MAX_COMMANDS,
        )
        raise FormulaError(start, problem, say("write it as several"))
    if defined := _DEFINITION.search(tex):
        problem = say('"{command}" defines nothing in a formula here', command=defined[0])
        raise FormulaError(start + defined.start(), problem, say("write out what it stands for"))
    if numbered := _NUMBERED.search(tex):
        problem = say('"{command}" has no meaning in a formula here', command=numbered[0])
        raise FormulaError(start + numbered.start(), problem, _NUMBERING[numbered[1]])
    piece = _translated(tex)
    try:
        return _classed(_converter().convert_with_local_state(piece.text, displaystyle=is_block))
    except LatexError as error:
        position, _colon, problem = str(error).partition(": ")
        why = foreign(f"{problem[:1].lower()}{problem[1:].rstrip('.')}")
        if unknown := re.fullmatch(r'unknown command "(.*)"', why):
            why = say('unknown command "{command}"', command=unknown[1])
        problem = say("the formula cannot be set: {why}", why=why)
        remedy = say('write it in other words, or choose html_math_renderer = "mathjax" in conf.py')
        raise FormulaError(start + min(piece.origin(int(position)), len(tex.rstrip())), problem, remedy) from None


@cache
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(macros=_MACROS, fancy_error=False, allow_unreliable_rendering=True, xml_namespace=True)


def _is_too_deep(tex: str) -> bool:
    """Tell whether a formula is nested deeper than anyone writes it, by braces or by commands before commands."""
    depth = commands = row = 0
    for token in _NESTING.finditer(tex):
        if token[0] == "}" or token[1] in ("right", "end"):  # math-core stops at one that closes nothing
            depth -= 1
        elif token[0] == "{" or token[1]:
            depth += 1
        row = row + 1 if token[0].startswith("\\") else 0
        commands += token[0].startswith("\\")
        if depth + row > MAX_DEPTH or commands > MAX_COMMANDS:
            return True
    return False


def _translated(tex: str) -> _Piece:
    """Return a formula without what math-core calls otherwise."""
    text, starts, origins = "", [], []

    def add(part: str, origin: int) -> None:
        nonlocal text
        starts.append(len(text))
        origins.append(origin)
        text += part

    place = 0
    outermost = tex
    for inner in _INNERMOST:
        for _level in range(20):  # no more than a reader follows
            outermost = inner.sub("", outermost)
    wraps = bool(_ALIGNED.search(outermost))
    if wraps:
        add(r"\begin{aligned}", 0)
    for match in _ENVIRONMENT.finditer(tex):
        add(tex[place : match.start()], place)
        add(rf"\{match[1]}{{{_ENVIRONMENTS[match[2]]}}}", match.start())
        counts = match[1] == "begin" and match[2] in ("alignat", "alignedat")
        columns = _COLUMNS.match(tex, match.end()) if counts else None
        place = (columns or match).end()
    add(tex[place:], place)
    if wraps:
        add("\n\\end{aligned}", len(tex))  # behind a comment, too
    return _Piece(text, starts, origins)


def _classed(mathml: str) -> str:
    """Return MathML with classes in place of styles, and with no entity that XML does not have."""
    mathml = mathml.replace("&ApplyFunction;", "\u2061").replace("&InvisibleTimes;", "\u2062")
    mathml = _ENCLOSED.sub(_plain_row, mathml)
    return _STYLE.sub(_attributes, mathml)


def _plain_row(match: re.Match[str]) -> str:
    """Return for an enclosed part, which only some browsers know, a row with a class."""
    if match[0] == "</menclose>":
        return "</mrow>"
    return f'<mrow class="shohyo-math__{match[1]}">' if match[1] else ""


def _attributes(match: re.Match[str]) -> str:
    names, color = [], ""
    for declaration in filter(None, match[1].replace(" ", "").split(";")):
        if declaration.startswith("color:#"):
            color = f' mathcolor="{declaration.removeprefix("color:")}"'
        elif declaration in _CLASSES:
            names.append(f"shohyo-math__{_CLASSES[declaration]}")
    return (f' class="{" ".join(names)}"' if names else "") + color
