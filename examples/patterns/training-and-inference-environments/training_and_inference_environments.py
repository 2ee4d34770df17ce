"""学習環境と推論環境の最小例: 共通の前処理と重みだけを渡し、学習用のライブラリを入れられない推論側で動かす。

推論側は別のプロセスで、学習用のライブラリを読もうとすると失敗する。数値の型も変え、答えがどれだけ変わるかを数える。
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

SHARED = '''
"""両方の環境で使う前処理。学習のコードは入れない。"""
def prepare(images):
    return images / 16
'''
GUARD = """
import importlib.abc, sys
class Forbid(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {forbidden!r}:
            raise ImportError("推論側にないライブラリ: " + name)
sys.meta_path.insert(0, Forbid())
"""
SERVE = """
import json, sys
import numpy as np
from shared import prepare
options = json.loads(sys.argv[1])
weights, data = np.load("model.npz"), np.load("test.npz")
kind = np.dtype(options["kind"])
if options["strict"] and data["images"].dtype != options["expected"]:
    sys.exit(f"入力の型が {data['images'].dtype}。約束は {options['expected']}")
x = prepare(data["images"].astype(kind))
for layer in range(2):
    x = x @ weights[f"w{layer}"].astype(kind) + weights[f"b{layer}"].astype(kind)
    x = np.maximum(x, 0) if layer == 0 else x
chances = np.exp(x.astype(float) - x.max(1, keepdims=True))
chances /= chances.sum(1, keepdims=True)
print(json.dumps({"answers": x.argmax(1).tolist(), "chances": chances.tolist()}))
"""


def infer(
    folder: Path, code: str = SERVE, forbidden: tuple[str, ...] = ("sklearn", "scipy", "pandas"), **options: object
):
    """推論側で動かし、答えの JSON か、失敗の最後の1行を返す。"""
    arguments = json.dumps({"kind": "float64", "strict": False, "expected": "float64"} | options)
    command = [sys.executable, "-c", GUARD.format(forbidden=forbidden) + code, arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    if done.returncode:
        return done.stderr.decode().strip().split("\n")[-1]
    return json.loads(done.stdout)


def export(folder: Path, model: MLPClassifier, images: np.ndarray) -> None:
    """推論側に渡すもの: 共通の前処理、重み、入力。"""
    (folder / "shared.py").write_text(SHARED, "utf-8")
    layers = zip(model.coefs_, model.intercepts_, strict=True)
    np.savez(
        folder / "model.npz",
        **{f"{part}{i}": array for i, pair in enumerate(layers) for part, array in zip("wb", pair, strict=True)},
    )
    np.savez(folder / "test.npz", images=images)


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    shared: dict[str, object] = {}
    exec(SHARED, shared)
    model = MLPClassifier((32,), max_iter=400, random_state=0).fit(shared["prepare"](images[:1000]), labels[:1000])
    trained = model.predict(shared["prepare"](images[1000:]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(folder, model, images[1000:])
        print("推論側で学習用のライブラリを読む:", infer(folder, "import sklearn"))
        exact = np.array(infer(folder)["chances"])
        for kind in ("float64", "float32", "float16"):
            got = infer(folder, kind=kind)
            gap = np.abs(np.array(got["chances"]) - exact).max()
            below = f"{10.0 ** np.ceil(np.log10(gap)):f}".rstrip("0") + " 未満" if gap else "0"
            print(f"{kind}: 違う答え {sum(got['answers'] != trained)} / {len(trained)}、確率の差 {below}")
        (folder / "shared.py").write_text(SHARED.replace("/ 16", "/ 255"), "utf-8")
        print(f"前処理を書き写して間違える: 違う答え {sum(infer(folder)['answers'] != trained)} / {len(trained)}")
        np.savez(folder / "test.npz", images=images[1000:].astype(np.float16))
        print("型を確かめる:", infer(folder, strict=True))


if __name__ == "__main__":
    main()
