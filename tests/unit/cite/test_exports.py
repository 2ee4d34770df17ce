"""Files as reference managers and libraries export them → what is printed of each entry, in both languages.

The right forms stand in ``tests/data/exports/``, one file for each exporter.  They were settled by what biblatex's
manual says that a field means, and by what an editor of either language prints.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pybtex.backends.plaintext import Backend

from shohyo.bib.bibliography import Bibliography, load_bibliography
from shohyo.cite.english import english
from shohyo.cite.japanese import japanese
from shohyo.cite.labels import LABEL_FIELD, assign_labels

FOLDER = Path(__file__).parents[2] / "data/exports"
EXPORTERS = sorted(path.stem for path in FOLDER.glob("*.bib"))


@cache
def loaded(exporter: str) -> Bibliography:
    bibliography = load_bibliography([FOLDER / f"{exporter}.bib"], FOLDER)
    assign_labels(bibliography.data)
    return bibliography


@cache
def expected(exporter: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{exporter}.yaml").read_text("utf-8"))


ENTRIES = [(exporter, key) for exporter in EXPORTERS for key in expected(exporter)["entries"]]


def test_there_are_many() -> None:
    """Each exporter has a file of entries with odd but real habits."""
    assert len(EXPORTERS) == 8
    assert len(ENTRIES) >= 150


@pytest.mark.parametrize(("exporter", "key"), ENTRIES)
def test_exported_entry(exporter: str, key: str) -> None:
    """An entry has its label and its printed form in English and in Japanese."""
    entry = loaded(exporter).data.entries[key]
    assert {
        "label": entry.fields[LABEL_FIELD],
        "en": english(entry).render(Backend()),
        "ja": japanese(entry).render(Backend()),
    } == expected(exporter)["entries"][key]


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_exported_file(exporter: str) -> None:
    """No entry is lost, and what is wrong in the file is found at its place."""
    bibliography = loaded(exporter)
    assert list(bibliography.entries) == list(expected(exporter)["entries"])
    assert [str(item) for item in bibliography.diagnostics] == expected(exporter)["findings"]


@pytest.mark.parametrize(("exporter", "key"), ENTRIES)
def test_nothing_odd_is_printed(exporter: str, key: str) -> None:
    """No punctuation twice, no TeX or HTML, no empty brackets, no space at an end."""
    for text in (expected(exporter)["entries"][key][language] for language in ("en", "ja")):
        assert not re.search(r"\.\.(?!\.)|,,|、、|。。|[(（]\s*[)）]|『』|「」| ,|  |\\|[{}]|</?\w", text), text
        assert text == text.strip()
