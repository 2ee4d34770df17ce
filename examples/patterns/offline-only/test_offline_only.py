import numpy as np
from offline_only import Paired, choose, compare

NAMES = ("a", "b")


def test_only_answers_that_differ_decide() -> None:
    """両方が正しい、または両方が外した要求は、優劣に入らない。"""
    labels = np.zeros(1000, int)
    first, second = labels.copy(), labels.copy()
    first[:12] = 1
    second[12:13] = 1
    first[500:600] = second[500:600] = 2
    paired = compare(first, second, labels)
    assert (paired.only_first, paired.only_second) == (1, 12)
    assert choose(paired, NAMES) == "b"


def test_a_small_lead_does_not_decide() -> None:
    assert choose(Paired(6, 2), NAMES) is None
    assert choose(Paired(0, 0), NAMES) is None
    assert choose(Paired(60, 20), NAMES) == "a"
