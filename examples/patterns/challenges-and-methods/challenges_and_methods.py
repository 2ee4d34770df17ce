"""課題と手法の最小例: 課題を1枚の条件に書き、条件を満たす最も単純な手法を選ぶ。

候補は、何もしない、1つのしきい値の規則、小さな木、大きな森の順に並べる。先のものほど、説明も運用も楽である。
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

Predict = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Sheet:
    """課題を数にした1枚。悪性を見つける割合、誤って呼び出す割合、1件の締切（秒）。"""

    found: float
    recalled: float
    deadline: float


@dataclass(frozen=True)
class Result:
    name: str
    found: float
    recalled: float
    seconds: float

    def meets(self, sheet: Sheet) -> bool:
        is_right = self.found >= sheet.found and self.recalled <= sheet.recalled
        return is_right and self.seconds <= sheet.deadline


def measure(name: str, predict: Predict, x: np.ndarray, is_bad: np.ndarray) -> Result:
    started = time.perf_counter()
    answers = np.concatenate([predict(row[None]) for row in x])  # 本番と同じく、1件ずつ
    seconds = (time.perf_counter() - started) / len(x)
    return Result(name, float(answers[is_bad].mean()), float(answers[~is_bad].mean()), seconds)


def choose(results: Iterable[Result], sheet: Sheet) -> str | None:
    """単純なものから順に見て、条件を満たす最初のものを選ぶ。"""
    return next((one.name for one in results if one.meets(sheet)), None)


def main() -> None:
    data = load_breast_cancer()
    order = np.random.default_rng(0).permutation(len(data.target))
    x, is_bad = data.data[order], data.target[order] == 0
    size = list(data.feature_names).index("worst perimeter")
    line = np.quantile(x[:300, size][is_bad[:300]], 0.05)  # 学習用の悪性の 95 % が、この大きさを超える
    tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(x[:300], is_bad[:300])
    forest = RandomForestClassifier(30, random_state=0).fit(x[:300], is_bad[:300])
    candidates: dict[str, Predict] = {
        "何もしない": lambda rows: np.zeros(len(rows), bool),
        "1つの規則": lambda rows: rows[:, size] > line,
        "小さな木": tree.predict,
        "大きな森": forest.predict,
    }
    results = [measure(name, predict, x[300:], is_bad[300:]) for name, predict in candidates.items()]
    for result in results:
        print(f"{result.name}: 見つけた割合 {result.found:.1%}、誤った呼び出し {result.recalled:.1%}")
        print(f"{result.name}: 1件 {result.seconds * 1000:.2f} ms", file=sys.stderr)
    for sheet in (Sheet(0.90, 0.20, 0.5), Sheet(0.90, 0.05, 0.5), Sheet(0.99, 0.01, 0.5)):
        chosen = choose(results, sheet) or "なし（課題の言い換えに戻る）"
        print(f"見つける {sheet.found:.0%} 以上、誤り {sheet.recalled:.0%} 以下 → {chosen}")


if __name__ == "__main__":
    main()
