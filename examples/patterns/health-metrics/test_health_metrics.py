import numpy as np
from health_metrics import CRITERIA, accuracy, judge, weakest_recall

LABELS = np.array([0] * 95 + [1] * 5)
GOOD = {"answers": LABELS, "labels": LABELS, "seconds": 0.1, "rollback_differences": 0, "alert_minutes": 2}


def test_all_must_be_measured() -> None:
    assert judge(GOOD)[1]
    for missing in ("seconds", "rollback_differences", "alert_minutes"):
        verdicts, is_healthy = judge({name: value for name, value in GOOD.items() if name != missing})
        assert not is_healthy
        assert sorted(verdicts.values()) == ["合格"] * (len(CRITERIA) - 1) + ["未測定"]


def test_a_small_group_does_not_vanish_in_the_mean() -> None:
    """5 % しか来ない数字を全部外しても正解率は 95 % だが、合格にはならない。"""
    facts = {**GOOD, "answers": np.zeros(100, int)}
    assert accuracy(facts) == 0.95
    assert weakest_recall(facts) == 0.0
    verdicts, is_healthy = judge(facts)
    assert (verdicts["正解率"], verdicts["最も弱い数字の再現率"], is_healthy) == ("合格", "不合格", False)


def test_the_line_itself_passes() -> None:
    assert judge({**GOOD, "alert_minutes": 5})[1]
    assert not judge({**GOOD, "alert_minutes": 5.1})[1]
