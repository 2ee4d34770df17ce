"""Edge AI パターンの最小例: 学習したモデルを小さくして配り、端末の中だけで推論する。

サーバー側は、32 ビットのモデルを 8 ビットに変換し、精度の落ち方を確かめてから配る。端末の側は、届いたファイルが
壊れていないかと、自分で扱える形式かを確かめ、通信なしで推論する。
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from skl2onnx import to_onnx
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier


def train(images: np.ndarray, labels: np.ndarray, folder: Path) -> Path:
    """サーバー側: 学習して ONNX のファイルにする。"""
    model = MLPClassifier((256, 128), max_iter=300, random_state=0).fit(images, labels)
    path = folder / "float32.onnx"
    path.write_bytes(to_onnx(model, images[:1], options={"zipmap": False}).SerializeToString())
    return path


def shrink(path: Path) -> Path:
    """サーバー側: 重みを 8 ビットの整数にする。"""
    small = path.with_name("int8.onnx")
    quantize_dynamic(path, small, weight_type=QuantType.QInt8, reduce_range=True)
    return small


def publish(path: Path, version: str, input_size: int) -> bytes:
    """サーバー側: モデルに添える札。端末はこれを見て、取り込むかどうかを決める。"""
    content = path.read_bytes()
    card = {"version": version, "sha256": hashlib.sha256(content).hexdigest(), "input_size": input_size}
    return json.dumps(card).encode()


class Device:
    """端末。新しいモデルが使えなければ、今のモデルを使い続ける。"""

    def __init__(self, input_size: int) -> None:
        self.input_size, self.version = input_size, "なし"
        self.session: onnxruntime.InferenceSession | None = None

    def install(self, content: bytes, card: bytes) -> bool:
        """取り込めたかどうかを返す。"""
        stated = json.loads(card)
        if stated["sha256"] != hashlib.sha256(content).hexdigest() or stated["input_size"] != self.input_size:
            return False
        self.session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        self.version = stated["version"]
        return True

    def predict(self, images: np.ndarray) -> np.ndarray:
        return self.session.run(None, {"X": images})[0]


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    images = images.astype(np.float32) / 16
    with tempfile.TemporaryDirectory() as folder:
        large = train(images[:1200], labels[:1200], Path(folder))
        small = shrink(large)
        answers = {}
        for path, version in ((large, "v1"), (small, "v2")):
            device = Device(input_size=64)
            assert device.install(path.read_bytes(), publish(path, version, 64))
            answers[path] = device.predict(images[1200:])
            right = np.mean(answers[path] == labels[1200:])
            print(f"{path.stem}: {path.stat().st_size / 1000:.0f} kB、正解率 {right:.0%}")
        print(f"2つの答えが同じ割合 {np.mean(answers[large] == answers[small]):.0%}")

        broken = small.read_bytes()[:-1000]
        accepted = device.install(broken, publish(small, "v3", 64))
        print(f"途中で切れたファイル: {'取り込んだ' if accepted else '断った'}、使っているバージョン {device.version}")


if __name__ == "__main__":
    main()
