"""データキャッシュパターンの最小例: 推論の手前で使う、前処理済みのデータをためておく。

鍵はデータの番号と更新番号、前処理のバージョン。どれかが変われば、古いデータには当たらない。モデルは鍵に入らない。
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable

import numpy as np
from cachetools import LRUCache
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier


class Source:
    """元データ。取りに行くのは重いが、更新番号だけなら軽く分かる。"""

    def __init__(self, images: np.ndarray) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE TABLE image (id INTEGER PRIMARY KEY, revision INTEGER, pixels BLOB)")
        for number, image in enumerate(images):
            self.write(number, image)

    def write(self, number: int, image: np.ndarray) -> None:
        pixels = zlib.compress(image.tobytes())
        self.db.execute(
            "INSERT INTO image VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET revision = revision + 1, pixels = ?",
            (number, pixels, pixels),
        )

    def revision(self, number: int) -> int:
        return self.db.execute("SELECT revision FROM image WHERE id = ?", (number,)).fetchone()[0]

    def fetch(self, number: int) -> np.ndarray:
        (pixels,) = self.db.execute("SELECT pixels FROM image WHERE id = ?", (number,)).fetchone()
        return np.frombuffer(zlib.decompress(pixels))


class Features:
    """前処理済みのデータを渡すプロキシ。"""

    def __init__(self, source: Source, prepare: Callable[[np.ndarray], np.ndarray], version: str, size: int) -> None:
        self.source, self.prepare, self.version = source, prepare, version
        self.cache: LRUCache[tuple[int, int, str], np.ndarray] = LRUCache(size)
        self.hits = self.prepared = 0

    def get(self, number: int) -> np.ndarray:
        key = (number, self.source.revision(number), self.version)  # 更新番号は、取りに行く前に読む
        if key in self.cache:
            self.hits += 1
        else:
            self.cache[key] = self.prepare(self.source.fetch(number))
            self.prepared += 1
        return self.cache[key]


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    scale = PCA(16, random_state=0).fit(images[:1000])
    train = scale.transform(images[:1000])
    models = {"k 近傍": KNeighborsClassifier(3).fit(train, labels[:1000])}
    features = Features(Source(images[1000:]), lambda image: scale.transform(image[None])[0], "pca16", size=300)
    ranks = (np.random.default_rng(0).zipf(1.3, 400) - 1) % 797  # よく使うデータほど何度も使う

    def serve(name: str, numbers: np.ndarray) -> None:
        hits, prepared = features.hits, features.prepared
        answers = [models[name].predict(features.get(int(number))[None])[0] for number in numbers]
        right = np.mean(answers == labels[1000:][numbers])
        hits, prepared = features.hits - hits, features.prepared - prepared
        print(f"{name}: 当たり {hits} 回、取得と前処理 {prepared} 回、正解率 {right:.0%}")

    serve("k 近傍", ranks[:300])
    models["ロジスティック回帰"] = LogisticRegression(max_iter=2000).fit(train, labels[:1000])
    serve("ロジスティック回帰", ranks[:300])  # モデルを替えても、ためたデータは使える

    before = features.prepared
    features.source.write(0, images[0])
    changed = features.get(0)
    print(f"元データを更新した後: 取得と前処理 {features.prepared - before} 回")
    print(f"1件の大きさ: 特徴量 {changed.nbytes} バイト、推論結果なら {labels[:1].nbytes} バイト")


if __name__ == "__main__":
    main()
