"""Models → JSON Schema (draft 2020-12) of front matter, for editors.

The schema is as lenient as the loader: a scalar may be written without quotation marks where a text is
meant (``title: 1984``), a number or a flag within them, and blogs' names of keys are known.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic.json_schema import models_json_schema

from .kinds import KINDS
from .model import MODELS, CoverImage, Image, Page
from .publicity import TABLE, Row
from .source.frontmatter import FILE_WIDE, FOLDER_KINDS, IMAGE_ALIASES, TOP_LEVEL_ALIASES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: what our loader makes of a scalar, whichever type YAML gives it
DATE = {"type": "string", "pattern": r"^\s*\d{4}-\d{2}-\d{2}([T ].*)?$"}
FLAG = {
    "type": ["boolean", "integer", "string"],
    "pattern": "^([Tt]|[Tt]rue|TRUE|[Ff]|[Ff]alse|FALSE|[Yy]|[Yy]es|YES|[Nn]|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|0|1)$",
    "minimum": 0,
    "maximum": 1,
}
WHOLE_NUMBER = {"type": ["integer", "string"], "pattern": r"^\s*[+-]?\d+(\.0+)?\s*$"}
NUMBER = {"type": ["number", "string"], "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?\d+)?\s*$"}
EMPTY = {"enum": [None, ""]}
SCALARS = {"integer": WHOLE_NUMBER, "number": NUMBER, "boolean": FLAG}
FILE_WIDE_VALUES = {"tocdepth": WHOLE_NUMBER, "myst": {"type": "object"}, "html_meta": {"type": "object"}}


def build_schema(kind: str | None = None) -> dict[str, Any]:
    """Return the schema of one kind, or one that chooses by ``kind``.

    Without ``kind`` in the file the folder decides, which a schema does not see: any of the models may fit.
    """
    models = list(dict.fromkeys(MODELS.values()))
    names, combined = models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")
    definitions = _lenient(combined["$defs"])
    references = {model: names[model, "validation"] for model in models}
    for model in models:
        _open(definitions[model.__name__], model)
    for picture in (Image, CoverImage):
        _alias_keys(definitions[picture.__name__], IMAGE_ALIASES)

    head = {"$schema": DIALECT, "title": f"Front matter of Shohyo{f': {kind}' if kind else ''}", "type": "object"}
    if kind:
        implied = kind in ("page", *FOLDER_KINDS.values())
        properties = {
            "kind": {
                "const": kind,
                "description": definitions[MODELS[kind].__name__]["properties"]["kind"]["description"],
            }
        }
        schema = {**head, "allOf": [references[MODELS[kind]]], "properties": properties}
        if not implied:
            schema["required"] = ["kind"]
    else:
        choices: list[dict[str, Any]] = [
            {
                "if": {
                    "required": ["kind"],
                    "properties": {"kind": {"enum": [kind for kind in KINDS if MODELS[kind] is model]}},
                },
                "then": references[model],
            }
            for model in models
        ]
        choices.append({"if": {"not": {"required": ["kind"]}}, "then": {"anyOf": list(references.values())}})
        description = Page.model_fields["kind"].description
        schema = {**head, "properties": {"kind": {"enum": list(KINDS), "description": description}}, "allOf": choices}
    return {**schema, "$defs": _used(definitions, schema)}


def _lenient(schema: Any) -> Any:
    """Return *schema* with the types that the loader takes, and without what only repeats names."""
    if isinstance(schema, list):
        return [_lenient(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _lenient(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
    if result.get("default", ...) is None:
        del result["default"]
    if not isinstance(kind := result.get("type"), str) or "enum" in result or "const" in result:
        return result
    if kind in SCALARS:
        return result | SCALARS[kind]
    if kind == "string" and result.get("format") == "date":
        return {key: value for key, value in result.items() if key != "format"} | DATE
    if kind == "string" and "pattern" not in result:
        return result | {"type": ["string", "number", "boolean"]}
    if kind == "string" and re.search(result["pattern"], "1"):
        return result | {"type": ["string", "integer"]}
    return result


def _open(definition: dict[str, Any], model: type[Page]) -> None:
    """Add to a page's keys what every page may have beside its model's."""
    _alias_keys(definition, {alias: key for alias, key in TOP_LEVEL_ALIASES.items() if key in model.model_fields})
    definition["properties"] |= {key: _publicity(row) for row in TABLE for key in row.keys if key != "draft"}
    for key, value in definition["properties"].items():
        if key != "kind":  # what is empty is not set
            described = {"description": value["description"]} if "description" in value else {}
            rest = {name: item for name, item in value.items() if name != "description"}
            definition["properties"][key] = {**described, "anyOf": [rest, EMPTY]}
    for key, is_flag in FILE_WIDE.items():
        value = {"type": ["boolean", "null"]} if is_flag else FILE_WIDE_VALUES[key]
        definition["properties"][key] = {"description": "Read by Sphinx or MyST.", **value}
    definition["patternProperties"] = {"^x-": {"description": "A free key."}}


def _publicity(row: Row) -> dict[str, Any]:
    """Return what may stand under a key that says whether a page is public."""
    if row.problem:
        return {"description": f"No key here: {row.remedy}.", "not": {}}
    value: dict[str, Any] = {"type": "string"} if row.values == "state" else FLAG
    return {"description": "In place of `draft`.", "anyOf": [value, DATE] if row.values == "public" else [value]}


def _alias_keys(definition: dict[str, Any], aliases: dict[str, str]) -> None:
    """Let keys go by other names, too."""
    for alias, key in aliases.items():
        definition["properties"][alias] = {**definition["properties"][key], "description": f"Another name of `{key}`."}
        if key in definition.get("required", []):
            definition["required"].remove(key)
            definition["anyOf"] = [{"required": [key]}, {"required": [alias]}]


def _used(definitions: dict[str, Any], schema: Any) -> dict[str, Any]:
    """Return the definitions that *schema* leads to, sorted by name."""
    used: set[str] = set()
    queue = [schema]
    while queue:
        found = set(re.findall(r"'#/\$defs/(\w+)'", str(queue.pop()))) - used
        used |= found
        queue += [definitions[name] for name in found]
    return {name: definitions[name] for name in sorted(used)}
