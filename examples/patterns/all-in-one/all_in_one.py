"""オールインワンパターンの前と後: 3つのモデルを1つのサーバーに載せた場合と、1つずつ分けた場合。

1つのモデルを更新して壊したとき、また1つの推論が重いときに、ほかのモデルのクライアントが何を受け取るかを数える。
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.tree import DecisionTreeClassifier

Loader = Callable[[], ClassifierMixin]
DATA = {"がん": load_breast_cancer, "花": load_iris, "ワイン": load_wine}


def trained(name: str) -> Loader:
    return lambda: DecisionTreeClassifier(random_state=0).fit(*DATA[name](return_X_y=True))


def create_app(loaders: dict[str, Loader]) -> FastAPI:
    """起動のときに、受け持つモデルをすべて読むサーバー。"""
    models = {name: loader() for name, loader in loaders.items()}
    app = FastAPI()

    @app.post("/{name}")
    def predict(name: str, row: list[float]) -> int:
        return int(models[name].predict([row])[0])

    return app


class Server:
    """推論器1つ。同時に計算できるのは1件（ワーカー1本）。"""

    def __init__(self, loaders: dict[str, Loader]) -> None:
        self.loaders, self.worker = loaders, ThreadPoolExecutor(1)
        self.client: TestClient | None = None
        self.restart({})

    def restart(self, changes: dict[str, Loader]) -> None:
        self.loaders = self.loaders | changes
        try:
            self.client = TestClient(create_app(self.loaders))
        except Exception:  # 起動に失敗したサーバーは、何にも答えない
            self.client = None

    def ask(self, name: str) -> Future[int]:
        """要求を送り、状態コードの Future を返す。"""
        row = DATA[name]().data[0].tolist()
        client = self.client
        return self.worker.submit(lambda: client.post(f"/{name}", json=row).status_code if client else 503)


def together(names: list[str]) -> dict[str, Server]:
    server = Server({name: trained(name) for name in names})
    return dict.fromkeys(names, server)


def apart(names: list[str]) -> dict[str, Server]:
    return {name: Server({name: trained(name)}) for name in names}


def broken() -> ClassifierMixin:
    raise ImportError("新しいライブラリが、ほかのモデルの要るバージョンと合わない")


def update(servers: dict[str, Server], name: str) -> tuple[int, int]:
    """モデルを壊れたものに替え、（起動し直したモデルの数、まだ答えるモデルの数）を返す。"""
    changed = servers[name]
    changed.restart({name: broken})
    answers = [server.ask(model).result() for model, server in servers.items()]
    return len(changed.loaders), answers.count(200)


def slow(servers: dict[str, Server], name: str, patience: float = 2) -> int:
    """1つのモデルが計算中のときに、ほかのモデルのうち、クライアントが待てる秒数のうちに答えた数。"""
    started, finish = threading.Event(), threading.Event()
    busy = servers[name].worker.submit(lambda: (started.set(), finish.wait(60)))
    started.wait(60)
    others = [server.ask(model) for model, server in servers.items() if model != name]
    answered = wait(others, patience).done
    finish.set()
    busy.result(60)
    return sum(answer.result() == 200 for answer in answered)


def main() -> None:
    for title, build in (("1つに同居", together), ("モデルごと", apart)):
        waiting = slow(build(list(DATA)), "がん")
        restarted, alive = update(build(list(DATA)), "がん")
        print(f"{title}: 重い推論の間に答えたほかのモデル {waiting} / 2")
        print(f"{title}: 1つ更新して起動し直したモデル {restarted}、失敗した後も答えるモデル {alive} / 3")


if __name__ == "__main__":
    main()
