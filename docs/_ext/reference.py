"""Models, codes and commands → tables of the manual, so that what the code states is typed nowhere else.

Each directive writes Markdown and has it parsed where it stands.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

import click
from docutils import nodes
from docutils.parsers.rst import directives
from pydantic import BaseModel
from sphinx.util.docutils import SphinxDirective

from shohyo import cli, model, publicity, values
from shohyo.bib.fields import USES
from shohyo.calculators import model as calculators
from shohyo.data import guide
from shohyo.errors import CODES
from shohyo.shown.labels import relation_label
from shohyo.source import frontmatter

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

#: texts of a special form, and the scalars -> what an author writes
NAMES: dict[Any, str] = {
    values.Slug: "id",
    values.Date: "date",
    values.Url: "web address",
    calculators.Name: "name",
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
}
PLURALS = {"text": "texts", "id": "ids"}
#: attribute of a bound -> how it is said
BOUNDS = {"ge": "at least", "gt": "greater than", "le": "at most", "lt": "less than"}
#: columns of a help text, whatever the terminal
HELP_WIDTH = 76


# --- types ---------------------------------------------------------------------------------------


def anchor_of(record: type[BaseModel]) -> str:
    return f"keys-of-{record.__name__.lower()}"


def key_of(name: str, info: FieldInfo) -> str:
    """Return a field's name as authors write it."""
    return info.alias or name


