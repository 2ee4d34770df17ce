"""条件分岐推論パターンの最小例: 要求に添えられた状況を見て、その状況のために学習したモデルへ送る。

どの規則にも当てはまらない要求は、全部の状況で学習した既定のモデルが答える。どのモデルが答えたかを必ず記録する。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

Rule = tuple[str, Callable[[Mapping[str, str]], bool]]  # モデルの名前と、当てはまるかどうか

RULES: list[Rule] = [  # 上から順に調べ、最初に当てはまったものを使う
    ("横向き", lambda headers: headers.get("x-orientation", "").casefold() == "landscape"),
    ("縦向き", lambda headers: headers.get("x-orientation", "").casefold() == "portrait"),
]
DEFAULT = "既定"


def choose(headers: Mapping[str, str], models: Mapping[str, Any], rules: list[Rule]) -> str:
    """当てはまる規則のモデルを選ぶ。そのモデルが外されていれば、既定のモデルにする。"""
    name = next((name for name, applies in rules if applies(headers)), DEFAULT)
    return name if name in models else DEFAULT


def build_proxy(models: dict[str, Any], answered: Counter[str], rules: list[Rule] = RULES) -> FastAPI:
    if DEFAULT not in models:
        raise ValueError("既定のモデルがない")
    if unknown := {name for name, _ in rules} - models.keys():
        raise ValueError(f"規則の指すモデルがない: {unknown}")
    app = FastAPI()

    @app.post("/predict")
    async def predict(image: list[float], request: Request) -> dict[str, int | str]:
        name = choose(request.headers, models, rules)
        answered[name] += 1
        return {"digit": int(models[name].predict([image])[0]), "model": name}

    return app


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    sideways = np.rot90(images.reshape(-1, 8, 8), axes=(1, 2)).reshape(-1, 64)
    train = slice(0, 1000)

    def fit(*sets: np.ndarray) -> LogisticRegression:
        return LogisticRegression(max_iter=300, tol=0.01).fit(np.vstack(sets), np.tile(labels[train], len(sets)))

    models = {
        "縦向き": fit(images[train]),
        "横向き": fit(sideways[train]),
        DEFAULT: fit(images[train], sideways[train]),
    }
    answered: Counter[str] = Counter()
    client = TestClient(build_proxy(models, answered))

    def report(name: str, header_of: Callable[[int], dict[str, str]]) -> None:
        answered.clear()
        right = 0
        for number in range(1000, 1300):
            image = (images, sideways)[number % 2][number]
            answer = client.post("/predict", json=image.tolist(), headers=header_of(number)).json()
            right += answer["digit"] == labels[number]
        who = "、".join(f"{model} {count} 件" for model, count in sorted(answered.items()))
        print(f"{name}: 正解率 {right / 300:.0%}（{who}）")

    orientations = ("portrait", "landscape")
    report("状況を添えない", lambda number: {})
    report("状況を添える", lambda number: {"X-Orientation": orientations[number % 2]})
    report("状況を取り違える", lambda number: {"X-Orientation": orientations[1 - number % 2]})


if __name__ == "__main__":
    main()
