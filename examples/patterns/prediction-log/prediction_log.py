"""推論ログパターンの最小例: 推論と、後から届く反応を要求番号で結び、バージョンごとに当たりを数える。

記録は推論を待たせずにキューへ入れる。書き込みは届いたか分からなければ送り直すので、番号で重複を除く。
"""

from __future__ import annotations

import hmac
import queue
import sqlite3
import time
from dataclasses import dataclass, field
from typing import Any

from sklearn.datasets import load_digits
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

SCHEMA = """
CREATE TABLE prediction (id TEXT PRIMARY KEY, version TEXT, user TEXT, result INTEGER, seconds REAL);
CREATE TABLE reaction (id TEXT PRIMARY KEY, correct INTEGER);
"""
HITS = """
SELECT version, count(*), count(reaction.id), avg(result = correct)
FROM prediction LEFT JOIN reaction USING (id) GROUP BY version ORDER BY version
"""


@dataclass
class PredictionLog:
    """記録をため、まとめて分析基盤（ここでは SQLite）に書く。"""

    store: sqlite3.Connection
    secret: bytes = b"example"
    waiting: queue.Queue = field(default_factory=lambda: queue.Queue(maxsize=10_000))
    dropped: int = 0
    duplicates: int = 0

    def write(self, table: str, *values: Any) -> None:
        """推論の途中で呼ばれる。キューがあふれたら、推論を止めずに捨てて数える。"""
        try:
            self.waiting.put_nowait((table, values))
        except queue.Full:
            self.dropped += 1

    def pseudonym(self, user: str) -> str:
        """利用者の番号をそのまま残さず、秘密の鍵を持つ側だけが照合できる値にする。"""
        return hmac.new(self.secret, user.encode(), "sha256").hexdigest()[:16]

    def flush(self, is_acknowledged: bool = True) -> None:
        """たまった分を書く。返事がなければキューに戻し、次の回に送り直す。"""
        batch = [self.waiting.get() for _ in range(self.waiting.qsize())]
        with self.store:
            for table, values in batch:
                marks = ",".join("?" * len(values))
                insert = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"
                done = self.store.execute(insert, values)
                self.duplicates += not done.rowcount
        if not is_acknowledged:
            for table, values in batch:
                self.write(table, *values)  # put で待つと、満杯のときに取り出す側が自分で止まる


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    models = {"v1": GaussianNB(var_smoothing=1e-2), "v2": KNeighborsClassifier(3)}
    for model in models.values():
        model.fit(images[:900], labels[:900])
    store = sqlite3.connect(":memory:")
    store.executescript(SCHEMA)
    log = PredictionLog(store)

    for n in range(400):
        version, request_id = ("v1", "v2")[n >= 200], f"r{n}"  # 途中でモデルを入れ替えた
        started = time.perf_counter()
        result = int(models[version].predict(images[900 + n : 901 + n])[0])
        log.write("prediction", request_id, version, log.pseudonym(f"u{n % 50}"), result, time.perf_counter() - started)
        if n % 4:  # 利用者が正しい数字を教えるのは、4件に3件
            log.write("reaction", request_id, int(labels[900 + n]))
        if n % 100 == 99:
            log.flush(is_acknowledged=n != 199)  # 2回目は、書けたのに返事が失われた
    log.flush()

    print(f"捨てた記録 {log.dropped} 件、送り直しで重複して除いた記録 {log.duplicates} 件")
    for version, count, reactions, rate in store.execute(HITS):
        print(f"{version}: 推論 {count} 件、反応 {reactions} 件、当たり {rate:.1%}")


if __name__ == "__main__":
    main()
