"""品質と運用の最小例: 動作を見るプローブと推論を見るプローブを、4つの状態の推論サーバーに送る。

推論のプローブは、答えの分かっている入力（見本）を本番と同じ経路で送り、一致した割合を見る。
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

Predict = Callable[[np.ndarray], int]


def build_server(predict: Predict | None) -> TestClient:
    """predict がなければ、モデルを読み込めなかった推論サーバー。"""
    app = FastAPI()

    @app.get("/health")
    def health() -> dict[str, bool]:
        if predict is None:
            raise HTTPException(503)
        return {"ready": True}

    @app.post("/predict")
    def answer(image: list[float]) -> int:
        if predict is None:
            raise HTTPException(503)
        return predict(np.array(image))

    return TestClient(app)


def probe_operation(client: TestClient) -> bool:
    """動作の品質: 応答が返るか。"""
    return client.get("/health").status_code == 200


def probe_inference(
    client: TestClient,
    samples: list[tuple[list[float], int]],
    line: float = 0.9,
) -> bool | None:
    """推論の品質: 見本の答えと一致した割合が line 以上か。

    応答のない見本があれば、正しいかどうかは分からない（None）。
    """
    hits = []
    for image, label in samples:
        reply = client.post("/predict", json=image)
        if reply.status_code != 200:
            return None
        hits.append(reply.json() == label)
    return bool(np.mean(hits) >= line)


def owner(is_running: bool, is_right: bool | None) -> str:
    """誰に知らせるか。動作を先に見る。"""
    if not is_running:
        return "運用の当番"
    return "知らせない" if is_right else "モデルの担当"


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = KNeighborsClassifier(3).fit(images[:900], labels[:900])
    samples = [(images[n].tolist(), int(labels[n])) for n in range(900, 940)]
    wrong = KNeighborsClassifier(3).fit(images[:900], np.roll(labels[:900], 1))
    states: dict[str, Predict | None] = {
        "正常": lambda image: int(model.predict(image[None])[0]),
        "停止": None,
        "前処理の単位違い": lambda image: int(model.predict(image[None] / 16)[0]),
        "ずれた正解で学習": lambda image: int(wrong.predict(image[None])[0]),
    }
    words = {True: "良い", False: "悪い", None: "不明"}
    for name, predict in states.items():
        with build_server(predict) as client:
            is_running, is_right = probe_operation(client), probe_inference(client, samples)
        print(f"{name}: 動作は{words[is_running]}、推論は{words[is_right]} → {owner(is_running, is_right)}")


if __name__ == "__main__":
    main()
