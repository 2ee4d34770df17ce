from pathlib import Path

import numpy as np
import pytest
from experiment_management import Tracker, forest
from sklearn.ensemble import RandomForestClassifier

X = np.arange(80, dtype=float).reshape(40, 2)
Y = np.arange(40) // 20
TRAIN, TEST = (X[::2], Y[::2]), (X[1::2], Y[1::2])


def stump(x: np.ndarray, y: np.ndarray, trees: int, depth: int) -> RandomForestClassifier:
    return RandomForestClassifier(trees, max_depth=1, random_state=1).fit(x, y)


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    return Tracker(tmp_path)


def test_the_same_trial_is_trained_once_whoever_asks(tracker: Tracker) -> None:
    first = tracker.run("a", forest, TRAIN, TEST, trees=2, depth=2)
    assert tracker.run("b", forest, TRAIN, TEST, depth=2, trees=2) == first
    assert tracker.trained == 1


def test_code_and_data_make_another_trial_as_settings_do(tracker: Tracker) -> None:
    runs = {
        tracker.run("a", forest, TRAIN, TEST, trees=2, depth=2),
        tracker.run("a", forest, TRAIN, TEST, trees=3, depth=2),
        tracker.run("a", stump, TRAIN, TEST, trees=2, depth=2),
        tracker.run("a", forest, (X[:20:2], Y[:20:2]), TEST, trees=2, depth=2),
    }
    assert len(runs) == tracker.trained == 4


def test_rows_in_both_parts_are_counted_and_left_out_of_the_best(tracker: Tracker) -> None:
    clean = tracker.run("a", stump, (X[:30:2], 1 - Y[:30:2]), TEST, trees=1, depth=1)
    mixed = tracker.run("a", forest, (X[3:], Y[3:]), TEST, trees=5, depth=3)
    assert tracker.best(clean=False)[0] == mixed
    assert tracker.best(clean=False)[3] == 19
    assert tracker.best()[0] == clean


def test_a_file_that_changed_after_the_record_is_not_loaded(tracker: Tracker) -> None:
    run = tracker.run("a", forest, TRAIN, TEST, trees=2, depth=2)
    (tracker.folder / f"{run}.pkl").write_bytes(b"another")
    with pytest.raises(ValueError, match="記録した後に変わった"):
        tracker.load(run)
