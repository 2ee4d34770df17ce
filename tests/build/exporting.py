"""Sites that tests of what programs read share: the shelf in English, which knows its address, and nasty texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.build.building import REPOSITORY, build, once
from tests.nasty import WRITABLE, in_yaml

#: address of the shelf; a site below a path shows what is joined wrongly
BASE = "https://example.org/shelf/"


def shelf_with_address(factory: pytest.TempPathFactory) -> Path:
    """Return the pages of the shelf, built once with the address ``BASE``."""

    def make(folder: Path) -> None:
        arguments = ("-W", "--keep-going", "-j", "2", "-D", f"html_baseurl={BASE}", "-D", "shohyo_cards=0")
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


#: titles that all outputs share, of characters that front matter may have, and what Markdown has of its own to break
NASTY = (
    *(title for name, title in WRITABLE.items() if name != "lines"),
    "*star* **two** _line_ ~~no~~ [a](b) ![c](d) <e@f.g>",
    "# C# | pipe | $x$ $$ \\ \\| {role}`x` [^1] ``two``",
    "1. one - two + three > four = five",
    "「括弧」と**強調**と`符号`",
)


def nasty_site(folder: Path, texts: Sequence[str] = NASTY) -> Path:
    """Write a site in which each of the texts is a title, a summary, a tag, a reason, a label and a text."""
    quoted = [in_yaml(text) for text in texts]
    names = [f"p{number}" for number in range(len(texts))]
    for name, text, after in zip(names, quoted, [*names[1:], names[0]], strict=True):
        write(
            folder / f"patterns/{name}.md",
            f"---\ntitle: {text}\nintent: {text}\ntitle_en: {text}\naliases: [{text}]\ntags: [{text}]\nsources: [{{source: {text}}}]\n"
            f"relations: [{{type: guards-against, target: {after}, why: {text}, basis: {{source: {text}}}}}]\n"
            f"components: [{{id: a, kind: client, label: {text}}}, {{id: b, kind: db, label: {text}}}]\n"
            f"flow: [{{from: a, to: b, label: {text}}}]\n---\n\nText of {{pattern}}`{after}`.\n\n## Part\n\nWords.\n",
        )
    entries = ", ".join([*names, *(f"{{heading: {text}}}" for text in quoted)])
    outline = f"[{{title: {quoted[0]}, chapters: [{{number: 1, title: {quoted[0]}, intro: {quoted[1]}, patterns: [{entries}]}}]}}]"
    for number, text in enumerate(quoted):
        extra = f"outline: {outline}\nbook: b\n" if number == 0 else "book: b\n"
        write(
            folder / f"reviews/r {number}.md" if number == 1 else folder / f"reviews/r{number}.md",
            f"---\ntitle: {text}\nsummary: {text}\nauthor: {text}\ndate: 2026-01-{number % 28 + 1:02}\ntags: [{text}]\n{extra}---\n\nText.\n",
        )
    write(folder / "references.bib", "@book{b, title = {A \\& B <i>}, author = {Doe, J.}, year = {2020}}\n")
    pages = "\n".join(
        [*(f"patterns/{name}" for name in names), "reviews/r 1", *(f"reviews/r{n}" for n in (0, *range(2, len(texts))))]
    )
    write(folder / "index.md", f"# Home\n\nThe first paragraph. {{cite:p}}`b`\n\n```{{toctree}}\n{pages}\nviews\n```\n")
    write(
        folder / "views.md", "# Views\n\n```{tags}\n```\n\n```{books}\n```\n\n```{map}\n```\n\n```{bibliography}\n```\n"
    )
    write(
        folder / "conf.py",
        f"project = {texts[0]!r}\nauthor = {texts[2]!r}\nlanguage = 'en'\nextensions = ['shohyo']\nhtml_theme = 'shohyo'\n"
        "html_baseurl = 'https://example.org/kb'\nshohyo_cards = False\n"
        "suppress_warnings = ['shohyo.unguarded', 'shohyo.unlisted', 'shohyo.character']\n",
    )
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
