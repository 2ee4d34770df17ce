"""特徴量ストアパターンの最小例: 学習では過去のその時点の値を、推論では今の値を、同じ定義から取り出す。

利用回数の記録（SQLite）から、14 日以内に退会するかを当てる。退会すると回数は 0 になるので、後の値で学ぶと、
答えを見てしまう。
"""

from __future__ import annotations

import sqlite3

import numpy as np
from sklearn.linear_model import LogisticRegression

#: その時点より前で最も新しい値。定義は1つだけで、学習も推論もこれを使う
AT = """
SELECT visits, tickets FROM features
WHERE user = :user AND day <= :day AND day > :day - :ttl ORDER BY day DESC LIMIT 1
"""


class FeatureStore:
    """特徴量を時刻つきでためる。"""

    def __init__(self, ttl: int = 30) -> None:
        self.ttl = ttl  # これより古い値は使わない（日）
        self.rows = sqlite3.connect(":memory:")
        columns = "user, day, visits, tickets, PRIMARY KEY (user, day)"
        self.rows.execute(f"CREATE TABLE features ({columns})")

    def write(self, user: int, day: int, visits: float, tickets: float) -> None:
        """*day* は値が使えるようになった日。同じ日の値は1つしか残らない。"""
        row = (user, day, visits, tickets)
        self.rows.execute("INSERT OR REPLACE INTO features VALUES (?, ?, ?, ?)", row)

    def read(self, user: int, day: int) -> tuple[float, float] | None:
        """*day* の時点で使えた値。新しすぎる値も、古すぎる値も返さない。"""
        asked = {"user": user, "day": day, "ttl": self.ttl}
        return self.rows.execute(AT, asked).fetchone()


def history(users: int, days: int = 90) -> tuple[FeatureStore, list[tuple[int, int, bool]]]:
    """種を決めて作った記録と、(利用者, 予測する日, 14 日以内に退会したか) の列。"""
    random, store, labels = np.random.default_rng(0), FeatureStore(), []
    for user in range(users):
        liking = random.normal()
        leaves = int(random.exponential(40 * np.exp(liking))) + 20
        asked = int(random.integers(30, 60))
        for day in range(0, days, 7):
            here = day < leaves
            store.write(user, day, random.poisson(np.exp(1 + 0.8 * liking)) * here, random.poisson(1) * here)
        if leaves > asked:  # 予測する日に、まだ退会していない
            labels.append((user, asked, leaves <= asked + 14))
    return store, labels


def main() -> None:
    store, labels = history(3000)
    today = 90
    left = np.array([label for *_, label in labels])
    then = np.array([store.read(user, day) for user, day, _ in labels])
    latest = np.array([store.read(user, today) for user, *_ in labels])
    half = len(labels) // 2
    print(f"予測の件数 {len(labels)}、14 日以内に退会 {left.mean():.1%}")
    for name, seen in (("今ある最新の値で学ぶ", latest), ("その時点の値で学ぶ", then)):
        model = LogisticRegression(class_weight="balanced").fit(seen[:half], left[:half])
        offline, online = (balanced(model.predict(rows[half:]), left[half:]) for rows in (seen, then))
        print(f"{name}：手元の評価 {offline:.1%}、本番で使える値 {online:.1%}")


def balanced(predicted: np.ndarray, truth: np.ndarray) -> float:
    """退会した人と残った人のそれぞれで当たった割合の平均。"""
    return float((predicted[truth].mean() + (~predicted[~truth]).mean()) / 2)


if __name__ == "__main__":
    main()
