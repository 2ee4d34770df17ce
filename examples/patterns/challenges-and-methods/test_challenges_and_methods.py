import numpy as np
from challenges_and_methods import Result, Sheet, choose, measure

SHEET = Sheet(found=0.9, recalled=0.1, deadline=0.05)
SIMPLE = Result("規則", 0.92, 0.08, 0.001)
BETTER = Result("森", 0.99, 0.01, 0.02)


def test_the_simplest_that_is_enough() -> None:
    """より良いものがあっても、足りる中で最も単純なものを選ぶ。"""
    assert choose([SIMPLE, BETTER], SHEET) == "規則"
    assert choose([SIMPLE, BETTER], Sheet(0.95, 0.1, 0.05)) == "森"


def test_the_deadline_is_a_condition_too() -> None:
    assert choose([BETTER], Sheet(0.9, 0.1, 0.01)) is None
    assert choose([], SHEET) is None


def test_both_kinds_of_error_are_measured() -> None:
    is_bad = np.array([True, True, False, False, False])
    result = measure("x", lambda rows: rows[:, 0] > 1, np.array([[2], [0], [2], [0], [0]]), is_bad)
    assert (result.found, round(result.recalled, 3)) == (0.5, 0.333)
    assert result.seconds > 0
