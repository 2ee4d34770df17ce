"""The body of a calculator: what it says, and what is wrong with it, at its place."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.calculators.model import Calculator, parse_calculator
from tests.strategies import texts

INPUTS = (
    "inputs:\n  - {id: rate, label: Rate, value: 100, min: 0}\n  - {id: hit, label: Hits, value: 0.5, min: 0, max: 1}\n"
)
RESULTS = "results:\n  - {id: miss, label: Misses, formula: rate * (1 - hit)}\n"


def said(body: str) -> list[str]:
    """Return what is found in a body whose first line is the third of its file, without path and code."""
    return [
        str(item).removeprefix("a.md:").removesuffix(" [shohyo.directive]")
        for item in parse_calculator("", body, "a.md", 3, (2, 1))[1]
    ]


def sound(body: str) -> Calculator:
    calculator, found = parse_calculator("T", body, "a.md", 3)
    assert found == []
    assert calculator is not None
    return calculator


def test_results_follow_each_other() -> None:
    """A result uses inputs and the results above it; all of it can be kept with a page."""
    calculator = sound(INPUTS + RESULTS + "  - {id: each, label: Each, formula: miss / rate, digits: 1}\nnote: N\n")
    assert calculator.values() == {"rate": 100, "hit": 0.5, "miss": 50, "each": 0.5}
    assert (calculator.title, calculator.note) == ("T", "N")
    assert pickle.loads(pickle.dumps(calculator)) == calculator


def test_long_formulas_have_lines() -> None:
    """A formula may be folded by YAML or stand between bars."""
    for mark in (">-", "|"):
        body = INPUTS + f"results:\n  - id: miss\n    label: M\n    formula: {mark}\n      rate\n      * (1 - hit)\n"
        assert sound(body).values()["miss"] == 50


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ['2:1: this calculator has no inputs; add inputs: with a line “- {id: …}” for each']),
        (INPUTS, ['2:1: this calculator has no results; add results: with a line “- {id: …}” for each']),
        (INPUTS + "results: []", ['6:10: this calculator has no results; add results: with a line “- {id: …}” for each']),
        (INPUTS + RESULTS + "notes: N", ['8:1: unknown key "notes" (did you mean "note"?)']),
        (INPUTS + RESULTS.replace("label", "lable"), ['7:5: the key "label" is missing; add it: label: …', '7:16: unknown key "lable" (did you mean "label"?)']),
        (INPUTS + RESULTS.replace("- hit", "- hits"), ['7:52: unknown name "hits" (did you mean "hit"?)']),
        (INPUTS + RESULTS.replace("rate *", "rate ×"), ["7:45: the formula has ×, which is no sign of a formula; write *"]),
        (INPUTS + RESULTS.replace("rate * (1 - hit)", "'rate * max(hit)) + 1'"), None),
        (INPUTS + RESULTS.replace("rate *", "max(rate, 1) *"), None),
        (INPUTS.replace("value: 100", "value: -1") + RESULTS, ['4:36: the value -1 of "rate" is not within min and max; choose another value, or wider bounds']),
        (INPUTS.replace("value: 0.5", "value: 1.5") + RESULTS, ['5:35: the value 1.5 of "hit" is not within min and max; choose another value, or wider bounds']),
        (INPUTS.replace("min: 0, max: 1", "min: 1, max: 0") + RESULTS, ["5:53: max is smaller than min; swap the two"]),
        (INPUTS.replace("value: 100", "value: .nan") + RESULTS, ['4:36: inputs.value: ".nan" is not a number']),
        (INPUTS.replace("value: 100", "value: many") + RESULTS, ['4:36: inputs.value: "many" is not a number']),
        (INPUTS.replace("id: hit", "id: rate") + RESULTS.replace("hit", "rate"), ['5:10: the name "rate" is given twice; choose another name']),
        (INPUTS + RESULTS.replace("id: miss", "id: hit"), ['7:10: the name "hit" is given twice; choose another name']),
        (INPUTS.replace("id: hit", "id: 率") + RESULTS.replace("- hit", "- 率"), ['5:10: inputs.id: "率" is no name for a formula; use ASCII letters, digits and _, as in hit_rate']),
        (INPUTS.replace("id: hit", "id: min") + RESULTS.replace("- hit", "- 1"), ['5:10: inputs.id: "min" means something else in a formula; choose another name']),
        (INPUTS + RESULTS.replace("- hit", "- miss"), ['7:52: "miss" is reckoned here or further below; move it above this result']),
        (INPUTS + RESULTS.replace(" - hit", ""), ['5:10: no formula uses "hit"; use it, or remove it']),
        (INPUTS + RESULTS.replace("(1 - hit)", "1 / (hit - 0.5)"), ["7:40: the formula has no value with the values that stand there at first; choose values for which it has one"]),
        (INPUTS + RESULTS.replace("}", ", digits: 11}"), ['7:66: results.digits: "11" is too large; it must be at most 10']),
        (INPUTS + RESULTS.replace("}", ", digits: 1.5}"), ['7:66: results.digits: "1.5" is not a whole number']),
        (INPUTS.replace("min: 0}", "step: 0}") + RESULTS, ['4:47: inputs.step: "0" is too small; it must be greater than 0']),
        ("inputs: [\n" + RESULTS, None),
    ],
)  # fmt: skip
def test_findings(body: str, expected: list[str] | None) -> None:
    """Each mistake is said once, at its line and column."""
    found = said(body)
    if expected is None:
        assert found
    else:
        assert found == expected


def test_a_mistake_takes_only_itself_away() -> None:
    """What does not depend on it is shown, and nothing else is said."""
    body = INPUTS + RESULTS + "  - {id: bad, label: B, formula: rate +}\n  - {id: on, label: O, formula: bad * 2}\n"
    calculator, found = parse_calculator("", body, "a.md", 1)
    assert [str(item.problem) for item in found] == ['"rate +" is no formula']
    assert [result.id for result, _tree in calculator.results] == ["miss"]


def test_commas_between_braces_have_a_remedy() -> None:
    """YAML ends a value at a comma, which is what authors run into first."""
    first, _key = said(INPUTS + RESULTS.replace("rate * (1 - hit)", "min(rate, hit)"))
    assert first.endswith('"min(rate" is no formula; put it in quotation marks, as a comma ends a value between braces')


@given(
    st.one_of(
        texts(),
        st.lists(
            st.sampled_from(
                [*INPUTS.splitlines(), *RESULTS.splitlines(), "inputs:", "  - {id: rate}", "  - 3", "results: {}", "  - {id: a, label: A, formula: rate}", "note: [x]"]
            )
        ).map("\n".join),
    )
)  # fmt: skip
def test_any_body_has_findings_or_a_calculator(body: str) -> None:
    """Whatever stands in a body, something is said or something is shown."""
    calculator, found = parse_calculator("", body, "a.md", 1)
    assert found or calculator
    last = body.count("\n") + 1
    assert all(1 <= item.line <= last and item.column >= 1 and item.message_in("ja") for item in found)
    if calculator:
        calculator.values()
