"""Schemas of what programs read: one for each file, made of the model, and closed to what it does not say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shohyo.exports.api import as_bytes
from shohyo.exports.formats import LISTS, OTHERS, schemas
from shohyo.model import Pattern


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    return schemas()


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        schema = list(schema.values())
    for item in schema if isinstance(schema, list) else ():
        yield from objects(item)


def test_there_is_one_for_each_file(made: dict[str, dict[str, Any]]) -> None:
    assert list(made) == sorted([*LISTS, *OTHERS, "page"])
    for schema in made.values():
        Draft202012Validator.check_schema(schema)


def test_they_are_closed(made: dict[str, dict[str, Any]]) -> None:
    """An object names its keys, or is a mapping of which it says what the values are."""
    for name, schema in made.items():
        for found in objects(schema):
            assert found.get("additionalProperties") is False or isinstance(found["additionalProperties"], dict), name


def test_keys_of_front_matter_are_described_as_there(made: dict[str, dict[str, Any]]) -> None:
    properties = made["patterns"]["$defs"]["PatternItem"]["properties"]
    for name in ("intent", "category", "confidence", "title_en"):
        assert properties[name]["description"] == Pattern.model_fields[name].description


def test_what_utf_8_cannot_say_is_escaped() -> None:
    data = {"a\ud800": "本\udfff </script>"}
    assert json.loads(as_bytes(data)) == data
