"""The listings: filters, grouping, order and form; and what a wrong option says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.build.building import article, run_sphinx, warnings_of


def build_index(rootdir: Path, tmp_path: Path, directive: str) -> tuple[Path, list[str]]:
    """Build the small site with *directive* on its home page."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site", dirs_exist_ok=True))
    (site / "index.md").write_text(
        f"# 入口\n\n{directive}\n\n```{{bibliography}}\n```\n\n```{{toctree}}\n:hidden:\n:glob:\n\nreviews/*\npatterns/*\n```\n",
        "utf-8",
    )
    done = run_sphinx(site, tmp_path / "output")
    assert "Traceback" not in done.stderr
    return tmp_path / "output/index.html", warnings_of(done.stderr)


def listed(page: Path) -> list[str]:
    """Return headings of groups in brackets and titles of pages, in order."""
    return [
        f"[{node.get_text()}]" if "rubric" in node.get("class", []) else node.get_text()
        for node in article(page).select(".rubric, .shohyo-list a, .shohyo-table a, .sd-card a")
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["アルファパターン", "ベータの罠", "ガンマの話題"]),
        (":sort: title", ["アルファパターン", "ガンマの話題", "ベータの罠"]),
        (":sort: id", ["アルファパターン", "ベータの罠", "ガンマの話題"]),
        (":kind: antipattern, topic", ["ベータの罠", "ガンマの話題"]),
        (":tag: 棚", ["アルファパターン", "ベータの罠"]),
        (":category: serving", ["アルファパターン"]),
        (":chapter: sato2020/2", ["ガンマの話題"]),
        (":book: sato2020\n:kind: pattern", ["アルファパターン"]),
        (
            ":group-by: kind",
            ["[パターン]", "アルファパターン", "[アンチパターン]", "ベータの罠", "[話題]", "ガンマの話題"],
        ),
        (":group-by: category", ["[推論]", "アルファパターン", "[その他]", "ベータの罠", "ガンマの話題"]),
        (":group-by: tag", ["[棚]", "アルファパターン", "ベータの罠", "[その他]", "ガンマの話題"]),
        (
            ":group-by: chapter\n:intro:",
            ["[第1章 最初の章]", "アルファパターン", "ベータの罠", "[第2章 次の章]", "ガンマの話題"],
        ),
        (":as: table\n:kind: pattern", ["アルファパターン"]),
        (":as: cards\n:kind: pattern", ["アルファパターン"]),
    ],
)
def test_patterns(rootdir: Path, tmp_path: Path, options: str, expected: list[str]) -> None:
    """``{patterns}`` lists what passes its filters, in the order and the groups that are asked for."""
    page, warnings = build_index(rootdir, tmp_path, f"```{{patterns}}\n{options}\n```")
    assert warnings == []
    assert listed(page) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["新しい本", "書評：小さなパターンの本"]),
        (":sort: title", ["新しい本", "書評：小さなパターンの本"]),
        (":group-by: year", ["[2025]", "新しい本", "[2024]", "書評：小さなパターンの本"]),
        (":group-by: author", ["[別の評者]", "新しい本", "[評者 太郎]", "書評：小さなパターンの本"]),
        (":group-by: book", ["[本の指定なし]", "新しい本", "[『小さなパターンの本』]", "書評：小さなパターンの本"]),
        (":year: 2024", ["書評：小さなパターンの本"]),
        (":author: 別の評者", ["新しい本"]),
        (":tag: 入門", ["書評：小さなパターンの本"]),
        (":limit: 1\n:as: cards", ["新しい本"]),
        (":as: table", ["新しい本", "書評：小さなパターンの本"]),
    ],
)
def test_reviews(rootdir: Path, tmp_path: Path, options: str, expected: list[str]) -> None:
    """``{reviews}`` lists reviews, the newest first; a draft stands in no list."""
    reviews = tmp_path / "site/reviews"
    reviews.mkdir(parents=True)
    (reviews / "new.md").write_text(
        "---\ntitle: 新しい本\ndate: 2025-05-05\nauthor: 別の評者\n---\n\n本文。\n", "utf-8"
    )
    (reviews / "draft.md").write_text("---\ntitle: 書きかけ\ndate: 2026-01-01\ndraft: true\n---\n\n本文。\n", "utf-8")
    page, warnings = build_index(rootdir, tmp_path, f"```{{reviews}}\n{options}\n```")
    assert warnings == []
    assert listed(page) == expected


