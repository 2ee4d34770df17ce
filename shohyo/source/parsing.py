"""MyST's own parser in a dialect, which notes where links, roles and the like begin in the text of their block."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from markdown_it.rules_inline import autolink, html_inline, image, link
from mdit_py_plugins.footnote.index import footnote_ref
from mdit_py_plugins.myst_role.index import myst_role

from ..markdown.dialect import extend
from ..markdown.faults import MAX_LEVEL
from ..upstream.myst import accept_links, markdown_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from myst_parser.config.main import MdParserConfig

#: name of an inline rule → the rule, and the type of the tokens that are noted
_NOTED: dict[str, tuple[Callable[[StateInline, bool], bool], str]] = {
    "myst_role": (myst_role, "myst_role"),
    "link": (link, "link_open"),
    "autolink": (autolink, "link_open"),
    "image": (image, "image"),
    "html_inline": (html_inline, "html_inline"),
    "footnote_ref": (partial(footnote_ref, always_match=True), "footnote_ref"),
}

_parsers: list[tuple[MdParserConfig, MarkdownIt]] = []


def parser_of(dialect: MdParserConfig) -> MarkdownIt:
    """Return MyST's parser, which notes where things begin; one for each dialect."""
    for known, parser in _parsers:  # a project has one or two
        if known == dialect:
            return parser
    parser = markdown_parser(dialect)
    parser.options["maxNesting"] = MAX_LEVEL + 3  # deep enough to see that a text is too deep
    parser.disable(["front_matter", "wordcount"], ignoreInvalid=True)  # the front matter is gone already
    accept_links(parser)
    extend(parser)
    for name in parser.get_all_rules()["inline"]:
        if name in _NOTED:
            parser.inline.ruler.at(name, _with_start(*_NOTED[name]))
    _parsers.insert(0, (dialect, parser))
    del _parsers[4:]  # pages may each have a dialect of their own
    return parser


def _with_start(rule: Callable[[StateInline, bool], bool], token_type: str) -> Callable[[StateInline, bool], bool]:
    """Let an inline rule note in the token where its text begins, in code points from the block's first."""

    def with_start(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        token = next((token for token in state.tokens[count:] if token.type == token_type), None)
        if token is not None and not silent:
            token.meta["start"] = start
        return True

    return with_start
