import asyncio
import json

from fastapi.testclient import TestClient
from token_streaming import Bigrams, request, serve, tokens

TEXT = "a b c a c b a"


def test_stream_and_whole_say_the_same() -> None:
    """送り方を変えても、生成されるトークンは変わらない。終わりのイベントが、途中で切れたのではないと告げる。"""
    answers = TestClient(serve(Bigrams(TEXT), count=9)).get("/whole", params={"word": "a"}).json()
    body = TestClient(serve(Bigrams(TEXT), count=9)).get("/stream", params={"word": "a"}).text
    *events, done = body.strip().split("\n\n")
    assert [json.loads(event.split("data: ")[1]) for event in events] == answers
    assert [event.split("\n")[0] for event in events] == [f"id: {number}" for number in range(1, 10)]
    assert done.startswith("event: done")


def test_generation_stays_near_a_slow_reader() -> None:
    """何個目で止まっても、生成が先行する数は上限を超えない。"""
    model, leads = Bigrams(TEXT), []

    def on_chunk(number: int) -> bool:
        leads.append(model.steps - number)
        return True

    asyncio.run(request(serve(model, count=30, ahead=3), "/stream", on_chunk, idle=200))
    assert max(leads) <= 3 + 2  # 待ち行列の外に、生成中と送信中が1個ずつ
    assert model.steps == 30


def test_generation_stops_when_the_reader_is_gone() -> None:
    model = Bigrams(TEXT)
    asyncio.run(request(serve(model, count=1000, ahead=3), "/stream", lambda number: number < 7))
    assert model.steps < 20


def test_closing_the_stream_ends_its_task() -> None:
    async def read_two() -> set[asyncio.Task[object]]:
        stream = tokens(Bigrams(TEXT), "a", 1000, 2)
        await anext(stream)
        await anext(stream)
        await stream.aclose()
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(read_two()) == set()
