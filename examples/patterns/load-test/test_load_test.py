import pytest
from load_test import CpuClock, build_server, closed_load, open_load
from sklearn.datasets import load_digits


class Clock:
    """手で進める時計。send は決まった時間だけ進める。"""

    def __init__(self, durations: list[float]) -> None:
        self.time, self.durations = 0.0, iter(durations)

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        assert seconds > 0
        self.time += seconds

    def send(self) -> None:
        self.time += next(self.durations)


def test_one_stall_delays_all_who_arrive_meanwhile() -> None:
    """1件が 10 秒止まると、閉じた負荷では1件、開いた負荷では後に続く要求も遅れる。"""
    durations = [10.0] + [0.5] * 9
    clock = Clock(durations)
    assert closed_load(clock.send, 10, clock.now) == [10.0] + [0.5] * 9
    clock = Clock(durations)
    times = open_load(clock.send, 10, 1.0, clock.now, clock.wait)
    assert times == [10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5]


def test_over_capacity_the_wait_grows_without_end() -> None:
    clock = Clock([1.0] * 100)
    times = open_load(clock.send, 100, 0.5, clock.now, clock.wait)
    assert times[-1] == pytest.approx(1 + 99 * 0.5)
    assert closed_load(Clock([1.0] * 100).send, 100, lambda: 0.0) == [0.0] * 100


def test_the_server_answers() -> None:
    data = load_digits()
    with build_server() as client:
        assert client.post("/predict", json=data.data[3].tolist()).json() == data.target[3]


def test_the_clock_of_the_example_stands_still_while_nothing_is_computed() -> None:
    clock = CpuClock()
    before = clock.now()
    clock.wait(100)
    assert 100 <= clock.now() - before < 101
