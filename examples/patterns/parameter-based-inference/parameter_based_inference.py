"""パラメータベース推論パターンの最小例: しきい値と有効・無効を、推論器を作り直さずに変える。

設定はファイルに置き、変わったら読み直す。誤った設定は受け入れず、前の値のまま動き続ける。
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB


class Settings(BaseModel):
    """運用の担当が変えられる変数。知らない名前や範囲の外の値は誤りにする。"""

    model_config = ConfigDict(extra="forbid", frozen=True)
    revision: int = 0  # 変えるたびに増やし、答えとともに記録する
    is_active: bool = True
    threshold: float = Field(default=0, ge=0, le=1)


class Proxy:
    """確率を返す推論器を、設定に従って使う。"""

    def __init__(self, model: Any, path: Path) -> None:
        self.model, self.path = model, path
        self.settings, self.read, self.error = Settings(), "", ""

    def refresh(self) -> Settings:
        """ファイルの中身が変わっていれば読み直す。誤りがあれば知らせて、前の設定を使い続ける。"""
        text = self.path.read_text("utf-8")
        if text != self.read:
            self.read = text
            try:
                self.settings, self.error = Settings.model_validate_json(text), ""
            except ValidationError as error:
                first = error.errors()[0]
                self.error = f"{'.'.join(map(str, first['loc']))}: {first['type']}"
        return self.settings

    def predict(self, image: np.ndarray) -> dict[str, Any]:
        """答え、または答えを控えた理由と、使った設定の番号。"""
        settings = self.refresh()
        if not settings.is_active:
            return {"digit": None, "why": "無効", "revision": settings.revision}
        chances = self.model.predict_proba(image[None])[0]
        if chances.max() < settings.threshold:
            return {"digit": None, "why": "しきい値に届かない", "revision": settings.revision}
        return {"digit": int(chances.argmax()), "why": "", "revision": settings.revision}


def main() -> None:
    images, labels = load_digits(return_X_y=True)
    test, right = images[1000:1400], labels[1000:1400]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_text("{}")
        proxy = Proxy(LogisticRegression(max_iter=3000).fit(images[:1000], labels[:1000]), path)

        def report(name: str, **settings: object) -> None:
            path.write_text(json.dumps(settings))
            answers = [proxy.predict(image) for image in test]
            given = [
                answer["digit"] == label for answer, label in zip(answers, right, strict=True) if not answer["why"]
            ]
            quality = f"正解率 {np.mean(given):.1%}" if given else "答えなし"
            print(f"{name}: 答えた割合 {len(given) / len(test):.0%}、{quality}、設定 {answers[-1]['revision']}")

        report("しきい値 0", revision=1)
        report("しきい値 0.9", revision=2, threshold=0.9)
        report("しきい値 0.95", revision=3, threshold=0.95)
        report("しきい値 0.99", revision=4, threshold=0.99)
        report("誤った設定（90）", revision=5, threshold=90)
        print(f"知らせ: {proxy.error}")
        report("無効", revision=6, is_active=False)
        proxy.model = GaussianNB(var_smoothing=1e-2).fit(images[:1000], labels[:1000])
        report("別のモデルで 0.99", revision=7, threshold=0.99)


if __name__ == "__main__":
    main()
