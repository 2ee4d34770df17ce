"""Web シングルパターンの最小例: 受付、前処理、モデルを1つの Web サーバーに収める。

前処理は ONNX のモデルの中に入れてあるので、学習のときとずれない。モデルを読み終えるまでは、準備中と答える。
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import onnxruntime
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


class Flower(BaseModel):
    """がくと花びらの長さと幅（cm）。"""

    measures: list[float] = Field(min_length=4, max_length=4)


def build_app(model: bytes, version: str) -> FastAPI:
    """推論のエンドポイントと、起動したか、準備ができたかを答えるエンドポイント。"""

    @asynccontextmanager
    async def load(app: FastAPI) -> AsyncIterator[None]:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # プロセスを並べるときに、CPU を取り合わない
        app.state.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        yield
        app.state.session = None

    app = FastAPI(lifespan=load)
    app.state.session = None

    @app.get("/live")
    async def is_alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready")
    async def is_ready(request: Request) -> dict[str, str]:
        if request.app.state.session is None:
            raise HTTPException(503, "モデルを読み込んでいます")
        return {"version": version}

    @app.post("/predict")
    def predict(flower: Flower, request: Request) -> dict[str, int | str]:  # async にしないので、受付を止めない
        inputs = {"X": np.array([flower.measures], np.float32)}
        return {"species": int(request.app.state.session.run(["label"], inputs)[0][0]), "version": version}

    return app


def train() -> tuple[Pipeline, bytes]:
    """学習した前処理とモデルを、1つの ONNX のファイルにする。"""
    measures, species = load_iris(return_X_y=True)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(measures[::2], species[::2])
    names = {"label": "label", "probabilities": "probabilities"}
    file = to_onnx(model, measures[:1].astype(np.float32), options={"zipmap": False})
    assert [output.name for output in file.graph.output] == list(names)
    return model, file.SerializeToString()


def main() -> None:
    measures, species = load_iris(return_X_y=True)
    model, file = train()
    app = build_app(file, version="2026-11-30")
    early = TestClient(app)  # with で使うまでは、モデルが読み込まれない
    print(f"起動の前: /live {early.get('/live').status_code}、/ready {early.get('/ready').status_code}")
    with TestClient(app) as client:
        print(f"起動の後: /ready {client.get('/ready').json()}")
        answers = [
            client.post("/predict", json={"measures": flower.tolist()}).json()["species"] for flower in measures[1::2]
        ]
        wrong = client.post("/predict", json={"measures": [5.1, 3.5]})
    assert answers == model.predict(measures[1::2]).tolist()  # 学習したときのモデルと同じ答え
    print(f"正解 {np.sum(answers == species[1::2])} / {len(answers)} 件、値の足りない要求への応答 {wrong.status_code}")


if __name__ == "__main__":
    main()
