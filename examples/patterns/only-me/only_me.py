"""Only me パターンの前と後: 本人の環境に頼る学習と、作り方を1つのファイルに書いた学習を、ほかの人が試す。

ほかの人の環境は、空のフォルダーと空の環境変数で動かす別のプロセス。再現できたかどうかは、モデルのハッシュで比べる。
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes

# 前: 本人のフォルダーにあるファイルと環境変数、固定していない乱数に頼る
NOTEBOOK = """
import hashlib, os
import numpy as np
rows = np.loadtxt("cleaned.csv", delimiter=",")  # 手で直した行を含む
rate = float(os.environ["RATE"])  # 端末で設定した値
rng = np.random.default_rng()
weights = rng.normal(size=rows.shape[1] - 1) * 0.1
for _ in range(3):
    for row in rng.permutation(rows):
        weights += rate * (row[-1] - row[:-1] @ weights) * row[:-1]
print(hashlib.sha256(np.round(weights, 9).tobytes()).hexdigest()[:12])
"""
# 後: 作り方のファイルだけを読む
TRAIN = """
import hashlib, json, platform
import numpy as np
recipe = json.load(open("recipe.json"))
wanted, here = recipe["versions"], {"python": platform.python_version(), "numpy": np.__version__}
if wanted != here:
    raise SystemExit(f"環境が違う: {wanted} で作られ、ここは {here}")
rows = np.asarray(recipe["rows"])
if hashlib.sha256(rows.tobytes()).hexdigest() != recipe["data"]:
    raise SystemExit("データが違う")
rng = np.random.default_rng(recipe["seed"])
weights = rng.normal(size=rows.shape[1] - 1) * 0.1
for _ in range(recipe["epochs"]):
    for row in rng.permutation(rows):
        weights += recipe["rate"] * (row[-1] - row[:-1] @ weights) * row[:-1]
print(hashlib.sha256(np.round(weights, 9).tobytes()).hexdigest()[:12])
"""


def attempt(code: str, files: dict[str, str], environment: dict[str, str] | None = None) -> str:
    """渡されたファイルだけを置いた新しいフォルダーで動かし、モデルのハッシュか、失敗の最後の1行を返す。"""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_text(content, "utf-8")
        environment = {"PYTHONIOENCODING": "utf-8", "HOME": folder} | (environment or {})
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=60)
        return (done.stdout + done.stderr).decode().strip().split("\n")[-1]


def recipe(rows: np.ndarray, **settings: object) -> str:
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    data = hashlib.sha256(np.asarray(rows.tolist()).tobytes()).hexdigest()
    return json.dumps({"versions": versions, "data": data, "rows": rows.tolist(), **settings})


def main() -> None:
    x, y = load_diabetes(return_X_y=True)
    rows = np.column_stack([x * 10, y / y.max()])[:200]
    table = "\n".join(",".join(map(str, row)) for row in rows)
    mine = attempt(NOTEBOOK, {"cleaned.csv": table}, {"RATE": "0.05"})
    for who, files, environment in (
        ("コードだけを受け取った人", {}, {}),
        ("データも受け取った人", {"cleaned.csv": table}, {}),
        ("設定も聞き出した人", {"cleaned.csv": table}, {"RATE": "0.05"}),
        ("本人がもう一度", {"cleaned.csv": table}, {"RATE": "0.05"}),
    ):
        got = attempt(NOTEBOOK, files, environment)
        print(f"前 {who}: {got if 'Error' in got else '同じモデル' if got == mine else '違うモデル'}")
    written = recipe(rows, seed=3, rate=0.05, epochs=3)
    ours = attempt(TRAIN, {"recipe.json": written})
    for who, given in (
        ("ほかの人", written),
        ("もう一人", written),
        ("numpy の古い人", json.dumps(json.loads(written) | {"versions": {"python": "3.11.0", "numpy": "1.26.4"}})),
        ("データを直した人", json.dumps(json.loads(written) | {"rows": (rows * 1.01).tolist()})),
    ):
        got = attempt(TRAIN, {"recipe.json": given})
        print(f"後 {who}: {'同じモデル' if got == ours else got.split(':')[0]}")


if __name__ == "__main__":
    main()
