"""需要予測システムの設計例: 時点をずらす評価、単純な予測との比較、品切れの扱い、分位点による発注を1つにつなぐ。

需要は乱数で作ったもので、実在の店のものではない。真の需要が分かるので、品切れの影響を測れる。
"""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

ITEMS, WEEKS, START, YEAR = 30, 156, 104, 52
LACK, LEFT = 3.0, 1.0  # 1個足りないときの損と、1個余ったときの損


def make_history(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """品目 × 週の真の需要、販売数、売り切れた時点（週の初めからの割合、売り切れなければ 1）を返す。"""
    rng = np.random.default_rng(seed)
    week = np.arange(WEEKS)
    season = 1 + 0.3 * np.sin(2 * np.pi * week / YEAR)
    weather = np.exp(0.2 * rng.standard_normal(WEEKS))  # その週の全品目に共通
    level = rng.uniform(20, 80, (ITEMS, 1)) * (1 + 0.3 * rng.standard_normal((ITEMS, 1)) * week / WEEKS)
    demand = rng.poisson(np.maximum(level, 5) * season * weather)
    stock = np.broadcast_to((level.mean(axis=1, keepdims=True) * 1.1).astype(int), demand.shape)
    is_short = demand > stock
    sold_out = np.ones(demand.shape)
    sold_out[is_short] = rng.beta(stock[is_short], demand[is_short] - stock[is_short] + 1)  # stock 人目が来た時点
    return demand, np.minimum(demand, stock), sold_out


def features(sales: np.ndarray, week: int) -> np.ndarray:
    """その週より前の販売数だけから作る特徴量。品目ごとに1行。"""
    past = sales[:, :week].astype(float)
    recent = [past[:, -1], past[:, -4:].mean(axis=1)]
    yearly = [past[:, -YEAR], past[:, -YEAR:].mean(axis=1)]
    when = [np.full(ITEMS, week), np.full(ITEMS, week % YEAR)]
    return np.column_stack([*recent, *yearly, *when])


def table(sales: np.ndarray, weeks: range) -> np.ndarray:
    return np.vstack([features(sales, week) for week in weeks])


def fit(x: np.ndarray, y: np.ndarray, **options: object) -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(max_iter=40, random_state=0, **options).fit(x, y)


def rolling(
    sales: np.ndarray,
    target: np.ndarray,
    kept: np.ndarray,
    step: int = 13,
    **options: object,
) -> np.ndarray:
    """START 以降を step 週ずつ、その時点までのデータだけで学習して予測する。

    kept が偽の品目と週は、学習に使わない。
    """
    blocks = []
    for now in range(START, WEEKS, step):
        x, y = table(sales, range(YEAR, now)), target[:, YEAR:now].T.ravel()
        rows = kept[:, YEAR:now].T.ravel()
        model = fit(x[rows], y[rows], **options)
        coming = range(now, min(now + step, WEEKS))
        blocks += [model.predict(features(sales, week)) for week in coming]
    return np.column_stack(blocks)


def loss(order: np.ndarray, demand: np.ndarray) -> float:
    """1品目1週あたりの、品切れと売れ残りの損。"""
    return float((LACK * np.maximum(demand - order, 0) + LEFT * np.maximum(order - demand, 0)).mean())


def main() -> None:
    demand, sales, sold_out = make_history()
    everything, future = np.ones_like(sales, bool), demand[:, START:]

    x, y = table(demand, range(YEAR, WEEKS)), demand[:, YEAR:].T.ravel()
    held = np.random.default_rng(1).random(len(y)) < 0.2
    mixed = np.abs(fit(x[~held], y[~held]).predict(x[held]) - y[held]).mean()
    forecast = rolling(demand, demand, everything)
    print(f"誤差の平均: 混ぜて分けた評価 {mixed:.1f} 個、時点をずらす評価 {np.abs(forecast - future).mean():.1f} 個")
    for name, past in (("前年同週", demand[:, START - YEAR : WEEKS - YEAR]), ("前週", demand[:, START - 1 : -1])):
        print(f"  比べる相手（{name}）: {np.abs(past - future).mean():.1f} 個")

    print(f"品切れした週 {(sold_out < 1).mean():.0%}、真の需要からの予測の偏り:")
    corrected = np.where(sold_out < 1, (sales - 1) / sold_out, sales)  # 売れた速さが週末まで続いたとみなす
    for name, target, kept in (
        ("販売数をそのまま学習", sales, everything),
        ("品切れの週を除いて学習", sales, sold_out == 1),
        ("売り切れた時点で補正して学習", corrected, everything),
    ):
        print(f"  {name}: {(rolling(target, target, kept) - future).mean():+.1f} 個")
    share = LACK / (LACK + LEFT)
    for name, order in (
        ("平均", forecast),
        (f"{share:.0%} 点", rolling(demand, demand, everything, loss="quantile", quantile=share)),
    ):
        print(f"発注を{name}にしたときの損 {loss(order, future):.1f}")


if __name__ == "__main__":
    with threadpool_limits(1):  # 足し算の順番を、CPU の数によらず同じにする
        main()
