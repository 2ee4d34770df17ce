"""バッチ推論パターンの最小例: 推論していない行をまとめて処理し、そろってから公開する。

途中で落ちても、終わった分はやり直さない。使う側は表を引くだけで、推論を待たない。
"""

from __future__ import annotations

import sqlite3
import sys
import time

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

SCHEMA = """
CREATE TABLE image (id INTEGER PRIMARY KEY, pixels BLOB);
CREATE TABLE prediction (image INTEGER, version TEXT, digit INTEGER, PRIMARY KEY (image, version));
CREATE TABLE published (version TEXT, at REAL);
"""


def unpredicted(db: sqlite3.Connection, version: str, size: int) -> list[tuple[int, bytes]]:
    """このバージョンの結果がない行を、*size* 件まで返す。"""
    return db.execute(
        "SELECT id, pixels FROM image WHERE NOT EXISTS"
        " (SELECT 1 FROM prediction WHERE image = id AND version = ?) ORDER BY id LIMIT ?",
        (version, size),
    ).fetchall()


def run_job(db: sqlite3.Connection, model: RandomForestClassifier, version: str, size: int = 100) -> int:
    """残りをすべて推論して公開し、推論した件数を返す。ひとまとまりごとに確定する。"""
    count = 0
    while rows := unpredicted(db, version, size):
        digits = model.predict(np.stack([np.frombuffer(pixels) for _, pixels in rows]))
        with db:  # ここで落ちれば、このひとまとまりだけをやり直す
            results = [(number, version, int(digit)) for (number, _), digit in zip(rows, digits, strict=True)]
            # 同時に動いた別のジョブが先に書いていれば、その結果を残す
            db.executemany("INSERT INTO prediction VALUES (?, ?, ?) ON CONFLICT DO NOTHING", results)
        count += len(rows)
    with db:  # 全部がそろってから、使う側に見せるバージョンを切り替える
        db.execute("INSERT INTO published VALUES (?, ?)", (version, time.time()))
    return count


def look_up(db: sqlite3.Connection, image: int, default: int = -1) -> int:
    """公開中のバージョンの結果を返す。次の実行までに増えた入力には、まだ結果がない。"""
    row = db.execute(
        "SELECT digit FROM prediction WHERE image = ? AND version ="
        " (SELECT version FROM published ORDER BY rowid DESC LIMIT 1)",
        (image,),
    ).fetchone()
    return row[0] if row else default


class Failing:
    """*after* 回呼ばれると落ちる推論器。"""

    def __init__(self, model: RandomForestClassifier, after: int) -> None:
        self.model, self.left = model, after

    def predict(self, batch: np.ndarray) -> np.ndarray:
        self.left -= 1
        if self.left < 0:
            raise MemoryError
        return self.model.predict(batch)


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(50, random_state=0).fit(images[:1000], labels[:1000])
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    db.executemany("INSERT INTO image (pixels) VALUES (?)", [(image.tobytes(),) for image in images[1000:]])

    try:
        run_job(db, Failing(model, after=3), "v1")
    except MemoryError:
        done = db.execute("SELECT count(*) FROM prediction").fetchone()[0]
        print(f"1回目: {done} 件で落ちた。1 番の答え {look_up(db, 1)}（まだ公開していない）")
    print(f"2回目: 残りの {run_job(db, model, 'v1')} 件を推論した。1 番の答え {look_up(db, 1)}")
    print(f"3回目: {run_job(db, model, 'v1')} 件")
    right = sum(look_up(db, number) == label for number, label in enumerate(labels[1000:], 1))
    print(f"正解 {right} / {len(labels) - 1000} 件、表にない番号の答え {look_up(db, 9999)}")

    started = time.perf_counter()
    model.predict(images[1000:])
    together = time.perf_counter() - started
    for image in images[1000:1050]:
        model.predict(image[None])
    alone = (time.perf_counter() - started - together) * (len(images) - 1000) / 50
    print(f"1件ずつ推論した場合との時間の比 {alone / together:.0f}", file=sys.stderr)


if __name__ == "__main__":
    main()
