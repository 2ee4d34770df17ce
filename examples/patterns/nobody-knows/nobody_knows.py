"""そして誰もいなくなったパターンの前と後: 計器の単位が変わったことを、誰も推論システムに伝えない。

前は数だけを受け取る。後は単位を添えて受け取り、平均のずれを見張る。台帳は、知らせる相手と止めたときの影響を答える。
データは腫瘍の半径と周囲長。単位は公表されていないので、学習のときの単位をメートルと見なす（結果は比だけで決まる）。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

METRES = {"m": 1.0, "yd": 0.9144, "in": 0.0254}  # 1つの単位が何メートルか


@dataclass
class Service:
    """台帳に載った推論器。"""

    model: Pipeline
    train: np.ndarray
    owner: str = "sato"
    used_by: tuple[str, ...] = ("診断支援", "月次報告")
    rows: list[np.ndarray] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    def bare(self, values: Iterable[float]) -> int:
        """前: 数だけを信じる。"""
        return int(self.model.predict([list(values)])[0])

    def measured(self, values: Iterable[float], unit: str) -> int:
        """後: 学習のときの単位にそろえ、知らない単位は断る。"""
        if unit not in METRES:
            raise ValueError(f"知らない単位 {unit}（担当 {self.owner} に知らせる）")
        row = np.array(list(values)) * METRES[unit]
        self.watch(row)
        return self.bare(row)

    def watch(self, row: np.ndarray, limit: float = 4, least: int = 30) -> None:
        """届いた行の平均が、学習データの平均から標準誤差の何倍ずれたかを見張る。"""
        self.rows.append(row)
        error = self.train.std(0) / np.sqrt(len(self.rows))
        shift = (np.abs(np.mean(self.rows, 0) - self.train.mean(0)) / error).max()
        if len(self.rows) >= least and shift > limit and not self.letters:
            self.letters.append(f"{len(self.rows)} 件目で {self.owner} に知らせた")

    def outside(self, rows: np.ndarray) -> int:
        """学習データの最小から最大までを外れた行の数。"""
        return int(((rows < self.train.min(0)) | (rows > self.train.max(0))).any(1).sum())


def main() -> None:
    x, y = load_breast_cancer(return_X_y=True)
    x = x[:, [0, 2]]
    parts = train_test_split(x, y, test_size=0.5, random_state=1, stratify=y)
    train_x, test_x, train_y, test_y = parts
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(train_x, train_y)
    for unit, metres in METRES.items():
        service, sent = Service(model, train_x), test_x / metres  # 計器がこの単位で送る
        bare = np.array([service.bare(row) for row in sent])
        right = np.mean([service.measured(row, unit) for row in sent] == test_y)
        print(f"計器が {unit}: 範囲外 {service.outside(sent)} / {len(sent)} 行")
        print(f"  前 正解率 {(bare == test_y).mean():.1%}、悪性と答えた割合 {(bare == 0).mean():.0%}")
        print(f"  後 正解率 {right:.1%}、知らせ {service.letters or 'なし'}")
        unnamed = Service(model, train_x)
        for row in sent:
            unnamed.watch(row)
        print(f"  単位を書き忘れたとき: {'、'.join(unnamed.letters) or '知らせなし'}")
    try:
        service.measured(test_x[0], "ft")
    except ValueError as error:
        print(error)
    print(f"止めると困る所: {'と'.join(service.used_by)}（担当 {service.owner}）")


if __name__ == "__main__":
    main()
