"""シャドウ A/B テストパターンの最小例: 現行モデルが答え、要求の写しを新モデルにも解かせて記録だけを比べる。

写しは決まった数まで待たせ、あふれたら捨てて数える。新モデルが失敗しても、利用者への答えは変わらない。
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

Predict = Callable[[np.ndarray], int]


@dataclass
class ShadowProxy:
    """答えは現行から返し、写しは別のスレッドが新モデルに渡す。"""

    current: Predict
    shadow: Predict
    waiting: queue.Queue = field(default_factory=lambda: queue.Queue(maxsize=1000))
    answers: dict[int, dict[str, int]] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    dropped: int = 0

    def __post_init__(self) -> None:
        threading.Thread(target=self.run_shadow, daemon=True).start()

    def predict(self, request_id: int, x: np.ndarray) -> int:
        answer = self.current(x)
        self.answers[request_id] = {"現行": answer}
        try:
            self.waiting.put_nowait((request_id, x))  # 待たない
        except queue.Full:
            self.dropped += 1
        return answer

    def run_shadow(self) -> None:
        while True:
            request_id, x = self.waiting.get()
            try:
                self.answers[request_id]["新"] = self.shadow(x)
            except Exception as error:
                self.failures[request_id] = type(error).__name__
            finally:
                self.waiting.task_done()


def main() -> None:
    x, y = load_breast_cancer(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order], y[order]
    current = HistGradientBoostingClassifier(max_iter=40, random_state=0).fit(x[:300], y[:300])
    shadow = make_pipeline(StandardScaler(), SVC()).fit(x[:300], y[:300])
    requests = x[300:].copy()
    requests[::25, 3] = np.nan  # 本番には、手元の評価データにない欠測がある

    proxy = ShadowProxy(lambda v: int(current.predict(v[None])[0]), lambda v: int(shadow.predict(v[None])[0]))
    returned = [proxy.predict(number, row) for number, row in enumerate(requests)]
    proxy.waiting.join()

    both = {number: pair for number, pair in proxy.answers.items() if "新" in pair}
    split = [number for number, pair in both.items() if pair["現行"] != pair["新"]]
    right = sum(both[number]["新"] == y[300 + number] for number in split)
    print(
        f"手元の評価（欠測なし）: 現行 {current.score(x[300:], y[300:]):.1%}、新 {shadow.score(x[300:], y[300:]):.1%}"
    )
    print(f"要求 {len(requests)} 件、利用者への答え {len(returned)} 件、捨てた写し {proxy.dropped} 件")
    print(f"新モデルの失敗 {len(proxy.failures)} 件（{'、'.join(sorted(set(proxy.failures.values())))}）")
    print(f"答えの食い違い {len(split)} / {len(both)} 件、うち新が正しい {right} 件")


if __name__ == "__main__":
    main()
