import numpy as np
from model_in_image import SERVE, Registry, layer

CODE = layer({"serve.py": SERVE.encode()})


def model(winner: int) -> bytes:
    """いつも同じ数字を答えるモデルの層。"""
    import io

    buffer = io.BytesIO()
    np.savez(buffer, coef=np.zeros((10, 64)), bias=np.eye(10)[winner])
    return layer({"model.npz": buffer.getvalue()})


def test_the_same_content_is_the_same_image_and_is_not_sent_again() -> None:
    registry = Registry()
    first = registry.push(CODE, model(3))
    sent = registry.sent
    assert registry.push(CODE, model(3)) == first
    assert registry.sent == sent


def test_an_image_needs_nothing_but_itself_and_the_old_one_still_answers() -> None:
    registry = Registry()
    old, new = registry.push(CODE, model(3)), registry.push(CODE, model(8))
    assert registry.run(new, np.zeros((2, 64))) == [8, 8]
    assert registry.run(old, np.zeros((2, 64))) == [3, 3]


def test_a_large_layer_below_is_shared() -> None:
    registry = Registry()
    base = layer({"lib": bytes(1000)})
    registry.push(base, CODE, model(1))
    before = registry.sent
    registry.push(base, CODE, model(2))
    assert registry.sent - before == 2  # モデルの層と、層の一覧
