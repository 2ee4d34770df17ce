"""Views that the reader shapes: the filterable index, comparisons, crosswalk, map and previews, in small sites."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

from shohyo.checks.project import check_project
from tests import prose
from tests.build.building import REPOSITORY, article, run_sphinx, warnings_of


def build_page(rootdir: Path, tmp_path: Path, directive: str, **files: str) -> tuple[Path, list[str]]:
    """Build the small site with *directive* on its home page, and *files* beside it (``a_yaml`` is a.yaml)."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    text = (
        f"# 入口\n\n{directive}\n\n```{{bibliography}}\n```\n\n```{{toctree}}\n:glob:\n\nreviews/*\npatterns/*\n```\n"
    )
    (site / "index.md").write_text(text, "utf-8")
    for name, content in files.items():
        (site / name.replace("_yaml", ".yaml")).write_text(content, "utf-8")
    done = run_sphinx(site, tmp_path / "output")
    assert "Traceback" not in done.stderr
    return tmp_path / "output/index.html", warnings_of(done.stderr)


def test_index_rows_carry_their_values(rootdir: Path, tmp_path: Path) -> None:
    """Every row says by what it can be filtered and sorted; choices that would change nothing are not offered."""
    page, warnings = build_page(rootdir, tmp_path, "```{patterns}\n:group-by: chapter\n:filter:\n```")
    assert warnings == []
    rows = [json.loads(row["data-row"]) for row in article(page).select(".shohyo-filter tr[data-row]")]
    assert [row["id"] for row in rows] == ["alpha", "beta", "gamma"]
    assert rows[0] == {
        "id": "alpha",
        "kind": ["pattern"],
        "chapter": ["sato2020/1"],
        "category": ["serving"],
        "tag": ["棚"],
        "relation": ["beta", "gamma"],
        "book": ["sato2020"],
        "sort": {"title": 0, "kind": 0},
    }
    form = article(page).select_one(".shohyo-filter form")
    assert form.has_attr("hidden")
    assert [select["name"] for select in form.select("select")] == ["kind", "chapter", "relation", "sort"]
    assert len(article(page).select(".shohyo-filter__group table")) == 2


def test_index_is_sorted_by_sound(rootdir: Path, tmp_path: Path) -> None:
    """A long vowel counts as the vowel that it lengthens, katakana as hiragana: not by code points."""
    files = {
        f"patterns/{name}.md": f"---\ntitle: {name}\nkind: topic\nreading: {reading}\nsources: [doe2019]\n"
        "suppress: [{code: unlisted, reason: a test}]\n---\n"
        for name, reading in (("x1", "でんき"), ("x2", "でーた"), ("x3", "デアウ"), ("x4", "てん"))
    }
    page, warnings = build_page(rootdir, tmp_path, "```{patterns}\n:kind: topic\n:filter:\n```", **files)
    assert warnings == []
    rows = [json.loads(row["data-row"]) for row in article(page).select("tr[data-row]")]
    by_title = sorted(rows, key=lambda row: row["sort"]["title"])
    assert [row["id"] for row in by_title if row["id"].startswith("x")] == ["x3", "x2", "x4", "x1"]


def test_scripts_only_where_used(rootdir: Path, tmp_path: Path) -> None:
    """A page without a table to filter does not load the script for it, and a table without the option is plain."""
    page, _warnings = build_page(rootdir, tmp_path, "```{patterns}\n:filter:\n```")
    assert "shohyo-table.js" in page.read_text("utf-8")
    other = page.parent / "patterns/alpha.html"
    assert "shohyo-table.js" not in other.read_text("utf-8")


def test_names_cannot_break_out(rootdir: Path, tmp_path: Path) -> None:
    """A tag with quotation marks and tags of HTML stays text in the form and in the rows."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    (site / "index.md").write_text(
        "# 入口\n\n```{patterns}\n:filter:\n```\n\n```{bibliography}\n```\n\n```{toctree}\n:glob:\n\nreviews/*\npatterns/*\n```\n", "utf-8"
    )  # fmt: skip
    path = site / "patterns/alpha.md"
    path.write_text(path.read_text("utf-8").replace("tags: [棚]", "tags: ['\"><script>x</script>', 棚]"), "utf-8")
    assert run_sphinx(site, tmp_path / "output").stderr == ""
    block = article(tmp_path / "output/index.html").select_one(".shohyo-filter")
    assert block.select("script") == []
    assert '"><script>x</script>' in [option["value"] for option in block.select("[name=tag] option")]
    assert '"><script>x</script>' in json.loads(block.select_one("tr[data-row]")["data-row"])["tag"]


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_table(rootdir: Path, tmp_path: Path, builder: str) -> None:
    """Builders without scripts write the rows as any rows."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    text = "# 入口\n\n```{patterns}\n:filter:\n```\n\n```{compare} alpha, beta\n```\n\n```{bibliography}\n```\n"
    (site / "index.md").write_text(text + "\n```{toctree}\n:glob:\n\nreviews/*\npatterns/*\n```\n", "utf-8")
    done = run_sphinx(site, tmp_path / "output", builder=builder)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "unknown node" not in done.stderr


