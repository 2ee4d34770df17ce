"""MyST-Parser in Sphinx: what is used of it that its documentation does not promise.  Checked with 5.2.0."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.config.main import MdParserConfig, TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.mdit_to_docutils import base
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import create_warning

from .docutils import KnownSettings, replaced
from .myst import SubstitutionError, accept_links, substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx
    from sphinx.parsers import Parser


def load_myst(app: Sphinx) -> None:
    """Load MyST-Parser, unless myst_nb has: it brings all of it but the parser, and its suffix is taken."""
    if "myst_nb" not in app.extensions:
        app.setup_extension("myst_parser")


def known_document_settings() -> AbstractContextManager[None]:
    """Let the settings of a document that MyST makes for each page, and throws away, be worked out once."""
    # it is the default of a value that is always there
    return replaced(base, "get_default_settings", KnownSettings().make)


def guarded_parser(
    admitted: Callable[[Mapping[str, Any], MdParserConfig], Mapping[str, Any] | None],
    refused: Callable[[str, str, int, str], None],
    may_include: Callable[[str, int, str], bool],
    levels: int,
    extend: Callable[[MarkdownIt], None],
    struck: Callable[[], nodes.Element],
    box: Callable[[bool], nodes.Node],
) -> type[Parser]:
    """Return MyST's parser for Sphinx, with what pages ask for in the hands of the caller.

    MyST reads a page's settings, evaluates its substitutions and reads the files that it includes without asking
    anyone; the parser builds its renderer itself, so that both are derived here.

    Args:
        admitted: from what a page has under ``myst`` and the settings of conf.py to what it may set; None where
            MyST is to do as it likes.
        refused: told a substitution, what is wrong with it, its line and file.
        may_include: asked of each file that is included, with line and file of the directive.
        levels: of lists and quotes in each other that are read.
        extend: given each parser when it is made.
        struck: makes a node for text that is struck out, of which MyST warns, for it has HTML alone.
        box: makes the box of a task, done or not; MyST writes HTML, and nothing elsewhere.
    """

    class GuardedRenderer(SphinxRenderer):
        substitutions = 0  #: so far, on this page

        def render_substitution(self, token: SyntaxTreeNode, inline: bool) -> None:
            if admitted({}, self.md_config) is None:
                super().render_substitution(token, inline)
                return
            line = token.map[0] if token.map else 0
            used: frozenset[str] = getattr(self.document, "sub_references", frozenset())
            self.substitutions += 1
            try:
                rendered, names = substitute(token.content, self.md_config.substitutions, used, self.substitutions)
            except SubstitutionError as error:
                refused(token.content, error.args[0], line, self.document["source"])
                return
            self.document.sub_references = used | names
            try:
                is_block = not inline or re.match(r"\s{0,3}(?:`{3,}|~{3,}|:{3,})\{", rendered)
                self.nested_render_text(rendered, line, inline=not is_block)
            finally:
                self.document.sub_references = used

        def run_directive(
            self, name: str, first_line: str, content: str, position: int, *arguments: Any, **options: Any
        ) -> list[nodes.Element]:
            if (
                name == "include"
                and first_line.strip()
                and not may_include(first_line.strip(), position, self.document["source"])
            ):
                return []
            try:
                return super().run_directive(name, first_line, content, position, *arguments, **options)
            # MyST takes docutils' own exceptions for an author's mistake; others would end the build without a place
            except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
                text = f'Directive "{name}" failed with {type(error).__name__}: {error}'
                return [self.reporter.error(text, line=position)]

        def render_s(self, token: SyntaxTreeNode) -> None:
            with self.current_node_context(struck(), append=True):
                self.render_children(token)

        def render_list_item(self, token: SyntaxTreeNode) -> None:
            checked = token.meta.pop("checked", None)
            super().render_list_item(token)
            if checked is not None:
                item = self.current_node.children[-1]
                item[0].insert(0, box(checked))  # a task begins with a paragraph, or it is none

        def render_front_matter(self, token: SyntaxTreeNode) -> None:
            if (data := plain_block(token.content)) is not None:
                token.token.content = data  # MyST takes what was read already, too
            super().render_front_matter(token)

    known = _KnownParsers(GuardedRenderer, extend)

    class GuardedParser(MystParser):
        def parse(self, inputstring: str, document: nodes.document) -> None:
            config: MdParserConfig = document.settings.env.myst_config
            try:
                topmatter = read_block(inputstring)
            except TopmatterReadError:
                topmatter = None
            own = topmatter.get("myst") if topmatter else None
            allowed = admitted(own if isinstance(own, Mapping) else {}, config)
            # MyST's parser would read the settings again, as they stand in the text
            if settings := (topmatter if allowed is None else {"myst": allowed}):
                config = known.merge(
                    config,
                    settings,
                    lambda kind, message: create_warning(document, message, kind, line=1, append_to=document),
                )
            with known.parser(config) as parser:
                # markdown-it drops what is nested deeper, and all that follows it in the block, without a word; the
                # default of 20 of its levels are ten lists
                parser.options["maxNesting"] = levels
                parser.renderer.substitutions = 0
                parser.options["document"] = document
                accept_links(parser)
                parser.render(inputstring)

    return GuardedParser


# --- what is made once for many pages ---------------------------------------------------------------------

#: a block of front matter that is one line of JSON; blank lines may follow
_PLAIN_BLOCK = re.compile(r"(\{.*\})\n*")


def read_block(text: str) -> dict[str, Any] | None:
    """Return the values of a page's front matter.

    Raises:
        TopmatterReadError: it is no YAML, or no mapping.
    """
    if text.startswith("---\n{") and (end := text.find("\n---\n")) > 0:
        data = plain_block(text[4:end])
        if data is not None:
            return data
    return read_topmatter(text)


def plain_block(content: str) -> dict[str, Any] | None:
    """Return the values of a front matter that is one line of JSON, and nothing if it is more.

    MyST reads it twice with PyYAML's parser in Python, which takes as long as all the rest of a small page.
    """
    match = _PLAIN_BLOCK.fullmatch(content) if isinstance(content, str) else None
    # YAML takes some white space for the end of a line, and has its own mind about control characters
    if not match or not match[1].isprintable():
        return None
    try:
        data = json.loads(match[1], parse_int=_refuse, parse_float=_refuse, parse_constant=_refuse)
    except ValueError:
        return None
    return data


def _refuse(number: str) -> None:
    raise ValueError(number)  # YAML knows other forms of numbers


class _KnownParsers:
    """Parsers and settings of pages, which MyST makes anew for each."""

    #: different ones that are kept: a project has one or two
    MOST = 4

    def __init__(self, renderer: type[SphinxRenderer], extend: Callable[[MarkdownIt], None]) -> None:
        self.renderer, self.extend = renderer, extend
        self.configs: dict[str, tuple[MdParserConfig, MdParserConfig]] = {}
        self.idle: list[tuple[MdParserConfig, MarkdownIt]] = []

    def merge(
        self, config: MdParserConfig, settings: Mapping[str, Any], warn: Callable[[Any, str], object]
    ) -> MdParserConfig:
        """Return settings of conf.py with those of a page; it warns of what is wrong with them, each time."""
        key = repr(settings)
        if key in self.configs and self.configs[key][0] is config:
            return self.configs[key][1]
        warned: list[object] = []

        def noting(kind: Any, message: str) -> None:
            warned.append(warn(kind, message))

        merged = merge_file_level(config, settings, noting)
        if not warned and len(self.configs) < self.MOST:
            self.configs[key] = config, merged
        return merged

    @contextmanager
    def parser(self, config: MdParserConfig) -> Iterator[MarkdownIt]:
        """Give a parser that nobody uses: a page may include another, with a parser of its own."""
        parser = next((parser for known, parser in self.idle if known is config), None)
        if parser is None:
            parser = create_md_parser(config, self.renderer)
            self.extend(parser)
        else:
            self.idle.remove((config, parser))
        yield parser
        # not where something went wrong and its state is not known
        del parser.options["document"]
        self.idle = [*self.idle[-self.MOST + 1 :], (config, parser)]
