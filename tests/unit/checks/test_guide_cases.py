"""The situations of ``guide-cases.yaml``: what the site's guide says of each is what an expert would choose."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from shohyo.data.guide import Guide, parse_guide
from tests.guides import follow, result

ROOT = Path(__file__).parents[3]
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "guide-cases.yaml").read_text("utf-8"))["cases"]


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide of the site."""
    return parse_guide((ROOT / "guide.yaml").read_bytes(), "guide.yaml").guide


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_guide_gives_what_an_expert_would_choose(case: dict[str, Any], guide: Guide) -> None:
    """The answers of a situation lead through the guide to the core and the additions that are noted with it."""
    said = result(guide, follow(guide, case["answers"]))
    assert said.core.id == case["core"]
    assert sorted(said.add) == sorted(case["add"])


def test_cases_try_the_whole_guide(guide: Guide) -> None:
    """There are thirty situations or more, which differ, have reasons, and give nearly every answer of the guide."""
    assert len(CASES) >= 30
    assert len({case["id"] for case in CASES}) == len({tuple(case["answers"]) for case in CASES}) == len(CASES)
    assert all(set(case) == {"id", "situation", "answers", "core", "add", "why"} for case in CASES)
    given = {(step.question.id, step.answer.id) for case in CASES for step in follow(guide, case["answers"])}
    every = {(question.id, answer.id) for question in guide.questions for answer in question.answers}
    assert {question for question, _answer in given} == {question.id for question in guide.questions}
    assert {case["core"] for case in CASES} == {core.id for core in guide.cores}
    assert every - given == set()


def test_worked_examples_say_what_the_guide_says() -> None:
    """Ten of them stand on the site: link to the result, core and additions are those of the case, with a diagram."""
    known = {case["id"]: case for case in CASES}
    _head, *sections = re.split(r"(?m)^\((.+)\)=$", (ROOT / "guide-cases.md").read_text("utf-8"))
    shown = dict(zip(sections[::2], sections[1::2], strict=True))
    assert len(shown) == 10
    for name, text in shown.items():
        (address,) = re.findall(r'href="guide\.html\?a=([^"]+)"', text)
        core, *add = re.findall(r"\{pattern\}`([^`]+)`", text)
        assert address.split(".") == known[name]["answers"], name
        assert (core, sorted(add)) == (known[name]["core"], sorted(known[name]["add"])), name
        assert text.count("```{diagram}") == 1, name
