"""Calculators on pages: what a browser gets, what stands there without a script, and the other builders."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from bs4 import Tag

from shohyo import assets

from .building import article, build, digest, run_sphinx, soup
from .test_search import read

BASIC = ("-D", "html_theme=basic")
BODY = """\
inputs:
  - {id: rate, label: 毎秒の要求, unit: 件/秒, value: 1500, min: 0}
  - {id: hit, label: 当たる割合, value: 0.56, min: 0, max: 1, step: 0.01}
results:
  - {id: miss, label: 外れる数, unit: 件/秒, formula: rate * (1 - hit)}
  - {id: each, label: 1件あたり, formula: 1 / miss, digits: 4}
note: 値は例です。
"""
BACKTICKS = f"```{{calculator}} キャッシュ\n{BODY}```\n"


@pytest.fixture
def site(rootdir: Path, tmp_path: Path) -> Path:
    """A private copy of the small site."""
    return Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))


def append(site: Path, text: str, name: str = "index.md") -> None:
    path = site / name
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")


def calculators(page: Path) -> list[Tag]:
    return article(page).select(".shohyo-calculator")


def rows(block: Tag) -> list[str]:
    """Return the lines of a calculator as a reader sees them."""
    found = []
    for row in block.select("label"):
        for field in row.select("input"):
            field.replace_with(field["value"])
        for bounds in row.select(".shohyo-calculator__bounds"):
            bounds.decompose()
        found.append(" ".join(row.get_text(" ").split()))
    return found


ROWS = ["毎秒の要求 1500 件/秒", "当たる割合 0.56", "外れる数 660 件/秒", "1件あたり 0.0015"]


def test_page_has_results_without_a_script(site: Path, tmp_path: Path) -> None:
    """Fields are read only until a script runs, and results are those of the page's values."""
    append(site, BACKTICKS)
    output = build(site, tmp_path / "out", "-W", *BASIC)
    (block,) = calculators(output / "index.html")
    assert (block["role"], block["aria-label"]) == ("group", "キャッシュ")
    assert [field.has_attr("readonly") for field in block.select("input")] == [True, True]
    assert [(field["min"], field.get("max"), field["step"]) for field in block.select("input")] == [("0", None, "any"), ("0", "1", "0.01")]  # fmt: skip
    assert json.loads(block.output["data-formula"]) == ["*", "rate", ["-", 1, "hit"]]
    assert block.button.has_attr("hidden")
    assert block.button.get_text() == "ページの値に戻す"
    assert "値は例です。" in block.get_text()
    assert block.select("[id], [style], script") == []
    assert rows(block) == ROWS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("backticks.md", f"# T\n\n{BACKTICKS}"),
        ("colons.md", f"# T\n\n:::{{calculator}} キャッシュ\n{BODY}:::\n"),
        ("list.md", "# T\n\n- A\n\n" + re.sub("^", "  ", BACKTICKS, flags=re.M)),
        ("note.md", f"# T\n\n````{{note}}\n{BACKTICKS}````\n"),
        ("plain.rst", "T\n=\n\n.. calculator:: キャッシュ\n\n" + re.sub("^", "   ", BODY, flags=re.M)),
        ("part.md", "# T\n\n```{include} part.txt\n```\n"),
    ],
)
def test_forms(name: str, text: str, site: Path, tmp_path: Path) -> None:
    """It may stand in every kind of fence, in other blocks, in reStructuredText and in an included file."""
    (site / "conf.py").write_text(
        (site / "conf.py").read_text("utf-8") + '\nmyst_enable_extensions = ["colon_fence"]\n'
    )
    (site / "part.txt").write_text(BACKTICKS, "utf-8")
    (site / name).write_text(text, "utf-8")
    append(site, f"```{{toctree}}\n{name.partition('.')[0]}\n```")
    output = build(site, tmp_path / "out", "-W", *BASIC)
    (block,) = calculators(output / f"{name.partition('.')[0]}.html")
    assert rows(block) == ROWS


def test_what_authors_write_is_text(site: Path, tmp_path: Path) -> None:
    """Markup and quotation marks in titles, labels, units and notes are shown as they are."""
    evil = "</script><script>f()</script><b onclick='f()'>\""
    quoted = json.dumps(evil)
    append(
        site,
        f"```{{calculator}} {evil}\ninputs: [{{id: a, label: {quoted}, unit: {quoted}, value: 1}}]\n"
        f"results: [{{id: b, label: {quoted}, unit: {quoted}, formula: a < 2}}]\nnote: {quoted}\n```",
    )
    (block,) = calculators(build(site, tmp_path / "out", "-W", *BASIC) / "index.html")
    assert block["aria-label"] == evil
    assert block.get_text().count(evil) == 6
    assert block.select("script, b, [onclick]") == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("theme", ["shohyo", "alabaster", "sphinx_book_theme"])
