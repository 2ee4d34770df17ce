"""MyST-Parser: what is used of it that its documentation does not promise.  Checked with myst-parser 5.2.0.

What reads Markdown here loads docutils, and no Sphinx.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig, merge_file_level
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.options import TokenizeError, options_to_tokens

if TYPE_CHECKING:
    from docutils import nodes
    from markdown_it import MarkdownIt

#: the dialect of a project that sets nothing
DEFAULT = MdParserConfig()


def dialect_of(values: Mapping[str, Any]) -> MdParserConfig:
    """Return the dialect that ``myst_…`` values of a conf.py describe; one that MyST refuses counts as not set."""
    fields = {name: value for name in DEFAULT.as_dict() if (value := values.get(f"myst_{name}")) is not None}
    found = DEFAULT
    for name, value in fields.items():
        try:
            found = dataclasses.replace(found, **{name: value})
        except (TypeError, ValueError):
            continue
    return found


def dialect_of_page(dialect: MdParserConfig, topmatter: Mapping[str, Any]) -> MdParserConfig:
    """Return the dialect of a page whose front matter may have a key ``myst``."""
    if "myst" not in topmatter:
        return dialect
    return merge_file_level(dialect, {"myst": topmatter["myst"]}, lambda _kind, _message: None)


def read_deeper(levels: int) -> None:
    """Let MyST read text in so many levels of lists and quotes.

    markdown-it drops what is nested deeper than ``maxNesting``, 20 of its levels or ten lists, and all that follows it
    in the block, without a word.
    """
    # MyST makes its parser anew for each page, in the middle of a method, and has no setting for it
    from myst_parser.parsers import sphinx_  # loads docutils' parsers, which a check needs not

    made = sphinx_.create_md_parser
    made = getattr(made, "__wrapped__", made)

    @functools.wraps(made)
    def deeper(config: MdParserConfig, renderer: Callable[..., Any]) -> MarkdownIt:
        parser = made(config, renderer)
        parser.options["maxNesting"] = levels
        return parser

    sphinx_.create_md_parser = deeper


def outlive_directives() -> None:
    """Let a directive that fails be an error at its line, as one that says so itself is."""
    # MyST takes docutils' own exceptions for an author's mistake, and lets all others end the build without a place
    from myst_parser.mdit_to_docutils.base import DocutilsRenderer

    run = DocutilsRenderer.run_directive
    run = getattr(run, "__wrapped__", run)

    @functools.wraps(run)
    def outlived(
        self: DocutilsRenderer, name: str, first_line: str, content: str, position: int, *arguments: Any, **options: Any
    ) -> list[nodes.Element]:
        try:
            return run(self, name, first_line, content, position, *arguments, **options)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            text = f'Directive "{name}" failed with {type(error).__name__}: {error}'
            return [self.reporter.error(text, line=position)]

    DocutilsRenderer.run_directive = outlived


def markdown_parser(dialect: MdParserConfig) -> MarkdownIt:
    """Return MyST's own parser for a dialect, from text to tokens."""
    return create_md_parser(dialect, RendererHTML)


def option_tokens(block: str) -> list[tuple[str, str, int]]:
    """Return key, value and line, from 0, of each option in a directive's block; of a broken block none, as MyST."""
    try:
        tokens, _state = options_to_tokens(block)
    except TokenizeError:
        return []
    return [(key.value, value.value if value else "", key.start.line) for key, value in tokens]


def is_raw(html: str, dialect: MdParserConfig) -> bool:
    """Tell whether HTML stays HTML; some extensions make images and admonitions of it."""
    makes_images, makes_admonitions = (
        "html_image" in dialect.enable_extensions,
        "html_admonition" in dialect.enable_extensions,
    )
    if not (makes_images or makes_admonitions):
        return True
    from myst_parser.parsers.parse_html import tokenize_html  # few projects need it

    try:
        root = tokenize_html(html).strip(inplace=True, recurse=False)
    except Exception:  # MyST takes it for HTML, too, whatever its tokenizer says
        return True
    return not root or not all(
        (makes_images and child.name == "img")
        or (makes_admonitions and child.name == "div" and "admonition" in child.attrs.classes)
        for child in root
    )


def follow_anchors(document: nodes.document, renamed: Mapping[str, str]) -> None:
    """Let links such as ``[](#heading)`` find headings whose anchors were renamed after MyST had noted them.

    Args:
        renamed: old anchor → new one.
    """
    # heading's slug → (line, anchor, text); absent where ``myst_heading_anchors`` is off
    slugs = getattr(document, "myst_slugs", {})
    slugs.update({name: (line, renamed.get(anchor, anchor), text) for name, (line, anchor, text) in slugs.items()})
