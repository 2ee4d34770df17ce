"""The text builder: tables that can be read."""

from __future__ import annotations

import re
from pathlib import Path

from .building import run_sphinx

PAGES = {
    "conf.py": 'extensions = ["shohyo"]\nproject = "P"\nlanguage = "ja"\ninclude_patterns = ["*.md", "*/*.md"]\n',
    "index.md": "# 棚\n\n```{patterns}\n:as: table\n```\n\n```{toctree}\npatterns/stove\npatterns/lamp\n```\n"
    "\n| name | what it does | 備考 |\n|---|---|---|\n"
    "| `--keep-going` | goes on after the first warning, and says all of them at its end | 推論の前に、一度だけ動かします。 |\n",
    "patterns/stove.md": "---\ntitle: 推論サーキットブレーカーパターン\n"
    "intent: 推論サーバーが答えられる量を超えないように、要求をとめる。\nsources: [https://example.org/]\n---\n\ntext\n",
    "patterns/lamp.md": "---\ntitle: Circuit breaker of predictions\nintent: Lets nothing through.\nsources: [https://example.org/]\n---\n\ntext\n",
}


def test_words_in_tables_are_whole(tmp_path: Path) -> None:
    """Tables of ours and of authors: no line of a cell ends within a word, in either language; all lines are alike."""
    for name, text in PAGES.items():
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    done = run_sphinx(tmp_path / "source", tmp_path / "text", builder="text")
    assert (done.returncode, done.stderr) == (0, "")
    written = (tmp_path / "text/index.txt").read_text("utf-8")
    cells = [cell.strip() for line in written.splitlines() if line.startswith("|") for cell in line.split("|")[1:-1]]
    assert {"推論", "サーキットブレーカー", "パターン", "超えないように、要求を"} <= set(cells)
    words = {word for cell in cells for word in cell.split()}
    assert {"Circuit", "breaker", "predictions", "warning,", "through.", '"--keep-going"'} <= words
    assert {"推論の前に、", "動かします。"} <= {word for cell in cells for word in re.split("(?<=、)", cell)}
    assert not {cell for cell in cells if len(cell) == 1}
