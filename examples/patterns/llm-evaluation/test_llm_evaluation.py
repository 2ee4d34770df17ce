import numpy as np
import pytest
from llm_evaluation import corrected, interval, kappa


def test_a_judge_that_passes_all_knows_nothing() -> None:
    """95 % が正しければ一致も 95 % になるが、カッパ係数は 0 のままである。"""
    people = np.arange(100) < 95
    assert np.mean(people == np.ones(100, bool)) == 0.95
    assert kappa(people, np.ones(100, bool)) == 0


def test_kappa_takes_chance_away() -> None:
    """表から手で求めた値と同じになる（一致 0.7、偶然 0.5 なら 0.4）。"""
    people = np.repeat([True, True, False, False], [20, 5, 10, 15])
    judge = np.repeat([True, False, True, False], [20, 5, 10, 15])
    assert kappa(people, judge) == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_the_pass_rate_is_mended_by_what_is_known_of_the_judge() -> None:
    """正しい答えの 9 割、誤りの 2 割を合格にする採点者なら、合格率 0.69 から 0.7 に戻せる。"""
    people = np.repeat([True, False], [100, 100])
    judge = np.repeat([True, False, True, False], [90, 10, 20, 80])
    assert corrected(0.7 * 0.9 + 0.3 * 0.2, people, judge) == pytest.approx(0.7)


def test_more_marks_narrow_the_interval() -> None:
    random = np.random.default_rng(5)
    people = random.random(2000) < 0.8
    judge = np.where(random.random(2000) < 0.9, people, ~people)
    widths = [np.subtract(*interval(people[:size], judge[:size])[::-1]) for size in (100, 2000)]
    assert widths[1] < widths[0] / 3
