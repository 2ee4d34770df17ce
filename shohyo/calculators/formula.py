"""Formulas: an expression in Python's syntax → a tree of plain data, its value, and the value as a text.

``scripts/calculator/formula.js`` reckons and writes the same: what is changed here is changed there.  A tree is a
number, a name, or a list of what is done and the trees that it is done with.  It has a value if every step is finite.
"""

from __future__ import annotations

import ast
import math
import unicodedata
import warnings
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..errors import say, suggestion

Tree = float | str | tuple["Tree", ...]

#: characters of a formula, and levels of its tree: all that anyone reads, and few enough for every stack
LONGEST, DEEPEST = 500, 40
#: numbers that differ by less, in proportion, are equal: 0.1 * 3 is 0.3, and ceil(0.07 * 100) is 7
NEAR = 1e-12
#: what stands where there is no value
NONE = "–"
_MOST_SERVERS = 10_000

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.Mod: "%",
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
#: signs of other notations → what is written here
_MEANT = {
    "×": "*", "·": "*", "・": "*", "÷": "/", "−": "-", "–": "-", "^": "**", "≤": "<=", "≦": "<=", "≥": ">=", "≧": ">=",
    "≠": "!=", "√": "sqrt", "²": "** 2", "³": "** 3",
}  # fmt: skip


@dataclass(frozen=True)
class FormulaError(Exception):
    """A formula that cannot be read."""

    position: int  #: in the formula, from 0
    problem: str
    remedy: str = ""


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= NEAR * max(abs(a), abs(b))


def _floor(x: float) -> float:
    whole = float(math.floor(x + 0.5))
    return whole if abs(x - whole) <= NEAR * max(1.0, abs(x)) else float(math.floor(x))


def _modulo(a: float, b: float) -> float:
    quotient = a / b
    whole = _floor(quotient)
    return 0.0 if _near(quotient, whole) else a - b * whole


def _erlang_c(servers: float, load: float) -> float:
    """Return how probably an arrival waits, from the probability that it is lost (Erlang B) by its recursion."""
    if servers < 1 or servers > _MOST_SERVERS or servers % 1 or load < 0 or load >= servers:
        raise ValueError("no such queue")
    lost = 1.0
    for number in range(1, int(servers) + 1):
        lost = load * lost / (number + load * lost)
    return lost / (1 - load / servers * (1 - lost))


#: name → what it does, and how many numbers it takes, if not any number of them
FUNCTIONS: dict[str, tuple[Callable[..., float], int | None]] = {
    "min": (lambda *numbers: min(numbers), None),
    "max": (lambda *numbers: max(numbers), None),
    "ceil": (lambda x: -_floor(-x), 1),
    "floor": (_floor, 1),
    "round": (lambda x: _floor(x + 0.5), 1),
    "sqrt": (math.sqrt, 1),
    "exp": (math.exp, 1),
    "log": (math.log, 1),
    "abs": (abs, 1),
    "erlang_c": (_erlang_c, 2),
}
_OPERATIONS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": math.pow,
    "%": _modulo,
    "neg": lambda a: -a,
    "<": lambda a, b: a < b and not _near(a, b),
    "<=": lambda a, b: a < b or _near(a, b),
    ">": lambda a, b: a > b and not _near(a, b),
    ">=": lambda a, b: a > b or _near(a, b),
    "==": _near,
    "!=": lambda a, b: not _near(a, b),
    **{name: function for name, (function, _count) in FUNCTIONS.items()},
}


# --- reading -------------------------------------------------------------------------------------


