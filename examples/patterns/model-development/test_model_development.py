import pickle

import numpy as np
from fastapi.testclient import TestClient
from model_development import Score, choose, compare, create_app
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.tree import DecisionTreeClassifier

BASE = {"base": Score(0.6, 0.01, 1)}


def test_of_what_is_as_good_the_smaller_is_taken() -> None:
    scores = BASE | {"small": Score(0.89, 0.02, 10), "large": Score(0.9, 0.02, 900)}
    assert choose(scores, "base", limit=1000, gain=0.05) == "small"
    scores["large"] = Score(0.95, 0.02, 900)
    assert choose(scores, "base", limit=1000, gain=0.05) == "large"


def test_what_does_not_fit_the_server_is_left_out() -> None:
    scores = BASE | {"small": Score(0.8, 0.01, 10), "large": Score(0.95, 0.01, 900)}
    assert choose(scores, "base", limit=500, gain=0.05) == "small"


def test_no_model_is_a_result_too() -> None:
    assert choose(BASE | {"model": Score(0.62, 0.01, 10)}, "base", limit=1000, gain=0.05) is None


def test_a_model_is_compared_with_rows_that_it_was_not_fitted_to() -> None:
    """でたらめな正解なら、暗記する木も基準より良くならない。"""
    x, labels = np.random.default_rng(0).normal(size=(200, 5)), np.random.default_rng(1).integers(0, 2, 200)
    models = {"base": DummyClassifier(), "tree": DecisionTreeClassifier(random_state=0)}
    assert choose(compare(models, x, labels), "base", limit=10**6, gain=0.1) is None


def test_the_served_model_answers_as_the_trained_one_and_refuses_other_shapes() -> None:
    x, y = load_iris(return_X_y=True)
    model = DecisionTreeClassifier(random_state=0).fit(x, y)
    client = TestClient(create_app(pickle.dumps(model)))
    assert client.post("/predict", json=x[70].tolist()).json() == model.predict(x[70:71])[0]
    assert client.post("/predict", json=["wide"] * 4).status_code == 422
    assert client.post("/predict", json=[1.0] * 3).status_code == 422
