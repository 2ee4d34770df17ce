"""The Markdown of a project that sets nothing, and what our parser reads otherwise than markdown-it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from ..upstream.markdown_it import wrap_rule
from ..upstream.myst import dialect_of
from .emphasis import beside_cjk

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

    Rule = Callable[[StateInline, bool], bool]
    BlockRule = Callable[[StateBlock, int, int, bool], bool]

#: values of MyST where conf.py sets no others
DEFAULTS: dict[str, Any] = {
    "myst_heading_anchors": 6,
    "myst_title_to_header": True,
    "myst_enable_extensions": [
        "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist", "strikethrough", "tasklist",
    ],
    # "$5 か $6" and "5$" are prices, as in pandoc
    "myst_dmath_allow_space": False,
    "myst_dmath_allow_digits": False,
}  # fmt: skip
#: the dialect that they are
DIALECT = dialect_of(DEFAULTS)

_HIRAGANA = re.compile("[\u3041-\u3096]")
#: text in a formula
_WORDS = re.compile(r"\\(?:text\w*|mbox|operatorname\*?|tag\*?)\s*\{[^{}]*\}")


def extend(parser: MarkdownIt) -> None:
    """Let a parser of MyST read what people write: the check and the build alike."""
    config = parser.options.get("myst_config")
    beside_cjk(parser)
    if config is not None:
        rule = math_inline_dollar(config.dmath_allow_space, True, True)
        price = _unless_price(rule, config.dmath_allow_digits, config.dmath_double_inline)
        wrap_rule(parser.inline.ruler, "math_inline", lambda _rule: price)
    wrap_rule(parser.block.ruler, "attr", _whole_lines)
    wrap_rule(parser.inline.ruler, "attr", _unless_template)


def _whole_lines(rule: BlockRule) -> BlockRule:
    """Let a rule take a line for attributes only if all of it is: the rest would be lost."""

    def attributes(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip(" \t")
        if not line.startswith("{") or line.startswith("{%"):  # a tag of a template would be a remark
            return False
        try:
            last, _attributes = parse(line)
        except ParseError:
            return False
        return last == len(line) - 1 and rule(state, start, end, silent)

    return attributes


def _unless_template(rule: Rule) -> Rule:
    return lambda state, silent: not state.src.startswith("{%", state.pos) and rule(state, silent)


def _unless_price(rule: Rule, may_touch_digits: bool, may_be_block: bool) -> Rule:
    """Let a rule take neither prices nor a sentence between two dollars for a formula; note where one begins.

    Two dollars on each side are one formula, in the line unless MyST is told otherwise: kramdown knows no others.
    """

    def formula(state: StateInline, silent: bool) -> bool:
        start = state.pos
        # the rule itself looks before the first character of a line at the last one
        if not may_touch_digits and start and state.src[start - 1].isdigit():
            return False
        if not rule(state, True):
            return False
        end, state.pos = state.pos, start
        is_price = not may_touch_digits and state.src[end : end + 1].isdigit()
        if is_price or is_prose(state.src[start:end].strip("$")):
            return False
        rule(state, silent)
        if not silent:
            token = state.tokens[-1]
            token.meta["start"] = start
            if not may_be_block:
                token.type = "math_inline"
        return True

    return formula


def is_prose(text: str) -> bool:
    """Tell whether what stands between two dollars is Japanese, as in ``$HOMEと$PATH``.

    Formulas name things in kanji and katakana; hiragana stands in them as text that is marked as such.
    """
    return bool(_HIRAGANA.search(_WORDS.sub("", text)))
