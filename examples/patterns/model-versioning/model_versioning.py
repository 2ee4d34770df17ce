"""モデルのバージョニングの最小例: 変わった部品の番号だけを上げ、ログの1行からモデルを作り直す。

番号は「名前 公開.入出力.ロジック-取得.分割」。部品の中身のハッシュが変わったときに上がる。
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


@dataclass(frozen=True)
class Recipe:
    """モデルを作り直すのに要るものすべて。"""

    interface: tuple[str, str] = ("64 画素 float", "数字 0-9")
    logic: tuple[str, float] = ("LogisticRegression", 1.0)  # アルゴリズムと正則化の強さの逆数
    library: str = f"scikit-learn {sklearn.__version__}"  # 替わると、ロジックの番号が上がる
    query: str = "SELECT * FROM digits"
    split: int = 0  # 分割の種

    def train(self) -> tuple[LogisticRegression, np.ndarray, np.ndarray]:
        """学習済みモデルと、学習に使わなかった画像と正解を返す。"""
        images, labels = load_digits(return_X_y=True)
        parts = train_test_split(images / 16, labels, test_size=0.3, random_state=self.split)
        train_x, test_x, train_y, test_y = parts
        return LogisticRegression(C=self.logic[1], max_iter=300).fit(train_x, train_y), test_x, test_y


@dataclass
class Registry:
    """部品のハッシュに番号を振り、番号から作り方を返す台帳。"""

    name: str
    released: int = 0
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)  # 部品 → ハッシュ → 番号
    recipes: dict[str, Recipe] = field(default_factory=dict)

    def register(self, recipe: Recipe) -> str:
        part, contents = {}, asdict(recipe)
        contents["logic"] = [contents["logic"], contents.pop("library")]
        for component, content in contents.items():
            fingerprint = hashlib.sha256(json.dumps(content).encode()).hexdigest()
            known = self.numbers.setdefault(component, {})
            part[component] = known.setdefault(fingerprint, len(known))  # 見たことのある中身なら、その番号に戻る
        version = f"{self.name} {self.released}.{part['interface']}.{part['logic']}-q{part['query']}.s{part['split']}"
        self.recipes[version] = recipe
        return version


def main() -> None:
    registry, base = Registry("digits"), Recipe()
    changes = {
        "最初の登録": base,
        "何も変えずに学習し直す": base,
        "正則化を変える": replace(base, logic=("LogisticRegression", 0.01)),
        "データの取り方を変える": replace(base, query="SELECT * FROM digits WHERE quality > 0.5"),
        "分割だけを変える": replace(base, split=1),
        "確率も返す": replace(base, interface=("64 画素 float", "数字と確率")),
    }
    for change, recipe in changes.items():
        print(f"{registry.register(recipe):22} {change}")

    registry.released = 1
    version = registry.register(replace(base, split=1))
    model, images, labels = registry.recipes[version].train()
    answers = model.predict(images)
    log = {"version": version, "answers": answers.tolist()}  # 本番の推論ログに残るもの

    rebuilt, images, _ = registry.recipes[log["version"]].train()
    same = int((rebuilt.predict(images) == log["answers"]).sum())
    print(f"ログの {version} から作り直す: 正解率 {(answers == labels).mean():.1%}、同じ答え {same} / {len(images)}")


if __name__ == "__main__":
    main()