def describe_type(annotation: Any) -> str:
    """Return in Markdown what may be written for a value of that type."""
    if annotation in NAMES:
        return NAMES[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _describe_annotated(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return _describe_choice([argument for argument in arguments if argument is not type(None)])
    if origin is Literal:
        return ", ".join(f"`{argument}`" for argument in arguments)
    if origin in (tuple, list):
        item = describe_type(arguments[0])
        return f"list, each {item}" if " or " in item else f"list of {PLURALS.get(item, item)}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{anchor_of(annotation)})"
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return f"[{annotation.__name__.lower()}](checks.md#codes)"
    raise TypeError(f"the manual has no words for {annotation!r}")


def _describe_annotated(base: Any, marks: tuple[Any, ...]) -> str:
    for known, words in NAMES.items():
        if set(get_args(known)[1:]) & set(_hashable(marks)):
            return words
    for mark in marks:
        written = getattr(mark, "json_schema_input_type", None)  # what a validator takes beside the type itself
        if isinstance(written, type) or get_origin(written):
            return describe_type(written)
    return describe_type(base)


def _hashable(marks: Iterable[Any]) -> Iterator[Any]:
    for mark in marks:
        try:
            hash(mark)
        except TypeError:
            continue
        yield mark


def _describe_choice(options: list[Any]) -> str:
    lists = [option for option in options if get_origin(option) is list and get_args(option)[0] in options]
    words = [describe_type(option) for option in options if option not in lists]
    return " or ".join(words) + (", or a list of these" if lists else "")


def describe_rules(info: FieldInfo) -> str:
    """Return whether a key must be there, its bounds and its default, in brackets."""
    rules = ["required"] if info.is_required() else []
    for mark in info.metadata:
        rules += [
            f"{words} {getattr(mark, name):g}"
            for name, words in BOUNDS.items()
            if getattr(mark, name, None) is not None
        ]
    if isinstance(info.default, bool):
        rules.append(f"`{str(info.default).lower()}` unless given")
    elif isinstance(info.default, str) and info.default:
        rules.append(f"`{info.default}` unless given")
    return f" ({', '.join(rules)})" if rules else ""


def nested_models(record: type[BaseModel], names: Iterable[str]) -> list[type[BaseModel]]:
    """Return the models that values of the named fields are made of, outer ones first, each once."""
    found: list[type[BaseModel]] = []
    queue = [record.model_fields[name].annotation for name in names]
    while queue:
        annotation = queue.pop(0)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation not in found:
                found.append(annotation)
                queue = [info.annotation for info in annotation.model_fields.values()] + queue
        else:
            queue = [*get_args(annotation), *queue]
    return found


# --- tables --------------------------------------------------------------------------------------


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines) + "\n"


def key_table(record: type[BaseModel], names: Iterable[str]) -> str:
    fields = ((name, record.model_fields[name]) for name in names)
    return table(
        ("Key", "Value", "Meaning"),
        (
            (
                f"`{key_of(name, info)}`",
                # the default of a kind is what its folder implies
                describe_type(info.rebuild_annotation())
                + ("" if name == "kind" and issubclass(record, model.Page) else describe_rules(info)),
                info.description or "",
            )
            for name, info in fields
        ),
    )


def own_keys(kind: str) -> list[str]:
    """Return the fields of a kind of page; of the special kinds only those that not every page has."""
    record = model.MODELS[kind]
    common = () if record is model.Page else set(model.Page.model_fields) - {"kind"}
    return [name for name in record.model_fields if name not in common]


def own_models(kind: str) -> list[type[BaseModel]]:
    """Return the models of the values of these keys, without those that every page uses, or reviews do, too."""
    record = model.MODELS[kind]
    before = [] if record is model.Page else nested_models(model.Page, model.Page.model_fields)
    before += nested_models(model.Review, own_keys("review")) if record is model.Book else []
    return [nested for nested in nested_models(record, own_keys(kind)) if nested not in before]


def alias_table(aliases: Mapping[str, str]) -> str:
    return table(("Written as", "Means"), ((f"`{alias}`", f"`{key}`") for alias, key in aliases.items()))


def publicity_table() -> str:
    return table(
        ("Keys", "Not public if"),
        ((", ".join(f"`{key}`" for key in row.keys), publicity.VALUES[row.values]) for row in publicity.TABLE),
    )


def code_table() -> str:
    return table(
        ("Code", "Severity", "What is wrong"),
        ((f"`shohyo.{code}`", f"`{severity}`", sentence) for code, (severity, sentence) in CODES.items()),
    )


def relation_table() -> str:
    return table(
        ("Type", "Heading on the page that states it", "Inverse", "Heading on the other page"),
        (
            (f"`{name}`", relation_label(name), f"`{inverse}`", relation_label(inverse))
            for name, inverse in model.INVERSE.items()
        ),
    )


# --- directives ----------------------------------------------------------------------------------


class MarkdownDirective(SphinxDirective):
    """Base: has the Markdown of :meth:`text` parsed in place."""

    def text(self) -> str:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes(self.text())


class FrontMatterDirective(SphinxDirective):
    """``{front-matter} KIND``: the keys of a kind of page, and a section for each model of their values."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in model.MODELS:
            raise self.error(f'"{kind}" is not a kind ({", ".join(model.MODELS)})')
        sections = [self._section(record) for record in own_models(kind)]
        return [*self.parse_text_to_nodes(key_table(model.MODELS[kind], own_keys(kind))), *sections]

    def _section(self, record: type[BaseModel]) -> nodes.section:
        name = anchor_of(record)
        section = nodes.section("", nodes.title("", record.__name__), ids=[name], names=[name])
        self.set_source_info(section)
        self.state.document.note_explicit_target(section)
        section += self.parse_text_to_nodes(f"{record.__doc__}\n\n{key_table(record, record.model_fields)}")
        return section


class GuideKeysDirective(FrontMatterDirective):
    """``{guide-keys}``: the keys of a guide's file, and a section for each model of their values."""

    required_arguments = 0
    record: ClassVar[type[BaseModel]] = guide.Guide

    def run(self) -> list[nodes.Node]:
        fields = self.record.model_fields
        sections = [self._section(record) for record in nested_models(self.record, fields)]
        return [*self.parse_text_to_nodes(key_table(self.record, fields)), *sections]


class CalculatorKeysDirective(GuideKeysDirective):
    """``{calculator-keys}``: the keys of a calculator's body, likewise."""

    record = calculators.Body


class AliasesDirective(MarkdownDirective):
    """``{key-aliases}``: other names of keys, at the top or in pictures."""

    option_spec: ClassVar[OptionSpec] = {"pictures": directives.flag}

    def text(self) -> str:
        return alias_table(frontmatter.IMAGE_ALIASES if "pictures" in self.options else frontmatter.TOP_LEVEL_ALIASES)


class PublicityDirective(MarkdownDirective):
    """``{publicity}``: what says that a page is not public."""

    def text(self) -> str:
        return publicity_table()


class CodesDirective(MarkdownDirective):
    """``{codes}``: every kind of finding."""

    def text(self) -> str:
        return code_table()


class BibFieldsDirective(MarkdownDirective):
    """``{bib-fields}``: fields of bib files, and where each is printed."""

    def text(self) -> str:
        rows = [
            (", ".join(f"`{field}`" for field in use.fields), use.place, "yes" if use.printed else "no") for use in USES
        ]
        return table(("Field", "Place", "In the list"), rows)


class RelationTypesDirective(MarkdownDirective):
    """``{relation-types}``: the types with their inverses."""

    def text(self) -> str:
        return relation_table()


class CommandHelpDirective(MarkdownDirective):
    """``{command-help} NAME``: what ``shohyo NAME --help`` prints."""

    required_arguments = 1

    def text(self) -> str:
        name = self.arguments[0]
        command = cli.main.commands[name]
        around = click.Context(cli.main, info_name="shohyo", terminal_width=HELP_WIDTH, **cli.main.context_settings)
        context = click.Context(command, around, name)
        return f"```text\n{command.get_help(context)}\n```\n"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("front-matter", FrontMatterDirective)
    app.add_directive("guide-keys", GuideKeysDirective)
    app.add_directive("calculator-keys", CalculatorKeysDirective)
    app.add_directive("key-aliases", AliasesDirective)
    app.add_directive("codes", CodesDirective)
    app.add_directive("publicity", PublicityDirective)
    app.add_directive("bib-fields", BibFieldsDirective)
    app.add_directive("relation-types", RelationTypesDirective)
    app.add_directive("command-help", CommandHelpDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
