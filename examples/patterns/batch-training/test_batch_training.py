import numpy as np
import pytest
from batch_training import Day, TrainingJob
from sklearn.datasets import load_digits

IMAGES, LABELS = load_digits(return_X_y=True)


@pytest.fixture
def letters() -> list[str]:
    return []


@pytest.fixture
def job(letters: list[str]) -> TrainingJob:
    return TrainingJob((IMAGES[1500:], LABELS[1500:]), letters.append, new_rows=50)


def test_the_same_day_is_trained_once(job: TrainingJob) -> None:
    """ジョブ管理が同じ日を2回起動しても、モデルは増えない。"""
    data = (IMAGES[:100], LABELS[:100])
    first = job.run("d", lambda: data)
    assert job.run("d", lambda: data) == f"済み（{first}）"
    assert len(job.registry) == 1
    assert len(job.images) == 100


def test_a_worse_model_is_not_registered_and_its_data_is_left_out(job: TrainingJob, letters: list[str]) -> None:
    job.run("1", lambda: (IMAGES[:300], LABELS[:300]))
    assert job.run("2", lambda: (IMAGES[300:600], 9 - LABELS[300:600])).startswith("不合格")
    assert [day for day, _, _ in job.registry] == ["1"]
    assert len(job.images) == 300
    assert len(letters) == 1


def test_bad_data_is_not_tried_again_and_a_lost_connection_is(job: TrainingJob, letters: list[str]) -> None:
    calls = []

    def bad() -> Day:
        calls.append("bad")
        return np.full((60, 64), -1.0), np.zeros(60, int)

    def down() -> Day:
        calls.append("down")
        raise ConnectionError

    assert job.run("1", bad).startswith("データの異常")
    assert job.run("2", down) == "データが取れない（3 回試した）"
    assert calls == ["bad", "down", "down", "down"]
    assert len(letters) == 2


def test_a_day_that_failed_can_be_run_again_once_its_data_are_mended(job: TrainingJob, letters: list[str]) -> None:
    assert job.run("d", lambda: (IMAGES[:100] * 16, LABELS[:100])).startswith("データの異常")
    assert job.run("d", lambda: (IMAGES[:100], LABELS[:100])).startswith("登録")
    assert (len(job.registry), len(letters)) == (1, 1)
