import threading

import numpy as np
import pytest
from synchronous_inference import UNKNOWN, Server, ask


class Gated:
    """門が開くまで答えない推論器。"""

    def __init__(self) -> None:
        self.gate, self.started = threading.Event(), threading.Event()

    def predict(self, batch: np.ndarray) -> np.ndarray:
        self.started.set()
        self.gate.wait(10)
        return batch.sum(axis=1)


def test_an_answer_in_time_is_used() -> None:
    model = Gated()
    model.gate.set()
    server = Server(model)
    assert ask(server, np.array([2, 3]), timeout=10) == 5
    server.worker.shutdown()


@pytest.mark.parametrize(("tells_deadline", "predicted"), [(True, 1), (False, 2)])
def test_nobody_waits_for_work_after_the_deadline(tells_deadline: bool, predicted: int) -> None:
    model, now = Gated(), [0.0]
    server = Server(model, clock=lambda: now[0])
    first = server.submit(np.ones((1, 2)))
    model.started.wait(10)
    assert ask(server, np.ones(2), timeout=0.01, tells_deadline=tells_deadline) == UNKNOWN
    now[0] = 1
    model.gate.set()
    server.worker.shutdown()
    assert (first.result()[0], server.predicted) == (2, predicted)


def test_an_error_of_the_model_is_no_timeout() -> None:
    server = Server(None)
    with pytest.raises(AttributeError):
        ask(server, np.ones(2), timeout=10)
    server.worker.shutdown()
