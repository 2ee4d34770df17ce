"""セマンティックキャッシュパターンの最小例: 意味の近い質問には、前の答えを返す。

まず表記をそろえた質問で引き、なければ最も近い質問を探す。近くても答えの違う質問があるので、当たった数とともに、
間違えて当たった数を数える。質問と正しい答えの組は questions.tsv にある。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer

#: 文字の並び（1〜3字）を数えてベクトルにする。長さは1なので、内積が類似度になる
VECTORS = HashingVectorizer(analyzer="char", ngram_range=(1, 3), n_features=2**12, alternate_sign=False)


def normal(question: str) -> str:
    """全角と半角、空白、句読点の違いを除く。"""
    return re.sub(r"[\s、。？?！!]", "", unicodedata.normalize("NFKC", question))


def differs(question: str, other: str) -> bool:
    """数か否定が食い違うなら真。ベクトルが近くても、同じ答えにはならない。"""
    facts = [(re.findall(r"\d+", text), bool(re.search("ない|ません", text))) for text in (question, other)]
    return facts[0] != facts[1]


@dataclass
class SemanticCache:
    """質問に答えるもの（ここでは *answer*）の前に置くキャッシュ。しきい値が 1 より大きければ、同じ質問にだけ当たる。"""

    answer: Callable[[str], str]
    threshold: float
    checks: bool = True
    kept: dict[str, dict[str, tuple[np.ndarray, str]]] = field(default_factory=dict)
    hits: int = 0

    def ask(self, question: str, scope: str) -> str:
        """*scope* は組織、モデル、指示文。違えば、同じ質問にも当たらない。"""
        kept, key = self.kept.setdefault(scope, {}), normal(question)
        vector = VECTORS.transform([key]).toarray()[0]
        known = key
        if key not in kept:
            known = max(kept, key=lambda other: kept[other][0] @ vector, default=None)
        near = known is not None and kept[known][0] @ vector >= self.threshold
        if known == key or (near and not (self.checks and differs(key, known))):
            self.hits += 1
            return kept[known][1]
        answer = self.answer(question)  # 失敗は例外のまま抜け、登録されない
        kept[key] = (vector, answer)
        return answer


def requests(count: int) -> list[tuple[str, str]]:
    """(正しい答え, 質問) の列。よく来る質問ほど何度も、書き方を少し変えて来る。"""
    lines = (Path(__file__).parent / "questions.tsv").read_text("utf-8").splitlines()
    random = np.random.default_rng(0)
    rows = random.permutation([line.split("\t") for line in lines])
    picked = rows[(random.zipf(1.2, count) - 1) % len(rows)]
    endings = random.choice(["", "。", "？", " ！"], count)
    return [(answer, question + ending) for (answer, question), ending in zip(picked.tolist(), endings, strict=True)]


def main() -> None:
    stream = requests(400)
    right = {question: answer for answer, question in stream}
    settings = [("文字列が同じ", None, False), ("表記をそろえて同じ", 2, False)]
    settings += [(f"類似度 {least}", least, False) for least in (0.9, 0.8)]
    settings += [(f"類似度 {least}、数と否定も照合", least, True) for least in (0.9, 0.8)]
    for name, threshold, checks in settings:
        if threshold is None:
            hits, wrong = len(stream) - len(right), 0
        else:
            cache = SemanticCache(right.__getitem__, threshold, checks)
            wrong = sum(cache.ask(question, "店1:モデル3:指示文7") != answer for answer, question in stream)
            hits = cache.hits
        print(f"{name}：当たり {hits / len(stream):.1%}、うち答えの誤り {wrong} 件")


if __name__ == "__main__":
    main()
