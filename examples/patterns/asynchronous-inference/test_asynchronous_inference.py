import numpy as np
from asynchronous_inference import JobQueue, build_app, work
from fastapi.testclient import TestClient


class Sum:
    """入力の合計を答え、呼ばれた回数を数える推論器。2 つの値だけを受け付ける。"""

    calls = 0

    def predict(self, batch: np.ndarray) -> np.ndarray:
        self.calls += 1
        if batch.shape[1] != 2:
            raise ValueError("2 features wanted")
        return batch.sum(axis=1)


def test_a_job_of_a_crashed_worker_comes_back() -> None:
    queue, model = JobQueue(hidden_for=10), Sum()
    queue.submit("a", [1, 2])
    work(queue, model, now=0, crashes_after=0)
    work(queue, model, now=9)
    assert (queue.count("waiting"), model.calls) == (1, 0)
    work(queue, model, now=10)
    assert (queue.count("done"), model.calls) == (1, 1)


def test_a_request_that_is_sent_twice_is_one_job() -> None:
    queue, model = JobQueue(), Sum()
    client = TestClient(build_app(queue))
    for _ in range(2):
        assert client.post("/jobs", json=[3, 4], headers={"Idempotency-Key": "a"}).json() == {"job": "a"}
    work(queue, model, now=0)
    assert model.calls == 1
    assert client.get("/jobs/a").json() == {"state": "done", "result": 7}


def test_a_bad_input_stops_after_the_last_attempt() -> None:
    queue, model = JobQueue(hidden_for=1, attempts=2), Sum()
    queue.submit("bad", [1])
    for now in range(10):
        work(queue, model, now)
    assert (queue.count("dead"), model.calls) == (1, 2)


def test_a_late_result_does_not_replace_the_first() -> None:
    queue = JobQueue(hidden_for=1)
    queue.submit("a", [1, 1])
    assert queue.take(0) == queue.take(1) == ("a", [1, 1])
    queue.finish("a", 2)
    queue.finish("a", 3)
    assert queue.db.execute("SELECT result FROM job").fetchall() == [(2,)]
