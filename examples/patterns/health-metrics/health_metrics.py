"""正常性評価指標の最小例: 測り方と合格の線を組にした一覧で、公開の前と後を同じ線で判定する。

測っていない項目は合格にしない。全体の平均だけでなく、最も弱い集団にも線を引く。
"""

from __future__ import annotations

import operator
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

SIGNS: dict[str, Callable[[float, float], bool]] = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True)
class Criterion:
    """1つの項目。measure は測れなければ None を返す。"""

    name: str
    measure: Callable[[dict[str, Any]], float | None]
    sign: str
    line: float

    def verdict(self, facts: dict[str, Any]) -> str:
        value = self.measure(facts)
        if value is None:
            return "未測定"
        return "合格" if SIGNS[self.sign](value, self.line) else "不合格"


def accuracy(facts: dict[str, Any]) -> float:
    return float(np.mean(facts["answers"] == facts["labels"]))


def weakest_recall(facts: dict[str, Any]) -> float:
    """数字ごとの再現率のうち、最も低いもの。"""
    labels, answers = facts["labels"], facts["answers"]
    return min(float(np.mean(answers[labels == label] == label)) for label in np.unique(labels))


CRITERIA = (
    Criterion("正解率", accuracy, ">=", 0.90),
    Criterion("最も弱い数字の再現率", weakest_recall, ">=", 0.80),
    Criterion("応答時間の 95 パーセンタイル（秒）", lambda facts: facts.get("seconds"), "<=", 0.5),
    Criterion("元に戻した後の答えの不一致", lambda facts: facts.get("rollback_differences"), "<=", 0),
    Criterion("警報が当番に届くまで（分）", lambda facts: facts.get("alert_minutes"), "<=", 5),
)


def judge(facts: dict[str, Any]) -> tuple[dict[str, str], bool]:
    """項目ごとの判定と、公開してよいかを返す。"""
    verdicts = {item.name: item.verdict(facts) for item in CRITERIA}
    return verdicts, set(verdicts.values()) == {"合格"}


def measure(model: RandomForestClassifier, images: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    seconds = []
    for image in images[:40]:
        started = time.perf_counter()
        model.predict(image[None])
        seconds.append(time.perf_counter() - started)
    print(f"95 パーセンタイル {np.percentile(seconds, 95):.3f} 秒", file=sys.stderr)
    return {"answers": model.predict(images), "labels": labels, "seconds": float(np.percentile(seconds, 95))}


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(40, random_state=0).fit(images[:900], labels[:900])
    before = measure(model, images[900:1200], labels[900:1200])
    restored = pickle.loads(pickle.dumps(model))  # 保管したものから戻す手順の代わり
    before["rollback_differences"] = int((restored.predict(images[900:1200]) != before["answers"]).sum())
    # 3 分は、訓練で警報を鳴らして人が測った値
    after = {**before, **measure(model, images[1500:], labels[1500:]), "alert_minutes": 3}

    for when, facts in (("公開前", before), ("公開後", after)):
        verdicts, is_healthy = judge(facts)
        print(f"{when}: 正解率 {accuracy(facts):.1%}、最も弱い数字 {weakest_recall(facts):.1%}")
        for name, verdict in verdicts.items():
            print(f"  {verdict}: {name}")
        print(f"  全体: {'正常' if is_healthy else '正常と言えない'}")


if __name__ == "__main__":
    main()