def test_compare_sets_pages_side_by_side(rootdir: Path, tmp_path: Path) -> None:
    """A comparison takes intent, problem, shared sections and relations from the pages, links made from here."""
    page, warnings = build_page(rootdir, tmp_path, "```{compare} alpha, beta\n:sections: しくみ\n```")
    assert warnings == []
    table = article(page).select_one("table.shohyo-compare")
    assert [cell.get_text() for cell in table.select("thead th")] == ["ページ", "アルファパターン", "ベータの罠"]
    rows = {row.th.get_text(): [cell.get_text(" ") for cell in row.select("td")] for row in table.select("tbody tr")}
    assert list(rows) == ["種類", "はたらき", "課題", "しくみ", "この中での関係", "ほかのページとの関係"]
    assert "ベータの説明です。" in rows["課題"][1]
    assert "仕組みの説明です。" in rows["しくみ"][0]
    assert "–" in rows["しくみ"][1]
    assert "先に確かめるから。" in rows["この中での関係"][0]
    assert {link["href"] for link in table.select("td a.reference")} >= {"patterns/alpha.html", "patterns/gamma.html"}


def test_compare_sets_traits_side_by_side(rootdir: Path, tmp_path: Path) -> None:
    """Traits are rows, in the order of the pages; what all say is marked, and the paragraphs are one click away."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "source"))
    for name, traits in {
        "alpha": "[{name: 速さ, value: 1 ms, basis: ours}, {name: 費用, value: 低い, basis: {source: 帳簿}}]",
        "beta": "[{name: 壊れるところ, value: <鍵>, basis: ours}, {name: 費用, value: 低い, basis: ours}]",
    }.items():
        path = site / f"patterns/{name}.md"
        path.write_text(
            path.read_text("utf-8").replace("---\n", f"---\ntraits: {traits}\nchecked: 2026-01-02\n", 1), "utf-8"
        )
    index = "# 入口\n\n```{compare} alpha, beta\n:sections: しくみ\n```\n\n```{bibliography}\n```\n\n```{toctree}\n:glob:\n\nreviews/*\npatterns/*\n```\n"
    (site / "index.md").write_text(index, "utf-8")
    assert run_sphinx(site, tmp_path / "output").stderr == ""
    page = article(tmp_path / "output/index.html")
    in_short, passages = page.select("table.shohyo-compare")
    assert passages.find_parent("details")
    assert not in_short.find_parent("details")
    rows = {row.th.get_text(): [cell.get_text() for cell in row.select("td")] for row in in_short.select("tbody tr")}
    assert list(rows) == [
        "種類",
        "はたらき",
        "速さ",
        "壊れるところ",
        "費用 （同じ）",
        "この中での関係",
    ]
    assert (rows["速さ"], rows["費用 （同じ）"]) == (["1 ms", "–"], ["低い", "低い"])
    assert rows["壊れるところ"] == ["–", "<鍵>"]
    assert [row.th.get_text() for row in in_short.select(".shohyo-compare__same")] == ["費用 （同じ）"]
    assert [row.th.get_text() for row in passages.select("tbody tr")] == ["課題", "しくみ", "ほかのページとの関係"]
    own = article(tmp_path / "output/patterns/alpha.html")
    titles = [title.get_text().removesuffix("#") for title in own.select("section > section > h2")]
    assert titles[:3] == ["しくみ", "特徴", "Data flow"]  # what the page is about, and what it is like, before the rest
    assert [term.get_text() for term in own.select(".shohyo-traits dt")] == ["速さ", "費用"]
    assert [basis.get_text() for basis in own.select(".shohyo-traits .shohyo-basis")] == ["当サイトの考え", "帳簿"]
    assert own.select_one(".shohyo-checked").get_text() == "最終確認：2026-01-02"


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        (
            "```{compare} alpha\n```",
            "「alpha」は2つから4つのパターンではありません。それぞれの id を1回ずつ書いてください",
        ),
        ("```{compare} alpha, alpha\n```", "は2つから4つのパターンではありません"),
        ("```{compare} alpha, alfa\n```", "「alfa」というパターンはありません"),
        ("```{compare} alpha, beta\n:sections: しくみみ\n```", "どのページにも「しくみみ」という節の文章がありません"),
    ],
)
def test_compare_says_what_is_wrong(rootdir: Path, tmp_path: Path, directive: str, expected: str) -> None:
    """A comparison of one, of a page twice, of nobody, or by a heading that nobody has is a warning at its line."""
    _page, warnings = build_page(rootdir, tmp_path, directive)
    assert len(warnings) == 1
    assert "index.md:3" in warnings[0]
    assert expected in warnings[0]


def previews(output: Path) -> dict[str, dict[str, Any]]:
    """Return address of a page → what its script brings."""
    found = {}
    for path in sorted((output / "_static/shohyo/preview").rglob("*.js")):
        text = path.read_text("utf-8")
        address, there = json.loads(text.removeprefix("Shohyo.addPreview(...").removesuffix(");\n"))
        assert path.relative_to(output / "_static/shohyo/preview").as_posix() == address.removesuffix(".html") + ".js"
        found[address] = there
    return found


def test_previews_say_what_is_behind_a_link(rootdir: Path, tmp_path: Path) -> None:
    """Each pattern, review and chapter has name, kind and intent; a relation its reason, as seen from the other page."""
    page, warnings = build_page(rootdir, tmp_path, "{pattern}`alpha` und {chapter}`sato2020/1` und {tag}`棚`")
    assert warnings == []
    found = previews(page.parent)
    assert set(found) == {f"patterns/{name}.html" for name in ("alpha", "beta", "gamma")} | {"reviews/small-book.html"}
    assert found["patterns/alpha.html"][""] == {
        "title": "アルファパターン",
        "kind": "パターン",
        "text": "最初に試す形。",
        "related": {
            "patterns/beta.html": [["これを防ぐもの", "先に確かめるから。"]],
            "patterns/gamma.html": [["先に要るもの", "土台になる。"]],
        },
    }
    assert found["reviews/small-book.html"]["ch-1"] == {"title": "第1章 最初の章", "kind": "章", "text": "章の紹介。"}
    marked = {link["href"] for link in article(page).select("a.shohyo-link")}
    assert {"patterns/alpha.html", "reviews/small-book.html#ch-1", "reviews/small-book.html"} <= marked
    cited = article(page.parent / "reviews/small-book.html").select("a.shohyo-link[title]")
    assert cited


def test_previews_of_removed_pages_go(rootdir: Path, tmp_path: Path) -> None:
    """A page that is gone leaves no script behind."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    (site / "patterns/delta.md").write_text(
        "---\ntitle: デルタ\nkind: topic\nsources: [doe2019]\n---\n\n文。\n", "utf-8"
    )
    run_sphinx(site, tmp_path / "output")
    assert "patterns/delta.html" in previews(tmp_path / "output")
    (site / "patterns/delta.md").unlink()
    run_sphinx(site, tmp_path / "output")
    assert "patterns/delta.html" not in previews(tmp_path / "output")


