"""検索インデックスの鮮度パターンの最小例: 資料の変更を順番つきの出来事として当て、作り直しと同じ中身に保つ。

資料は手書き数字の画像、埋め込みは主成分分析。検索で自分自身が返るか、消した資料が返らないかを数える。
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA


@dataclass(frozen=True)
class Change:
    """資料の変更。*content* がなければ削除。*number* は元のデータベースが振る通し番号。"""

    number: int
    document: int
    content: np.ndarray | None


@dataclass
class Index:
    """1つの埋め込みで作った検索インデックス。"""

    embedding: PCA
    vectors: dict[int, np.ndarray] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)  # 資料 → 当てた変更の番号。削除の後も残す

    def apply(self, change: Change) -> None:
        """変更を当てる。2度届いても順不同でも、最も新しい中身になる。"""
        if change.number <= self.seen.get(change.document, -1):
            return
        self.seen[change.document] = change.number
        if change.content is None:
            self.vectors.pop(change.document, None)
        else:
            vectors = self.embedding.transform(change.content[None])
            self.vectors[change.document] = vectors[0]

    def search(self, query: np.ndarray, embedding: PCA | None = None) -> int:
        """最も近い資料を返す。*embedding* は、インデックスと違うもので問いを表したときのため。"""
        vector = (embedding or self.embedding).transform(query[None])[0]
        return min(self.vectors, key=lambda document: float(np.sum((self.vectors[document] - vector) ** 2)))


def found(index: Index, documents: dict[int, np.ndarray], embedding: PCA | None = None) -> float:
    """今ある資料を1つずつ問いにして、自分自身が返った割合。"""
    return float(np.mean([index.search(content, embedding) == number for number, content in documents.items()]))


def main() -> None:
    images = load_digits().data
    documents = dict(enumerate(images[:300]))
    first, second = PCA(16, random_state=0).fit(images[:300]), PCA(16, random_state=0).fit(images[600:])

    def rebuilt(embedding: PCA) -> Index:
        index = Index(embedding)
        for number, content in documents.items():
            index.apply(Change(0, number, content))
        return index

    nightly, live = rebuilt(first), rebuilt(first)
    changes = [Change(1 + number, number, images[300 + number]) for number in range(60)]  # 60 件を書き換え
    changes += [Change(101 + number, number, None) for number in range(60, 90)]  # 30 件を削除
    changes += [Change(201 + number, 300 + number, images[500 + number]) for number in range(40)]  # 40 件を追加
    for change in changes:
        documents.pop(change.document, None)
        if change.content is not None:
            documents[change.document] = change.content
    order = np.random.default_rng(0).permutation(np.repeat(np.arange(len(changes)), 2))  # 2度ずつ、ばらばらに届く
    for number in order:
        live.apply(changes[number])

    for name, index in (("夜に作り直すまで", nightly), ("変更を当てる", live), ("作り直した後", rebuilt(first))):
        gone = len(index.vectors.keys() - documents.keys())
        print(f"{name}：自分自身が返る {found(index, documents):.1%}、残っている削除済み {gone} 件")
    half = rebuilt(second)
    for number in list(documents)[::2]:  # 埋め込みを替える途中で、半分が古いまま
        half.vectors[number] = live.vectors[number]
    print(f"埋め込みを替える途中の混在：自分自身が返る {found(half, documents):.1%}")
    print(f"新しい埋め込みで作り終えてから切り替え：{found(rebuilt(second), documents):.1%}")


if __name__ == "__main__":
    main()
