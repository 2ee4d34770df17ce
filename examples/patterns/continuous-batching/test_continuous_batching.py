import pytest
from continuous_batching import Attention, Request, serve, without_cache


def requests(*lengths: int) -> list[Request]:
    return [Request([number, 3, 7], length) for number, length in enumerate(lengths)]


def test_a_short_request_does_not_wait_for_a_long_one() -> None:
    """2席に 9、1、1、1 個の要求。組ごとに待てば 9＋1 回、空けば入れるなら 9 回で済む。"""
    assert serve(Attention(), requests(9, 1, 1, 1), 2, refill=False)[0] == [2, *[1] * 8, 2]
    assert serve(Attention(), requests(9, 1, 1, 1), 2, refill=True)[0] == [2, 2, 2, *[1] * 6]


@pytest.mark.parametrize("refill", [False, True])
def test_neighbours_do_not_change_an_answer(refill: bool) -> None:
    """席の数や隣の要求によらず、1件だけで読み直して作った答えと同じになる。"""
    served = requests(5, 12, 1, 8, 3)
    serve(Attention(), served, 3, refill=refill)
    assert [request.made for request in served] == [without_cache(request, Attention()) for request in served]


def test_each_token_is_read_once() -> None:
    """KV キャッシュがあれば、鍵と値は入力と、次のために読む出力の1個ずつで足りる。"""
    model = Attention()
    serve(model, requests(5, 2), 2, refill=True)
    assert model.projections == (3 + 4) + (3 + 1)


def test_a_cache_is_given_back_when_its_request_is_done() -> None:
    _busy, kept = serve(Attention(), requests(1, 1, 1, 1), 2, refill=True)
    assert kept == [6, 6]
