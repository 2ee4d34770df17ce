"""モデルの配布と推論器の稼働の最小例: 受け付けを続けながら1台ずつ入れ替え、台帳は配布のしくみが書く。

比べるのは、動いている推論器を止めてファイルを差し替える方法。違いは、配っている間に断った要求の数に出る。
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

IMAGES, LABELS = load_digits(return_X_y=True)
IMAGES /= 16
SAMPLES = slice(1000, 1050)  # 入れ替える前に確かめる見本


@dataclass
class Server:
    """推論器1台。"""

    version: str
    model: ClassifierMixin

    def predict(self, image: np.ndarray) -> int:
        return int(self.model.predict(image[None])[0])


@dataclass
class Fleet:
    """ロードバランサー、推論器、台帳。"""

    servers: list[Server]
    inventory: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    answered: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.inventory.execute("CREATE TABLE running (place INTEGER PRIMARY KEY, version TEXT, shape TEXT, owner TEXT)")
        for place in range(len(self.servers)):
            self.note(place, "nakamura")

    def note(self, place: int, owner: str) -> None:
        server = self.servers[place]
        row = (place, server.version, f"{server.model.n_features_in_} 画素", owner)
        self.inventory.execute("INSERT OR REPLACE INTO running VALUES (?, ?, ?, ?)", row)

    def request(self, image: np.ndarray) -> None:
        """動いている推論器の1台に聞く。1台もなければ断る。"""
        ready = [server for server in self.servers if server is not None]
        if ready:
            ready[(self.answered + self.refused) % len(ready)].predict(image)
        self.answered += bool(ready)
        self.refused += not ready

    def replace_in_place(self, new: Server, traffic: Callable[[], None]) -> None:
        """止めてから差し替える。"""
        count = len(self.servers)
        self.servers = [None] * count
        traffic()  # コピーと再起動の間にも、要求は届く
        self.servers = [new] * count
        traffic()

    def roll_out(self, new: Server, owner: str, traffic: Callable[[], None]) -> str:
        """新しい推論器を隣に立てて確かめ、1台ずつ要求を移す。"""
        for place, server in enumerate(self.servers):
            if server.version == new.version:
                continue  # 途中で止まった配布の続き
            traffic()  # 新しい推論器を用意する間は、今の推論器が答える
            try:
                right = np.mean([new.predict(image) for image in IMAGES[SAMPLES]] == LABELS[SAMPLES])
            except ValueError as error:
                return f"{place} 台で中止（{str(error)[:40].split(',')[0]}）"
            if right < 0.9:
                return f"{place} 台で中止（見本の正解率 {right:.0%}）"
            self.servers[place] = new
            self.note(place, owner)
        traffic()
        return f"{len(self.servers)} 台を入れ替え"


def train(count: int, size: int = 64) -> LogisticRegression:
    return LogisticRegression(max_iter=300).fit(IMAGES[:count, :size], LABELS[:count])


def main() -> None:
    stream = iter(np.resize(np.arange(1000, 1797), 10_000))

    def traffic(fleet: Fleet) -> Callable[[], None]:
        return lambda: [fleet.request(IMAGES[next(stream)]) for _ in range(20)]

    old, new = Server("digits-1", train(500)), Server("digits-2", train(1000))
    plain = Fleet([old] * 3)
    plain.replace_in_place(new, traffic(plain))
    print(f"止めて差し替える: 断った要求 {plain.refused} / {plain.refused + plain.answered}")

    fleet = Fleet([old] * 3)
    for candidate in (new, Server("digits-3", train(1000, 32)), Server("digits-4", train(40))):
        result = fleet.roll_out(candidate, "sato", traffic(fleet))
        print(
            f"1台ずつ移す {candidate.version}: {result}、断った要求 {fleet.refused} / {fleet.refused + fleet.answered}"
        )
    for row in fleet.inventory.execute("SELECT * FROM running"):
        print("台帳:", *row)


if __name__ == "__main__":
    main()
