from collections import Counter

import numpy as np
import pytest
from condition_based_inference import DEFAULT, RULES, build_proxy, choose
from fastapi.testclient import TestClient


class Fixed:
    def __init__(self, digit: int) -> None:
        self.digit = digit

    def predict(self, batch: list) -> np.ndarray:
        return np.full(len(batch), self.digit)


MODELS = {"横向き": Fixed(1), "縦向き": Fixed(2), DEFAULT: Fixed(0)}


@pytest.mark.parametrize(
    ("headers", "digit"),
    [
        ({"X-Orientation": "landscape"}, 1),
        ({"X-Orientation": "Portrait"}, 2),  # 大文字と小文字の違いで、別の状況にしない
        ({"X-Orientation": "upside-down"}, 0),
        ({}, 0),
    ],
)
def test_each_situation_has_its_model_and_the_rest_the_default(headers: dict[str, str], digit: int) -> None:
    answered: Counter[str] = Counter()
    answer = TestClient(build_proxy(MODELS, answered)).post("/predict", json=[0.0], headers=headers).json()
    assert answer["digit"] == digit
    assert answered == {answer["model"]: 1}


def test_the_first_rule_that_applies_decides() -> None:
    rules = [("縦向き", lambda headers: True), *RULES]
    assert choose({"x-orientation": "landscape"}, MODELS, rules) == "縦向き"


def test_a_model_that_was_taken_out_leaves_its_requests_to_the_default() -> None:
    assert choose({"x-orientation": "landscape"}, {DEFAULT: Fixed(0)}, RULES) == DEFAULT


def test_a_rule_without_a_model_is_found_at_start() -> None:
    with pytest.raises(ValueError, match="横向き"):
        build_proxy({DEFAULT: Fixed(0), "縦向き": Fixed(2)}, Counter())