def test_books_and_tags(rootdir: Path, tmp_path: Path) -> None:
    """``{books}`` and ``{tags}`` give books and tags an address, with what belongs to them."""
    page, warnings = build_index(rootdir, tmp_path, "```{books}\n```\n\n```{tags}\n```")
    assert warnings == []
    text = article(page)
    assert "ISBN 978-4000000024" in text.select_one("#book-sato2020").get_text(" ", strip=True)
    assert [link.get_text() for link in text.select("#tag-棚 a")] == [
        "書評：小さなパターンの本",
        "アルファパターン",
        "ベータの罠",
    ]


def test_outline_of_the_review(rootdir: Path, tmp_path: Path) -> None:
    """A review without ``{outline}`` shows it all the same: parts, chapters with anchors, entries with kinds."""
    page, warnings = build_index(rootdir, tmp_path, "")
    assert warnings == []
    text = article(page.parent / "reviews/small-book.html")
    assert [section["id"] for section in text.select("section.shohyo-chapter")] == ["ch-1", "ch-2"]
    assert text.select_one(".shohyo-part").get_text() == "第1部 はじめの部"
    assert [item.get_text(" ", strip=True) for item in text.select("#ch-1 .shohyo-outline li")] == [
        "アルファパターン パターン 最初に試す形。",
        "ベータの罠 アンチパターン 避けたい形。",
    ]
    assert "ページのない見出し" in text.select_one("#ch-2").get_text()
    assert "章の紹介。" in text.select_one("#ch-1").get_text()


def test_relations_of_another_page(rootdir: Path, tmp_path: Path) -> None:
    """``{relations}`` shows the relations of the page that it names."""
    page, warnings = build_index(rootdir, tmp_path, "```{relations} alpha\n```")
    assert warnings == []
    assert [
        link.get_text() for link in article(page).select(".shohyo-relations a.internal") if "patterns/" in link["href"]
    ] == ["ガンマの話題", "ベータの罠"]  # what a pattern guards against stands last


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("```{patterns}\n:as: tabel\n```", '"tabel" is not one of list, table, cards (did you mean "table"?)'),
        (
            "```{patterns}\n:kind: antipatern\n```",
            '"antipatern" is not one of pattern, antipattern, topic, case-study (did you mean "antipattern"?)',
        ),
        ("```{reviews}\n:group-by: publisher\n```", '"publisher" is not one of year, author, tag, book, none'),
        (
            "```{outline}\n```",
            "this page has no outline; add outline: … to the front matter of a review [shohyo.directive]",
        ),
    ],
)
def test_wrong_options_say_what_to_write(rootdir: Path, tmp_path: Path, directive: str, message: str) -> None:
    """A wrong option is a warning at the directive that names what is allowed."""
    _page, warnings = build_index(rootdir, tmp_path, directive)
    assert len(warnings) == 1
    assert re.match(r"index.md:[34]:", warnings[0])
    assert message in warnings[0]


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("```{patterns}\n:chapter: sato2020/9\n```", 'unknown chapter "sato2020/9" (did you mean "sato2020/2"?)'),
        ("```{patterns}\n:tag: 棚棚\n```", 'unknown tag "棚棚" (did you mean "棚"?)'),
        ("```{reviews}\n:book: sato2021\n```", 'unknown book "sato2021" (did you mean "sato2020"?)'),
        ("```{relations} alfa\n```", 'unknown pattern "alfa" (did you mean "alpha"?)'),
    ],
)
def test_unknown_names_are_said(rootdir: Path, tmp_path: Path, directive: str, message: str) -> None:
    """A listing that names what nothing has would stay empty for ever; it is reported at the directive."""
    _page, warnings = build_index(rootdir, tmp_path, directive)
    assert warnings == [f"index.md:3:1: WARNING: {message} [shohyo.reference]"]
