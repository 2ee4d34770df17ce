import numpy as np
from case_demand_forecasting import ITEMS, LACK, LEFT, START, YEAR, features, loss, make_history, rolling


def test_features_know_nothing_of_the_future() -> None:
    """その週と後の販売数を変えても、特徴量は変わらない。"""
    _, sales, _ = make_history()
    changed = sales.copy()
    changed[:, 110:] = 0
    assert np.array_equal(features(sales, 110), features(changed, 110))
    assert not np.array_equal(features(sales, 111), features(changed, 111))
    assert features(sales, YEAR).shape == (ITEMS, 6)


def test_a_forecast_knows_nothing_of_its_own_week_and_later() -> None:
    demand, _, _ = make_history()
    changed = demand.copy()
    changed[:, START + 5 :] *= 3
    everything = np.ones(demand.shape, bool)
    before, after = (rolling(one, one, everything, step=26) for one in (demand, changed))
    assert np.array_equal(before[:, :6], after[:, :6])  # 6 週目は、変わる前の 5 週目までを見る
    assert not np.array_equal(before[:, 6], after[:, 6])


def test_sales_are_what_the_stock_allows() -> None:
    demand, sales, sold_out = make_history(seed=4)
    assert np.array_equal(sold_out < 1, sales < demand)
    assert (sales <= demand).all()


def test_the_correction_gives_back_the_demand_on_average() -> None:
    """売り切れた時点で補正した値は、真の需要とほぼ同じ平均になる。そのままでは低い。"""
    errors, raw = [], []
    for seed in range(5):
        demand, sales, sold_out = make_history(seed)
        short = sold_out < 1
        errors.append(((sales - 1) / sold_out - demand)[short].mean() / demand[short].mean())
        raw.append((sales - demand)[short].mean() / demand[short].mean())
    assert abs(np.mean(errors)) < 0.01
    assert np.mean(raw) < -0.15


def test_the_cheapest_order_is_a_quantile() -> None:
    demand = np.arange(1001)
    costs = [loss(np.full(1001, order), demand) for order in demand]
    assert abs(int(np.argmin(costs)) / 1000 - LACK / (LACK + LEFT)) < 0.01
