import numpy as np
import pytest
from nobody_knows import Service
from sklearn.linear_model import LogisticRegression

TRAIN = np.random.default_rng(2).normal(10, 1, (200, 2))
MODEL = LogisticRegression().fit(TRAIN, (TRAIN.sum(1) > 20).astype(int))
ROW = np.array([10.4, 10.4])


def service() -> Service:
    return Service(MODEL, TRAIN)


def test_the_unit_is_brought_to_that_of_the_training() -> None:
    """9 % の違いは、単位を知らなければ答えを変え、知っていれば変えない。"""
    below = np.array([9.7, 9.7])
    assert service().bare(below) == 0
    assert service().bare(below / 0.9144) == 1
    assert service().measured(below / 0.9144, "yd") == 0


def test_an_unknown_unit_is_refused_and_names_whom_to_tell() -> None:
    with pytest.raises(ValueError, match="sato"):
        service().measured(ROW, "尺")


def test_a_shift_of_the_mean_is_told_once() -> None:
    watched = service()
    for row in np.random.default_rng(3).normal(10 * 1.094, 1, (80, 2)):
        watched.watch(row)
    assert len(watched.letters) == 1


def test_rows_like_those_of_the_training_are_not_told() -> None:
    watched = service()
    for row in np.random.default_rng(4).normal(10, 1, (500, 2)):
        watched.watch(row)
    assert watched.letters == []
