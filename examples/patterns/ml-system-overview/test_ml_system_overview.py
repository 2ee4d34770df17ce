import sqlite3

import numpy as np
import pytest
from ml_system_overview import check_data, count_lines, make_features, monitor, run, serve, train
from sklearn.datasets import load_digits


def make_log() -> sqlite3.Connection:
    log = sqlite3.connect(":memory:", check_same_thread=False)
    log.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, version TEXT, result INTEGER, label INTEGER)")
    return log


def test_what_is_out_of_range_is_neither_learnt_nor_answered() -> None:
    images, labels = load_digits(return_X_y=True)
    bad = images[:3].copy()
    bad[1, 5], bad[2, 5] = 17, np.nan
    assert len(check_data(bad, labels[:3])[0]) == 1
    with pytest.raises(ValueError, match="63"):
        check_data(images[:3, :63], labels[:3])
    log = make_log()
    with serve(train(make_features(images[:50]), labels[:50]), "v1", log) as client:
        assert client.post("/predict", json=bad[1].tolist()).status_code == 422
        assert client.post("/predict", json=images[0].tolist()).json()["request"] == 1


def test_the_circle_closes_where_the_rate_falls() -> None:
    """当たりが線を割った次の周で、届いた分を加えたモデルに替わる。割らなければ替わらない。"""
    images, labels = load_digits(return_X_y=True)
    shifted = labels.copy()
    shifted[400:] = (labels[400:] + 1) % 10  # 途中から、正解の付け方が変わる
    history = run(3, images, shifted, size=150)
    versions = [version for version, _ in history]
    assert history[2][1] < 0.5
    for (version, rate), following in zip(history, versions[1:], strict=False):
        assert (following != version) == (rate < 0.89)


def test_only_answers_with_a_label_count() -> None:
    log = make_log()
    log.executemany("INSERT INTO log (version, result, label) VALUES ('v1', ?, ?)", [(1, 1), (1, 2), (3, None)])
    assert monitor(log, "v1") == (0.5, True)
    assert monitor(log, "v1", line=0.5) == (0.5, False)


def test_good_answers_of_old_do_not_hide_bad_ones_of_today() -> None:
    log = make_log()
    log.executemany("INSERT INTO log (version, result, label) VALUES ('v1', 1, ?)", [(1,)] * 90 + [(2,)] * 10)
    assert monitor(log, "v1", window=100) == (0.9, False)
    assert monitor(log, "v1", window=10) == (0.0, True)


def test_lines_are_counted() -> None:
    assert count_lines({"学習・予測": train, "特徴量": make_features}) == {"学習・予測": 3, "特徴量": 3}
