import asyncio

from fastapi import FastAPI, HTTPException
from parallel_microservice import Proxy


def server(answer: object) -> FastAPI:
    app = FastAPI()

    @app.post("/predict")
    async def predict() -> object:
        return await answer()

    return app


def test_all_are_asked_before_any_has_answered() -> None:
    """3つがそろうまで誰も答えない。順番に尋ねるプロキシなら、時間切れになる。"""

    async def run() -> dict:
        meeting = asyncio.Barrier(3)

        async def answer() -> bool:
            await meeting.wait()
            return True

        return await Proxy({name: server(answer) for name in "abc"}, timeout=10).predict([0.0])

    assert asyncio.run(run()) == {"a": True, "b": True, "c": True}


def test_late_and_failing_servers_cost_only_their_own_answer() -> None:
    async def run() -> tuple[dict, dict]:
        async def answer() -> bool:
            return False

        async def fail() -> bool:
            raise HTTPException(500)

        async def wait() -> bool:
            await asyncio.Event().wait()

        proxy = Proxy({"good": server(answer), "failing": server(fail), "late": server(wait)}, timeout=0.2)
        return await proxy.predict([0.0]), proxy.missing

    answers, missing = asyncio.run(run())
    assert answers == {"good": False, "failing": None, "late": None}
    assert missing == {"good": 0, "failing": 1, "late": 1}
