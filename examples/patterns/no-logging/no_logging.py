"""ログなしパターンの前と後: 同じ推論サーバーの記録から、後で聞かれる問いのいくつに答えられるかを数える。

前はエラーの文だけを残す。後は要求ごとに、番号とバージョンと答えを持つ1行の JSON を残す。
"""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

FIELDS = ("request", "version", "result", "error")


class JsonLines(logging.Formatter):
    """1件を1行の JSON にする。"""

    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "event": record.getMessage()}
        line |= {name: vars(record)[name] for name in FIELDS if name in vars(record)}
        return json.dumps(line)


def make_logger(level: int, formatter: logging.Formatter) -> tuple[logging.Logger, io.StringIO]:
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(formatter)
    logger = logging.Logger("serving", level)
    logger.addHandler(handler)
    return logger, kept


def serve(
    models: dict[str, Any],
    requests: list[tuple[str, str, np.ndarray]],
    logger: logging.Logger,
) -> None:
    """要求を順に解く。どちらの設定でも、この部分は同じ。"""
    for request, version, image in requests:
        known = {"request": request, "version": version}
        try:
            result = int(models[version].predict(image[None])[0])
            logger.info("predicted", extra=known | {"result": result})
        except ValueError as error:
            logger.error("prediction failed", extra=known | {"error": type(error).__name__})


def answer(lines: list[str], reactions: dict[str, int]) -> dict[str, Any]:
    """記録の行から、答えられた問いと答えだけを返す。"""
    records = [json.loads(line) for line in lines if line.startswith("{")]
    done = {record["request"]: record for record in records if "result" in record}
    answers: dict[str, Any] = {"要求 r17 への答え": done.get("r17", {}).get("result")}
    hits: dict[str, list[bool]] = {}
    for request, label in reactions.items():
        if request in done:
            hits.setdefault(done[request]["version"], []).append(done[request]["result"] == label)
    rates = "、".join(f"{version} は {np.mean(found):.1%}" for version, found in sorted(hits.items()))
    answers["バージョン別の当たり"] = rates or None
    answers["失敗した要求"] = "、".join(record["request"] for record in records if "error" in record) or None
    return {question: found for question, found in answers.items() if found is not None}


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    models = {"v1": KNeighborsClassifier(3).fit(images[:900], labels[:900])}
    models["v2"] = KNeighborsClassifier(3).fit(images[:60], labels[:60])  # 学習データを取り違えた
    requests = [(f"r{n}", "v1" if n < 200 else "v2", images[900 + n]) for n in range(400)]
    requests[250] = ("r250", "v2", images[0][:10])  # 形の違う入力
    reactions = {f"r{n}": int(labels[900 + n]) for n in range(0, 400, 2)}

    for name, level, formatter in (
        ("前", logging.ERROR, logging.Formatter("%(levelname)s %(message)s")),
        ("後", logging.INFO, JsonLines()),
    ):
        logger, kept = make_logger(level, formatter)
        serve(models, requests, logger)
        found = answer(kept.getvalue().splitlines(), reactions)
        print(f"{name}: 残した量 {len(kept.getvalue().encode()):,} バイト、答えられた問い {len(found)} / 3")
        for question, result in found.items():
            print(f"  {question}: {result}")


if __name__ == "__main__":
    main()