def test_previews_know_folders(rootdir: Path, tmp_path: Path) -> None:
    """Where pages are folders, addresses end in a slash, and scripts still have names."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    assert run_sphinx(site, tmp_path / "output", builder="dirhtml").stderr == ""
    text = (tmp_path / "output/_static/shohyo/preview/patterns/alpha.js").read_text("utf-8")
    assert text.startswith('Shohyo.addPreview(...["patterns/alpha/",')
    links = article(tmp_path / "output/index.html").select("a.shohyo-link")
    assert "patterns/alpha/" in {link["href"] for link in links}


CROSSWALK = """\
book: doe2019
chapters:
  - {number: 1, title: Data}
patterns:
  - number: 1
    name: Cascade
    working_title: <b>滝</b>
    chapter: 1
    links:
      - {target: alpha, type: overlaps, strength: strong, why: 骨格が同じ。, basis: {cite: doe2019}}
      - {target: beta, type: guards-against, strength: weak, why: 防げる。, basis: ours}
  - {number: 2, name: Cross, chapter: 1, none: 相手がない。}
"""


def test_crosswalk_shows_kind_and_reason(rootdir: Path, tmp_path: Path) -> None:
    """A row for each correspondence, with kind, closeness, reason and basis; the book is cited on the page."""
    page, warnings = build_page(rootdir, tmp_path, "```{crosswalk} walk.yaml\n```", walk_yaml=CROSSWALK)
    assert warnings == []
    table = article(page).select_one("table.shohyo-crosswalk")
    rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
    assert rows[0][:2] == ["1. Cascade <b>滝</b>（仮訳）", "重なる 近い"]
    assert rows[0][3].startswith("骨格が同じ。 [")
    assert rows[1][2:] == ["ベータの罠 アンチパターン", "防げる。 当サイトの考え"]
    assert rows[2] == ["2. Cross", "対応なし", "–", "相手がない。"]
    assert [json.loads(row["data-row"])["relation"] for row in table.select("tr[data-row]")] == [
        ["overlaps"],
        ["guards-against"],
        ["none"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("target: alpha", "target: alfa", "walk.yaml:10:18: WARNING: 「alfa」というパターンはありません"),
        ("cite: doe2019", "cite: doe2018", "「doe2018」という BibTeX キーはありません"),
        ("chapters:", "chapter:", "「chapter」というキーはありません"),
    ],
)
def test_crosswalk_says_what_is_wrong(rootdir: Path, tmp_path: Path, old: str, new: str, expected: str) -> None:
    """A mistake in the file is a warning at its line and column."""
    text = CROSSWALK.replace(old, new)
    _page, warnings = build_page(rootdir, tmp_path, "```{crosswalk} walk.yaml\n```", walk_yaml=text)
    assert any(expected in warning for warning in warnings), warnings
    checked = [item.line_in("ja") for item in check_project(tmp_path / "site").diagnostics]
    assert sorted(line for line in checked if line.startswith("walk.yaml")) == sorted(
        line.replace(" WARNING:", "").rpartition("/")[2] for line in warnings if "walk.yaml" in line
    )


def test_crosswalk_without_a_file(rootdir: Path, tmp_path: Path) -> None:
    """A file that is not there is said where it is named."""
    _page, warnings = build_page(rootdir, tmp_path, "```{crosswalk} none.yaml\n```")
    assert len(warnings) == 1
    assert "index.md:3:16: WARNING: 対照表「none.yaml」がありません" in warnings[0]


def test_scripts_are_small_and_where_they_are_used(published: Path) -> None:
    """Guide, tables, map and previews take 12 KB (gzip) together, and a page loads those that it uses."""
    names = ("guide", "table", "map", "preview")
    files = {name: published / f"_static/shohyo/shohyo-{name}.js" for name in names}
    assert sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files.values()) <= 12_000
    pages = {
        path.relative_to(published).as_posix(): path.read_text("utf-8")
        for path in published.rglob("*.html")
        if "_static" not in path.parts
    }
    users = {name: {page for page, text in pages.items() if f"shohyo-{name}.js" in text} for name in names}
    assert users["guide"] == {"guide.html"}
    assert users["map"] == {"map.html"}
    assert users["table"] == {"patterns/index.html", "crosswalk.html", "map.html"}
    assert users["preview"] == {page for page, text in pages.items() if "shohyo-link" in text}


#: the names of the traits on the site, in their order; cost and complexity begin with a step
TRAITS = ("応答時間", "新しさ", "スループット", "費用", "複雑さ", "最初に壊れるところ", "要る技能")
STEPS = ("低い。", "中くらい。", "高い。")
COMPARED = [
    ["synchronous-inference", "asynchronous-inference", "batch-inference"],
    ["serial-microservice", "parallel-microservice"],
    ["model-in-image", "model-load"],
    ["prediction-cache", "data-cache"],
    ["shadow-ab-test", "online-ab-test"],
    # with pages of the supplement, which come last
    ["data-cache", "feature-store"],
    ["prediction-circuit-breaker", "llm-gateway"],
    ["batch-training", "index-freshness"],
    ["condition-based-inference", "guardrails"],
    ["online-ab-test", "llm-evaluation"],
    ["gpu-sharing", "continuous-batching"],
]


def test_ready_made_comparisons(published: Path) -> None:
    """The sets among which readers choose stand side by side: traits and relations, and the passages folded."""
    page = article(published / "compare.html")
    folded = page.select(".shohyo-disclosure table.shohyo-compare")
    in_short = [table for table in page.select("table.shohyo-compare") if table not in folded]
    # those of the book are in sight, those with the supplement behind what they ask
    assert [bool(table.find_parent("details")) for table in in_short] == [False] * 5 + [True] * 6
    for tables in (in_short, folded):
        assert [[Path(link["href"]).stem for link in table.select("thead a")] for table in tables] == COMPARED
    for table in in_short:
        rows = {
            row.th.get_text().removesuffix(" （同じ）"): [cell.get_text() for cell in row.select("td")]
            for row in table.select("tbody tr")
        }
        # what each page says of a trait; a dash is a page that says nothing
        traits = [name for name in rows if name in TRAITS]
        assert traits == [name for name in TRAITS if name in traits]
        assert sum("–" not in rows[name] for name in traits) >= 4
        assert list(rows) == ["はたらき", *traits, "本と章", "この中での関係"]
        same = [row.th.get_text() for row in table.select(".shohyo-compare__same")]
        assert same == [f"{name} （同じ）" for name in traits if len(set(rows[name])) == 1]
        assert len(same) < len(traits) - 2
        assert table.select(".shohyo-basis")
    marked = [["当サイトの追補" in cell.get_text() for cell in _places(table)] for table in in_short]
    assert [row for row in marked if any(row)] == [[False, True]] * 5 + [[True, True]]
    for table in folded:
        rows = [row.th.get_text() for row in table.select("tbody tr")]
        assert rows == ["課題", "使うとき", "避けるとき", "得るものと引き受けるもの", "ほかのページとの関係"]


def _places(table: Tag) -> list[Tag]:
    """Return what a comparison says of where its pages stand."""
    (places,) = [row.select("td") for row in table.select("tbody tr") if row.th.get_text() == "本と章"]
    return places


def test_supplement_is_compared_with_the_book(published: Path) -> None:
    """Three pages of ours stand beside one of the book's each, and a row says which of the two is whose."""
    tables = article(published / "supplement.html").select("table.shohyo-compare")
    in_short = [table for table in tables if not table.find_parent("details")]
    assert [[Path(link["href"]).stem for link in table.select("thead a")] for table in in_short] == [
        ["asynchronous-inference", "token-streaming"],
        ["prediction-cache", "semantic-cache"],
        ["batch-inference", "continuous-batching"],
    ]
    for table in in_short:
        assert ["当サイトの追補" in cell.get_text() for cell in _places(table)] == [False, True]
        assert table.select(".shohyo-basis")


