import asyncio

import pytest
from fastapi.responses import JSONResponse
from prediction_circuit_breaker import Breaker


def test_the_limit_holds_while_work_is_slow() -> None:
    """上限は2。3つ目は待たされずに断られ、空けば次が通る。"""

    async def run() -> list[int]:
        breaker, gate = Breaker(limit=2), asyncio.Event()

        async def work() -> JSONResponse:
            await gate.wait()
            return JSONResponse({})

        slow = [asyncio.create_task(breaker.run(work)) for _ in range(2)]
        await asyncio.sleep(0)
        refused = await breaker.run(work)
        assert refused.headers["retry-after"] == "1"
        gate.set()
        answers = [*await asyncio.gather(*slow), refused, await breaker.run(work)]
        return [answer.status_code for answer in answers]

    assert asyncio.run(run()) == [200, 200, 503, 200]


def test_a_failure_gives_its_place_back() -> None:
    async def run() -> None:
        breaker = Breaker(limit=1)

        async def fail() -> JSONResponse:
            raise RuntimeError("out of memory")

        for _ in range(3):
            with pytest.raises(RuntimeError):
                await breaker.run(fail)
        assert (breaker.running, breaker.refused) == (0, 0)

    asyncio.run(run())


def test_a_cancelled_request_gives_its_place_back() -> None:
    async def run() -> None:
        breaker = Breaker(limit=1)

        async def forever() -> JSONResponse:
            await asyncio.Event().wait()

        task = asyncio.create_task(breaker.run(forever))
        await asyncio.sleep(0)
        assert breaker.running == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert breaker.running == 0

    asyncio.run(run())
