"""Formulas: what is one, and that Python and the script reckon and write the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shohyo.built import node
from shohyo.calculators.formula import (
    DEEPEST,
    FUNCTIONS,
    LONGEST,
    NONE,
    FormulaError,
    names_in,
    number_text,
    parse_formula,
    reckon,
)
from tests.client import node_command

TESTS = Path(__file__).parents[2]
VECTORS = yaml.safe_load((TESTS / "data/formulas.yaml").read_text("utf-8"))
NAMES = ("a", "b", "c")


class Script(node.Client):
    """A Node process with the script's half of the formulas."""

    runner = TESTS / "js/calculator.mjs"

    def __init__(self) -> None:
        node_command()
        super().__init__([])

    def reckon(self, *questions: tuple[Any, dict[str, float | None], int | None]) -> list[tuple[float | None, str]]:
        """Return value and text of each tree."""
        asked = [{"tree": tree, "values": values, "digits": digits} for tree, values, digits in questions]
        # JavaScript writes large numbers without a point
        return [(value if value is None else float(value), text) for value, text in self.ask(asked)]


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with Script() as process:
        yield process


@pytest.mark.parametrize(("formula", "values", "digits", "text"), VECTORS)
def test_vectors(formula: str, values: dict[str, float | None], digits: int | None, text: str, script: Script) -> None:
    """Both give what stands in the table."""
    tree = parse_formula(formula, list(values))
    assert number_text(reckon(tree, values), digits) == text
    assert script.reckon((tree, values, digits))[0][1] == text


#: fields have any number, and those that people write more often
NUMBERS = st.one_of(
    st.integers(-20, 20).map(float),
    st.sampled_from([0.1, 0.2, 0.3, 0.7, 0.5, 2.5, 1e-9, 99.5, 1e6, 1e15, 1e300]),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.fixed_dictionaries(dict.fromkeys(NAMES, st.one_of(NUMBERS, NUMBERS, NUMBERS, st.none())))


def formulas() -> st.SearchStrategy[str]:
    """Formulas of steps that IEEE 754 says the result of to the last bit: all but exp, log and powers."""

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        signs = st.sampled_from(["+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!="])
        single = st.sampled_from(["ceil", "floor", "round", "sqrt", "abs", "-", "min"])
        several = st.builds(
            "{}({})".format, st.sampled_from(["min", "max"]), st.lists(inner, min_size=1, max_size=3).map(", ".join)
        )
        return st.one_of(
            st.builds("({} {} {})".format, inner, signs, inner),
            st.builds("{}({})".format, single, inner),
            several,
            st.builds("erlang_c({}, {})".format, st.one_of(st.integers(0, 30).map(str), inner), inner),
            st.builds("({} if {} else {})".format, inner, inner, inner),
        )

    leaves = st.one_of(st.sampled_from(NAMES), NUMBERS.map(abs).map(repr))
    return st.recursive(leaves, larger, max_leaves=12).filter(lambda text: len(text) <= LONGEST)


@given(formula=formulas(), values=VALUES, digits=st.one_of(st.none(), st.integers(0, 10)))
def test_script_reckons_the_same(
    script: Script, formula: str, values: dict[str, float | None], digits: int | None
) -> None:
    """Any formula has one value in both, to the last bit, or none in either."""
    tree = parse_formula(formula, NAMES)
    value = reckon(tree, values)
    assert value is None or math.isfinite(value)
    assert script.reckon((tree, values, digits)) == [(value, number_text(value, digits))]


@given(
    name=st.sampled_from(["exp(a)", "log(a)", "a ** b", "a ** -b", "sqrt(a) ** b"]),
    a=st.one_of(st.floats(-700, 700), st.floats(0, 1), st.floats(1e-300, 1e300)),
    b=st.one_of(st.integers(-9, 9), st.floats(-9, 9)),
)
def test_powers_are_close(script: Script, name: str, a: float, b: float) -> None:
    """Engines round powers each in their way: what differs is seen behind the twelfth digit only."""
    tree, values = parse_formula(name, NAMES), {"a": a, "b": b}
    mine, (theirs, _text) = reckon(tree, values), script.reckon((tree, values, None))[0]
    assert (mine is None) == (theirs is None)
    assert mine is None or math.isclose(mine, theirs, rel_tol=1e-13, abs_tol=1e-300)


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=30), digits=st.one_of(st.none(), st.integers(0, 10)))
def test_script_writes_the_same(script: Script, numbers: list[float], digits: int | None) -> None:
    """A number is one text in both, which says what it is to half of its last digit."""
    texts = [number_text(number, digits) for number in numbers]
    assert [text for _value, text in script.reckon(*((number, {}, digits) for number in numbers))] == texts
    for number, text in zip(numbers, texts, strict=True):
        said = float(text.replace(",", "")) if abs(number) < 1e308 else number
        assert abs(said - number) <= max(abs(number) * 0.00501, 0 if digits is None else 0.51 * 10**-digits)


