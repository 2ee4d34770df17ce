import numpy as np
import pytest
import serving_template
from fastapi.testclient import TestClient
from serving_template import SERVICES, broken_promises, build, generate


class First:
    def predict(self, batch: list) -> np.ndarray:
        return np.zeros(len(batch), int)


@pytest.mark.parametrize("name", SERVICES)
def test_every_generated_server_keeps_the_promises(name: str) -> None:
    app = build(generate(name, "1.0"), First())
    rows = np.zeros((1, SERVICES[name]["size"]))
    assert broken_promises(app, rows) == []
    answer = TestClient(app).post("/predict", json=rows[0].tolist()).json()
    assert answer == {"label": SERVICES[name]["labels"][0]}


def test_an_incompatible_template_is_found_in_all_of_them() -> None:
    for name in SERVICES:
        rows = np.zeros((1, SERVICES[name]["size"]))
        assert "/predict がラベルを返す" in broken_promises(build(generate(name, "2.0", "/v2"), First()), rows)


def test_a_missing_setting_stops_the_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    """黙って空の値で埋めると、動いてから壊れる。"""
    monkeypatch.setattr(serving_template, "SERVICES", {"アヤメ": {"labels": ["setosa"]}})
    with pytest.raises(KeyError, match="size"):
        generate("アヤメ", "1.0")


def test_each_server_says_which_template_it_is_from() -> None:
    ready = TestClient(build(generate("ワイン", "1.7"), First())).get("/ready").json()
    assert ready == {"template": "1.7", "labels": ["1", "2", "3"]}
