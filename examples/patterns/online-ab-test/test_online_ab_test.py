import numpy as np
from online_ab_test import assign, compare, exposed_to_both

USERS = [f"user-{number}" for number in range(2000)]


def test_a_growing_share_keeps_who_is_in() -> None:
    """割合を増やしても、新側の利用者は新側に残る。"""
    small = {user for user in USERS if assign(user, "x", 0.1) == "新"}
    large = {user for user in USERS if assign(user, "x", 0.3) == "新"}
    assert small < large
    assert abs(len(large) / len(USERS) - 0.3) < 0.04


def test_experiments_are_independent() -> None:
    """実験の名前が違えば、割り当ても別になる。"""
    first = np.array([assign(user, "a", 0.5) == "新" for user in USERS])
    second = np.array([assign(user, "b", 0.5) == "新" for user in USERS])
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.1


def test_no_difference_is_not_decided_and_a_wrong_ratio_is_seen() -> None:
    rng = np.random.default_rng(1)
    same = {user: list(rng.random(5) < 0.8) for user in USERS}
    _, low, high, ratio = compare(same)
    assert low < 0 < high
    assert ratio > 0.01
    lost = {
        user: results for number, (user, results) in enumerate(same.items()) if assign(user) == "現行" or number % 4
    }
    assert compare(lost)[3] < 0.001  # 新側の記録が4人に1人欠けた


def test_users_who_saw_both_are_counted() -> None:
    assert exposed_to_both([("a", "新"), ("a", "現行"), ("b", "新"), ("b", "新")]) == 1
