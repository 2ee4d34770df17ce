"""実験管理の最小例: 試行を SQLite に書き残し、同じ試行を繰り返さず、評価データの混入を見つける。

1回の試行は、コード、データ、設定の3つで決まる。ファイルは外に置き、表にはその場所とハッシュを書く。
"""

from __future__ import annotations

import hashlib
import inspect
import json
import pickle
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

Rows = tuple[np.ndarray, np.ndarray]
Trainer = Callable[..., RandomForestClassifier]


class Tracker:
    """試行の台帳。"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = sqlite3.connect(folder / "experiments.db")
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, author TEXT, settings TEXT, code TEXT, train TEXT, "
            "test TEXT, shared_rows INTEGER, score REAL, artifact TEXT, sha256 TEXT)"
        )
        self.asked = self.trained = 0

    def run(self, author: str, trainer: Trainer, train: Rows, test: Rows, **settings: object) -> str:
        """学習して記録し、試行の番号を返す。済んだ試行なら、学習せずにその番号を返す。"""
        self.asked += 1
        code, data, held = digest(inspect.getsource(trainer)), digest(*train), digest(*test)
        text = json.dumps(settings, sort_keys=True)
        run = digest(code, data, held, text)
        if not self.db.execute("SELECT 1 FROM runs WHERE id = ?", [run]).fetchone():
            model = trainer(*train, **settings)
            self.trained += 1
            artifact = self.folder / f"{run}.pkl"
            artifact.write_bytes(pickle.dumps(model))
            shared = len({row.tobytes() for row in train[0]} & {row.tobytes() for row in test[0]})
            values = (run, author, text, code, data, held, shared, model.score(*test), artifact.name)
            with self.db:
                self.db.execute(
                    "INSERT INTO runs VALUES (?,?,?,?,?,?,?,?,?,?)", (*values, digest(artifact.read_bytes()))
                )
        return run

    def best(self, clean: bool = True) -> tuple[str, str, float, int]:
        """いちばん良い試行。``clean`` なら、評価データが学習に混ざった試行を除く。"""
        where = "WHERE shared_rows = 0" if clean else ""
        query = f"SELECT id, settings, score, shared_rows FROM runs {where} ORDER BY score DESC, id LIMIT 1"
        return self.db.execute(query).fetchone()

    def load(self, run: str) -> RandomForestClassifier:
        name, expected = self.db.execute("SELECT artifact, sha256 FROM runs WHERE id = ?", [run]).fetchone()
        content = (self.folder / name).read_bytes()
        if digest(content) != expected:
            raise ValueError(f"{run} のファイルは、記録した後に変わった")
        return pickle.loads(content)


def digest(*parts: str | bytes | np.ndarray) -> str:
    content = b"".join(part.encode() if isinstance(part, str) else bytes(part) for part in parts)
    return hashlib.sha256(content).hexdigest()[:12]


def forest(x: np.ndarray, y: np.ndarray, trees: int, depth: int) -> RandomForestClassifier:
    return RandomForestClassifier(trees, max_depth=depth, random_state=0).fit(x, y)


def main() -> None:
    x, y = load_breast_cancer(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(y))
    x, y = x[order], y[order]
    train, test = (x[:400], y[:400]), (x[400:], y[400:])
    everything = (x, y)  # うっかり全部で学習した人の試行
    with tempfile.TemporaryDirectory() as folder:
        tracker = Tracker(Path(folder))
        grid = [(trees, depth) for trees in (5, 20) for depth in (1, 4)]
        for author, settings in (("sato", grid), ("suzuki", grid[1:])):
            for trees, depth in settings:
                tracker.run(author, forest, train, test, trees=trees, depth=depth)
        tracker.run("tanaka", forest, everything, test, trees=20, depth=9)
        print(f"頼んだ試行 {tracker.asked}、学習した回数 {tracker.trained}")
        for title, clean in (("そのまま", False), ("混入を除く", True)):
            run, settings, score, shared = tracker.best(clean)
            print(f"いちばん良い試行（{title}）: {settings} 正解率 {score:.1%}、評価と同じ行 {shared}")
        print(f"記録から読んだモデルの正解率 {tracker.load(run).score(*test):.1%}")


if __name__ == "__main__":
    main()