def test_script_is_loaded_where_it_is_needed(theme: str, builder: str, site: Path, tmp_path: Path) -> None:
    """Only the page with a calculator has its script and its style."""
    append(site, BACKTICKS)
    done = run_sphinx(site, tmp_path / "out", "-W", "-D", f"html_theme={theme}", builder=builder)
    assert (done.returncode, done.stderr) == (0, "")
    pages = {
        path: path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.html") if "_static" not in path.parts
    }
    assert len(pages) > 4
    for name in ("shohyo-calculator.js", "calculator.css"):
        assert [path.relative_to(tmp_path / "out").as_posix() for path, text in pages.items() if name in text] == [
            "index.html"
        ]
        assert (tmp_path / "out/_static/shohyo" / name).is_file()


def test_script_is_small() -> None:
    """It takes 2 KB (gzip) at most, and evaluates no text as code."""
    script = assets.served("shohyo/shohyo-calculator.js")
    assert len(gzip.compress(script, 9, mtime=0)) <= 2048
    assert not re.search(rb"\beval\b|\bFunction\b|innerHTML", script)


@pytest.mark.parametrize(
    ("builder", "file"),
    [("text", "index.txt"), ("latex", "*.tex"), ("man", "*.1"), ("texinfo", "*.texi"), ("epub", "index.xhtml"), ("singlehtml", "index.html"), ("xml", "index.xml")],
)  # fmt: skip
def test_other_builders_have_tables(builder: str, file: str, site: Path, tmp_path: Path) -> None:
    """What no script works on has a table of inputs and one of results."""
    append(site, BACKTICKS)
    done = run_sphinx(site, tmp_path / "out", *BASIC, builder=builder)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "EPUB3" not in line]) == (0, [])
    (page,) = (tmp_path / "out").glob(file)
    text = page.read_text("utf-8")
    for word in (
        "キャッシュ",
        "入力",
        "毎秒の要求",
        "1,500 件/秒",
        "0.56",
        "結果",
        "660 件/秒",
        "0.0015",
        "値は例です。",
    ):
        assert word in re.sub(r"\\,|\{\}", "", text), word
    assert "shohyo-calculator" not in text


def test_search_has_words_once(site: Path, tmp_path: Path) -> None:
    """Labels are found once, and the numbers of a moment are not."""
    append(site, BACKTICKS)
    output = build(site, tmp_path / "out", "-W", *BASIC)
    text = "\n".join(section[2] for section in read(output)["index.html"]["sections"])
    for word in ("キャッシュ", "毎秒の要求", "外れる数", "値は例です。"):
        assert text.count(word) == 1, word
    assert "660" not in text


def test_english_pages_have_english_words(tmp_path: Path) -> None:
    """The interface is in the language of the project; a calculator needs no title."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/conf.py").write_text('extensions = ["shohyo"]\nhtml_theme = "basic"\n', "utf-8")
    (tmp_path / "site/index.md").write_text(f"# T\n\n{BACKTICKS.replace(' キャッシュ', '')}", "utf-8")
    (block,) = calculators(build(tmp_path / "site", tmp_path / "out", "-W") / "index.html")
    assert block["aria-label"] == "Calculator"
    assert block.button.get_text() == "Back to the values of the page"
    assert not block.select(".shohyo-calculator__title")


def test_what_is_wrong_leaves_the_rest(site: Path, tmp_path: Path) -> None:
    """A body that says nothing leaves nothing, one with a slip leaves what is sound, and the page goes on."""
    append(site, f"```{{calculator}} 空\n- 1\n```\n\n{BACKTICKS.replace('rate * (', 'late * (')}\n\n続きの文。")
    done = run_sphinx(site, tmp_path / "out", *BASIC)
    assert done.returncode == 0
    assert len(re.findall(r"\[shohyo\.directive\]", done.stderr)) == 2
    page = tmp_path / "out/index.html"
    assert calculators(page) == []  # the second result hangs on the first
    assert "続きの文。" in article(page).get_text()


def test_second_build_is_as_a_clean_one(site: Path, tmp_path: Path) -> None:
    """A calculator that comes, changes and goes leaves what a clean build writes."""
    output = build(site, tmp_path / "out", *BASIC)
    before = (site / "index.md").read_text("utf-8")
    for number, text in enumerate((before + BACKTICKS, before + BACKTICKS.replace("1500", "30"), before)):
        (site / "index.md").write_text(text, "utf-8")
        build(site, output, *BASIC)
        assert digest(output) == digest(build(site, tmp_path / f"clean{number}", *BASIC))
    assert "calculator" not in str(soup(output / "index.html"))
