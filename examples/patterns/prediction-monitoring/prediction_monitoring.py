"""推論監視パターンの最小例: HTTP 200 のまま答えが偏る異常を、推論ログの直近の窓から見つける。

基準との差は PSI で測る。線は窓の件数から決め、2回続けて越えたときだけ、1度だけ知らせる。
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient
from scipy.stats import chi2
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

CLASSES = 10


def shares(results: list[int]) -> np.ndarray:
    """答えの割合。0 で割らないように、どの答えにも 0.5 件を足す。"""
    counts = np.bincount(results, minlength=CLASSES) + 0.5
    return counts / counts.sum()


def psi(reference: list[int], window: list[int]) -> float:
    """2つの割合の隔たり（population stability index）。同じなら 0。"""
    expected, actual = shares(reference), shares(window)
    return float(((actual - expected) * np.log(actual / expected)).sum())


def psi_limit(reference: int, window: int, false_alarm: float = 0.001) -> float:
    """割合が変わらないのに線を越える確率が false_alarm になる PSI の値。"""
    scale = 1 / reference + 1 / window  # 件数が少ないほど大きい
    return float(chi2.ppf(1 - false_alarm, CLASSES - 1) * scale)


@dataclass
class Monitor:
    """決まった間隔で呼ばれ、直近の窓を基準と比べる。"""

    store: sqlite3.Connection
    reference: list[int]
    width: int
    breaches: int = 0  # 続けて線を越えた回数

    def check(self, now: int) -> tuple[float | None, str]:
        query = "SELECT result FROM log WHERE time > ? AND time <= ?"
        rows = self.store.execute(query, (now - self.width, now))
        window = [result for (result,) in rows]
        if len(window) < self.width / 2:
            return None, "記録が足りない"  # 静かなことは、正常の証拠ではない
        value = psi(self.reference, window)
        was_alarming = self.breaches >= 2
        is_beyond = value > psi_limit(len(self.reference), len(window))
        self.breaches = self.breaches + 1 if is_beyond else 0
        if self.breaches >= 2:
            return value, "継続中" if was_alarming else "警報"
        if was_alarming:
            return value, "回復"
        return value, "疑い" if is_beyond else "正常"


def traffic(images: np.ndarray) -> Iterator[list[float]]:
    """400 件の後で、クライアントが画素の単位を 0〜16 から 0〜1 に変える。"""
    for number, image in enumerate(images):
        yield (image if number < 400 else image / 16).tolist()


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = KNeighborsClassifier(3).fit(images[:600], labels[:600])
    store = sqlite3.connect(":memory:", check_same_thread=False)
    store.execute("CREATE TABLE log (time INTEGER, status INTEGER, result INTEGER)")
    app = FastAPI()

    @app.post("/predict")
    def predict(image: list[float]) -> int:
        return int(model.predict(np.array(image)[None])[0])

    monitor = Monitor(store, model.predict(images[600:1000]).tolist(), width=100)
    with TestClient(app) as client:
        for time, image in enumerate(traffic(images[1000:1700]), start=1):
            answer = client.post("/predict", json=image)
            store.execute("INSERT INTO log VALUES (?, ?, ?)", (time, answer.status_code, answer.json()))
            if time % 100 == 0:
                alive = store.execute("SELECT avg(status = 200) FROM log WHERE time > ?", (time - 100,)).fetchone()[0]
                value, verdict = monitor.check(time)
                print(f"{time - 99:3}〜{time} 件目: HTTP 200 は {alive:.0%}、PSI {value:.2f}、{verdict}")
    print(f"線は {psi_limit(400, 100):.2f}")


if __name__ == "__main__":
    main()