PIECES = [*"ab()+-*/%.,'\"[]{}:=!<>\\\n\0 1９×", " if ", " else ", "lambda ", "min", "1e999", "not "]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_is_a_formula_or_an_error(text: str) -> None:
    """What is no formula is refused in words, at a place within it."""
    try:
        found: Any = parse_formula(text, NAMES)
    except FormulaError as error:
        found = error
    if isinstance(found, FormulaError):
        assert 0 <= found.position <= len(text)
        assert found.problem
    else:
        assert set(names_in(found)) <= set(NAMES)
        reckon(found, dict.fromkeys(NAMES, 1.0))


@pytest.mark.parametrize(
    ("formula", "position", "problem"),
    [
        ("", 0, '"" is no formula'),
        ("1 +", 2, '"1 +" is no formula'),
        ("a = 1", 2, '"a = 1" is no formula'),
        ("a × 2", 2, "the formula has ×, which is no sign of a formula"),
        ("（a + 1）", 0, "the formula has （, which is no sign of a formula"),
        ("a ≤ 2", 2, "the formula has ≤, which is no sign of a formula"),
        ("2 * (a ^ 2)", 5, '"a ^ 2" is not for a formula'),
        ("1 < a < 2", 0, '"1 < a < 2" is not for a formula'),
        ("a and b", 0, '"a and b" is not for a formula'),
        ("1 + a.real", 4, '"a.real" is not for a formula'),
        ("a[0]", 0, '"a[0]" is not for a formula'),
        ("'a' * 3", 0, "\"'a'\" is not for a formula"),
        ("1j", 0, '"1j" is not for a formula'),
        ("True + 1", 0, '"True" is not for a formula'),
        ("[x for x in a]", 0, '"[x for x in a]" is not for a formula'),
        ("lambda: 1", 0, '"lambda: 1" is not for a formula'),
        ("(lambda: 1)()", 0, '"(lambda: 1)()" is not for a formula'),
        ("min(a, key=b)", 0, '"min(a, key=b)" is not for a formula'),
        ("min(*a)", 4, '"*a" is not for a formula'),
        ("__import__(1)", 0, 'unknown function "__import__"'),
        ("2 * mni(a)", 4, 'unknown function "mni"'),
        ("sqrt(a, 2)", 0, "sqrt does not take so many numbers (2)"),
        ("max()", 0, "max does not take so many numbers (0)"),
        ("1 + 率", 4, 'unknown name "率"'),
        ("率 + late", 0, 'unknown name "率"'),
        ("a + late", 4, '"late" is reckoned here or further below'),
        ("a + min", 4, "min is a function"),
        ("1e999", 0, "the number is too large"),
        ("9" * 400, 0, "the number is too large"),
        ("a +" * 300, 0, f"the formula is longer than {LONGEST} characters"),
        ("-" * (DEEPEST + 1) + "a", DEEPEST + 1, f"the formula is nested more than {DEEPEST} levels deep"),
        ("(" * 240 + "a", 239, None),
    ],
)  # fmt: skip
def test_no_formulas(formula: str, position: int, problem: str | None) -> None:
    """What is no formula, and where."""
    with pytest.raises(FormulaError) as raised:
        parse_formula(formula, NAMES, ["late"])
    if problem is None:  # the place is Python's
        assert "is no formula" in raised.value.problem
    else:
        assert (raised.value.problem, raised.value.position) == (problem, position)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (3, 2), (12, 8), (40, 39.5)])
def test_erlang_c_is_that_of_the_books(servers: int, load: float) -> None:
    """It is what the sum over the states of an M/M/c queue gives (A. K. Erlang, 1917), in exact fractions."""
    a = Fraction(load)
    full = a**servers / math.factorial(servers) * servers / (servers - a)
    exact = full / (sum(a**number / math.factorial(number) for number in range(servers)) + full)
    assert reckon(parse_formula(f"erlang_c({servers}, {load})", ()), {}) == pytest.approx(float(exact), rel=1e-12)


def test_line_breaks_are_white_space() -> None:
    """A formula may go over several lines."""
    assert reckon(parse_formula("a +\n  1", NAMES), {"a": 1}) == 2


def test_every_function_has_a_vector() -> None:
    """What is added to the functions is compared with the script."""
    text = " ".join(formula for formula, *_rest in VECTORS)
    assert {name for name in FUNCTIONS if f"{name}(" not in text} == set()
    assert NONE in {text for *_rest, text in VECTORS}
