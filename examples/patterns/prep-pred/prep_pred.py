"""前処理・推論パターンの最小例: 前処理のサーバーと、ONNX Runtime で計算だけをするサーバーに分ける。

変換の規則とモデルは同じ学習で決まった組である。組の番号を要求に付け、違う組なら推論サーバーが断る。
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx
import numpy as np
import onnxruntime
from fastapi import FastAPI, Header, HTTPException
from skl2onnx import to_onnx
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MinMaxScaler, StandardScaler


@dataclass
class Pair:
    """同じ学習で決まった、変換の規則とモデルの組。"""

    number: str
    scaler: StandardScaler | MinMaxScaler
    model: bytes


def train(number: str, scaler: StandardScaler | MinMaxScaler, rows: np.ndarray, labels: np.ndarray) -> Pair:
    scaled = scaler.fit_transform(rows)
    model = LogisticRegression(max_iter=1000).fit(scaled, labels)
    return Pair(number, scaler, to_onnx(model, scaled[:1].astype(np.float32)).SerializeToString())


def build_prediction(pair: Pair, checks_pair: bool = True) -> FastAPI:
    """計算だけを行うサーバー。scikit-learn は要らない。"""
    session = onnxruntime.InferenceSession(pair.model, providers=["CPUExecutionProvider"])
    app = FastAPI()

    @app.post("/predict")
    def predict(scaled: list[float], pair_number: str = Header()) -> int:
        if checks_pair and pair_number != pair.number:
            raise HTTPException(409, f"組 {pair.number} を待っていたが、{pair_number} の入力が届いた")
        return int(session.run(None, {"X": np.array([scaled], np.float32)})[0][0])

    return app


def build_preparation(pair: Pair, prediction: FastAPI) -> FastAPI:
    """生の値を変換し、推論サーバーに送って、読める形で返すサーバー。"""
    client = httpx.AsyncClient(transport=httpx.ASGITransport(prediction), base_url="http://prediction")
    app = FastAPI()

    @app.post("/diagnose")
    async def diagnose(measures: list[float]) -> dict[str, str]:
        scaled = pair.scaler.transform([measures])[0].tolist()
        response = await client.post("/predict", json=scaled, headers={"Pair-Number": pair.number})
        if response.status_code == 409:
            raise HTTPException(502, response.json()["detail"])  # 配備の誤りなので、利用者の誤りにしない
        return {"result": ["悪性", "良性"][response.json()]}

    return app


async def diagnose_all(app: FastAPI, rows: np.ndarray) -> list[str]:
    """答えか、状態コードを返す。"""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://preparation") as client:
        responses = [await client.post("/diagnose", json=row.tolist()) for row in rows]
    return [response.json()["result"] if response.is_success else str(response.status_code) for response in responses]


async def run() -> None:
    rows, labels = load_breast_cancer(return_X_y=True)
    old = train("2026-10", MinMaxScaler(), rows[:400], labels[:400])
    new = train("2026-11", StandardScaler(), rows[:400], labels[:400])
    names = np.array(["悪性", "良性"])[labels[400:]]

    def report(name: str, answers: list[str]) -> None:
        refused = answers.count("502")
        right = np.mean(np.array(answers) == names)
        print(f"{name}: 正解率 {right:.0%}、断った要求 {refused} / {len(names)} 件")

    report("そろった組", await diagnose_all(build_preparation(new, build_prediction(new)), rows[400:]))
    mixed = build_prediction(new, checks_pair=False)
    report("前処理だけ古い、番号を見ない", await diagnose_all(build_preparation(old, mixed), rows[400:]))
    report("前処理だけ古い、番号を見る", await diagnose_all(build_preparation(old, build_prediction(new)), rows[400:]))


if __name__ == "__main__":
    asyncio.run(run())
