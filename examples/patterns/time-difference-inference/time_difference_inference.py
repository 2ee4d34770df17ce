"""時間差推論パターンの最小例: 軽いモデルの仮の答えをすぐ返し、重いモデルの答えが出たら差し替える。

仮の答えは応答で、本命の答えは番号での問い合わせで受け取る。順番がどうなっても、本命が仮に戻ることはない。
"""

from __future__ import annotations

import queue
import threading
from collections import Counter
from typing import Any

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC


class TwoStage:
    """仮の答えを返すと同時に、本命の推論を予約する。"""

    def __init__(self, fast: Any, slow: Any) -> None:
        self.fast, self.slow = fast, slow
        self.waiting: queue.Queue[tuple[int, np.ndarray] | None] = queue.Queue(maxsize=1000)
        self.answers: dict[int, dict[str, int | str]] = {}

    def predict(self, job: int, image: np.ndarray) -> dict[str, int | str]:
        if job in self.answers:  # 送り直しには、今ある答えを返す。予約も増やさない
            return self.answers[job]
        self.answers[job] = answer = {"digit": int(self.fast.predict(image[None])[0]), "stage": "仮"}
        try:
            self.waiting.put_nowait((job, image))
        except queue.Full:  # 重い側が追いつかないときは、仮の答えのままにする
            answer["stage"] = "仮のまま"
        return answer

    def work(self) -> None:
        """予約された推論を順に行い、答えを差し替える。"""
        while taken := self.waiting.get():
            job, image = taken
            try:
                self.answers[job] = {"digit": int(self.slow.predict(image[None])[0]), "stage": "本命"}
            except ValueError:
                self.answers[job] = {**self.answers[job], "stage": "仮のまま"}  # 待ち続けさせない


def build_app(stages: TwoStage) -> FastAPI:
    app = FastAPI()

    @app.post("/predict/{job}")
    async def predict(job: int, image: list[float]) -> dict[str, int | str]:
        return stages.predict(job, np.array(image))

    @app.get("/predict/{job}")
    async def show(job: int) -> dict[str, int | str]:
        return stages.answers[job]

    return app


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    coarse = images[:, ::2]  # 軽いモデルは、画素の半分だけを見る
    fast = LogisticRegression(C=0.01, tol=1e-8, max_iter=5000).fit(coarse[:1000], labels[:1000])
    slow = SVC().fit(images[:1000], labels[:1000])

    class Half:
        def predict(self, batch: np.ndarray) -> np.ndarray:
            return fast.predict(batch[:, ::2])

    stages = TwoStage(Half(), slow)
    client = TestClient(build_app(stages))
    jobs = range(300)
    first = [client.post(f"/predict/{job}", json=images[1000 + job].tolist()).json() for job in jobs]
    worker = threading.Thread(target=stages.work)
    worker.start()
    stages.waiting.put(None)  # 予約が終わったら止まる
    worker.join()
    last = [client.get(f"/predict/{job}").json() for job in jobs]

    changed = Counter(
        "同じ" if before["digit"] == after["digit"] else "正しくなった" if after["digit"] == right else "そのほか"
        for before, after, right in zip(first, last, labels[1000:1300], strict=True)
    )
    for name, answers in (("仮の答え", first), ("本命の答え", last)):
        print(
            f"{name}: 正解 {sum(answer['digit'] == labels[1000 + job] for job, answer in enumerate(answers))} / 300 件"
        )
    print("差し替え:", "、".join(f"{name} {count} 件" for name, count in changed.most_common()))


if __name__ == "__main__":
    main()
