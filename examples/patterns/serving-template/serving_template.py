"""推論器テンプレートパターンの最小例: モデル以外を1つのひな形にし、設定を埋めて推論器を3つ作る。

ひな形を変えると全部の推論器が変わる。公開の前に、作り直した全部に同じ約束の試験をかける。
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template
from typing import Any

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier

TEMPLATE = Template('''\
"""$title（ひな形 $version から作った。直接は直さない）。"""

from typing import Annotated

from fastapi import FastAPI, HTTPException
from pydantic import Field

def build_app(model):
    app = FastAPI(title="$title", version="$version")
    log = app.state.log = []

    @app.get("/ready")
    def ready():
        return {"template": "$version", "labels": $labels}

    @app.post("$path")
    def predict(values: Annotated[list[float], Field(min_length=$size, max_length=$size)]):
        label = $labels[int(model.predict([values])[0])]
        log.append({"values": values, "label": label})
        return {"label": label}

    return app
''')

SERVICES = {  # 推論器ごとに違うのは、これだけ
    "アヤメ": {"size": 4, "labels": ["setosa", "versicolor", "virginica"], "data": datasets.load_iris},
    "ワイン": {"size": 13, "labels": ["1", "2", "3"], "data": datasets.load_wine},
    "乳がん": {"size": 30, "labels": ["悪性", "良性"], "data": datasets.load_breast_cancer},
}


def generate(name: str, version: str, path: str = "/predict") -> str:
    """推論器のソースを返す。埋め忘れた設定があれば、KeyError になる。"""
    settings = {key: repr(value) for key, value in SERVICES[name].items() if key != "data"}
    return TEMPLATE.substitute(settings, title=name, version=version, path=path)


def build(source: str, model: Any) -> FastAPI:
    """生成したソースから推論器を作る。実際には、ファイルに書いてイメージに入れる。"""
    names: dict[str, Callable[[Any], FastAPI]] = {}
    exec(compile(source, "<template>", "exec"), names)  # 自分で生成したソースだけを実行する
    return names["build_app"](model)


def broken_promises(app: FastAPI, rows: np.ndarray) -> list[str]:
    """利用者との約束のうち、守られていないものを返す。"""
    client, broken = TestClient(app), []
    if client.get("/ready").status_code != 200:
        broken.append("準備ができたと答える")
    answer = client.post("/predict", json=rows[0].tolist())
    if answer.status_code != 200 or answer.json().keys() != {"label"}:
        broken.append("/predict がラベルを返す")
    if client.post("/predict", json=rows[0].tolist()[:-1]).status_code != 422:
        broken.append("値の足りない要求を断る")
    if len(app.state.log) != 1:
        broken.append("答えた要求だけを記録する")
    return broken


def main() -> None:
    models, rows = {}, {}
    for name, service in SERVICES.items():
        rows[name], labels = service["data"](return_X_y=True)
        models[name] = RandomForestClassifier(20, random_state=0).fit(rows[name], labels)
        print(f"{name}: 設定 {len(service) - 1} 個から {len(generate(name, '1.0').splitlines())} 行を生成")
    for version, path in (("1.1", "/predict"), ("2.0", "/v2/predict")):
        broken = {
            name: broken_promises(build(generate(name, version, path), models[name]), rows[name]) for name in SERVICES
        }
        kept = sum(not promises for promises in broken.values())
        print(f"ひな形 {version}: {kept} / {len(SERVICES)} の推論器が約束を守る")
        for promise in sorted({promise for promises in broken.values() for promise in promises}):
            print(f"  破られた約束: {promise}")


if __name__ == "__main__":
    main()
