"""Words that a project says mean the same: what the index has of them, and what is wrong with some."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shohyo.search.format import swapped
from shohyo.search.sphinx.synonyms import rows_of
from tests.build.building import build, run_sphinx

CONF = """
project = "三つ"
language = "ja"
extensions = ["shohyo.search"]
"""


def table(output: Path, name: str) -> list[list[str]]:
    (path,) = (output / "searchindex").glob(f"*/{name}.js")
    text = path.read_text("utf-8")
    arguments: list[Any] = json.loads(swapped(f"[{text[text.index('(') + 1 : text.rindex(')')]}]"))
    assert arguments[1] == name
    return arguments[2]


def pages(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.html")}


def test_synonyms_are_a_table_of_the_index(tmp_path: Path) -> None:
    """Groups stand in normal form, in either way to write them; another one writes the index and no page."""
    source, output = tmp_path / "source", tmp_path / "output"
    source.mkdir()
    (source / "index.rst").write_text("題\n====\n\n.. toctree::\n\n   other\n\n本文。\n", "utf-8")
    (source / "other.rst").write_text("次\n====\n\n費用の話。\n", "utf-8")
    conf = source / "conf.py"
    conf.write_text(f'{CONF}shohyo_search_synonyms = [["費用", "ｺｽﾄ", "コスト"], ("Latency", "応答時間")]\n', "utf-8")
    build(source, output)
    assert table(output, "synonyms") == [["費用", "コスト"], ["latency", "応答時間"]]
    assert table(output, "ways") == [["index.html", "題"], ["other.html", "次"], ["genindex.html", "索引"]]
    before = pages(output)
    conf.write_text(f'{CONF}shohyo_search_synonyms = {{"費用": ["出費", "コスト"], "drift": "ずれ"}}\n', "utf-8")
    build(source, output)
    assert table(output, "synonyms") == [["費用", "出費", "コスト"], ["drift", "ずれ"]]
    same = {name for name, time in pages(output).items() if before[name] == time}
    assert {"index.html", "other.html"} <= same


def test_what_is_no_group_is_said_with_its_place(tmp_path: Path) -> None:
    """A word by itself, and what is none, is reported in its line; the other groups work."""
    (tmp_path / "index.rst").write_text("題\n====\n", "utf-8")
    lines = [
        "shohyo_search_synonyms = [",
        '    ["費用", "コスト"],',
        '    ["孤独"],',
        '    ["速い", 3, " "],',
        "    7, [],",
        "]",
    ]
    (tmp_path / "conf.py").write_text(CONF + "\n".join(lines) + "\n", "utf-8")
    done = run_sphinx(tmp_path, tmp_path / "output")
    said = [line.partition("conf.py:")[2] for line in done.stderr.splitlines() if "conf.py:" in line]
    assert done.returncode == 0
    assert [line.partition(":")[0] for line in said] == ["7", "8", "5", "5"], said
    assert all("[search.synonyms]" in line for line in said)
    assert any("孤独" in line for line in said)
    assert table(tmp_path / "output", "synonyms") == [["費用", "コスト"]]


@pytest.mark.parametrize(
    ("stated", "rows"),
    [
        (None, []),
        (7, []),
        ("cost", []),
        (b"cost", []),
        (object(), []),
        ({"cost": None, "delay": {"latency", "wait", "pause"}}, [["delay", "latency", "pause", "wait"]]),
        ([{"c", "b", "a"}, b"xy", ["x", b"y"], [["p", "q"]], {"r": "s"}], [["a", "b", "c"]]),
        ({("b", "y"), ("a", "x")}, [["a", "x"], ["b", "y"]]),
    ],
)
def test_whatever_is_stated_is_read_or_left_out(tmp_path: Path, stated: Any, rows: list[list[str]]) -> None:
    """No value ends a build, or gives another table in the next one."""
    config = SimpleNamespace(shohyo_search_synonyms=stated, language="en")
    assert rows_of(SimpleNamespace(config=config, confdir=tmp_path, srcdir=tmp_path)) == rows
