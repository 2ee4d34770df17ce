"""モデルの配布とスケールアウトの最小例: 推論器を増やすたびに運ぶ量を、モデルの運び方ごとに数える。

マシンはフォルダー、取得はファイルのコピー。イメージの層はマシンに残り、起動後に読むモデルは残らない。
"""

from __future__ import annotations

import pickle
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

BASE = 60_000_000  # 言語とライブラリの層のバイト数


@dataclass
class Store:
    """イメージとモデルの保管先。運び出した量を数える。"""

    folder: Path
    moved: int = 0

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def fetch(self, name: str, target: Path) -> Path:
        self.moved += (self.folder / name).stat().st_size
        return Path(shutil.copy(self.folder / name, target))


class Machine:
    """推論器を置くマシン。"""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        folder.mkdir()

    def pull(self, *layers: str) -> None:
        """このマシンにまだない層だけを取る。"""
        for layer in layers:
            if not (self.folder / layer).exists():
                self.store.fetch(layer, self.folder)

    def start(self, model: str, carried: str) -> RandomForestClassifier:
        """推論器を1つ立て、読み込んだモデルを返す。"""
        if carried == "同梱":
            self.pull("base", model)
            return pickle.loads((self.folder / model).read_bytes())
        self.pull("base")
        with tempfile.TemporaryDirectory() as own:  # 推論器ごとの一時領域。次の推論器からは見えない
            return pickle.loads(self.store.fetch(model, Path(own)).read_bytes())


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "store").mkdir()
        store = Store(home / "store")
        store.put("base", bytes(BASE))
        for version in (1, 2):
            model = RandomForestClassifier(200, random_state=version).fit(images, labels)
            store.put(f"model-{version}", pickle.dumps(model))
        size = (store.folder / "model-1").stat().st_size
        print(f"運んだ量の単位: 土台 = {BASE / 1e6:.0f} MB、モデル = {round(size / 5e6) * 5} MB ほど")
        for carried in ("同梱", "読み込み"):
            first, second = (Machine(home / f"{carried}{number}", store) for number in (1, 2))
            steps = [
                ("1 台目", first, "model-1"),
                ("同じマシンにもう 1 台", first, "model-1"),
                ("新しいマシンに 1 台", second, "model-1"),
                ("モデルを更新して 1 台", first, "model-2"),
            ]
            for title, machine, version in steps:
                before, started = store.moved, time.perf_counter()
                assert machine.start(version, carried).n_classes_ == 10
                moved = store.moved - before
                parts = [text for text, there in (("土台", moved >= BASE), ("モデル", moved % BASE > 0)) if there]
                print(f"{carried} {title}: {'＋'.join(parts) or 'なし'}")
                print(f"{moved / 1e6:.0f} MB、{time.perf_counter() - started:.3f} 秒", file=sys.stderr)


if __name__ == "__main__":
    main()
