"""All tables of bad inputs, built: no traceback, no hang, the findings of ``shohyo check``, and the pages as they say.

The exact findings of each case are compared in ``tests/unit/checks/test_project.py``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bad import CASES, CONF, GROUPED, Case, html_of, is_alone, write_case, write_group
from tests.build.agreeing import compare

ALONE = [case for case in CASES if is_alone(case)]


def name_of(case: Case) -> str:
    return case["name"]


def test_all_in_one_project(tmp_path: Path) -> None:
    """Every case in a folder of its own, in one build; a second one says the same again."""
    site, output = write_group(tmp_path / "site"), tmp_path / "out"
    found, _log = compare(site, output, "html")
    assert len(found) > 200
    assert {code for line in found for code in re.findall(r"\[shohyo\.(\w+)\]$", line)} > {"link", "flow", "raw_html"}
    wrong = [
        (case["name"], page, text)
        for number, case in enumerate(GROUPED)
        for page, text, is_right in html_of(case, output / str(number))
        if not is_right
    ]
    assert wrong == []
    assert compare(site, output, "html")[0] == found


@pytest.mark.parametrize("case", ALONE, ids=name_of)
def test_alone(case: Case, tmp_path: Path) -> None:
    """A case with settings, or about what stands at the top, is a project of its own; pages are written if it asks."""
    builder = "html" if case.get("html") else "dummy"
    compare(write_case(tmp_path / "site", case, conf=CONF), tmp_path / "out", builder)
    assert [item for item in html_of(case, tmp_path / "out") if not item[2]] == []


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_each(case: Case, tmp_path: Path) -> None:
    """Each case as a project of its own."""
    compare(write_case(tmp_path / "site", case, conf=CONF), tmp_path / "out", "html")
