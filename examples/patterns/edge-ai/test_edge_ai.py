import socket
from pathlib import Path

import numpy as np
import pytest
from edge_ai import Device, publish, shrink, train


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    random = np.random.default_rng(0)
    images = random.normal(size=(200, 4)).astype(np.float32)
    large = train(images, (images[:, 0] > 0).astype(int), tmp_path_factory.mktemp("models"))
    return large, shrink(large)


def test_the_small_model_is_a_fraction_and_answers_alike(files: tuple[Path, Path]) -> None:
    large, small = files
    assert small.stat().st_size < large.stat().st_size / 3
    points = np.array([[3, 0, 0, 0], [-3, 0, 0, 0]], np.float32)
    answers = []
    for path in files:
        device = Device(4)
        assert device.install(path.read_bytes(), publish(path, "v1", 4))
        answers.append(device.predict(points).tolist())
    assert answers == [[1, 0], [1, 0]]


def test_prediction_needs_no_network(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(4)
    device.install(files[1].read_bytes(), publish(files[1], "v1", 4))

    def refuse(*args: object, **options: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket, "socket", refuse)
    assert len(device.predict(np.zeros((3, 4), np.float32))) == 3


@pytest.mark.parametrize(("change", "input_size"), [(b"x", 4), (b"", 5)])
def test_a_model_that_does_not_fit_leaves_the_old_one(files: tuple[Path, Path], change: bytes, input_size: int) -> None:
    device = Device(4)
    device.install(files[0].read_bytes(), publish(files[0], "v1", 4))
    assert not device.install(files[1].read_bytes() + change, publish(files[1], "v2", input_size))
    assert device.version == "v1"
    assert len(device.predict(np.zeros((1, 4), np.float32))) == 1
