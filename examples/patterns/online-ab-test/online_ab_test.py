"""オンライン A/B テストパターンの最小例: 利用者を新旧のモデルに割り当て、受け入れられた答えの割合を比べる。

割り当ては利用者の番号から計算する。同じ人はいつも同じ側に入り、割合を増やしても新側の人は新側に残る。
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

import numpy as np
from scipy.stats import binomtest, ttest_ind
from sklearn.datasets import load_digits
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

EXPERIMENT, SHARE = "digits-2026-11", 0.5


def assign(unit: str, experiment: str = EXPERIMENT, share: float = SHARE) -> str:
    """割り当ての単位（利用者の番号など）から、答えるモデルを決める。記憶はいらない。"""
    digest = hashlib.sha256(f"{experiment}:{unit}".encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    return "新" if number / 2**64 < share else "現行"


def exposed_to_both(events: list[tuple[str, str]]) -> int:
    """両方のモデルの答えを見た利用者の数。events は（利用者、側）の列。"""
    sides = defaultdict(set)
    for user, side in events:
        sides[user].add(side)
    return sum(len(seen) == 2 for seen in sides.values())


def compare(accepted: dict[str, list[bool]], share: float = SHARE) -> tuple[float, ...]:
    """利用者ごとの割合を1つの値とみなす。

    返すのは、差、95% 信頼区間の下と上、人数の比の検査の p 値。
    """
    means = {side: [] for side in ("現行", "新")}
    for user, results in accepted.items():
        means[assign(user, share=share)].append(np.mean(results))
    test = ttest_ind(means["新"], means["現行"], equal_var=False)
    interval = test.confidence_interval()
    difference = np.mean(means["新"]) - np.mean(means["現行"])
    ratio = binomtest(len(means["新"]), len(accepted), share).pvalue
    return float(difference), interval.low, interval.high, ratio


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    models = {
        "現行": GaussianNB(var_smoothing=1e-2).fit(images[:900], labels[:900]),
        "新": KNeighborsClassifier(3).fit(images[:900], labels[:900]),
    }
    rng = np.random.default_rng(0)
    requests = [(f"u{user}", f"r{n}", n) for n, user in enumerate(rng.integers(0, 120, 897))]

    accepted, by_user, by_request = defaultdict(list), [], []
    for user, request, n in requests:
        side = assign(user)
        answer = models[side].predict(images[900 + n : 901 + n])[0]
        accepted[user].append(bool(answer == labels[900 + n]))  # 利用者が直さなかった答え
        by_user.append((user, side))
        by_request.append((user, assign(request)))

    both = exposed_to_both(by_user), exposed_to_both(by_request)
    print(f"両方のモデルに当たった人: 利用者で分けて {both[0]} 人、要求で分けて {both[1]} 人")
    difference, low, high, ratio = compare(accepted)
    points = f"{difference * 100:+.1f} ポイント（95% 信頼区間 {low * 100:+.1f}〜{high * 100:+.1f}）"
    print(f"利用者 {len(accepted)} 人、人数の比の検査 p = {ratio:.2f}")
    print(f"受け入れられた割合の差 {points}")
    print(f"判断: {'割合を増やす' if low > 0 else '現行に戻す' if high < 0 else 'まだ決められない'}")


if __name__ == "__main__":
    main()
