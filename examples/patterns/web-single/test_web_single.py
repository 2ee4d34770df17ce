import pytest
from fastapi.testclient import TestClient
from sklearn.datasets import load_iris
from web_single import build_app, train


@pytest.fixture(scope="module")
def trained() -> tuple:
    return train()


def test_it_is_alive_before_it_is_ready(trained: tuple) -> None:
    app = build_app(trained[1], "v1")
    without_start = TestClient(app)
    assert without_start.get("/live").status_code == 200
    assert without_start.get("/ready").status_code == 503
    with TestClient(app) as client:
        assert client.get("/ready").json() == {"version": "v1"}


def test_it_answers_as_the_trained_pipeline_does(trained: tuple) -> None:
    """前処理までがファイルに入っているので、生の値を送れば同じ答えになる。"""
    flowers = load_iris().data[40:60]
    with TestClient(build_app(trained[1], "v1")) as client:
        answers = [client.post("/predict", json={"measures": list(row)}).json() for row in flowers]
    assert [answer["species"] for answer in answers] == trained[0].predict(flowers).tolist()
    assert {answer["version"] for answer in answers} == {"v1"}


@pytest.mark.parametrize("body", [{"measures": [1, 2, 3]}, {"measures": [1, 2, 3, "wide"]}, {}])
def test_a_malformed_request_is_the_clients_error(trained: tuple, body: dict) -> None:
    with TestClient(build_app(trained[1], "v1")) as client:
        assert client.post("/predict", json=body).status_code == 422