def test_traits_of_all_pages_have_one_list_of_names() -> None:
    """Patterns and antipatterns use the seven names in one order; phrases are short, two of them begin with a step."""
    number = 0
    for path in sorted((REPOSITORY / "patterns").glob("*.md")):
        record = prose.read(path, f"patterns/{path.stem}").record
        if record is None or record.kind not in ("pattern", "antipattern"):
            continue
        number += 1
        names = [trait.name for trait in record.traits]
        assert names == [name for name in TRAITS if name in names], path.stem
        assert "最初に壊れるところ" in names, path.stem
        assert len(names) >= (4 if record.kind == "pattern" else 3), path.stem
        for trait in record.traits:
            assert len(trait.value) <= 25, (path.stem, trait.value)
            assert trait.name not in ("費用", "複雑さ") or trait.value.startswith(STEPS), (path.stem, trait.value)
    assert number == 32 + 9


def test_map_has_everything_once(published: Path) -> None:
    """The map of the site has each page and each relation once, in the picture and in the tables, and no style.

    47 pages and 7 chapters are the book's, 9 pages and 3 chapters our supplement's, apart from them.
    """
    block = article(published / "map.html").select_one(".shohyo-map")
    whole = block.select_one(".shohyo-map__drawn")
    nodes = [link["data-id"] for link in whole.select("svg a")]
    assert len(nodes) == len(set(nodes)) == 47 + 9
    assert all((published / link["href"]).is_file() for link in block.select("svg a"))
    arcs = [arc["data-edge"] for arc in whole.select("svg [data-edge]")]
    assert len(arcs) == len(set(arcs)) == 100 + 33
    rows = [json.loads(row["data-row"]) for row in block.select("tr[data-row]")]
    assert [row["id"] for row in rows if row["type"]] == arcs
    assert {end for row in rows for end in row["ends"]} == set(nodes)
    assert len(whole.select("svg text.shohyo-map__chapter")) == 7 + 3
    # each chapter with its own pages, and of the relations those within it
    parts = block.select("details")
    assert [part.has_attr("open") for part in parts] == [True] + 9 * [False]
    assert [link["data-id"] for part in parts for link in part.select("svg a")] == nodes
    within = [arc["data-edge"] for part in parts for arc in part.select("[data-edge]")]
    assert within == [arc["data-edge"] for arc in whole.select("[data-edge]:not(.shohyo-map__edge--far)")]
    for part in parts:
        own = {link["data-id"] for link in part.select("svg a")}
        assert {json.loads(row["data-row"])["ends"][0] for row in part.select("tr[data-row]")} <= own
    assert block.select("style, [style], script") == []
