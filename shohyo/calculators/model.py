"""The body of a ``{calculator}``: YAML → fields, results with the trees of their formulas, and findings."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ..errors import Code, Diagnostic, say
from ..fields.positioned import KeyPath, Positioned, place_of, read_mapping
from ..fields.validation import validate
from ..source.datafile import DataRecord
from ..values import Text, wrong
from .formula import FUNCTIONS, FormulaError, Tree, names_in, parse_formula, plain_text, reckon

#: digits behind the point that a result may have
MOST_DIGITS = 10


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", value):
        raise wrong("name", say("is no name for a formula; use ASCII letters, digits and _, as in hit_rate"))
    if keyword.iskeyword(value) or value in FUNCTIONS:
        raise wrong("name", say("means something else in a formula; choose another name"))
    return value


Name = Annotated[str, AfterValidator(_name)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Input(DataRecord):
    """A field of a calculator."""

    id: Name = Field(description="Name in formulas, and in the address of a reckoning.")
    label: Text = Field(description="What is entered.")
    unit: str = Field("", description="Stands behind the number.")
    value: Number = Field(description="The number that stands there at first.")
    min: Number | None = Field(None, description="The smallest number that is reckoned with.")
    max: Number | None = Field(None, description="The largest.")
    step: Annotated[Number, Field(gt=0)] | None = Field(None, description="How far an arrow key goes, more than 0.")

    def holds(self, value: float) -> bool:
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class Result(DataRecord):
    """A number that a calculator reckons."""

    id: Name = Field(description="Name in the formulas of later results.")
    label: Text = Field(description="What the number is.")
    unit: str = Field("", description="Stands behind the number.")
    formula: Text = Field(description="How it is reckoned, from inputs and earlier results.")
    digits: Annotated[int, Field(ge=0, le=MOST_DIGITS)] | None = Field(
        None, description="Digits behind the point, 0 to 10; unless given, what makes three significant ones."
    )


class Body(DataRecord):
    """What the body of the directive says."""

    inputs: tuple[Input, ...] = Field((), description="The fields, one or more.")
    results: tuple[Result, ...] = Field((), description="What is reckoned, one or more, in this order.")
    note: str = Field("", description="A remark below.")


@dataclass(frozen=True)
class Calculator:
    """A calculator as it is shown."""

    title: str
    inputs: tuple[Input, ...]
    results: tuple[tuple[Result, Tree], ...]
    note: str = ""

    def values(self) -> dict[str, float | None]:
        """Return the values of fields and results that a page shows at first."""
        found: dict[str, float | None] = {field.id: field.value for field in self.inputs}
        for result, tree in self.results:
            found[result.id] = reckon(tree, found)
        return found


def parse_calculator(
    title: str, block: str, path: str, line: int, place: tuple[int, int] = (1, 1)
) -> tuple[Calculator | None, list[Diagnostic]]:
    """Parse a calculator.

    Args:
        block: the YAML of its body.
        path: of the file, for diagnostics.
        line: of the file on which the body begins.
        place: line and column of the directive.

    Returns:
        What is valid of it, if anything can be entered and reckoned, and each problem.
    """
    found = read_mapping(block, path, code=Code.DIRECTIVE, what="calculator", first_line=line)
    calculator = _Reading(found, block.split("\n"), place).calculator(title)
    return calculator, sorted(found.diagnostics)


class _Reading:
    """Takes what is valid of a body, and reports the rest."""

    def __init__(self, found: Positioned, lines: Sequence[str], place: tuple[int, int]) -> None:
        self.found, self.lines, self.place = found, lines, place
        self.is_sound = not found.diagnostics  #: whether all of the YAML was read
        #: names of what is left out, of which something was said already
        self.doubtful = set(_written(found.data))
        self.seen: set[str] = set()

    def calculator(self, title: str) -> Calculator | None:
        body = validate(Body, self.found.data, self.found, Code.DIRECTIVE)
        for key, items in (("inputs", body.inputs), ("results", body.results)):
            if not items and not self.found.diagnostics:
                place = place_of(self.found.places, (key,)) if (key,) in self.found.places else self.place
                problem = say("this calculator has no {key}", key=key)
                remedy = say("add {key}: with a line “- {{id: …}}” for each", key=key)
                self.found.diagnostics.append(Diagnostic(self.found.path, *place, Code.DIRECTIVE, problem, remedy))
        inputs = tuple(self.inputs(body))
        results = tuple(self.results(body, inputs))
        if not inputs or not results:
            return None
        calculator = Calculator(title, inputs, results, body.note)
        if not self.found.diagnostics:
            self.check_use(calculator)
        return calculator

    def inputs(self, body: Body) -> Iterator[Input]:
        for index, field in enumerate(body.inputs):
            path = ("inputs", index)
            if not self.is_new(field.id, path):
                continue
            if field.min is not None and field.max is not None and field.min > field.max:
                self.report((*path, "max"), say("max is smaller than min"), say("swap the two"))
            elif not field.holds(field.value):
                problem = say(
                    'the value {value} of "{name}" is not within min and max',
                    value=plain_text(field.value), name=field.id,
                )  # fmt: skip
                self.report((*path, "value"), problem, say("choose another value, or wider bounds"))
            yield field

    def results(self, body: Body, inputs: Sequence[Input]) -> Iterator[tuple[Result, Tree]]:
        known = [field.id for field in inputs]
        written = [result.id for result in body.results]
        for index, result in enumerate(body.results):
            path = ("results", index)
            if not self.is_new(result.id, path):
                continue
            self.doubtful.add(result.id)
            left_out = self.doubtful.difference(known, written[index:])
            try:
                tree = parse_formula(result.formula, [*known, *left_out], written[index:])
            except FormulaError as error:
                if self.is_sound:
                    self.report_formula((*path, "formula"), result.formula, error)
                continue
            if left_out.isdisjoint(names_in(tree)):
                self.doubtful.discard(result.id)
                known.append(result.id)
                yield result, tree

    def is_new(self, name: str, path: KeyPath) -> bool:
        """Report a name that is given a second time."""
        if name in self.seen:
            problem = say('the name "{name}" is given twice', name=name)
            self.report((*path, "id"), problem, say("choose another name"))
            return False
        self.seen.add(name)
        return True

    def check_use(self, calculator: Calculator) -> None:
        """Report what changes nothing, and what has no value to begin with."""
        used = {name for _result, tree in calculator.results for name in names_in(tree)}
        for index, field in enumerate(calculator.inputs):
            if field.id not in used:
                problem = say('no formula uses "{name}"', name=field.id)
                self.report(("inputs", index, "id"), problem, say("use it, or remove it"))
        values = calculator.values()
        for index, (result, tree) in enumerate(calculator.results):
            if values[result.id] is None and all(values[name] is not None for name in names_in(tree)):
                problem = say("the formula has no value with the values that stand there at first")
                self.report(("results", index, "formula"), problem, say("choose values for which it has one"))

    def report(self, path: KeyPath, problem: str, remedy: str) -> None:
        self.found.report_at(path, problem, remedy)

    def report_formula(self, path: KeyPath, formula: str, error: FormulaError) -> None:
        """Report what is wrong in a formula, at its place there if it stands on one line as it is."""
        line, column = place_of(self.found.places, path)
        written = self.lines[line - self.found.first_line]
        at = written.find(formula, column - 1)
        remedy = error.remedy
        if at >= 0:
            column = at + error.position + 1
            if written[at + len(formula) :].startswith(",") and formula.count("(") > formula.count(")"):
                remedy = say("put it in quotation marks, as a comma ends a value between braces")
        self.found.diagnostics.append(Diagnostic(self.found.path, line, column, Code.DIRECTIVE, error.problem, remedy))


def _written(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of all fields and results that may stand in a formula, valid or not."""
    for key in ("inputs", "results"):
        items = data.get(key)
        for item in items if isinstance(items, list) else ():
            name = item.get("id") if isinstance(item, dict) else None
            if isinstance(name, str) and name.isidentifier():
                yield name