def parse_formula(text: str, known: Collection[str], later: Container[str] = ()) -> Tree:
    """Return the tree of a formula.

    Args:
        known: names that it may have.
        later: names that mean something only further below.

    Raises:
        FormulaError: it is none, or has something in it that formulas do not have.
    """
    if len(text) > LONGEST:
        raise FormulaError(0, say("the formula is longer than {most} characters", most=LONGEST), _PARTS)
    text = " ".join(text.split("\n"))  # a line break is white space
    start = len(text) - len(text.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python says of odd numbers is no business of readers
            tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise _unreadable(text, start + max(0, (error.offset or len(text)) - 1)) from None
    except (ValueError, RecursionError, MemoryError):
        raise _unreadable(text, start) from None
    return _Reader(text.strip(), start, known, later).tree(tree.body, 0)


_PARTS = say("give its parts results of their own")


def _unreadable(text: str, position: int) -> FormulaError:
    """Say that a formula is none; signs that people write instead of Python's have a remedy."""
    for at, sign in enumerate(text):
        usual = unicodedata.normalize("NFKC", sign)
        meant = _MEANT.get(sign) or (usual if usual.isascii() and not sign.isascii() else "")
        if meant:
            problem = say("the formula has {sign}, which is no sign of a formula", sign=sign)
            return FormulaError(at, problem, say("write {meant}", meant=meant.strip()))
    problem = say('"{formula}" is no formula', formula=text.strip())
    return FormulaError(min(position, max(0, len(text) - 1)), problem, say("write one such as rate * time / (1 - h)"))


class _Reader:
    """Turns Python's tree into ours."""

    def __init__(self, text: str, start: int, known: Collection[str], later: Container[str]) -> None:
        self.text, self.start = text, start
        self.known, self.later = known, later

    def position(self, node: ast.expr) -> int:
        return self.start + len(self.text.encode()[: node.col_offset].decode())

    def refuse(self, node: ast.expr, remedy: str = "") -> FormulaError:
        written = ast.get_source_segment(self.text, node) or self.text
        remedy = remedy or say("use numbers, names, + - * / ** %, comparisons, … if … else …, and functions")
        return FormulaError(self.position(node), say('"{written}" is not for a formula', written=written), remedy)

    def tree(self, node: ast.expr, depth: int) -> Tree:
        if depth > DEEPEST:
            problem = say("the formula is nested more than {most} levels deep", most=DEEPEST)
            raise FormulaError(self.position(node), problem, _PARTS)

        def trees(*inner: ast.expr) -> Iterator[Tree]:
            return (self.tree(each, depth + 1) for each in inner)

        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                try:
                    number = float(value)
                except OverflowError:
                    number = math.inf
                if math.isinf(number):
                    raise FormulaError(self.position(node), say("the number is too large"))
                return number
            case ast.Name(id=name):
                return self.name(node, name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return ("neg", *trees(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.tree(operand, depth + 1)
            case ast.BinOp(left=left, op=op, right=right) if sign := _BINARY.get(type(op)):
                return (sign, *trees(left, right))
            case ast.BinOp(op=ast.BitXor()):
                raise self.refuse(node, say("write {meant}", meant="**"))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if sign := _COMPARISONS.get(type(op)):
                return (sign, *trees(left, right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return ("if", *trees(test, body, orelse))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return (self.function(node, name, len(arguments)), *trees(*arguments))
        raise self.refuse(node)

    def name(self, node: ast.expr, name: str) -> str:
        """Return the name of a value that is known here."""
        if name in self.known:
            return name
        if name in FUNCTIONS:
            problem, remedy = say("{name} is a function", name=name), say("write {meant}", meant=f"{name}(…)")
        elif name in self.later:
            problem = say('"{name}" is reckoned here or further below', name=name)
            remedy = say("move it above this result")
        else:
            problem = say('unknown name "{name}"', name=name)
            remedy = suggestion(name, self.known) or say("({names})", names=", ".join(self.known))
        raise FormulaError(self.position(node), problem, remedy)

    def function(self, node: ast.expr, name: str, given: int) -> str:
        """Return the name of a function that takes so many numbers."""
        if name not in FUNCTIONS:
            remedy = suggestion(name, FUNCTIONS) or say("({names})", names=", ".join(FUNCTIONS))
            raise FormulaError(self.position(node), say('unknown function "{name}"', name=name), remedy)
        count = FUNCTIONS[name][1]
        if given == 0 or count not in (None, given):
            problem = say("{name} does not take so many numbers ({given})", name=name, given=given)
            raise FormulaError(self.position(node), problem, say("give it {count}", count=count or "1, 2, …"))
        return name


def names_in(tree: Tree) -> Iterator[str]:
    """Yield the names that a tree has, in order."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, tuple):
        for inner in tree[1:]:
            yield from names_in(inner)


# --- reckoning -----------------------------------------------------------------------------------


def reckon(tree: Tree, values: Mapping[str, float | None]) -> float | None:
    """Return the value of a tree; none if a name has none, or if a step of it has none."""
    try:
        return _value(tree, values)
    except (ArithmeticError, ValueError):
        return None


def _value(tree: Tree, values: Mapping[str, float | None]) -> float:
    if isinstance(tree, tuple):
        name, *inner = tree
        if name == "if":
            return _value(inner[1] if _value(inner[0], values) else inner[2], values)
        found = _OPERATIONS[str(name)](*(_value(each, values) for each in inner))
    else:
        found = values.get(tree) if isinstance(tree, str) else tree
    if found is None or not math.isfinite(found):
        raise ValueError("no value")
    return float(found)


# --- writing -------------------------------------------------------------------------------------


def number_text(value: float | None, digits: int | None = None) -> str:
    """Return a number with commas between its thousands.

    Args:
        value: without one there is a dash.
        digits: so many stand behind the point; unless given, those that make three significant ones.
    """
    if value is None:
        return NONE
    exact = abs(Decimal(value))
    # as JavaScript's toExponential: rounded to three digits, half up
    rough = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP) if exact else exact
    power = rough.adjusted() if rough else 0
    if power >= 15 or (power < -6 and digits is None):
        text = f"{rough:.2e}"
    else:
        places = max(0, 2 - power) if digits is None else digits
        text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
        if digits is None and "." in text:
            text = text.rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and text.strip("0,.") else text


def plain_text(value: float) -> str:
    """Return a number as a field has it, in its shortest form."""
    return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
