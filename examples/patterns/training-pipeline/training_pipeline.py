"""学習パイプラインの最小例: ノートブックの手作業と、入力を宣言した工程とを比べる。

手作業では、実行した順番で答えが変わる。工程は入力から順番が決まり、モデルには作り方の記録が付く。
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from graphlib import TopologicalSorter
from inspect import signature
from itertools import islice, permutations

import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

State = dict[str, object]


# --- ノートブック: 同じ変数を書き換えるセル
def load(state: State) -> None:
    state["x"], state["y"] = load_wine(return_X_y=True)


def scale(state: State) -> None:
    state["x"] = (state["x"] - np.mean(state["x"], 0)) / np.std(state["x"], 0)


def split(state: State) -> None:
    parts = train_test_split(state["x"], state["y"], test_size=0.5, random_state=0)
    state["x"], state["test_x"], state["y"], state["test_y"] = parts


def fit(state: State) -> None:
    state["model"] = KNeighborsClassifier(5).fit(state["x"], state["y"])


def notebook(*cells: Callable[[State], None]) -> float:
    """セルをこの順に動かしたときの正解率。"""
    state: State = {}
    for cell in (load, *cells):
        cell(state)
    return state["model"].score(state["test_x"], state["test_y"])


# --- パイプライン: 引数の名前が、入力となる工程の名前
STEPS: dict[str, Callable[..., object]] = {
    "model": lambda train, scaler: KNeighborsClassifier(5).fit((train[0] - scaler[0]) / scaler[1], train[1]),
    "score": lambda model, test, scaler: model.score((test[0] - scaler[0]) / scaler[1], test[1]),
    "scaler": lambda train: (np.mean(train[0], 0), np.std(train[0], 0)),  # 学習データだけから決める
    "train": lambda parts: (parts[0], parts[2]),
    "test": lambda parts: (parts[1], parts[3]),
    "parts": lambda data, seed: train_test_split(*data, test_size=0.5, random_state=seed),
    "data": lambda: load_wine(return_X_y=True),
}


def run(steps: dict[str, Callable[..., object]], **settings: object) -> tuple[State, dict[str, str]]:
    """工程を入力の順に動かし、成果物と、工程ごとの記録を返す。"""
    needs = {name: list(signature(step).parameters) for name, step in steps.items()}
    made: State = dict(settings)
    record = {name: repr(value) for name, value in settings.items()}
    for name in TopologicalSorter(needs).static_order():
        if name not in made:
            try:
                made[name] = steps[name](*(made[need] for need in needs[name]))
            except Exception as error:
                raise RuntimeError(f"工程 {name} で失敗（入力 {needs[name]}）") from error
            record[name] = hashlib.sha256(pickle.dumps(made[name])).hexdigest()[:8]
    return made, record


def main() -> None:
    for cells in permutations((scale, split, fit)):
        print(f"手作業 {' → '.join(cell.__name__ for cell in cells)}: 正解率 {notebook(*cells):.1%}")
    orders = islice(permutations(STEPS), 0, None, 100)
    scores = [run({name: STEPS[name] for name in order}, seed=0)[0]["score"] for order in orders]
    made, record = run(STEPS, seed=0)
    print(f"工程を {len(scores)} 通りの順に書く: 正解率 {made['score']:.1%}、違ったもの {len(set(scores)) - 1}")
    for title, seed in (("同じ設定で作り直す", 0), ("分割の種を変える", 1)):
        again = run(STEPS, seed=seed)[1]
        print(f"{title}: 変わった所 {'・'.join(name for name in again if again[name] != record[name]) or 'なし'}")


if __name__ == "__main__":
    main()
