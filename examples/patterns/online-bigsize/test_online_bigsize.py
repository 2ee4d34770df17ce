import time
from collections.abc import Iterator

import numpy as np
import pytest
from online_bigsize import Candidate, choose, late, measure

CANDIDATES = [
    Candidate("heavy", None, accuracy=0.99, seconds=3),
    Candidate("middle", None, accuracy=0.95, seconds=0.5),
    Candidate("light", None, accuracy=0.9, seconds=0.01),
]


@pytest.mark.parametrize(("limit", "name"), [(None, "heavy"), (3, "heavy"), (1, "middle"), (0.1, "light")])
def test_the_limit_comes_before_the_score(limit: float | None, name: str) -> None:
    assert choose(CANDIDATES, limit).name == name


def test_no_candidate_is_better_than_one_that_is_late() -> None:
    with pytest.raises(ValueError, match="見直す"):
        choose(CANDIDATES, 0.001)


class Sized:
    """まとめると1件あたりが速くなる推論器。時計は呼ばれるたびに進む。"""

    def __init__(self, clock: list[float]) -> None:
        self.clock = clock

    def predict(self, batch: np.ndarray) -> np.ndarray:
        self.clock[0] += 1 + 0.01 * len(batch)
        return np.zeros(len(batch))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [0.0]
    monkeypatch.setattr(time, "thread_time", lambda: now[0])
    return now


def test_the_time_of_one_request_is_not_that_of_a_batch(clock: list[float]) -> None:
    found = measure("sized", Sized(clock), np.zeros((100, 2)), np.zeros(100))
    assert found.seconds == pytest.approx(1.01)
    assert found.accuracy == 1


def test_every_late_request_counts(clock: list[float]) -> None:
    assert late(Sized(clock), np.zeros((5, 2)), limit=1) == 5
    assert late(Sized(clock), np.zeros((5, 2)), limit=2) == 0
