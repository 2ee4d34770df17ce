"""複雑パイプラインパターンの最小例: 1つの工程が止まったとき、ほかに何が止まるかを、前と後で数える。

どちらも同じ仕事をする。前は実験と調整まで1つの流れにつなぎ、保管先を工程ごとに読む。後は本番の一本道と実験を分ける。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import RidgeClassifier
from sklearn.tree import DecisionTreeClassifier

IMAGES, LABELS = load_digits(return_X_y=True)
STORES = {
    "本番DB": lambda: (IMAGES[:600], LABELS[:600]),
    "ログ": lambda: (IMAGES[600:1200], LABELS[600:1200]),
    "共有フォルダー": lambda: (IMAGES[1200:], LABELS[1200:]),
}


@dataclass(frozen=True)
class Step:
    """工程。``needs`` は先に済ませる工程、``reads`` は直接読む保管先。"""

    work: Callable[[dict[str, object], list], object]
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


Made, Rows = dict[str, object], tuple[np.ndarray, np.ndarray]


def collect(made: Made, parts: list[Rows]) -> Rows:
    """保管先から直接読んだ行、または取得の工程が集めた行。"""
    if not parts:
        return made["取得"]
    return np.vstack([images for images, _ in parts]) / 16, np.concatenate([labels for _, labels in parts])


def fit(strength: float, rows: Rows, count: int = 1000) -> RidgeClassifier:
    return RidgeClassifier(strength).fit(rows[0][:count], rows[1][:count])


def tune(made: Made, parts: list[Rows]) -> float:
    rows = collect(made, parts)
    test = rows[0][800:1000], rows[1][800:1000]
    return max((1.0, 100.0), key=lambda strength: fit(strength, rows, 800).score(*test))


def explore(made: Made, parts: list[Rows]) -> DecisionTreeClassifier:
    images, labels = collect(made, parts)
    return DecisionTreeClassifier(random_state=0).fit(images[:1000], labels[:1000])


def score(name: str) -> Callable[[Made, list[Rows]], float]:
    def measure(made: Made, parts: list[Rows]) -> float:
        images, labels = collect(made, parts)
        return made[name].score(images[-500:], labels[-500:])

    return measure


ALL = tuple(STORES)
APPROVED = 1.0  # 前回の実験で決め、レビューを通した正則化の強さ
publish = Step(lambda made, _: f"正解率 {made['評価']:.1%}", ("評価",))
TANGLED = {
    "取得": Step(collect, reads=ALL),
    "実験": Step(explore, ("取得",), ALL[:2]),
    "調整": Step(tune, ("取得", "実験"), ALL[:2]),
    "学習": Step(lambda made, parts: fit(made["調整"], collect(made, parts)), ("取得", "調整"), ALL[:2]),
    "実験の評価": Step(score("実験"), ("実験", "学習"), ALL[2:]),
    "評価": Step(score("学習"), ("学習", "実験の評価"), ALL[1:]),
    "公開": publish,
}
STRAIGHT = {
    "取得": Step(collect, reads=ALL),
    "学習": Step(lambda made, _: fit(APPROVED, made["取得"]), ("取得",)),
    "評価": Step(score("学習"), ("学習",)),
    "公開": publish,
    "実験": Step(explore, ("取得",)),
    "実験の評価": Step(score("実験"), ("実験",)),
    "調整": Step(tune, ("取得",)),
}


def run(steps: dict[str, Step], broken: str = "") -> Made:
    """動いた工程の成果物を返す。``broken`` は必ず失敗し、それを待つ工程は動かない。"""
    made: Made = {}
    for name in TopologicalSorter({name: step.needs for name, step in steps.items()}).static_order():
        step = steps[name]
        if name != broken and all(need in made for need in step.needs):
            made[name] = step.work(made, [STORES[store]() for store in step.reads])
    return made


def main() -> None:
    for title, steps in (("前", TANGLED), ("後", STRAIGHT)):
        paths = sum(len(step.reads) for step in steps.values())
        waits = sum(len(step.needs) for step in steps.values())
        print(f"{title}: 工程 {len(steps)}、依存 {waits} 本、保管先を直接読む所 {paths}、公開 {run(steps)['公開']}")
        left = {name: run(steps, name) for name in steps}
        stopped = sum(len(steps) - 1 - len(made) for made in left.values()) / len(steps)
        unpublished = [name for name, made in left.items() if "公開" not in made]
        print(f"  1つ止まると、ほかに止まる工程は平均 {stopped:.1f}")
        print(f"  公開が止まるのは {len(unpublished)} / {len(steps)} 工程: {'・'.join(unpublished)}")


if __name__ == "__main__":
    main()
