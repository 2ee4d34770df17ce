import asyncio

import numpy as np
import pytest
from prep_pred import Pair, build_prediction, build_preparation, diagnose_all, train
from sklearn.preprocessing import StandardScaler

ROWS = np.array([[0.0], [1], [2], [10], [11], [12]])
LABELS = np.array([0, 0, 0, 1, 1, 1])


@pytest.fixture(scope="module")
def pair() -> Pair:
    return train("v1", StandardScaler(), ROWS, LABELS)


def test_raw_values_go_in_and_words_come_out(pair: Pair) -> None:
    app = build_preparation(pair, build_prediction(pair))
    assert asyncio.run(diagnose_all(app, np.array([[1.5], [11.5]]))) == ["悪性", "良性"]


def test_another_pair_is_refused_instead_of_answered_wrong(pair: Pair) -> None:
    other = Pair("v2", StandardScaler().fit(ROWS - 100), pair.model)
    unchecked = build_preparation(other, build_prediction(pair, checks_pair=False))
    assert asyncio.run(diagnose_all(unchecked, np.array([[1.5]]))) == ["良性"]  # 誤りだが、エラーにはならない
    checked = build_preparation(other, build_prediction(pair))
    assert asyncio.run(diagnose_all(checked, np.array([[1.5]]))) == ["502"]


def test_the_servers_can_be_replaced_one_by_one_within_a_pair(pair: Pair) -> None:
    """組の番号が同じなら、片方だけを作り直しても動く。"""
    rebuilt = Pair("v1", pair.scaler, pair.model)
    assert asyncio.run(diagnose_all(build_preparation(pair, build_prediction(rebuilt)), ROWS[:1])) == ["悪性"]
