import asyncio

import numpy as np
from case_content_posting import Service, Thresholds


class Fixed:
    """画素の1つ目を、違反の確率とみなす判定。"""

    def __init__(self, place: int) -> None:
        self.place = place

    def predict_proba(self, batch: np.ndarray) -> np.ndarray:
        return np.repeat(batch[:, self.place : self.place + 1], 10, axis=1)

    def predict(self, batch: np.ndarray) -> np.ndarray:
        return batch[:, 2]


async def run(service: Service, posts: dict[str, list[float]], twice: bool = False) -> list[str]:
    service.subscribe(service.check)
    service.subscribe(service.tag)
    answers = await asyncio.gather(*(service.post(name, np.array(image)) for name, image in posts.items()))
    if twice:
        for queue in service.subscriptions:
            for name, image in posts.items():
                queue.put_nowait((name, np.array(image)))
    await asyncio.gather(*(queue.join() for queue in service.subscriptions))
    return list(answers)


def make(ask: object = None, **options: object) -> Service:
    return Service(Fixed(0), Fixed(1), ask or (lambda name: False), **options)


def test_every_subscription_gets_every_post() -> None:
    service = make()
    asyncio.run(run(service, {f"p{n}": [0.0, 0.0, n] for n in range(10)}))
    assert service.tags == {f"p{n}": n for n in range(10)}
    assert set(service.states.values()) == {"通す"}


def test_a_later_answer_replaces_the_first() -> None:
    """軽い判定が通した違反は、詳しい判定が止め、迷ったものは人が決める。"""
    service = make(lambda name: name == "bad")
    posts = {"missed": [0.0, 0.9, 1], "stopped": [0.9, 0.0, 1], "bad": [0.0, 0.5, 1], "good": [0.5, 0.5, 1]}
    assert asyncio.run(run(service, posts)) == ["通す", "断る", "通す", "保留"]
    assert service.states == {"missed": "断る", "stopped": "通す", "bad": "断る", "good": "通す"}
    assert service.asked == {"bad": True, "good": False}


def test_beyond_the_limit_posts_are_held_and_not_lost() -> None:
    service = make(slots=asyncio.Semaphore(3))
    answers = asyncio.run(run(service, {f"p{n}": [0.0, 0.0, n] for n in range(8)}))
    assert answers.count("保留") == service.unchecked == 5
    assert set(service.states.values()) == {"通す"}


def test_what_comes_twice_is_asked_once() -> None:
    questions: list[str] = []
    service = make(lambda name: bool(questions.append(name)))
    asyncio.run(run(service, {"p": [0.5, 0.5, 1]}, twice=True))
    assert questions == ["p"]
    assert service.states == {"p": "通す"}


def test_thresholds_are_no_part_of_the_model() -> None:
    strict = make(thresholds=Thresholds(low=0.1, high=0.3))
    assert asyncio.run(run(strict, {"p": [0.35, 0.0, 1]})) == ["断る"]
    assert asyncio.run(run(make(), {"p": [0.35, 0.0, 1]})) == ["保留"]


def test_what_a_person_decided_is_not_changed_by_a_later_judgement() -> None:
    service = make(lambda name: True)
    service.check("p", np.array([0.0, 0.5, 1]))
    service.check("p", np.array([0.0, 0.0, 1]))  # 2度目の知らせのときには、判定は通すと言う
    assert service.states == {"p": "断る"}
