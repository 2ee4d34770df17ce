"""機械学習システムの概要の最小例: 6つの部品を1周させ、学習と予測のコードが何行かを数える。

データの検査、特徴量、学習・予測、推論基盤、監視、工程の管理。監視で見つけた変化が、次の学習のデータになる。
"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable
from typing import Any

import numpy as np
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

FIRST = 100  # 最初の学習に使う件数
SCHEMA = "CREATE TABLE log (id INTEGER PRIMARY KEY, version TEXT, result INTEGER, label INTEGER)"


def check_data(images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """データ収集・検証: 形と値の範囲の合わない行を除く。"""
    if images.ndim != 2 or images.shape[1] != 64:
        raise ValueError(images.shape)
    is_valid = np.isfinite(images).all(axis=1) & (images >= 0).all(axis=1) & (images <= 16).all(axis=1)
    return images[is_valid], labels[is_valid]


def make_features(images: np.ndarray) -> np.ndarray:
    """特徴量づくり: 学習でも推論でも、この1つの関数を使う。"""
    return images / 16


def train(features: np.ndarray, labels: np.ndarray) -> KNeighborsClassifier:
    """学習・予測コード。"""
    return KNeighborsClassifier(3, algorithm="kd_tree").fit(features, labels)


def serve(
    model: KNeighborsClassifier,
    version: str,
    log: sqlite3.Connection,
) -> TestClient:
    """推論基盤: 入力を確かめ、答え、記録する。"""
    app = FastAPI()

    @app.post("/predict")
    def predict(image: list[float]) -> dict[str, Any]:
        valid, _ = check_data(np.array(image)[None], np.zeros(1))
        if not len(valid):
            raise HTTPException(422)
        result = int(model.predict(make_features(valid))[0])
        insert = "INSERT INTO log (version, result) VALUES (?, ?)"
        place = log.execute(insert, (version, result)).lastrowid
        return {"request": place, "result": result}

    return TestClient(app)


def monitor(log: sqlite3.Connection, version: str, line: float = 0.89, window: int = 200) -> tuple[float, bool]:
    """監視・分析: 正解の届いた最近の要求から当たりを計算し、線を割ったかを返す。"""
    recent = "SELECT result = label AS hit FROM log WHERE version = ? AND label IS NOT NULL ORDER BY id DESC LIMIT ?"
    rate = log.execute(f"SELECT avg(hit) FROM ({recent})", (version, window)).fetchone()[0]
    return rate, rate < line


def run(
    rounds: int,
    images: np.ndarray,
    labels: np.ndarray,
    size: int = 200,
) -> list[tuple[str, float]]:
    """構成・資源・工程の管理: 線を割ったら、届いた分を加えて学習し直す。"""
    log = sqlite3.connect(":memory:", check_same_thread=False)
    log.execute(SCHEMA)
    history, is_below, model, version = [], True, None, 0
    for start in range(FIRST, FIRST + rounds * size, size):
        if is_below:
            valid, answers = check_data(images[:start], labels[:start])
            model, version = train(make_features(valid), answers), version + 1
        with serve(model, f"v{version}", log) as client:
            for place in range(start, start + size):
                answer = client.post("/predict", json=images[place].tolist()).json()
                told = int(labels[place]), answer["request"]  # 後から届いた正解
                log.execute("UPDATE log SET label = ? WHERE id = ?", told)
        rate, is_below = monitor(log, f"v{version}", window=size)
        history.append((f"v{version}", rate))
    return history


def count_lines(parts: dict[str, Callable]) -> dict[str, int]:
    return {name: len(inspect.getsource(part).splitlines()) for name, part in parts.items()}


def main() -> None:
    for number, (version, rate) in enumerate(run(4, *load_digits(return_X_y=True)), start=1):
        print(f"{number} 周目: {version} の当たり {rate:.1%}")
    parts = {"データ": check_data, "特徴量": make_features, "学習・予測": train}
    lines = count_lines(parts | {"推論基盤": serve, "監視": monitor, "工程の管理": run})
    total = sum(lines.values())
    print("行数: " + "、".join(f"{name} {count}" for name, count in lines.items()))
    print(f"学習・予測のコードは {total} 行のうち {lines['学習・予測']} 行（{lines['学習・予測'] / total:.0%}）")


if __name__ == "__main__":
    main()
