import numpy as np
from quality_and_operations import build_server, owner, probe_inference, probe_operation

SAMPLES = [([float(n)], n) for n in range(10)]


def test_a_stopped_server_is_not_called_wrong() -> None:
    """応答がないときは、推論の良し悪しを言わない。"""
    with build_server(None) as client:
        assert not probe_operation(client)
        assert probe_inference(client, SAMPLES) is None
    assert owner(False, None) == "運用の当番"


def test_a_running_server_may_be_wrong() -> None:
    with build_server(lambda image: int(image[0])) as client:
        assert probe_operation(client)
        assert probe_inference(client, SAMPLES)
    with build_server(lambda image: int(image[0]) % 8) as client:  # 10 件のうち 2 件が違う
        assert probe_operation(client)
        assert not probe_inference(client, SAMPLES)
        assert probe_inference(client, SAMPLES, line=0.8)
    assert owner(True, False) == "モデルの担当"
    assert owner(True, True) == "知らせない"


def test_a_failure_on_some_inputs_is_no_judgement() -> None:
    """見本の一部に応答がなければ、残りが合っていても正しいとは言わない。"""

    def fails_on_nine(image: np.ndarray) -> int:
        if image[0] == 9:
            raise ValueError
        return int(image[0])

    with build_server(fails_on_nine) as client:
        client._transport.raise_server_exceptions = False
        assert probe_inference(client, SAMPLES) is None
