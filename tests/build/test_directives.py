"""The listings: filters, grouping, order and form; and what a wrong option says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.build.building import article, build, case_name, once, run_sphinx, warnings_of


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


PATTERNS = [
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
]
REVIEWS = [
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
]
WRONG = [
    ("```{patterns}\n:as: tabel\n```", '"tabel" is not one of list, table, cards (did you mean "table"?)'),
    (
        "```{patterns}\n:kind: antipatern\n```",
        '"antipatern" is not one of pattern, antipattern, topic, case-study (did you mean "antipattern"?)',
    ),
    ("```{reviews}\n:group-by: publisher\n```", '"publisher" is not one of year, author, tag, book, none'),
    (
        "```{outline}\n```",
        "このページに目次がありません。書籍についてのページのフロントマターに outline: … を加えるか、:book: を指定してください [shohyo.directive]",
    ),
]
UNKNOWN = [
    ("```{patterns}\n:chapter: sato2020/9\n```", "「sato2020/9」という章はありません（「sato2020/2」のことですか）"),
    ("```{patterns}\n:tag: 棚棚\n```", "「棚棚」というタグはありません（「棚」のことですか）"),
    ("```{reviews}\n:book: sato2021\n```", "「sato2021」という書籍はありません（「sato2020」のことですか）"),
    ("```{relations} alfa\n```", "「alfa」というパターンはありません（「alpha」のことですか）"),
]


def write_cases(site: Path, directives: list[str]) -> None:
    """Put each directive on a page of its own, to which the home page leads."""
    (site / "cases").mkdir()
    for directive in directives:
        (site / f"cases/{case_name(directive)}.md").write_text(f"# 一覧\n\n{directive}\n", "utf-8")
    with (site / "index.md").open("a", encoding="utf-8") as index:
        index.write("\n```{toctree}\n:hidden:\n:glob:\n\ncases/*\n```\n")


@pytest.fixture(scope="module")
def listings(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small site with all listings of patterns, and all that are wrong, stands beside what its build said."""

    def make(folder: Path) -> None:
        site = Path(shutil.copytree(rootdir / "test-site", folder / "site"))
        right = [f"```{{patterns}}\n{options}\n```" for options, _expected in PATTERNS]
        write_cases(site, [*right, *(directive for directive, _message in (*WRONG, *UNKNOWN))])
        done = run_sphinx(site, folder / "html")
        assert "Traceback" not in done.stderr
        (folder / "stderr").write_text(done.stderr, "utf-8")

    return once(tmp_path_factory, "listings", make)


@pytest.fixture(scope="module")
def reviews(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with another review, a draft, and all listings of reviews."""

    def make(folder: Path) -> None:
        site = Path(shutil.copytree(rootdir / "test-site", folder / "site"))
        new = "---\ntitle: 新しい本\ndate: 2025-05-05\nauthor: 別の評者\n---\n\n本文。\n"
        (site / "reviews/new.md").write_text(new, "utf-8")
        draft = "---\ntitle: 書きかけ\ndate: 2026-01-01\ndraft: true\n---\n\n本文。\n"
        (site / "reviews/draft.md").write_text(draft, "utf-8")
        write_cases(site, [f"```{{reviews}}\n{options}\n```" for options, _expected in REVIEWS])
        build(site, folder / "html")

    return once(tmp_path_factory, "reviews", make) / "html"


def warned(listings: Path) -> list[str]:
    """Return all warnings of the build, without the folder of the cases."""
    return [line.removeprefix("cases/") for line in warnings_of((listings / "stderr").read_text("utf-8"))]


def said(listings: Path, directive: str) -> list[str]:
    """Return the warnings that a directive got."""
    return [line for line in warned(listings) if line.startswith(case_name(directive))]


def test_nothing_is_said_of_other_pages(listings: Path) -> None:
    """Each wrong listing has one warning, and nothing else has any."""
    wrong = [case_name(directive) for directive, _message in (*WRONG, *UNKNOWN)]
    assert sorted(line.partition(".")[0] for line in warned(listings)) == sorted(wrong)


def listed(page: Path) -> list[str]:
    """Return headings of groups in brackets and titles of pages, in order."""
    return [
        f"[{node.get_text()}]" if "rubric" in node.get("class", []) else node.get_text()
        for node in article(page).select(".rubric, .shohyo-list a, .shohyo-table a, .sd-card a")
    ]


@pytest.mark.parametrize(("options", "expected"), PATTERNS)
def test_patterns(listings: Path, options: str, expected: list[str]) -> None:
    """``{patterns}`` lists what passes its filters, in the order and the groups that are asked for."""
    directive = f"```{{patterns}}\n{options}\n```"
    assert said(listings, directive) == []
    assert listed(listings / f"html/cases/{case_name(directive)}.html") == expected


@pytest.mark.parametrize(("options", "expected"), REVIEWS)
def test_reviews(reviews: Path, options: str, expected: list[str]) -> None:
    """``{reviews}`` lists reviews, the newest first; a draft stands in no list."""
    name = case_name(f"```{{reviews}}\n{options}\n```")
    assert listed(reviews / f"cases/{name}.html") == expected


def test_books_and_tags(rootdir: Path, tmp_path: Path) -> None:
    """``{books}`` and ``{tags}`` give books and tags an address, with what belongs to them."""
    page, warnings = build_index(rootdir, tmp_path, "```{books}\n```\n\n```{tags}\n```")
    assert warnings == []
    text = article(page)
    assert "ISBN 978-4-00-000002-4" in text.select_one("#book-sato2020").get_text(" ", strip=True)
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


@pytest.mark.parametrize(("directive", "message"), WRONG)
def test_wrong_options_say_what_to_write(listings: Path, directive: str, message: str) -> None:
    """A wrong option is a warning at the directive that names what is allowed."""
    warnings = said(listings, directive)
    assert len(warnings) == 1
    assert re.match(r"case-\w+.md:[34]:", warnings[0])
    assert message in warnings[0]


@pytest.mark.parametrize(("directive", "message"), UNKNOWN)
def test_unknown_names_are_said(listings: Path, directive: str, message: str) -> None:
    """A listing that names what nothing has would stay empty for ever; it is reported where the name stands."""
    name = re.search("「(.*?)」", message)[1]
    lines = directive.splitlines()
    row = next(number for number, line in enumerate(lines) if name in line)
    place = f"{row + 3}:{lines[row].index(name) + 1}"
    assert said(listings, directive) == [f"{case_name(directive)}.md:{place}: WARNING: {message} [shohyo.reference]"]


@pytest.mark.parametrize(
    "body",
    [
        "(here)=\n```{patterns}\n```\n",
        "(here)=\n```{counts}\n```\n",
        "(here)=\n```{relations} beta\n```\n",
        "Text.\n\n(here)=\n",
    ],
    ids=["patterns", "counts", "relations", "end of the page"],
)
def test_label_above_a_block(rootdir: Path, tmp_path: Path, body: str) -> None:
    """A label may stand above what is filled in later; links find it."""
    page, warnings = build_index(rootdir, tmp_path, f"[link](#here)\n\n{body}")
    assert warnings == []
    assert len(article(page).select("#here")) == 1
