import threading

import numpy as np
from shadow_ab_test import ShadowProxy

X = np.ones(3)


def test_a_failing_shadow_changes_no_answer() -> None:
    def broken(_: np.ndarray) -> int:
        raise MemoryError

    proxy = ShadowProxy(lambda x: 7, broken)
    assert [proxy.predict(number, X) for number in range(3)] == [7, 7, 7]
    proxy.waiting.join()
    assert proxy.failures == {0: "MemoryError", 1: "MemoryError", 2: "MemoryError"}


def test_a_stuck_shadow_is_not_waited_for() -> None:
    """新モデルが止まっても答えは返り、あふれた写しは数えられる。"""
    started, go = threading.Event(), threading.Event()

    def stuck(_: np.ndarray) -> int:
        started.set()
        go.wait(5)
        return 1

    proxy = ShadowProxy(lambda x: 0, stuck)
    proxy.waiting.maxsize = 2
    proxy.predict(0, X)
    assert started.wait(5)
    assert [proxy.predict(number, X) for number in range(1, 6)] == [0] * 5
    assert proxy.dropped == 3
    go.set()
    proxy.waiting.join()
    assert [pair.get("新") for pair in proxy.answers.values()] == [1, 1, 1, None, None, None]
