import json
from pathlib import Path

import numpy as np
import pytest
from parameter_based_inference import Proxy


class Chances:
    """入力をそのまま確率として返す。"""

    calls = 0

    def predict_proba(self, batch: np.ndarray) -> np.ndarray:
        self.calls += 1
        return batch


@pytest.fixture
def proxy(tmp_path: Path) -> Proxy:
    (tmp_path / "settings.json").write_text("{}")
    return Proxy(Chances(), tmp_path / "settings.json")


def change(proxy: Proxy, **settings: object) -> None:
    proxy.path.write_text(json.dumps(settings))


def test_a_threshold_holds_from_the_next_request(proxy: Proxy) -> None:
    unsure = np.array([0.4, 0.6])
    assert proxy.predict(unsure)["digit"] == 1
    change(proxy, threshold=0.7, revision=8)
    assert proxy.predict(unsure) == {"digit": None, "why": "しきい値に届かない", "revision": 8}
    assert proxy.predict(np.array([0.3, 0.7]))["digit"] == 1  # ちょうどの値は通す


def test_what_is_switched_off_is_not_called(proxy: Proxy) -> None:
    change(proxy, is_active=False)
    assert proxy.predict(np.array([0.0, 1.0]))["why"] == "無効"
    assert proxy.model.calls == 0


@pytest.mark.parametrize("settings", [{"threshold": 1.5}, {"treshold": 0.5}, {"is_active": "maybe"}])
def test_a_wrong_setting_is_reported_and_the_old_one_stays(proxy: Proxy, settings: dict) -> None:
    change(proxy, threshold=0.9, revision=1)
    proxy.predict(np.array([0.5, 0.5]))
    change(proxy, **settings)
    assert proxy.predict(np.array([0.2, 0.8]))["why"] == "しきい値に届かない"
    assert next(iter(settings)) in proxy.error
    change(proxy, threshold=0.5, revision=2)
    assert proxy.predict(np.array([0.2, 0.8]))["digit"] == 1
    assert proxy.error == ""
