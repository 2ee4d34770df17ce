"""負荷テストパターンの最小例: 前の応答を待つ負荷（閉じた負荷）と、決めた速さで送る負荷（開いた負荷）を比べる。

応答時間は、送るはずだった時刻から数える。遅れて送った時刻から数えると、待たされた時間が消える。
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

LIMIT = 20  # 合格の線: 95 パーセンタイルが、空いているときの応答時間の 20 倍以内


def closed_load(
    send: Callable[[], None],
    count: int,
    now: Callable[[], float],
) -> list[float]:
    """前の応答が返ってから次を送る。"""
    times = []
    for _ in range(count):
        sent = now()
        send()
        times.append(now() - sent)
    return times


def open_load(
    send: Callable[[], None],
    count: int,
    interval: float,
    now: Callable[[], float],
    wait: Callable[[float], None],
) -> list[float]:
    """応答を待たずに interval 秒おきに届く要求を、1つのサーバーが順に処理する。"""
    times, started = [], now()
    for number in range(count):
        due = started + number * interval
        if due > now():
            wait(due - now())
        send()
        times.append(now() - due)
    return times


class CpuClock:
    """このプロセスが使った CPU 時間で進む時計。ほかの仕事で混んだ機械でも、結果が変わらない。"""

    def __init__(self) -> None:
        self.waited = 0.0

    def now(self) -> float:
        return time.process_time() + self.waited

    def wait(self, seconds: float) -> None:
        """眠る代わりに、針を進める。"""
        self.waited += seconds


def build_server() -> TestClient:
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(50, random_state=0).fit(images, labels)
    app = FastAPI()

    @app.post("/predict")
    def predict(image: list[float]) -> int:
        return int(model.predict(np.array(image)[None])[0])

    return TestClient(app)


def main() -> None:
    images = load_digits().data[:50].tolist()
    with build_server() as client:
        sent = iter(images * 20)

        def send() -> None:
            client.post("/predict", json=next(sent)).raise_for_status()

        clock = CpuClock()
        closed_load(send, 20, clock.now)  # 起動した直後の遅さは捨てる
        closed = closed_load(send, 60, clock.now)
        base = float(np.median(closed))
        print(f"閉じた負荷: {verdict(closed, base)}")
        for rate in (0.25, 4):  # 1つのサーバーがさばける速さの何倍で送るか
            times = open_load(send, 200, base / rate, clock.now, clock.wait)
            print(f"開いた負荷、能力の {rate} 倍: {verdict(times, base)}")


def verdict(times: list[float], base: float) -> str:
    high = float(np.percentile(times, 95))
    print(f"中央値 {np.median(times) * 1000:.1f} ms、95 パーセンタイル {high * 1000:.1f} ms", file=sys.stderr)
    return "合格" if high <= LIMIT * base else "不合格"


if __name__ == "__main__":
    main()
