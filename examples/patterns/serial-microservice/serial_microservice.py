"""直列マイクロサービスパターンの最小例: 画像の向きを直す推論器の後で、数字を読む推論器を呼ぶ。

プロキシは全体の締め切りを持ち、残り時間を次の段に渡す。前の段に自信がなければ、後の段を呼ばない。
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

Stage = Callable[[np.ndarray, float], Any]  # 入力と残り秒数から、結果を返す


class Proxy:
    """段を順に呼び、どの段で終わったかを数える。"""

    def __init__(self, turn: Stage, read: Stage, budget: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.turn, self.read, self.budget, self.clock = turn, read, budget, clock
        self.ended: Counter[str] = Counter()

    def predict(self, image: np.ndarray) -> int | None:
        """数字か、答えられないときは None を返す。"""
        deadline = self.clock() + self.budget

        def end(where: str, answer: int | None = None) -> int | None:
            self.ended[where] += 1
            return answer

        try:
            upright = self.turn(image, deadline - self.clock())
        except TimeoutError:
            upright = image  # 向きが分からなければ、そのまま読む
        if upright is None:
            return end("向きに自信なし")
        left = deadline - self.clock()
        if left <= 0:
            return end("時間切れ")  # 間に合わない後の段を呼ばない
        try:
            return end("最後まで", self.read(upright, left))
        except TimeoutError:
            return end("時間切れ")


def rotated(images: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """画像を左へ 90 度ずつ、*turns* 回まわす。"""
    return np.array([np.rot90(image, turn) for image, turn in zip(images, turns, strict=True)])


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8)
    turns = np.random.default_rng(0).integers(0, 4, len(images))
    turned = rotated(images, turns)
    orientation = RandomForestClassifier(50, random_state=0).fit(turned[:1200].reshape(-1, 64), turns[:1200])
    reading = SVC().fit(images[:1200].reshape(-1, 64), labels[:1200])

    def turn(image: np.ndarray, seconds: float) -> np.ndarray | None:
        chances = orientation.predict_proba(image.reshape(1, 64))[0]
        return np.rot90(image, -np.argmax(chances)) if chances.max() >= 0.5 else None

    def read(image: np.ndarray, seconds: float) -> int:
        return int(reading.predict(image.reshape(1, 64))[0])

    test, right = turned[1200:1500], labels[1200:1500]
    first = np.mean(orientation.predict(test.reshape(-1, 64)) == turns[1200:1500])
    second = np.mean(reading.predict(images[1200:1500].reshape(-1, 64)) == right)
    print(f"向きの正解率 {first:.0%}、正しい向きでの数字の正解率 {second:.0%}、積 {first * second:.0%}")
    print(f"向きを直さずに読んだ正解率 {np.mean([read(image, 1) for image in test] == right):.0%}")

    proxy = Proxy(turn, read, budget=5)
    answers = [proxy.predict(image) for image in test]
    given = [answer is not None for answer in answers]
    correct = np.mean([answer == label for answer, label in zip(answers, right, strict=True) if answer is not None])
    print(f"2段を通した正解率 {correct:.0%}（答えた {sum(given)} / {len(test)} 件）")
    print("終わった段:", dict(proxy.ended))


if __name__ == "__main__":
    main()
