"""モデルロードパターンの最小例: 同じサーバーが起動してから、設定で指定されたモデルを外の保管先から読む。

ハッシュと対応表を確かめてから受け付けを始める。読めるまでは 503 を返し、最初の保管先が落ちていれば次を試す。
"""

from __future__ import annotations

import hashlib
import json
import pickle
import tempfile
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

SERVER_IMAGE = "serve-2"  # このイメージで動かせるモデルは、対応表（一覧の images）にある


def publish(store: Path, version: str, model: object, images: list[str]) -> None:
    """モデルを置き、最後に一覧を置く。書きかけのモデルが読まれることはない。"""
    content = pickle.dumps(model)
    (store / f"{version}.pkl").write_bytes(content)
    record = {"sha256": hashlib.sha256(content).hexdigest(), "images": images}
    (store / f"{version}.json").write_text(json.dumps(record), "utf-8")


def fetch(stores: list[Path], version: str) -> object:
    """読めた最初の保管先からモデルを返す。"""
    problems = []
    for store in stores:
        try:
            record = json.loads((store / f"{version}.json").read_text("utf-8"))
            content = (store / f"{version}.pkl").read_bytes()
        except OSError:
            problems.append("届かない")
            continue
        if SERVER_IMAGE not in record["images"]:
            raise RuntimeError(f"{version} は {SERVER_IMAGE} で動かない")  # ほかの保管先でも同じなので、試さない
        if hashlib.sha256(content).hexdigest() != record["sha256"]:
            problems.append("ハッシュが合わない")
            continue
        return pickle.loads(content)  # ハッシュを確かめたファイルだけを開く
    raise RuntimeError(f"{version}: " + "、".join(problems))


def create_app(stores: list[Path], version: str) -> FastAPI:
    """どのモデルにも使う共通のサーバー。読み込みは /load、実際には init コンテナや起動時の処理にあたる。"""
    app = FastAPI()
    loaded: dict[str, object] = {}

    @app.post("/load")
    def load() -> dict[str, str]:
        loaded["model"] = fetch(stores, version)
        return {"version": version}

    @app.get("/ready")
    def ready() -> dict[str, str]:
        if not loaded:
            raise HTTPException(503, "モデルがまだない")
        return {"version": version}

    @app.post("/predict")
    def predict(image: list[float]) -> dict[str, object]:
        ready()
        return {"answer": int(loaded["model"].predict([image])[0]), "version": version}

    return app


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    images /= 16
    with tempfile.TemporaryDirectory() as name:
        near, far = Path(name) / "near", Path(name) / "far"
        far.mkdir()
        publish(far, "linear-1", LogisticRegression(max_iter=300).fit(images[:1000], labels[:1000]), ["serve-2"])
        forest = RandomForestClassifier(20, random_state=0).fit(images[:1000], labels[:1000])
        publish(far, "forest-1", forest, ["serve-2", "serve-3"])
        publish(far, "forest-2", forest, ["serve-3"])
        for version in ("linear-1", "forest-1", "forest-2"):
            client = TestClient(create_app([near, far], version), raise_server_exceptions=False)
            before, load = client.get("/ready").status_code, client.post("/load").status_code
            answers = [client.post("/predict", json=image.tolist()) for image in images[1000:1100]]
            right = sum(
                a.status_code == 200 and a.json()["answer"] == y
                for a, y in zip(answers, labels[1000:1100], strict=True)
            )
            after = client.get("/ready").status_code
            print(f"{version}: 受け付け {before} → 読み込み {load} → 受け付け {after}、正解 {right} / 100")


if __name__ == "__main__":
    main()
