"""評価セットとジャッジの最小例: 採点者を人の採点と比べ、一致した割合ではなくカッパ係数で信用できるかを決める。

答える側も採点する側も、手書き数字の分類器で代える。人の採点（正しいか）は、データに付いた正解から分かる。
"""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import cohen_kappa_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC


def interval(people: np.ndarray, judge: np.ndarray, draws: int = 500) -> tuple[float, float]:
    """評価セットを引き直したときの、カッパ係数の 95 % の範囲（ブートストラップ）。"""
    random = np.random.default_rng(0)
    picks = random.integers(len(people), size=(draws, len(people)))
    return tuple(np.quantile([kappa(people[pick], judge[pick]) for pick in picks], [0.025, 0.975]))


def kappa(people: np.ndarray, judge: np.ndarray) -> float:
    """偶然の一致を除いた一致の度合い。どちらかが全部を同じに採点していれば 0。"""
    return 0.0 if len(set(people)) == 1 or len(set(judge)) == 1 else float(cohen_kappa_score(people, judge))


def corrected(rate: float, people: np.ndarray, judge: np.ndarray) -> float:
    """ジャッジの合格率を、人も採点した分から知った癖で正した値。"""
    passes_good, passes_bad = judge[people].mean(), judge[~people].mean()
    return float(np.clip((rate - passes_bad) / (passes_good - passes_bad), 0, 1))


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    random = np.random.default_rng(0)
    noisy = images + random.normal(0, 4, images.shape)
    answers = SVC(gamma=0.001).fit(images[:800], labels[:800]).predict(noisy[1000:])  # 評価される側の答え
    truth = answers == labels[1000:]
    marked = random.permutation(len(answers)) < 300  # 人が採点したのは、選んだ 300 件だけ

    def judge(model: object, seen: np.ndarray) -> np.ndarray:
        """自分の答えと同じなら合格にする採点者。"""
        return model.predict(seen[1000:]) == answers

    judges = {
        "すべて合格": np.ones(len(answers), bool),
        "最近傍法（雑音なし）": judge(
            KNeighborsClassifier(3, algorithm="kd_tree").fit(images[:800], labels[:800]), images
        ),
        "単純ベイズ": judge(GaussianNB(var_smoothing=0.1).fit(images[:800], labels[:800]), noisy),
        "答える側と同じ種類": judge(SVC(gamma=0.0012).fit(images[:800], labels[:800]), noisy),
    }
    print(f"答え {len(answers)} 件のうち正しいもの {truth.mean():.1%}、人が採点したもの {marked.sum()} 件")
    for name, verdict in judges.items():
        people, seen = truth[marked], verdict[marked]
        low, high = interval(people, seen)
        mended = "" if seen.all() else f" → {corrected(verdict.mean(), people, seen):.1%}"
        agreement = f"一致 {np.mean(people == seen):.0%}、カッパ {kappa(people, seen):.2f}（{low:.2f}〜{high:.2f}）"
        print(f"{name}：{agreement}、合格率 {verdict.mean():.1%}{mended}")


if __name__ == "__main__":
    main()
