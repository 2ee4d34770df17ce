"""モデルの作成の最小例: 基準、候補、選定、組み込みの確認までを、同じ手順で進める。

選ぶのは学習データの中の交差検証だけで行い、評価用のデータは最後に1回だけ使う。組み込んだ後の答えも突き合わせる。
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import numpy as np
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

CANDIDATES: dict[str, ClassifierMixin] = {
    "多いほうを答える": DummyClassifier(),
    "規則1つ": DecisionTreeClassifier(max_depth=1, random_state=0),
    "ロジスティック回帰": make_pipeline(StandardScaler(), LogisticRegression()),
    "ランダムフォレスト": RandomForestClassifier(100, random_state=0),
}


@dataclass(frozen=True)
class Score:
    """交差検証の平均、その標準誤差、保存したときの大きさ（バイト）。"""

    mean: float
    error: float
    size: int


def compare(candidates: dict[str, ClassifierMixin], x: np.ndarray, y: np.ndarray) -> dict[str, Score]:
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    scores = {}
    for name, model in candidates.items():
        values = cross_val_score(model, x, y, cv=folds)
        scores[name] = Score(values.mean(), values.std(ddof=1) / len(values) ** 0.5, len(pickle.dumps(model.fit(x, y))))
    return scores


def choose(scores: dict[str, Score], baseline: str, limit: int, gain: float) -> str | None:
    """最良から標準誤差1つ以内で、いちばん小さい候補。大きすぎるか、基準との差が足りなければ None。"""
    fitting = {name: score for name, score in scores.items() if score.size <= limit}
    best = max(fitting.values(), key=lambda score: score.mean)
    close = [name for name, score in fitting.items() if score.mean >= best.mean - best.error]
    chosen = min(close, key=lambda name: scores[name].size)
    return chosen if scores[chosen].mean - scores[baseline].mean >= gain else None


def create_app(content: bytes) -> FastAPI:
    """推論器に組み込んだ形。"""
    app, model = FastAPI(), pickle.loads(content)

    @app.post("/predict")
    def predict(row: list[float]) -> int:
        if len(row) != model.n_features_in_:
            raise HTTPException(422, f"列が {len(row)} 個")
        return int(model.predict([row])[0])

    return app


def main() -> None:
    x, y = load_breast_cancer(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.3, random_state=0, stratify=y)
    scores = compare(CANDIDATES, train_x, train_y)
    for name, score in scores.items():
        print(f"{name}: 交差検証 {score.mean:.1%} ± {score.error:.1%}")
    chosen = choose(scores, "規則1つ", limit=100_000, gain=0.05)
    model = CANDIDATES[chosen].fit(train_x, train_y)
    print(f"採用 {chosen}、評価（1回だけ）{model.score(test_x, test_y):.1%}")

    client = TestClient(create_app(pickle.dumps(model)))
    answers = [client.post("/predict", json=row.tolist()).json() for row in test_x]
    print(f"組み込んだ後: 同じ答え {int((model.predict(test_x) == answers).sum())} / {len(test_x)}")


if __name__ == "__main__":
    main()
