"""同期推論パターンの最小例: 呼び出した側は答えを待つ。待てる時間には上限があり、その締め切りを推論サーバーにも渡す。

締め切りを渡さないと、待つのをやめた相手のために推論サーバーが働き続ける。
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

UNKNOWN = -1  # 間に合わなかったときの既定値


class Server:
    """1件ずつ推論するサーバー。待っている要求は、先に来た順に並ぶ。"""

    def __init__(self, model: RandomForestClassifier, clock: Callable[[], float] = time.monotonic) -> None:
        self.model, self.clock = model, clock
        self.worker = ThreadPoolExecutor(1)
        self.predicted = 0

    def submit(self, images: np.ndarray, deadline: float = math.inf) -> Future[np.ndarray]:
        return self.worker.submit(self._predict, images, deadline)

    def _predict(self, images: np.ndarray, deadline: float) -> np.ndarray:
        if self.clock() > deadline:  # もう誰も待っていない
            raise TimeoutError
        self.predicted += 1
        return self.model.predict(images)


def ask(server: Server, image: np.ndarray, timeout: float, tells_deadline: bool = True) -> int:
    """答えを待つ。時間内に返らなければ、既定値で先へ進む。"""
    deadline = server.clock() + timeout if tells_deadline else math.inf
    try:
        return int(server.submit(image[None], deadline).result(timeout)[0])
    except TimeoutError:
        return UNKNOWN


def during_congestion(model: RandomForestClassifier, images: np.ndarray, tells_deadline: bool) -> tuple[int, int]:
    """1つの大きな要求の後ろに 10 件が並ぶ。既定値で答えた件数と、その後で行われた推論の回数を返す。"""
    server = Server(model)
    large = server.submit(np.tile(images, (60, 1)))  # 1 秒ほどかかる
    with ThreadPoolExecutor(10) as clients:
        answers = list(clients.map(lambda image: ask(server, image, 0.05, tells_deadline), images[:10]))
    large.result()
    server.worker.shutdown()  # 並んでいた分が終わるまで待つ
    return answers.count(UNKNOWN), server.predicted - 1


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(50, random_state=0).fit(images[:1000], labels[:1000])
    server = Server(model)
    right = np.sum([ask(server, image, 5) for image in images[1000:1200]] == labels[1000:1200])
    print(f"ふだん: 200 件のうち正解 {right} 件")
    for tells_deadline in (False, True):
        late, wasted = during_congestion(model, images[1000:], tells_deadline)
        name = "渡す" if tells_deadline else "渡さない"
        print(f"混雑、締め切りを{name}: 既定値の応答 {late} 件、待つ人のいない推論 {wasted} 回")
    server.worker.shutdown()


if __name__ == "__main__":
    main()
