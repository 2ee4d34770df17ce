import pytest
from training_pipeline import STEPS, fit, notebook, run, scale, split


def test_cells_give_what_their_order_gives() -> None:
    """同じ3つのセルでも、順番で正解率が変わる。"""
    assert notebook(scale, split, fit) > notebook(split, scale, fit) + 0.3


def test_steps_run_after_what_they_need_however_they_are_written() -> None:
    steps = {
        "last": lambda middle: [*middle, "last"],
        "first": lambda: ["first"],
        "middle": lambda first, word: [*first, word],
    }
    assert run(steps, word="x")[0]["last"] == ["first", "x", "last"]


def test_the_record_tells_which_setting_made_the_difference() -> None:
    one, same, other = (run(STEPS, seed=seed)[1] for seed in (3, 3, 4))
    assert one == same
    assert {name for name in one if one[name] == other[name]} == {"data"}


def test_a_failure_names_its_step() -> None:
    with pytest.raises(RuntimeError, match=r"工程 scaler で失敗（入力 \['train'\]）"):
        run({**STEPS, "scaler": lambda train: train[7]}, seed=0)


def test_the_scaler_sees_no_test_rows() -> None:
    """評価に使う行の値を変えても、前処理の値は変わらない。"""

    def spoil(data: tuple, seed: int) -> list:
        train_x, test_x, train_y, test_y = STEPS["parts"](data, seed)
        return [train_x, test_x * 100, train_y, test_y]

    made = run(STEPS, seed=0)[0]
    made_again = run({**STEPS, "parts": spoil}, seed=0)[0]
    assert (made["scaler"][0] == made_again["scaler"][0]).all()
    assert made["score"] != made_again["score"]
