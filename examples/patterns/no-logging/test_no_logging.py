import json
import logging

import numpy as np
from no_logging import JsonLines, answer, make_logger, serve


class Sum:
    """画素の和を答える。空の入力では失敗する。"""

    def predict(self, batch: np.ndarray) -> np.ndarray:
        if not batch.size:
            raise ValueError
        return batch.sum(axis=1)


REQUESTS = [("r17", "a", np.ones(3)), ("r18", "b", np.ones(5)), ("r19", "b", np.array([]))]


def lines(level: int, formatter: logging.Formatter) -> list[str]:
    logger, kept = make_logger(level, formatter)
    serve({"a": Sum(), "b": Sum()}, REQUESTS, logger)
    return kept.getvalue().splitlines()


def test_errors_alone_answer_nothing() -> None:
    kept = lines(logging.ERROR, logging.Formatter("%(message)s"))
    assert kept == ["prediction failed"]
    assert answer(kept, {"r17": 3}) == {}


def test_one_line_a_request_answers_all() -> None:
    kept = lines(logging.INFO, JsonLines())
    assert [json.loads(line)["level"] for line in kept] == ["INFO", "INFO", "ERROR"]
    assert answer(kept, {"r17": 3, "r18": 4, "r19": 0}) == {
        "要求 r17 への答え": 3,
        "バージョン別の当たり": "a は 100.0%、b は 0.0%",
        "失敗した要求": "r19",
    }


def test_errors_with_a_number_say_which() -> None:
    """エラーだけでも、番号があれば失敗した要求は分かる。外れた推論は分からない。"""
    assert list(answer(lines(logging.ERROR, JsonLines()), {"r18": 4})) == ["失敗した要求"]
