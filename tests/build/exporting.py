"""Sites that tests of what programs read share: the shelf in English, which knows its address, and nasty texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.build.building import REPOSITORY, build, once

#: address of the shelf; a site below a path shows what is joined wrongly
BASE = "https://example.org/shelf/"


def shelf_with_address(factory: pytest.TempPathFactory) -> Path:
    """Return the pages of the shelf, built once with the address ``BASE``."""

    def make(folder: Path) -> None:
        arguments = ("-W", "--keep-going", "-j", "2", "-D", f"html_baseurl={BASE}")
        build(REPOSITORY / "examples/shelf", folder / "html", *arguments)

    return once(factory, "exports-shelf", make) / "html"


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def data_files(output: Path) -> list[Path]:
    """Return the files of the interface, without the schemas."""
    return [
        *sorted(path for path in output.glob("api/v1/**/*.json") if path.parent.name != "schema"),
        output / "xref.json",
    ]


def hold_against_schemas(output: Path) -> int:
    """Insist that each file is what its schema says, and return how many there are."""
    schemas: dict[Path, Draft202012Validator] = {}
    for path in data_files(output):
        data = read(path)
        schema = (path.parent / data["$schema"]).resolve()
        if schema not in schemas:
            assert schema.is_relative_to((output / "api/v1/schema").resolve())
            Draft202012Validator.check_schema(read(schema))
            schemas[schema] = Draft202012Validator(read(schema), format_checker=FormatChecker())
        problems = [f"{error.json_path}: {error.message}" for error in schemas[schema].iter_errors(data)]
        assert problems == [], path
    return len(data_files(output))
