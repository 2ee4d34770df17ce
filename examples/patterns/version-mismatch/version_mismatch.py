"""バージョニング不一致パターンの最小例: 学習側と推論側で、前処理ライブラリのバージョンが違う。

同じ名前のクラスを持つライブラリを3つのバージョンで作り、1.0 で保存したモデルを別々のプロセスで読む。
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LIBRARY = {
    "1.0": "class Scale:\n    def __init__(self): self.limit = 16\n    def __call__(self, x): return x / self.limit\n",
    "1.1": "class Scale:\n    def __init__(self): self.high = 16\n    def __call__(self, x): return x / self.high\n",
    "2.0": "class Scale:\n    def __call__(self, x): return (x - x.mean(1, keepdims=True)) / 255\n",
}
TRAIN = """
import json, pickle, scaling
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
images, labels = load_digits(return_X_y=True)
scale = scaling.Scale()
model = LogisticRegression(max_iter=200).fit(scale(images[:1000]), labels[:1000])
pickle.dump((scale, model.coef_, model.intercept_), open("model.pkl", "wb"))
np.savez("test.npz", images=images[1000:], labels=labels[1000:])
golden = {"inputs": images[:50].tolist(), "answers": model.predict(scale(images[:50])).tolist()}
json.dump({"versions": {"scaling": scaling.__version__}, "golden": golden}, open("manifest.json", "w"))
"""
SERVE = """
import json, pickle, sys
import numpy as np
import scaling
manifest = json.load(open("manifest.json"))
if sys.argv[1] == "version":
    for name, saved in manifest["versions"].items():
        if saved != sys.modules[name].__version__:
            sys.exit(f"断る: {name} {saved} で保存、ここは {sys.modules[name].__version__}")
try:
    scale, coef, bias = pickle.load(open("model.pkl", "rb"))
    predict = lambda images: (scale(np.asarray(images)) @ coef.T + bias).argmax(1)
    if sys.argv[1] != "bare":
        wrong = int((predict(manifest["golden"]["inputs"]) != manifest["golden"]["answers"]).sum())
        if wrong:
            sys.exit(f"断る: 見本 50 件のうち {wrong} 件で答えが違う")
    test = np.load("test.npz")
    print(f"使う: 正解率 {(predict(test['images']) == test['labels']).mean():.1%}")
except AttributeError as error:
    sys.exit(f"落ちる: {error}")
"""
HOW = {"bare": "そのまま読む", "golden": "見本の答えを確かめる", "version": "バージョンも確かめる"}


def run(folder: Path, version: str, code: str, how: str = "bare") -> str:
    """バージョンだけが違う環境でコードを動かし、出力の最後の1行を返す。"""
    library = folder / version
    library.mkdir(exist_ok=True)
    (library / "scaling.py").write_text(f'__version__ = "{version}"\n{LIBRARY[version]}', "utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(library),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-c", code, how]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=60)
    return (done.stdout + done.stderr).decode().strip().split("\n")[-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "1.0", TRAIN)
        for how, title in HOW.items():
            for version in LIBRARY:
                print(f"{title}、推論側 {version} … {run(folder, version, SERVE, how)}")


if __name__ == "__main__":
    main()
