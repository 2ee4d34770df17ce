"""The JSON Schema takes what the loader takes, and refuses what it refuses."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from shohyo.kinds import KINDS
from shohyo.model import MODELS
from shohyo.publicity import TABLE
from shohyo.schema import build_schema
from shohyo.source.frontmatter import FILE_WIDE, TOP_LEVEL_ALIASES, parse, split
from tests.strategies import documents

ROOT = Path(__file__).parents[2]
WHOLE = Draft202012Validator(build_schema())
OF_KIND = {kind: Draft202012Validator(build_schema(kind)) for kind in KINDS}


def as_editor(text: str) -> Any:
    """Return front matter as an editor's YAML has it: numbers and flags typed, dates as texts."""
    return json.loads(
        json.dumps(
            yaml.safe_load(text), default=lambda value: value.isoformat() if isinstance(value, dt.date) else str(value)
        )
    )


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_schema_is_valid(kind: str | None) -> None:
    """Each schema is one of draft 2020-12, complete in itself."""
    schema = build_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    text = json.dumps(schema)
    for name in schema["$defs"]:
        assert f"#/$defs/{name}" in text


@given(documents())
def test_valid_front_matter_validates(document: tuple[str, dict[str, Any]]) -> None:
    """What the loader takes without a word, the schema takes: with the kind, by the kind, and without it."""
    kind, data = document
    text = yaml.safe_dump(data, allow_unicode=True)
    assert parse(f"---\n{text}---\n", "a/p.md", "a/p").diagnostics == []
    data = as_editor(text)
    for validator in (WHOLE, OF_KIND[kind]):
        assert list(validator.iter_errors(data)) == []
    del data["kind"]
    assert list(WHOLE.iter_errors(data)) == []


@pytest.mark.parametrize(
    ("docname", "text"),
    [
        ("reviews/r", "title: 1984\nrating: '4.5'\ndraft: 'yes'\ntags: [2023, true, 1.5]\nauthor: {name: 7}"),
        (
            "reviews/r",
            "title: T\ndate: 2023-08-08\nupdated: '2023-08-08 23:00:00'\noriginal: {title: O, author: A, date: 2023-08-08T01:02:03Z}",
        ),
        (
            "reviews/r",
            "title: T\ncoverImage: {url: a.png, width: '130', height: 180}\nogImage: {url: a.png}\ndescription: D\ncanonicalUrl: https://example.org/",
        ),
        (
            "reviews/r",
            "title: T\noutline: [{part: '1', chapters: [{number: '2', title: 3, patterns: [a, 1984, {heading: 5}]}]}]",
        ),
        (
            "patterns/p",
            "title: T\nid: 2021\nrelations: [{type: refines, target: b, why: W, basis: ours}]\nsources: [k, https://example.org/]",
        ),
        (
            "page",
            "title: T\norphan: true\nnosearch:\ntocdepth: 2\nmyst: {enable_extensions: [deflist]}\nhtml_meta: {a: b}\nx-anything: [1, {a: b}]",
        ),
        ("page", "title:\nsummary:\nlang: ja\ndraft: off"),
        ("page", "kind: page\ntitle: ''\ntags:\nsocial_image:"),
        ("page", "title: T\npublished: false"),
        ("page", "title: T\npublished: 2026-01-02\nvisibility: private\n下書き: true"),
    ],
)
def test_what_the_loader_takes(docname: str, text: str) -> None:
    """Scalars without quotation marks, blogs' keys, file-wide and free keys are as good in an editor as in a build."""
    assert parse(f"---\n{text}\n---\n\n# T\n", f"{docname}.md", docname).diagnostics == []
    assert [error.message for error in WHOLE.iter_errors(as_editor(text))] == []


