"""コンテンツ投稿サービスの設計例: 軽い判定ですぐ答え、詳しい判定と分類を後から反映する。

手書き数字の画像を投稿とみなし、9 を違反とする。正解ラベルを、人による確認の答えに使う。
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from sklearn.datasets import load_digits
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier


class Thresholds(NamedTuple):
    """モデルの外に置く値。違反の確率が low 未満なら通し、high 以上なら断り、間なら次の段へ回す。"""

    low: float = 0.2
    high: float = 0.8

    def decide(self, model: Any, image: np.ndarray) -> str:
        probability = model.predict_proba(image[None])[0, 9]
        return "通す" if probability < self.low else "断る" if probability >= self.high else "保留"


@dataclass
class Service:
    fast: Any
    deep: Any
    ask_person: Callable[[str], bool]
    thresholds: Thresholds = field(default_factory=Thresholds)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(20))  # 同時に軽い判定をする数
    unchecked: int = 0  # 上限のために、判定せずに保留で受けた数
    subscriptions: list[asyncio.Queue] = field(default_factory=list)
    first: dict[str, str] = field(default_factory=dict)  # 受付で返した状態
    states: dict[str, str] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    asked: dict[str, bool] = field(default_factory=dict)
    workers: list[asyncio.Task] = field(default_factory=list)

    async def post(self, post_id: str, image: np.ndarray) -> str:
        """通す・保留・断るのどれかをすぐ返し、すべての購読のキューに知らせる。"""
        if self.slots.locked():  # 断らず、失わずに受け付ける
            state, self.unchecked = "保留", self.unchecked + 1
        else:
            async with self.slots:
                await asyncio.sleep(0)  # 本物では、ここで推論サーバーの答えを待つ
                state = self.thresholds.decide(self.fast, image)
        self.first[post_id] = self.states[post_id] = state
        for queue in self.subscriptions:
            queue.put_nowait((post_id, image))
        return state

    def subscribe(self, handle: Callable[[str, np.ndarray], None]) -> None:
        """購読ごとにキューを持つ。1つのキューを2つのワーカーで分けると、半分ずつしか届かない。"""
        queue: asyncio.Queue = asyncio.Queue()
        self.subscriptions.append(queue)

        async def work() -> None:
            while True:
                handle(*await queue.get())
                queue.task_done()

        self.workers.append(asyncio.create_task(work()))

    def check(self, post_id: str, image: np.ndarray) -> None:
        """詳しい判定で決め直し、迷えば人に聞く。人が決めた投稿は、2度届いても聞かず、判定でも変えない。"""
        state = "保留" if post_id in self.asked else self.thresholds.decide(self.deep, image)
        if state == "保留":
            if post_id not in self.asked:
                self.asked[post_id] = self.ask_person(post_id)
            state = "断る" if self.asked[post_id] else "通す"
        self.states[post_id] = state

    def tag(self, post_id: str, image: np.ndarray) -> None:
        self.tags[post_id] = int(self.deep.predict(image[None])[0])


def mistakes(states: dict[str, str], is_bad: dict[str, bool]) -> str:
    counts = Counter((is_bad[name], state) for name, state in states.items())
    return f"見逃し {counts[True, '通す']} 件、誤った停止 {counts[False, '断る']} 件"


async def main() -> None:
    images, labels = load_digits(return_X_y=True)
    by_tree = KNeighborsClassifier(9, algorithm="kd_tree")  # 答えがスレッドの数によらない
    fast, deep = (model.fit(images[:900], labels[:900]) for model in (GaussianNB(var_smoothing=1e-2), by_tree))
    is_bad = {f"p{n}": bool(labels[900 + n] == 9) for n in range(300)}
    service = Service(fast, deep, is_bad.__getitem__)
    service.subscribe(service.check)
    service.subscribe(service.tag)

    for size in [10] * 27 + [30]:  # ふだんは 10 件ずつ、最後は話題が集中して 30 件が同時に届く
        batch = range(len(service.first), len(service.first) + size)
        await asyncio.gather(*(service.post(f"p{n}", images[900 + n]) for n in batch))
    await asyncio.gather(*(queue.join() for queue in service.subscriptions))

    counts = Counter(service.first.values())
    kinds = "、".join(f"{state} {counts[state]} 件" for state in ("通す", "断る", "保留"))
    print(f"受付: {kinds}（うち上限のため {service.unchecked} 件）")
    print(f"受付の時点: {mistakes(service.first, is_bad)}")
    print(f"後から反映: {mistakes(service.states, is_bad)}")
    print(f"人が見た投稿 {len(service.asked)} 件、分類の付いた投稿 {len(service.tags)} 件")


if __name__ == "__main__":
    asyncio.run(main())
