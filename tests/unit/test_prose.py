"""What `make lint` reads beyond what textlint sees by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import prose

PATTERN = """---
title: 型
intent: 何をするかを言う。
relations:
  - type: refines
    target: other
    why: >
      二行に
      分けた理由。
    basis: ours
traits:
  - {name: 応答時間, value: 待つ, basis: ours}
components:
  - {id: a, kind: server, label: 箱}
---

本文。

```{figure} a.svg
:alt: 図が示すこと
:width: 100%

図の説明。
```

```python
"プログラムの文。"
```
"""

REVIEW = """---
title: 書評
summary: 要約です。
outline:
  - chapters:
      - number: 1
        title: 章
        intro: 章の紹介です。
---

本文。
"""


def test_sentences_keep_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sentence of front matter and directives stands on its own line of the page; names and code are left out."""
    monkeypatch.chdir(tmp_path)
    for folder, text in (("patterns", PATTERN), ("reviews", REVIEW)):
        Path(folder).mkdir()
        Path(folder, "x.md").write_text(text, encoding="utf-8")
    prose.main("out", "patterns/x.md", "reviews/x.md")
    written = {
        name: dict(enumerate(Path("out", name, "x.md").read_text("utf-8").split("\n"), start=1))
        for name in ("patterns", "reviews")
    }
    found = {name: {number: line for number, line in lines.items() if line} for name, lines in written.items()}
    assert found == {
        "patterns": {
            3: "- 何をするかを言う。",
            7: "- 二行に分けた理由。",
            12: "- 待つ",
            20: "図が示すこと",
            23: "図の説明。",
        },
        "reviews": {3: "要約です。", 8: "章の紹介です。"},
    }


DATA = """questions:
  - id: q-one
    text: 何を
      選びますか。
    why: 道が分かれるためです。
    answers:
      - {id: a, text: "一つ目", action: 測る。}
cores:
  - id: one
    checklist:
      - {id: two, level: must, why: 記録する。}
"""


def test_sentences_of_data_keep_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are text, what stands in lists is marked as such; ids and levels are left out."""
    monkeypatch.chdir(tmp_path)
    Path("guide.yaml").write_text(DATA, encoding="utf-8")
    prose.main("out", "guide.yaml")
    lines = enumerate(Path("out/guide.yaml.md").read_text("utf-8").split("\n"), start=1)
    assert {number: line for number, line in lines if line} == {
        3: "何を 選びますか。",
        5: "道が分かれるためです。",
        7: "- 一つ目。測る。",
        11: "- 記録する。",
    }


def test_page_without_front_matter_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without front matter has nothing hidden; its file is empty."""
    monkeypatch.chdir(tmp_path)
    Path("x.md").write_text("# 題\n\n本文。\n", encoding="utf-8")
    prose.main("out", "x.md")
    assert Path("out/x.md").read_text("utf-8").strip() == ""
