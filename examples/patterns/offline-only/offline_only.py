"""オフラインのみパターンの前と後: 手元の点数で選んだモデルと、公開後の答え合わせで選んだモデルを比べる。

手元の評価は、届いたデータを混ぜて分けた。公開後の画像は、その後に届いた分である。
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier

PAST = 1200  # 公開までに届いた画像の数
CANDIDATES: dict[str, ClassifierMixin] = {
    "木": ExtraTreesClassifier(100, random_state=0),
    "近傍": KNeighborsClassifier(3),
}


@dataclass
class Paired:
    """同じ要求を2つのモデルに解かせた結果。片方だけが正しかった数を比べる。"""

    only_first: int
    only_second: int

    @property
    def p_value(self) -> float:
        """差がないときに、これほど偏る確率（マクネマー検定の正確な形）。"""
        both = self.only_first + self.only_second
        return float(binomtest(self.only_first, both).pvalue) if both else 1.0


def compare(first: np.ndarray, second: np.ndarray, labels: np.ndarray) -> Paired:
    right, other = first == labels, second == labels
    return Paired(int((right & ~other).sum()), int((~right & other).sum()))


def choose(paired: Paired, names: tuple[str, str]) -> str | None:
    """はっきり勝った側。決められなければ None（今のまま続ける）。"""
    if paired.p_value >= 0.05:
        return None
    return names[0] if paired.only_first > paired.only_second else names[1]


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    past, past_labels, later, later_labels = images[:PAST], labels[:PAST], images[PAST:], labels[PAST:]
    kept, held, kept_labels, held_labels = train_test_split(past, past_labels, random_state=0)
    answers = {}
    for name, model in CANDIDATES.items():
        mixed = model.fit(kept, kept_labels).score(held, held_labels)
        in_order = cross_val_score(model, past, past_labels, cv=KFold(4)).mean()
        answers[name] = model.fit(past, past_labels).predict(later)
        online = np.mean(answers[name] == later_labels)
        print(f"{name}: 手元（混ぜて分けた）{mixed:.1%}、手元（届いた順に分けた）{in_order:.1%}、公開後 {online:.1%}")
    paired = compare(answers["木"], answers["近傍"], later_labels)
    counts = f"木 {paired.only_first} 件、近傍 {paired.only_second} 件（p = {paired.p_value:.3f}）"
    print(f"公開後に片方だけ正しかった答え: {counts}")
    print(f"公開後の答え合わせで選ぶモデル: {choose(paired, ('木', '近傍')) or '決められない'}")


if __name__ == "__main__":
    main()
