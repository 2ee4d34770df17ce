"""連続バッチパターンの最小例: 1トークンごとにバッチを組み直し、終わった要求の席をすぐに次へ渡す。

モデルは NumPy で書いた1層の注意機構。重みは乱数なので文は読めないが、計算の手順は大きなモデルと同じである。
KV キャッシュは、読み終えたトークンの鍵と値を残し、次の1個のときに計算し直さないためのもの。
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

WORDS, WIDTH = 50, 16


class Attention:
    """次のトークンを選ぶ、1層だけのモデル。"""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        self.embedding = random.normal(size=(WORDS, WIDTH))
        self.query, self.key, self.value = random.normal(size=(3, WIDTH, WIDTH)) / np.sqrt(WIDTH)
        self.projections = 0  # 鍵と値を計算したトークンの数

    def keys_and_values(self, tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
        self.projections += len(tokens)
        vectors = self.embedding[tokens]
        return vectors @ self.key, vectors @ self.value

    def following(self, token: int, keys: np.ndarray, values: np.ndarray) -> int:
        """ここまでの鍵と値から、最後の *token* の次を選ぶ。"""
        scores = keys @ (self.embedding[token] @ self.query) / np.sqrt(WIDTH)
        weights = np.exp(scores - scores.max())
        return int((self.embedding @ (weights / weights.sum() @ values)).argmax())


@dataclass
class Request:
    """1件の要求。*length* 個を作れば終わる。"""

    tokens: list[int]
    length: int
    made: list[int] = field(default_factory=list)
    cache: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def done(self) -> bool:
        return len(self.made) == self.length

    def step(self, model: Attention) -> None:
        """1個作る。初回は入力をすべて読み、その後は前に作った1個だけを足す。"""
        fresh = model.keys_and_values(self.made[-1:] or self.tokens)
        self.cache = fresh if self.cache is None else tuple(map(np.concatenate, zip(self.cache, fresh, strict=True)))
        self.made.append(model.following((self.tokens + self.made)[-1], *self.cache))


def serve(
    model: Attention,
    requests: list[Request],
    seats: int,
    *,
    refill: bool,
) -> tuple[list[int], list[int]]:
    """すべての要求に答え、各回に働いた席の数と、残していたトークンの数を返す。

    *refill* なら空いた席にすぐ次を入れ、偽なら、その組の全員が終わるのを待つ。
    """
    waiting, running, busy, kept = deque(requests), [], [], []
    while waiting or running:
        if refill or not running:
            while waiting and len(running) < seats:
                running.append(waiting.popleft())
        for request in running:
            request.step(model)
        busy.append(len(running))
        kept.append(sum(len(request.cache[0]) for request in running))
        running = [request for request in running if not request.done]
    return busy, kept


def traffic(count: int) -> list[Request]:
    """長さの違う要求の列。短いものが多く、長いものが時々来る。"""
    random = np.random.default_rng(1)
    lengths = np.minimum(random.geometric(0.06, count), 60)
    return [Request(random.integers(WORDS, size=8).tolist(), int(length)) for length in lengths]


def without_cache(request: Request, model: Attention) -> list[int]:
    """同じ答えを、1個ごとに最初から読み直して作る。"""
    tokens = list(request.tokens)
    for _ in range(request.length):
        tokens.append(model.following(tokens[-1], *model.keys_and_values(tokens)))
    return tokens[len(request.tokens) :]


def main() -> None:
    seats, answers = 8, {}
    for name, refill in (("組ごとに待つ", False), ("空けば入れる", True)):
        requests = traffic(64)
        busy, kept = serve(Attention(), requests, seats, refill=refill)
        answers[name] = [request.made for request in requests]
        print(f"{name}：{len(busy)} 回で {sum(busy)} 個、席の使用率 {sum(busy) / len(busy) / seats:.0%}")
    assert answers["組ごとに待つ"] == answers["空けば入れる"]  # 答えは変わらない
    print(f"残していたトークンは最大 {max(kept)} 個、最長の分を先に取れば {seats * (8 + 60)} 個")
    cached, fresh = Attention(), Attention()
    serve(cached, traffic(64), seats, refill=True)
    assert [without_cache(request, fresh) for request in traffic(64)] == answers["空けば入れる"]
    print(f"鍵と値の計算：KV キャッシュあり {cached.projections:,} 回、なし {fresh.projections:,} 回")


if __name__ == "__main__":
    main()
