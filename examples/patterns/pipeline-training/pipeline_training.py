"""パイプライン学習パターンの最小例: 工程ごとに別のプロセスで動かし、成果物を受け渡す。

成果物の名前は、工程のコード、設定、入力から作るハッシュ。同じなら動かさずに使い、変わった工程とその先だけを動かす。
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

HEAD = "import json, sys\nimport numpy as np\noptions, out, *inputs = json.loads(sys.argv[1])\n"
PREPARE = """
from sklearn.datasets import load_digits
images, labels = load_digits(return_X_y=True)
np.savez(open(out, "wb"), images=images / 16, labels=labels)
"""
TRAIN = """
data = np.load(inputs[0])
x, y = np.c_[data["images"], np.ones(len(data["images"]))][:1000], np.eye(10)[data["labels"]][:1000]
weights = np.linalg.solve(x.T @ x + options["ridge"] * np.eye(65), x.T @ y)  # リッジ回帰による分類
np.savez(open(out, "wb"), coef=weights[:-1], bias=weights[-1])
"""
EVALUATE = """
data, model = np.load(inputs[0]), np.load(inputs[1])
answers = (data["images"][1000:] @ model["coef"] + model["bias"]).argmax(1)
json.dump({"accuracy": float((answers == data["labels"][1000:]).mean())}, open(out, "w"))
"""


@dataclass(frozen=True)
class Step:
    """1つの工程。``needs`` は入力を作る工程の名前。"""

    name: str
    code: str
    needs: tuple[str, ...] = ()
    options: dict[str, float] = field(default_factory=dict)


class Pipeline:
    """工程を順に動かす。成果物は1つのフォルダーに置く。"""

    def __init__(self, artifacts: Path, python: dict[str, str] | None = None) -> None:
        self.artifacts, self.python = artifacts, python or {}
        self.executed: list[str] = []

    def run(self, *steps: Step) -> dict[str, Path]:
        """工程の名前 → 成果物。失敗した工程で止まる。"""
        self.executed, made = [], {}
        for step in steps:
            inputs = [made[name] for name in step.needs]
            recipe = [step.code, step.options, [path.name for path in inputs]]
            key = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]
            made[step.name] = target = self.artifacts / f"{step.name}-{key}"
            if target.exists():
                continue
            self.executed.append(step.name)
            part = target.with_suffix(".part")  # 書き終えるまで、成果物の名前は付けない
            arguments = json.dumps([step.options, str(part), *map(str, inputs)])
            command = [self.python.get(step.name, sys.executable), "-c", HEAD + step.code, arguments]
            done = subprocess.run(command, capture_output=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{step.name}: {done.stderr.decode().strip().splitlines()[-1]}")
            part.replace(target)
        return made


def main() -> None:
    prepare = Step("前処理", PREPARE)
    train = Step("学習", TRAIN, ("前処理",), {"ridge": 1.0})
    evaluate = Step("評価", EVALUATE, ("前処理", "学習"))
    broken = replace(evaluate, code=EVALUATE.replace('data["labels"]', 'data["label"]'))
    with tempfile.TemporaryDirectory() as folder:
        pipeline = Pipeline(Path(folder))
        for title, steps in {
            "最初の実行（評価に誤り）": (prepare, train, broken),
            "評価を直して": (prepare, train, evaluate),
            "何も変えずに": (prepare, train, evaluate),
            "正則化を変えて": (prepare, replace(train, options={"ridge": 300.0}), evaluate),
        }.items():
            try:
                result = json.loads(pipeline.run(*steps)["評価"].read_text("utf-8"))
                end = f"正解率 {result['accuracy']:.1%}"
            except RuntimeError as error:
                end = f"失敗（{str(error).split(':')[0]} の {str(error).split(':')[1].strip()}）"
            print(f"{title}: 動かした工程 {'・'.join(pipeline.executed) or 'なし'}、{end}")


if __name__ == "__main__":
    main()
