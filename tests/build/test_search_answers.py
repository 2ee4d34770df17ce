"""From the source of a site to the answer: what the client finds in the shards that a build wrote."""

from __future__ import annotations

import itertools
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from shohyo.assets import stage
from shohyo.built import node
from shohyo.built.answers import verify_site
from shohyo.cli import main
from shohyo.search.format import swapped
from shohyo.search.model import Page, Section
from shohyo.search.reader import asks
from tests.build.building import build
from tests.client import Client, check_answers, has, read_pages, write_index


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def test_every_short_substring(client: Client, small: Path) -> None:
    """Each part of two to five characters of each line of a small site finds exactly its pages."""
    found = set()
    for page in read_pages(small / "searchindex"):
        for line, length in itertools.product(page.lines, (2, 3, 4, 5)):
            found |= {line[at : at + length].strip() for at in range(len(line) - length + 1)}
    asked = [term for term in sorted(found) if '"' not in term and asks(term)]
    assert len(asked) > 300
    check_answers(client, small / "searchindex", asked)


def test_every_name(client: Client, small: Path) -> None:
    """Titles, headings and names, typed as they are, find their pages."""
    names = {name for page in read_pages(small / "searchindex") for name in (page.title, *page.headings, *page.names)}
    check_answers(client, small / "searchindex", sorted(names))


@pytest.mark.parametrize("in_node", [True, False], ids=["client", "index"])
def test_real_site(published: Path, in_node: bool) -> None:
    """Every title, name and heading of the real site, and a sample of its text, finds exactly the pages that have it."""
    report = verify_site(published, in_node=in_node)
    assert [str(failure) for failure in report.failures] == []
    assert report.asked > 900


def test_long_pages_are_asked_to_the_end(tmp_path: Path) -> None:
    """Texts of few words have all pairs of what they do not say; the answer comes by and by, and is asked for whole."""
    drawn = random.Random(1)
    words = ["推論", "結果", "サーバー", "設定", "ネットワーク", "管理", "ファイル", "利用", "確認", "処理", "方法", "データ", "更新", "接続", "暗号"]  # fmt: skip
    texts = [tuple("の".join(drawn.choices(words, k=6)) for _ in range(400)) for _ in range(12)]
    write_index(
        tmp_path / "index",
        [Page(f"p{at}", f"p{at}.html", "頁", (Section("", "", text),)) for at, text in enumerate(texts)],
    )
    scripts = [tmp_path / "static" / name for name in ("shohyo/shohyo-engine.js",)]
    stage(tmp_path / "static", {"shohyo/shohyo-engine.js": ["shohyo/shohyo-engine.js"]})
    asked = ["".join(drawn.choice(texts)[at][3:10]) for at in range(40)]
    with node.Client(scripts) as client:
        question = {
            "folder": str(tmp_path / "index"),
            "queries": [[f'"{term}"', {"limit": len(texts)}] for term in asked],
        }
        answers = client.ask(question)
    pages = read_pages(tmp_path / "index")
    assert [sorted(answer) for answer in answers] == [
        [number for number, page in enumerate(pages) if has(page, term)] for term in asked
    ]


def test_folders_for_pages(rootdir: Path, tmp_path: Path) -> None:
    """A site with a folder for each page is asked as well, by the scripts that it has."""
    shutil.copytree(rootdir / "test-site", tmp_path / "source")
    report = verify_site(build(tmp_path / "source", tmp_path / "out", "-b", "dirhtml"))
    assert (report.failures, report.faults, report.in_node) == ((), (), True)
    assert report.steps > 20


def test_command_finds_what_is_wrong(rootdir: Path, tmp_path: Path) -> None:
    """``shohyo check --search`` names the query and the page, and fails, if the index lacks what is on a page."""
    source = Path(shutil.copytree(rootdir / "test-site", tmp_path / "source"))
    output = build(source, source / "_build" / "html")
    run = CliRunner().invoke
    japanese = run(main, ["check", "--search", str(source)])
    assert re.search(
        "\n検索：[0-9]+ページに[0-9]+件を尋ね、答えはすべて正確でした（Node で動かした、.*）\n検索：問い.*\n$",
        japanese.stdout,
    )
    (source / "conf.py").write_text((source / "conf.py").read_text("utf-8") + 'language = "en"\n', "utf-8")
    good = run(main, ["check", "--search", str(source)])
    assert good.exit_code == japanese.exit_code == 0
    assert re.search(
        ", all answered exactly by the site's own scripts in Node\n"
        "search: [0-9]+ questions followed in [0-9]+ steps, each labelled and linked, and no exact answer changed\n$",
        good.stdout,
    )
    for path in (output / "searchindex").glob("*/d*.js"):
        text = swapped(path.read_text("utf-8")).replace("アルファパターン", "アルファ新語パターン")
        path.write_text(swapped(text), "utf-8")
    bad = run(main, ["check", "--search", str(source)])
    assert bad.exit_code == 1
    query = '"アルファ新語パターン"'
    (line,) = (line for line in bad.stdout.splitlines() if line.startswith(f"search: {query} does not find "))
    assert "patterns/alpha.html" in line
    found = json.loads(run(main, ["check", "--search", "--format", "json", str(source)]).stdout)["search"]
    (failure,) = (failure for failure in found["failures"] if failure["query"] == query)
    assert "patterns/alpha.html" in failure["missing"]
    assert failure["surplus"] == []


def test_command_needs_a_site(rootdir: Path, tmp_path: Path) -> None:
    """Without a built site, or with one whose index is cut off, the command says what to do."""
    source = Path(shutil.copytree(rootdir / "test-site", tmp_path / "source"))
    run = CliRunner().invoke
    missing = run(main, ["check", "--search", str(source)])
    assert (missing.exit_code, "検索のあるビルド済みのサイトではありません。先に" in missing.stderr) == (2, True)
    assert run(main, ["check", "--site", "html", str(source)]).exit_code == 2
    output = build(source, tmp_path / "html")
    for name in ("d0.js", "t0.js"):
        (path,) = (output / "searchindex").glob(f"*/{name}")
        whole = path.read_bytes()
        for damage in (whole[: len(whole) // 2], b"", whole.replace(b'"', b"", 1)):
            path.write_bytes(damage)
            result = run(main, ["check", "--search", "--site", str(output), str(source)])
            assert result.exit_code == 2, result.output
            assert "サイトをもう一度ビルドしてください" in result.stderr or "検索が失敗しました" in result.stderr
        path.write_bytes(whole)
