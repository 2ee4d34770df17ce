"""MyST-Parser: what is used of it that its documentation does not promise.  Checked with myst-parser 5.2.0.

What reads Markdown here loads docutils, and no Sphinx.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig, merge_file_level
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.options import TokenizeError, options_to_tokens
from myst_parser.slugs import github_slugify

from ..wording import foreign, say

if TYPE_CHECKING:
    from docutils import nodes
    from jinja2 import Environment
    from markdown_it import MarkdownIt
    from sphinx.environment import BuildEnvironment


def dialect_of(values: Mapping[str, Any], found: MdParserConfig | None = None) -> MdParserConfig:
    """Return the dialect that ``myst_…`` values of a conf.py describe; one that MyST refuses counts as not set.

    Args:
        values: what is set.
        found: the dialect where nothing is; MyST's own, if there is none.
    """
    found = found or MdParserConfig()
    fields = {name: value for name in found.as_dict() if (value := values.get(f"myst_{name}")) is not None}
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


def markdown_parser(dialect: MdParserConfig) -> MarkdownIt:
    """Return MyST's own parser for a dialect, from text to tokens."""
    return create_md_parser(dialect, RendererHTML)


def accept_links(parser: MarkdownIt) -> None:
    """Let a parser take every address for a link, whatever its scheme: what is refused has to be said, too."""
    # four schemes are no links to markdown-it, which shows the source; there is no option
    parser.validateLink = lambda _address: True


def slug_of(heading: str) -> str:
    """Return the anchor that MyST gives to a heading, but for the number that tells it from one before."""
    return github_slugify(heading)


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


def rename_heading(document: nodes.document, section: nodes.section, name: str, text: str) -> None:
    """Let links find a heading by another name, and be called by another text, than those that MyST made for it."""
    slugs = getattr(document, "myst_slugs", {})
    if (old := section.get("slug")) not in slugs:
        return
    line, anchor, _text = slugs[old]
    if name and name not in slugs:
        del slugs[old]
        section["slug"] = old = name
    slugs[old] = line, anchor, text


# --- substitutions ---------------------------------------------------------------------------------------

#: filters of Jinja that an expression may use: each makes at most as much as it is given
FILTERS = frozenset(
    ["capitalize", "title", "upper", "lower", "trim", "default", "d", "first", "last", "length", "count", "int",
     "float", "round", "string", "abs", "striptags", "wordcount"]
)  # fmt: skip
#: parts of an expression that read values and compare them; calls and arithmetic are none of them
PARTS = frozenset(
    ["Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Filter", "Concat", "CondExpr",
     "And", "Or", "Not", "Compare", "Operand"]
)  # fmt: skip
LONGEST = 500
#: substitutions of a page: values that hold others twice each would never end
MOST = 2000


class SubstitutionError(Exception):
    """A substitution cannot be evaluated; the text says why."""


def substitute(
    expression: str, values: Mapping[str, Any], around: frozenset[str], count: int
) -> tuple[str, frozenset[str]]:
    """Return what a substitution stands for, and the names of the values in it.

    Args:
        expression: what stands between the braces.
        values: what conf.py and the page define.
        around: names of the values in which it stands.
        count: of substitutions on the page, this one among them.

    Raises:
        SubstitutionError: it cannot be evaluated, or would not end.
    """
    if count > MOST:
        raise SubstitutionError(say("this page has more than {most} with those in values", most=MOST))
    rendered, names = evaluate(expression, values)
    if again := sorted(names & around):
        raise SubstitutionError(say('"{name}" stands in its own value', name=again[0]))
    return rendered, names


def evaluate(expression: str, values: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    """Return what a substitution stands for, and the names of the values in it.

    MyST evaluates the text between the braces with Jinja, unrestricted, and gives it Sphinx's environment: a page
    could run any program.  Here it sees plain data and reads it.

    Args:
        expression: what stands between the braces.
        values: what conf.py and the page define.

    Raises:
        SubstitutionError: it is more than that, or names what there is not.
    """
    expression = expression.strip()
    if expression in values:  # a name need not be one of Jinja's
        return str(values[expression]), frozenset({expression})
    if len(expression) > LONGEST:
        raise SubstitutionError(say("it is longer than {most} characters", most=LONGEST))
    import jinja2  # few projects have substitutions

    environment = _environment()
    template = f"{{{{{expression}}}}}"
    try:
        tree = environment.parse(template)
        for part in tree.find_all(jinja2.nodes.Node):
            _insist(part)
        names = {part.name for part in tree.find_all(jinja2.nodes.Name)}
        if unknown := sorted(names - set(values)):
            raise SubstitutionError(say('there is no value "{name}"', name=unknown[0]))
        rendered = environment.from_string(template).render(_plain(dict(values)))
    except SubstitutionError:
        raise
    except Exception as error:  # Jinja's own, and those of filters
        raise SubstitutionError(foreign(str(error))) from None
    return rendered, frozenset(names)


def _environment() -> Environment:
    """Return an environment of Jinja without globals, in which a value has items and no attributes."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class PlainEnvironment(ImmutableSandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            try:
                return obj[argument]
            except (LookupError, TypeError):
                return self.undefined(obj=obj, name=argument)

    environment = PlainEnvironment(undefined=StrictUndefined)
    environment.globals.clear()
    return environment


def _insist(part: Any) -> None:
    name = type(part).__name__
    if name not in PARTS:
        raise SubstitutionError(say("it is more than the name of a value"))
    if name == "Filter" and part.name not in FILTERS:
        raise SubstitutionError(say('the filter "{name}" is not allowed', name=part.name))
    if name == "Getattr" and part.attr.startswith("_"):
        raise SubstitutionError(say('"{name}" is no key of a value', name=part.attr))


def _plain(value: Any, depth: int = 0) -> Any:
    """Return plain data as it is, and everything else as its text."""
    if depth < 20 and isinstance(value, Mapping):
        return {key: _plain(item, depth + 1) for key, item in value.items() if isinstance(key, (str, int))}
    if depth < 20 and isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    return value if isinstance(value, (str, int, float)) or value is None else str(value)


def heading_slugs(env: BuildEnvironment, docname: str) -> list[tuple[Any, ...]]:
    """Return the headings of a page to which links lead by a name made of their words: name, id and words."""
    # kept among the metadata, with the line of each, which no reader sees
    slugs = env.metadata[docname].get("myst_slugs", {}) if docname in env.metadata else {}
    return [(slug, *rest) for slug, (_line, *rest) in slugs.items()]
