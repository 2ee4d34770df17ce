import threading

import numpy as np
import pytest
from prediction_cache import CachedPredictor


class Slow:
    """呼ばれた回数を数える推論器。"""

    def __init__(self) -> None:
        self.calls, self.gate, self.fails = 0, threading.Event(), False

    def predict(self, batch: np.ndarray) -> np.ndarray:
        self.calls += 1
        self.gate.wait(5)
        if self.fails:
            raise RuntimeError("out of memory")
        return batch.sum(axis=1)


def test_simultaneous_requests_compute_once() -> None:
    model = Slow()
    cached = CachedPredictor(model, "v1")
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(cached.predict(np.ones(4)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    model.gate.set()
    for thread in threads:
        thread.join()
    assert answers == [4] * 8
    assert model.calls == 1


def test_a_new_version_does_not_see_old_results() -> None:
    model = Slow()
    model.gate.set()
    cached = CachedPredictor(model, "v1")
    cached.predict(np.ones(4))
    cached.version = "v2"
    cached.predict(np.ones(4))
    assert model.calls == 2


def test_a_failure_is_not_kept() -> None:
    model = Slow()
    model.gate.set()
    model.fails = True
    cached = CachedPredictor(model, "v1")
    with pytest.raises(RuntimeError):
        cached.predict(np.ones(4))
    model.fails = False
    assert cached.predict(np.ones(4)) == 4
