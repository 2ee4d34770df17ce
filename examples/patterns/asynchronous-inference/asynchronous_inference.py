"""非同期推論パターンの最小例: 受け付けてすぐジョブ番号を返し、推論は裏のワーカーが行う。

取り出したジョブは、終わったと告げるまで消えない。告げないまま一定の時間が過ぎると、ほかのワーカーがやり直す。
何度やっても失敗するジョブは、デッドレターに移して止める。
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import Annotated

import numpy as np
from fastapi import FastAPI, Header, HTTPException
from fastapi.testclient import TestClient
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier


class JobQueue:
    """SQLite の表1つで作ったキュー。"""

    def __init__(self, hidden_for: float = 30, attempts: int = 3) -> None:
        self.hidden_for, self.attempts = hidden_for, attempts  # 取り出したジョブを隠す秒数、試す回数
        self.db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.db.execute(
            "CREATE TABLE job (id TEXT PRIMARY KEY, input TEXT, state TEXT DEFAULT 'waiting', result INTEGER,"
            " attempts INTEGER DEFAULT 0, visible_at REAL DEFAULT 0)"
        )

    def submit(self, job: str, image: list[float]) -> None:
        """同じ番号の送り直しは、何も増やさない。"""
        self.db.execute("INSERT OR IGNORE INTO job (id, input) VALUES (?, ?)", (job, json.dumps(image)))

    def take(self, now: float) -> tuple[str, list[float]] | None:
        """いちばん古いジョブを返し、しばらくほかのワーカーから隠す。試す回数を使い切ったものは止める。"""
        self.db.execute(
            "UPDATE job SET state = 'dead' WHERE state = 'waiting' AND visible_at <= ? AND attempts >= ?",
            (now, self.attempts),
        )
        row = self.db.execute(
            "UPDATE job SET attempts = attempts + 1, visible_at = ? WHERE rowid = (SELECT rowid FROM job WHERE"
            " state = 'waiting' AND visible_at <= ? ORDER BY rowid LIMIT 1) RETURNING id, input",
            (now + self.hidden_for, now),
        ).fetchone()
        return row and (row[0], json.loads(row[1]))

    def finish(self, job: str, result: int) -> None:
        """結果はジョブ番号ごとに1つ。遅れて終わった2度目は、書き換えない。"""
        self.db.execute("UPDATE job SET state = 'done', result = ? WHERE id = ? AND state != 'done'", (result, job))

    def count(self, state: str) -> int:
        return self.db.execute("SELECT count(*) FROM job WHERE state = ?", (state,)).fetchone()[0]


def build_app(queue: JobQueue) -> FastAPI:
    """受付と問い合わせの 2 つのエンドポイント。"""
    app = FastAPI()

    @app.post("/jobs", status_code=202)
    async def submit(image: list[float], idempotency_key: Annotated[str, Header()]) -> dict[str, str]:
        queue.submit(idempotency_key, image)
        return {"job": idempotency_key}

    @app.get("/jobs/{job}")
    async def show(job: str) -> dict[str, str | int | None]:
        row = queue.db.execute("SELECT state, result FROM job WHERE id = ?", (job,)).fetchone()
        if row is None:
            raise HTTPException(404, "知らない番号か、保存の期間が過ぎた番号")
        return {"state": row[0], "result": row[1]}

    return app


def work(queue: JobQueue, model: RandomForestClassifier, now: float, crashes_after: int | None = None) -> None:
    """キューが空になるまで推論する。*crashes_after* 件の後、取り出した直後に落ちる。"""
    done = 0
    while taken := queue.take(now):
        if done == crashes_after:
            return  # 取り出したジョブを持ったまま落ちる
        with contextlib.suppress(ValueError):  # 失敗は終わりと告げないので、隠す時間が過ぎれば取り出し直される
            queue.finish(taken[0], int(model.predict(np.array([taken[1]]))[0]))
        done += 1


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(20, random_state=0).fit(images[:1000], labels[:1000])
    queue = JobQueue()
    client = TestClient(build_app(queue))
    inputs = {f"job-{number}": image.tolist() for number, image in enumerate(images[1000:1200])}
    inputs["job-7"] = [0.0]  # 形の合わない入力は、何度試しても失敗する
    for job in [*inputs, "job-1", "job-2", "job-3"]:  # 3 件は、応答が届かずに送り直されたもの
        assert client.post("/jobs", json=inputs[job], headers={"Idempotency-Key": job}).status_code == 202

    work(queue, model, now=0, crashes_after=50)
    work(queue, model, now=1)
    print(f"落ちたワーカーの後: 結果 {queue.count('done')} 件、待ち {queue.count('waiting')} 件")
    for now in (31, 62, 93):  # 隠す時間が過ぎるたびに、もう一度
        work(queue, model, now)
    print(f"やり直しの後: 結果 {queue.count('done')} 件、デッドレター {queue.count('dead')} 件")
    answers = {job: client.get(f"/jobs/{job}").json()["result"] for job in inputs}
    right = sum(answers[f"job-{number}"] == label for number, label in enumerate(labels[1000:1200]))
    print(f"正解 {right} 件、知らない番号への応答 {client.get('/jobs/job-999').status_code}")


if __name__ == "__main__":
    main()
