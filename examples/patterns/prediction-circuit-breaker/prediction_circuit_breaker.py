"""推論サーキットブレーカーパターンの最小例: 同時に処理している数が上限に達したら、すぐに 503 で断る。

断られた側がすぐに送り直すと、断った分がそのまま戻ってくる。間隔を倍に延ばしてばらつかせると、何が変わるかも数える。
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

import httpx
import numpy as np
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier


class Breaker:
    """同時に処理している数を数え、上限を超える要求を入口で断る。"""

    def __init__(self, limit: int) -> None:
        self.limit, self.running, self.refused = limit, 0, 0

    async def run(self, work: Callable[[], JSONResponse]) -> JSONResponse:
        if self.running >= self.limit:
            self.refused += 1  # 待ち行列には入れず、すぐに返す
            return JSONResponse({"digit": None}, 503, {"Retry-After": "1"})
        self.running += 1
        try:
            return await work()
        finally:  # 失敗しても、席は空ける
            self.running -= 1


def build_app(model: RandomForestClassifier, breaker: Breaker, everyone_is_here: asyncio.Event) -> FastAPI:
    app = FastAPI()

    @app.post("/predict")
    async def predict(image: list[float]) -> JSONResponse:
        async def work() -> JSONResponse:
            await everyone_is_here.wait()  # 同時に届いた様子を毎回同じにするため、全員が着くまで推論を始めない
            return JSONResponse({"digit": int((await asyncio.to_thread(model.predict, [image]))[0])})

        return await breaker.run(work)

    return app


async def rush(model: RandomForestClassifier, images: np.ndarray, limit: int, delay: Callable[[int], int]) -> str:
    """全員が同時に送り、断られた人は *delay* (何度目か) 回後の時刻に送り直す。全員が答えを得るまでを数える。"""
    breaker, everyone_is_here = Breaker(limit), asyncio.Event()
    transport = httpx.ASGITransport(build_app(model, breaker, everyone_is_here))
    sent, now, waiting = [], 0, defaultdict(list, {0: [(number, 1) for number in range(len(images))]})
    async with httpx.AsyncClient(transport=transport, base_url="http://inference") as client:
        while waiting:
            clients = waiting.pop(now, [])
            sent.append(len(clients))
            everyone_is_here.clear()
            calls = [asyncio.create_task(client.post("/predict", json=images[n].tolist())) for n, _ in clients]
            while breaker.running + sum(call.done() for call in calls) < len(calls):
                await asyncio.sleep(0)
            everyone_is_here.set()
            for (number, times), response in zip(clients, await asyncio.gather(*calls), strict=True):
                if response.status_code == 503:
                    waiting[now + delay(times)].append((number, times + 1))
            now += 1
    return f"要求 {sum(sent)} 件、断った {breaker.refused} 件、2 回目は {sent[1]} 件、{now} 回で終わる"


async def run() -> None:
    images, digits = load_digits(return_X_y=True)
    model = RandomForestClassifier(10, random_state=0).fit(images[:1000], digits[:1000])
    random = np.random.default_rng(0)
    policies = {
        "すぐに": lambda times: 1,
        "間隔を延ばす": lambda times: random.integers(1, 2**times * 2),
    }
    for name, delay in policies.items():
        print(f"{name}: {await rush(model, images[1000:1060], limit=8, delay=delay)}")


if __name__ == "__main__":
    asyncio.run(run())
