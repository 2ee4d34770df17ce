"""トークンストリーミングパターンの最小例: できたトークンから送り、受け手が遅ければ待ち、いなくなれば止める。

モデルは、データセットの説明文で作った2語の連なり（バイグラム）。生成した数は、送った数とは別に数える。
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from unittest.mock import AsyncMock

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from starlette.requests import ClientDisconnect


class Bigrams:
    """前の語だけを見て次の語を選ぶ、いちばん小さな言語モデル。"""

    def __init__(self, text: str) -> None:
        self.following: dict[str, list[str]] = defaultdict(list)
        for word, after in pairwise(text.split()):
            self.following[word].append(after)
        self.random, self.steps = random.Random(0), 0

    def step(self, word: str) -> str:
        self.steps += 1
        return self.random.choice(self.following.get(word) or ["the"])


async def tokens(
    model: Bigrams,
    word: str,
    count: int,
    ahead: int,
) -> AsyncIterator[str]:
    """トークンを SSE のイベントにする。生成は *ahead* 個まで先へ進む。"""
    queue: asyncio.Queue[str | None] = asyncio.Queue(ahead)

    async def produce(word: str) -> None:
        for _ in range(count):
            word = model.step(word)
            await queue.put(word)  # 満杯なら、ここで待つ
            await asyncio.sleep(0)
        await queue.put(None)

    producer = asyncio.create_task(produce(word))
    try:
        number = 0
        while (token := await queue.get()) is not None:
            number += 1
            yield f"id: {number}\ndata: {json.dumps(token)}\n\n"
        yield "event: done\ndata: {}\n\n"  # 途中で切れたのではないと分かる
    finally:
        producer.cancel()  # 受け手がいなくなれば、生成も止める


def serve(model: Bigrams, count: int = 60, ahead: int = 4) -> FastAPI:
    app = FastAPI()

    @app.get("/stream")
    async def stream(word: str) -> StreamingResponse:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # 途中のプロキシにためさせない
        return StreamingResponse(tokens(model, word, count, ahead), media_type="text/event-stream", headers=headers)

    @app.get("/whole")
    async def whole(word: str) -> list[str]:
        return [word := model.step(word) for _ in range(count)]

    return app


async def request(app: FastAPI, path: str, on_chunk: Callable[[int], bool], idle: int = 0) -> None:
    """ASGI で1件送る。かたまりが届いて *idle* 回ほかのタスクに譲ってから *on_chunk* に番号を渡し、偽なら切断する。"""
    received = 0

    async def send(message: dict[str, object]) -> None:
        nonlocal received
        if message.get("body"):
            received += 1
            for _ in range(idle):
                await asyncio.sleep(0)
            if not on_chunk(received):
                raise OSError("the client is gone")

    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
             "method": "GET", "path": path, "query_string": b"word=the", "headers": []}  # fmt: skip
    with contextlib.suppress(ClientDisconnect):
        await app(scope, AsyncMock(return_value={"type": "http.request"}), send)
    for _ in range(500):  # 切断した後も、進むものがあれば進む
        await asyncio.sleep(0)


def steps_when(path: str, stop: int, *, ahead: int = 4, idle: int = 0, leave: bool = False) -> int:
    """*stop* 個目を受け取った時点で（*leave* なら、そこで切断した後で）生成が済んでいた数を返す。"""
    text = "\n".join(load().DESCR for load in (load_iris, load_wine, load_diabetes, load_breast_cancer))
    model, seen = Bigrams(text), []

    def on_chunk(number: int) -> bool:
        seen.append(model.steps)
        return not (leave and number == stop)

    asyncio.run(request(serve(model, ahead=ahead), path, on_chunk, idle))
    return model.steps if leave else seen[stop - 1]


def main() -> None:
    whole, streamed = steps_when("/whole", 1), steps_when("/stream", 1)
    print(f"最初の応答が届くまでの生成：まとめて返す {whole} 個、ストリーミング {streamed} 個")
    without, bounded = (steps_when("/stream", 3, ahead=ahead, idle=500) for ahead in (0, 4))
    print(f"受け手が 3 個で止まったとき：先読みに上限なし {without} 個、4 個まで {bounded} 個")
    print(f"5 個で切断した後の生成の合計：{steps_when('/stream', 5, leave=True)} / 60 個")


if __name__ == "__main__":
    main()
