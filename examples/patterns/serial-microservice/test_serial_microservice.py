import numpy as np
import pytest
from serial_microservice import Proxy

IMAGE = np.ones((2, 2))


class Clock:
    """段が呼ばれるたびに進む時計。"""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def stage(clock: Clock, seconds: float, answer: object) -> object:
    def run(image: np.ndarray, left: float) -> object:
        clock.now += min(seconds, left)
        if seconds > left:
            raise TimeoutError
        return answer

    return run


@pytest.mark.parametrize(
    ("turning", "reading", "answer", "ended"),
    [(1, 1, 7, "最後まで"), (1, 4, None, "時間切れ"), (9, 1, None, "時間切れ")],
)
def test_the_stages_share_one_budget(turning: float, reading: float, answer: int | None, ended: str) -> None:
    """全体で 4 秒。1 秒ずつの 2 段は間に合い、合計が 4 秒を超えれば時間切れになる。"""
    clock = Clock()
    proxy = Proxy(stage(clock, turning, IMAGE), stage(clock, reading, 7), budget=4, clock=clock)
    assert proxy.predict(IMAGE) == answer
    assert proxy.ended == {ended: 1}
    assert clock.now <= 4


def test_an_unsure_first_stage_spares_the_second() -> None:
    def read(image: np.ndarray, left: float) -> int:
        raise AssertionError("not to be called")

    clock = Clock()
    proxy = Proxy(stage(clock, 0, None), read, budget=4, clock=clock)
    assert proxy.predict(IMAGE) is None
    assert proxy.ended == {"向きに自信なし": 1}


def test_a_late_first_stage_with_time_left_is_skipped() -> None:
    """向きを直す段が自分で時間切れを告げたら、そのままの向きで読む。"""

    def turn(image: np.ndarray, left: float) -> np.ndarray:
        raise TimeoutError

    clock = Clock()
    proxy = Proxy(turn, stage(clock, 1, 3), budget=4, clock=clock)
    assert proxy.predict(IMAGE) == 3
