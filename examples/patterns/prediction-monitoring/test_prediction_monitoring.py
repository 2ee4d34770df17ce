import sqlite3

import numpy as np
from prediction_monitoring import Monitor, psi, psi_limit

SAME = np.full(10, 0.1)
SKEWED = np.array([0.55] + [0.05] * 9)


def run(*windows: np.ndarray, width: int = 200) -> list[str]:
    """割合の列から記録を作り、窓ごとの判定を返す。"""
    rng = np.random.default_rng(3)
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE log (time INTEGER, status INTEGER, result INTEGER)")
    monitor = Monitor(store, list(rng.choice(10, 1000, p=SAME)), width)
    verdicts = []
    for number, share in enumerate(windows):
        results = rng.choice(10, width, p=share)
        rows = [(number * width + place, 200, int(result)) for place, result in enumerate(results, start=1)]
        store.executemany("INSERT INTO log VALUES (?, ?, ?)", rows)
        verdicts.append(monitor.check((number + 1) * width)[1])
    return verdicts


def test_one_notice_for_one_incident() -> None:
    """1回だけの逸脱では知らせず、続く間は1度だけ知らせ、戻れば回復を知らせる。"""
    assert run(SAME, SKEWED, SAME) == ["正常", "疑い", "正常"]
    assert run(SAME, SKEWED, SKEWED, SKEWED, SAME) == ["正常", "疑い", "警報", "継続中", "回復"]


def test_silence_is_not_health() -> None:
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE log (time INTEGER, status INTEGER, result INTEGER)")
    assert Monitor(store, [0] * 100, 100).check(100) == (None, "記録が足りない")


def test_the_limit_keeps_false_alarms_rare() -> None:
    """割合が変わらない 2,000 窓のうち、線を越えるのは 0.1 % ほど。"""
    rng = np.random.default_rng(5)
    draws = [psi(list(rng.choice(10, 2000)), list(rng.choice(10, 300))) for _ in range(2000)]
    assert sum(value > psi_limit(2000, 300) for value in draws) <= 8
    assert sum(value > psi_limit(2000, 300, false_alarm=0.1) for value in draws) > 100
