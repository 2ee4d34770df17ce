from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from model_load import create_app, fetch, publish


class Constant:
    """いつも同じ数字を答えるモデル。"""

    def __init__(self, answer: int) -> None:
        self.answer = answer

    def predict(self, rows: list[list[float]]) -> list[int]:
        return [self.answer] * len(rows)


def test_nothing_is_answered_before_the_model_is_there(tmp_path: Path) -> None:
    publish(tmp_path, "m", Constant(4), ["serve-2"])
    client = TestClient(create_app([tmp_path], "m"))
    assert client.post("/predict", json=[0.0]).status_code == 503
    client.post("/load")
    assert client.post("/predict", json=[0.0]).json() == {"answer": 4, "version": "m"}


def test_one_server_image_serves_two_models(tmp_path: Path) -> None:
    publish(tmp_path, "a", Constant(1), ["serve-2"])
    publish(tmp_path, "b", Constant(2), ["serve-2"])
    clients = [TestClient(create_app([tmp_path], version)) for version in "ab"]
    for client in clients:
        client.post("/load")
    assert [client.post("/predict", json=[0.0]).json()["answer"] for client in clients] == [1, 2]


def test_a_damaged_file_is_left_for_the_next_store(tmp_path: Path) -> None:
    near, far = tmp_path / "near", tmp_path / "far"
    for store in (near, far):
        store.mkdir()
        publish(store, "m", Constant(5), ["serve-2"])
    (near / "m.pkl").write_bytes(b"cos\nsystem\n")
    assert fetch([near, far], "m").predict([[0.0]]) == [5]
    with pytest.raises(RuntimeError, match="ハッシュが合わない"):
        fetch([near], "m")


def test_a_model_for_another_image_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, "m", Constant(5), ["serve-9"])
    with pytest.raises(RuntimeError, match="serve-2 で動かない"):
        fetch([tmp_path], "m")
