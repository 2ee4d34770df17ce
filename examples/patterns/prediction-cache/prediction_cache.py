"""推論キャッシュパターンの最小例: 同じ入力には、計算し直さずに前回の結果を返す。

鍵はモデルのバージョンと入力の内容。同じ入力が同時に届いても、計算は1回だけにする（殺到対策）。
"""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from concurrent.futures import Future

import numpy as np
from cachetools import TTLCache
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier


class CachedPredictor:
    """推論器の前に置く中継。"""

    def __init__(self, model: RandomForestClassifier, version: str, size: int = 200, ttl: float = 60) -> None:
        self.model, self.version = model, version
        self.results: TTLCache[str, Future[int]] = TTLCache(size, ttl)  # 容量（件）と期限（秒）
        self.lock = threading.Lock()
        self.hits = self.misses = 0

    def key(self, image: np.ndarray) -> str:
        """入力をそろえてから鍵にする。バージョンを混ぜるので、モデルを替えれば古い結果には当たらない。"""
        return f"{self.version}:{hashlib.blake2b(np.ascontiguousarray(image, np.float32).tobytes()).hexdigest()}"

    def predict(self, image: np.ndarray) -> int:
        key = self.key(image)
        with self.lock:
            future = self.results.get(key)
            is_hit = future is not None
            if not is_hit:
                future = self.results[key] = Future()  # 後から来た同じ入力は、この結果を待つ
            self.hits += is_hit
            self.misses += not is_hit
        if not is_hit:
            try:
                future.set_result(int(self.model.predict(image[None])[0]))
            except Exception as error:  # 失敗は残さない
                with self.lock:
                    self.results.pop(key, None)
                future.set_exception(error)
        return future.result()


def requests(count: int, images: np.ndarray, seed: int = 0) -> np.ndarray:
    """よく来る入力ほど何度も来る要求の列（ジップ分布）。"""
    ranks = np.random.default_rng(seed).zipf(1.3, count) - 1
    return images[ranks % len(images)]


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(100, random_state=0).fit(images[:1000], labels[:1000])
    stream = requests(300, images[1000:])

    started = time.perf_counter()
    direct = [int(model.predict(image[None])[0]) for image in stream]
    without = time.perf_counter() - started

    cached = CachedPredictor(model, version="2026-11-29")
    started = time.perf_counter()
    answers = [cached.predict(image) for image in stream]
    with_cache = time.perf_counter() - started

    assert answers == direct  # 答えは変わらない
    rate = cached.hits / len(stream)
    print(f"当たる割合 {rate:.0%}、推論した回数 {cached.misses} / {len(stream)}")
    print(f"キャッシュなしとの時間の比 {with_cache / without:.2f}（見積もり {1 - rate:.2f}）", file=sys.stderr)


if __name__ == "__main__":
    main()
