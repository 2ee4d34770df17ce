"""バッチ学習パターンの最小例: 条件がそろった日だけ学習し、検査と評価に合格したモデルだけを登録する。

同じ日のジョブを2回動かしても結果は1つ。入力データの異常はやり直しても直らないので、すぐに人へ知らせる。
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

Day = tuple[np.ndarray, np.ndarray]  # その日に届いた画像と正解


class TrainingJob:
    """1日1回、ジョブ管理から起動される学習ジョブ。"""

    def __init__(self, holdout: Day, notify: Callable[[str], None], new_rows: int = 150, slack: float = 0.01) -> None:
        self.holdout, self.notify, self.new_rows, self.slack = holdout, notify, new_rows, slack
        self.images, self.labels, self.waiting = np.empty((0, 64)), np.empty(0, int), 0
        self.registry: list[tuple[str, LogisticRegression, float]] = []  # 日付、モデル、正解率
        self.runs = sqlite3.connect(":memory:")
        self.runs.execute("CREATE TABLE runs (day TEXT PRIMARY KEY, result TEXT)")

    def run(self, day: str, data: Callable[[], Day], tries: int = 3) -> str:
        """その日の仕事をして、結果を返す。済んだ日なら、何もせずに前の結果を返す。"""
        done = self.runs.execute("SELECT result FROM runs WHERE day = ?", [day]).fetchone()
        if done:
            return f"済み（{done[0]}）"
        for attempt in range(1, tries + 1):
            try:
                result = self.train(day, *data())
                break
            except ConnectionError:  # 一時的な障害はやり直す
                result = f"データが取れない（{attempt} 回試した）"
            except ValueError as error:  # データの異常はやり直さない
                result = f"データの異常: {error}"
                break
        if result.startswith(("登録", "待つ")):
            with self.runs:
                self.runs.execute("INSERT INTO runs VALUES (?, ?)", [day, result])
        else:  # 済みにしないので、原因を直せば同じ日をもう一度動かせる
            self.notify(f"{day} {result}")
        return result

    def train(self, day: str, images: np.ndarray, labels: np.ndarray) -> str:
        if images.min() < 0 or images.max() > 16:
            raise ValueError(f"画素が 0〜16 の外（最大 {images.max():.0f}）")
        all_images, all_labels = np.vstack([self.images, images]), np.append(self.labels, labels)
        self.waiting += len(images)
        if self.waiting < self.new_rows:
            self.images, self.labels = all_images, all_labels
            return f"待つ（新しいデータ {self.waiting} 件）"
        model = LogisticRegression(max_iter=500).fit(all_images / 16, all_labels)
        score = model.score(self.holdout[0] / 16, self.holdout[1])
        self.waiting = 0
        if self.registry and score < self.registry[-1][2] - self.slack:
            return f"不合格（{score:.1%}、今のモデルは {self.registry[-1][2]:.1%}）"  # この日のデータも使わない
        self.images, self.labels = all_images, all_labels
        self.registry.append((day, model, score))
        return f"登録（{score:.1%}）"


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    letters: list[str] = []
    job = TrainingJob((images[1200:], labels[1200:]), letters.append)
    failures = iter([ConnectionError(), None])

    def flaky() -> Day:
        if error := next(failures):
            raise error
        return images[400:600], labels[400:600]

    days: dict[str, Callable[[], Day]] = {
        "1日": lambda: (images[:200], labels[:200]),
        "2日": lambda: (images[200:300], labels[200:300]),
        "3日": lambda: (images[300:400], labels[300:400]),
        "4日": flaky,  # 1回目はデータ基盤につながらない
        "5日": lambda: (images[600:800] * 16, labels[600:800]),  # 画素の単位が変わった
        "6日": lambda: (images[600:800], np.roll(labels[600:800], 1)),  # 正解がずれている
        "7日": lambda: (images[800:1000], labels[800:1000]),
    }
    for day, data in [*days.items(), ("7日", days["7日"])]:
        print(f"{day}: {job.run(day, data)}")
    print(f"公開中のモデル: {job.registry[-1][0]}、知らせ {len(letters)} 件、学習した日 {len(job.registry)}")


if __name__ == "__main__":
    main()
