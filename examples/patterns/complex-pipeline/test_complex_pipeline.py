import pytest
from complex_pipeline import STRAIGHT, TANGLED, Step, run


@pytest.mark.parametrize("name", ["実験", "実験の評価", "調整"])
def test_a_failed_experiment_stops_the_model_only_where_it_is_in_the_way(name: str) -> None:
    assert "公開" not in run(TANGLED, name)
    assert "公開" in run(STRAIGHT, name)


def test_both_publish_the_same_model() -> None:
    assert run(TANGLED)["公開"] == run(STRAIGHT)["公開"]


def test_what_waits_for_a_broken_step_does_not_run_and_the_rest_does() -> None:
    steps = {
        "a": Step(lambda made, _: 1),
        "b": Step(lambda made, _: 2, ("a",)),
        "c": Step(lambda made, _: 3, ("b",)),
        "d": Step(lambda made, _: 4, ("a",)),
    }
    assert run(steps, "b") == {"a": 1, "d": 4}


def test_only_one_step_reads_stores_in_the_straight_one() -> None:
    assert [name for name, step in STRAIGHT.items() if step.reads] == ["取得"]
