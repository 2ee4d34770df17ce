"""並列マイクロサービスパターンの最小例: 互いに依存しない3つの推論器へ同時に尋ね、間に合った答えだけを集める。

1枚の数字の画像に、偶数か、5 以上か、輪があるかの3つを別々の推論器が答える。
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import numpy as np
from fastapi import FastAPI
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

QUESTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "偶数": lambda digits: digits % 2 == 0,
    "5 以上": lambda digits: digits >= 5,
    "輪がある": lambda digits: np.isin(digits, [0, 6, 8, 9]),
}


def build_server(model: LogisticRegression) -> FastAPI:
    """1つの問いだけに答える推論器。"""
    app = FastAPI()

    @app.post("/predict")
    def predict(image: list[float]) -> bool:
        return bool(model.predict([image])[0])

    return app


class Proxy:
    """すべての推論器へ同時に尋ね、締め切りまでに届いた答えを返す。"""

    def __init__(self, servers: dict[str, FastAPI], timeout: float) -> None:
        self.timeout = timeout
        self.clients = {
            name: httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inference")
            for name, app in servers.items()
        }
        self.missing = dict.fromkeys(servers, 0)  # 間に合わなかった回数。推論器ごとに監視する

    async def predict(self, image: list[float]) -> dict[str, bool | None]:
        """問い → 答え。間に合わないか失敗した推論器の答えは None になる。"""
        async with asyncio.TaskGroup() as group:
            tasks = {name: group.create_task(self._ask(name, image)) for name in self.clients}
        return {name: task.result() for name, task in tasks.items()}

    async def _ask(self, name: str, image: list[float]) -> bool | None:
        try:
            async with asyncio.timeout(self.timeout):
                response = await self.clients[name].post("/predict", json=image)
                return response.raise_for_status().json()
        except (TimeoutError, httpx.HTTPError):  # 1つの失敗で、ほかの答えまで捨てない
            self.missing[name] += 1
            return None


async def run() -> None:
    images, digits = load_digits(return_X_y=True)
    servers = {
        name: build_server(LogisticRegression(max_iter=2000).fit(images[:1000], answer(digits[:1000])))
        for name, answer in QUESTIONS.items()
    }
    proxy = Proxy(servers, timeout=10)
    answers = [await proxy.predict(image.tolist()) for image in images[1000:1200]]
    for name, answer in QUESTIONS.items():
        right = np.mean([got[name] for got in answers] == answer(digits[1000:1200]))
        print(f"{name}: 正解率 {right:.0%}")

    stuck = FastAPI()

    @stuck.post("/predict")
    async def never() -> None:
        await asyncio.Event().wait()

    proxy = Proxy({**servers, "輪がある": stuck}, timeout=0.5)
    got = await proxy.predict(images[1000].tolist())
    print(f"1つが答えないとき（数字は {digits[1000]}）:", "、".join(f"{name} {answer}" for name, answer in got.items()))


if __name__ == "__main__":
    asyncio.run(run())
