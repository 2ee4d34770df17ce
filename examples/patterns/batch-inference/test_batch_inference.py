import sqlite3

import numpy as np
import pytest
from batch_inference import SCHEMA, Failing, look_up, run_job


class Sum:
    def __init__(self, plus: int = 0) -> None:
        self.plus, self.seen = plus, 0

    def predict(self, batch: np.ndarray) -> np.ndarray:
        self.seen += len(batch)
        return batch.sum(axis=1) + self.plus


@pytest.fixture
def db() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    db.executemany("INSERT INTO image (pixels) VALUES (?)", [(np.array([n, 1.0]).tobytes(),) for n in range(7)])
    return db


def test_a_job_goes_on_where_it_failed(db: sqlite3.Connection) -> None:
    model = Sum()
    with pytest.raises(MemoryError):
        run_job(db, Failing(model, after=2), "v1", size=2)
    assert (model.seen, look_up(db, 1)) == (4, -1)
    assert run_job(db, model, "v1", size=2) == 3
    assert (model.seen, look_up(db, 7)) == (7, 7)


def test_readers_see_the_old_version_until_the_new_one_is_complete(db: sqlite3.Connection) -> None:
    run_job(db, Sum(), "v1")
    with pytest.raises(MemoryError):
        run_job(db, Failing(Sum(100), after=1), "v2", size=3)
    assert look_up(db, 1) == 1
    run_job(db, Sum(100), "v2")
    assert look_up(db, 1) == 101


def test_an_input_that_came_later_gets_the_default_until_the_next_run(db: sqlite3.Connection) -> None:
    run_job(db, Sum(), "v1")
    db.execute("INSERT INTO image (id, pixels) VALUES (8, ?)", (np.array([9.0, 1.0]).tobytes(),))
    assert look_up(db, 8, default=-5) == -5
    assert run_job(db, Sum(), "v1") == 1
    assert look_up(db, 8) == 10


def test_two_jobs_at_once_leave_one_result_for_each_row(db: sqlite3.Connection) -> None:
    class Slow(Sum):
        """推論している間に、もう1つのジョブが同じ行を終える推論器。"""

        def predict(self, batch: np.ndarray) -> np.ndarray:
            if not self.seen:
                assert run_job(db, Sum(), "v1", size=3) == 7
            return super().predict(batch)

    run_job(db, Slow(), "v1", size=3)
    assert db.execute("SELECT count(*) FROM prediction").fetchone() == (7,)
    assert [look_up(db, number) for number in range(1, 8)] == [1, 2, 3, 4, 5, 6, 7]