@pytest.mark.parametrize(
    ("docname", "text"),
    [
        ("reviews/r", "kind: review\ntitle: T\nautor: A"),
        ("reviews/r", "kind: review\ntitle: T\nrelations: []"),
        ("page", "kind: page\ntitle: T\nrating: 4"),
        ("page", "title: T\nunknown: 4"),
        ("page", "kind: revue\ntitle: T"),
        ("page", "kind: page\ntitle: [T]"),
        ("page", "kind: page\ntitle: T\ndate: August"),
        ("page", "kind: page\ntitle: T\ntags: a"),
        ("page", "kind: page\ntitle: T\nauthor: {url: https://example.org/}"),
        ("page", "kind: page\ntitle: T\ncanonical_url: javascript:alert(1)"),
        ("page", "kind: page\ntitle: T\nlang: 日本語"),
        ("page", "kind: page\ntitle: T\nsuppress: [{code: link}]"),
        ("page", "kind: page\ntitle: T\nsuppress: [{code: linkk, reason: R}]"),
        ("page", "kind: page\ntitle: T\ndraft: maybe"),
        ("page", "kind: page\ntitle: T\nprivate: maybe"),
        ("page", "kind: page\ntitle: T\nstatus: draft"),
        ("page", "kind: page\ntitle: T\norphan: perhaps"),
        ("page", "kind: page\ntitle: T\ntocdepth: deep"),
        ("page", "kind: page\ntitle: T\nsocial_image: {alt: a}"),
        ("reviews/r", "kind: review\ntitle: T\nrating: 6"),
        ("reviews/r", "kind: review\ntitle: T\noutline: [{part: 1}]"),
        ("reviews/r", "kind: review\ntitle: T\noutline: [{chapters: [{number: two, title: C}]}]"),
        ("reviews/r", "kind: review\ntitle: T\ncover: {image: a, width: 0}"),
        ("patterns/p", "kind: topic\ntitle: T\nid: Model Load"),
        ("patterns/p", "kind: topic\ntitle: T\nrelations: [{type: guarded-by, target: b, why: W, basis: ours}]"),
        ("patterns/p", "kind: topic\ntitle: T\nrelations: [{type: refines, target: b, why: W, basis: theirs}]"),
        ("patterns/p", "kind: topic\ntitle: T\ncomponents: [{id: a, kind: sever, label: A}]"),
        ("patterns/p", "kind: topic\ntitle: T\ncomponents: [{id: a, kind: db, label: A}]\nflow: [{source: a, to: a}]"),
    ],
)
def test_what_the_loader_refuses(docname: str, text: str) -> None:
    """An editor marks what a build would report."""
    assert parse(f"---\n{text}\n---\n", f"{docname}.md", docname).diagnostics != []
    assert list(WHOLE.iter_errors(as_editor(text))) != []


@pytest.mark.parametrize("kind", KINDS)
def test_schema_of_a_kind(kind: str) -> None:
    """The schema of one kind takes no other, and asks for the kind where no folder implies it."""
    assert list(OF_KIND[kind].iter_errors({"kind": kind, "title": "T"})) == []
    assert [other for other in KINDS if other != kind and OF_KIND[kind].is_valid({"kind": other, "title": "T"})] == []
    assert OF_KIND[kind].is_valid({"title": "T"}) is (kind in ("page", "review", "pattern"))


def test_every_key_is_described() -> None:
    """Editors show a sentence for each key, its other names and Sphinx's own keys included."""
    for model in MODELS.values():
        properties = build_schema()["$defs"][model.__name__]["properties"]
        keys = {field.alias or name for name, field in model.model_fields.items()}
        aliases = {alias for alias, key in TOP_LEVEL_ALIASES.items() if key in keys}
        assert keys | set(FILE_WIDE) | aliases | {key for row in TABLE for key in row.keys} == set(properties)
        assert [name for name, value in properties.items() if not value.get("description")] == []


def test_site_validates() -> None:
    """Every page of the site is valid in an editor."""
    for file in [*ROOT.glob("*.md"), *ROOT.glob("reviews/*.md"), *ROOT.glob("patterns/*.md")]:
        block, *_ = split(file.read_text(encoding="utf-8"))
        if block:
            assert [error.message for error in WHOLE.iter_errors(as_editor(block))] == []
