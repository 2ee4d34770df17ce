"""New pages are valid as they stand, but for what only their author knows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from shohyo.checks.project import check_project
from shohyo.kinds import KINDS
from shohyo.model import MODELS
from shohyo.schema import build_schema
from shohyo.source.frontmatter import parse, split
from shohyo.starter import STARTERS, slug_of, starter_path, starter_text

DATE = dt.date(2026, 11, 23)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["my-book", "1984", "null", "no", "on", "false", "1e3", "a"])
def test_new_page_is_valid(kind: str, name: str) -> None:
    """Front matter has no finding and means what it says, whatever YAML makes of the name."""
    path = starter_path(kind, name)
    front = parse(starter_text(kind, name, DATE), str(path), str(path.with_suffix("")))
    assert front.diagnostics == []
    assert (front.record.kind, front.record.title) == (kind, name)
    assert getattr(front.record, "id", name) == name
    block = yaml.safe_load(split(starter_text(kind, name, DATE))[0])
    assert block["title"] == name


@pytest.mark.parametrize("kind", KINDS)
def test_new_page_passes_the_check(kind: str, tmp_path: Path) -> None:
    """In a project with an outline nothing is left but what the command names: a source, a chapter, a guard.

    It is left to do when the page is to be published, and not before.
    """
    text = starter_text(kind, "new-page", DATE)
    files = {
        "reviews/book.md": "---\ntitle: B\noutline: [{chapters: [{number: 1, title: C}]}]\n---\n",
        str(starter_path(kind, "new-page")): text,
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert check_project(tmp_path).diagnostics == ()
    is_public = re.sub("^draft:.*\n", "", text, flags=re.MULTILINE)
    (tmp_path / starter_path(kind, "new-page")).write_text(is_public, encoding="utf-8")
    codes = [str(item.code) for item in check_project(tmp_path).diagnostics]
    left = {
        "sources": "no_source",
        "the BibTeX key of the book": "no_source",
        "the chapter of a review that lists it": "unlisted",
        "a page with a relation guards-against to it": "unguarded",
    }
    assert sorted(codes) == sorted(left[what] for what in STARTERS[kind][2] if what in left)


@pytest.mark.parametrize("kind", KINDS)
def test_commented_keys_are_keys(kind: str) -> None:
    """Every line that an author may uncomment has a key of the model, and the whole is valid front matter."""
    text = starter_text(kind, "new-page", DATE)
    uncommented = "\n".join(line.removeprefix("# ") for line in text.split("\n"))
    front = parse(uncommented, "a.md", "reviews/new-page" if kind == "review" else "patterns/new-page")
    assert front.diagnostics == []
    keys = set(yaml.safe_load(split(uncommented)[0]))
    assert keys <= set(MODELS[kind].model_fields)
    assert keys <= set(build_schema(kind)["$defs"][MODELS[kind].__name__]["properties"])


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Book", "my-book"),
        ("Designing_ML--Systems.md", "designing-ml-systems"),
        ("Éclair", "eclair"),
        ("ＡＢＣ", "abc"),
        ("書評", ""),
        ("../etc", "etc"),
        ("", ""),
    ],
)
def test_slug(name: str, slug: str) -> None:
    """A name that is no id suggests one, if any of it is ASCII."""
    assert slug_of(name) == slug
