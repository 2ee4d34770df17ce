"""The index that a build writes: what is in it, what is kept out, and that builds agree on its bytes."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shohyo.search.format import swapped
from shohyo.search.terms import form_of
from shohyo.search.tokenise import normalise
from tests.build.building import build, digest, run_sphinx
from tests.terms import indexed

INDEX = """\
# Everything

First line of a paragraph with `code`
and *more*. 一行目の終わり
二行目の始まり。

<!-- a comment that nobody sees -->

```{toctree}
:caption: Caption of the navigation

page
deep/child
```

## 表と一覧 (tables)

- first item

  second paragraph of it
- 第二の項目

term
: its definition

| 列A | 列B |
|---|---|
| セル1 | セル2 |

```python
def predict(x):
    return cache[x]

predict("推論")
```

<div class="x">raw <b>bo</b>ld<script>hidden()</script><p>next</p></div>

```{raw} latex
latexonly
```

:::{admonition} 注意の題
:class: no-search
keptout text
:::

:::{note}
notetext
:::

See [the page](page.md) and a footnote[^1]続き。

[^1]: footnote text

### 深い見出し

```{figure} nothing.svg
:alt: alttext

図の説明
```
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A project of another's, with the search alone."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/nothing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    return write(
        tmp_path / "site",
        conf_py='project = "Plain"\nextensions = ["myst_parser", "shohyo.search"]\nmyst_enable_extensions = ["deflist", "colon_fence"]\n',
        index_md=INDEX,
        page_md="# A page\n\nunchanged words\n",
        deep__child_md="# Child\n\n```{toctree}\ngrandchild\n```\n",
        deep__grandchild_md="---\ntags: red, green\n---\n\n# Grandchild\n\nsomething\n",
        hidden_md="---\norphan: true\nnosearch: true\n---\n\n# Hidden\n\nsecretword\n",
    )


def read(output: Path) -> dict[str, dict[str, Any]]:
    """Return url → record of every page in the index; its sections are [anchor, heading, text], put together."""
    manifest = call(output / "searchindex/manifest.js")[0]
    folder = output / "searchindex" / manifest["generation"]
    records = {}
    for number in range(manifest["pages"]):
        _, _, record, *parts = call(folder / f"d{number}.js")
        parts = parts or [call(folder / f"x{number}-{part}.js")[3] for part in range(record["parts"])]
        del record["parts"]
        record["trail"] = [name or manifest["shared"] for name in record["trail"]]
        texts: list[list[str]] = [[] for _ in record["sections"]]
        for section, text in itertools.chain.from_iterable(parts):
            texts[section].append(text)
        for section, text in zip(record["sections"], texts, strict=True):
            section[2] = "\n".join(text)
        records[record["url"]] = record
    return records


def call(path: Path) -> list[Any]:
    said = re.fullmatch(r"Shohyo\.search\.\w+\((.*)\);\n", path.read_text("utf-8"), re.DOTALL)[1]
    return json.loads(f"[{said if path.stem == 'manifest' else swapped(said)}]")


def test_visible_text_by_sections(plain: Path, tmp_path: Path) -> None:
    """Blocks are lines; code, cells, captions and embedded HTML are there, and nothing that is not seen on the page."""
    record = read(build(plain, tmp_path / "out"))["index.html"]
    assert record["title"] == "Everything"
    assert [[anchor, heading, text.split("\n")] for anchor, heading, text in record["sections"]] == [
        ["", "", ["First line of a paragraph with code and more. 一行目の終わり二行目の始まり。", "footnote text"]],
        [
            "tables",
            "表と一覧 (tables)",
            [
                "first item", "second paragraph of it", "第二の項目", "term", "its definition", "列A", "列B", "セル1", "セル2",
                "\u200bdef predict(x):", "\u200b    return cache[x]", '\u200bpredict("推論")', "raw bold", "next", "notetext",
                "See the page and a footnote続き。",
            ],
        ],
        [record["sections"][2][0], "深い見出し", ["図の説明"]],
    ]  # fmt: skip
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert all(f'id="{anchor}"' in page for anchor, _, _ in record["sections"] if anchor)


#: ruby → what it stands on, and how that is read
RUBY = {
    "<ruby>監<rt>かん</rt>視<rt>し</rt>装置<rt>そうち</rt></ruby>": ("監視装置", "かんしそうち"),
    "<ruby>監視<rp>(</rp><rt>かんし</rt><rp>)</rp></ruby><ruby>装置<rt>そうち</rt></ruby>": (
        "監視装置",
        "かんしそうち",
    ),
    "<ruby><rb>監視<rb>装置<rt>かんし<rt>そうち</ruby>": ("監視装置", "かんしそうち"),
    "<ruby>取<rt>と</rt></ruby>り<ruby>扱<rt>あつか</rt></ruby>": ("取り扱", "とりあつか"),
    "<ruby>取<rt>と</rt>り<rt></rt>扱<rt>あつか</rt></ruby>": ("取り扱", "とりあつか"),
    "<ruby>取<rt>と</rt></ruby>り<ruby>扱<rt>あつか</rt></ruby>い": ("取り扱い", "とりあつかい"),
    "<ruby>食<rt>た</rt></ruby>べられる": ("食べられる", "たべられる"),
    "<ruby>上<rt>あ</rt></ruby>がり": ("上がり", "あがり"),
    "<ruby>計算<rt>コンピューティング</rt></ruby>": ("計算", "コンピューティング"),
    "<ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby>": ("漢字", "hànzì"),
}
#: with roles that give HTML, and nodes of an extension's own
RUBY_NODES = """
from docutils import nodes

class ruby(nodes.Inline, nodes.TextElement): pass
class rt(nodes.Inline, nodes.TextElement): pass

def html(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [nodes.raw("", text, format="html")], []

def tree(name, rawtext, text, lineno, inliner, options=None, content=None):
    base, reading = text.split("|")
    return [ruby("", "", nodes.Text(base), rt("", reading))], []

def setup(app):
    for node in (ruby, rt):
        app.add_node(node, html=(lambda self, node: None, lambda self, node: None))
    app.add_role("html", html)
    app.add_role("tree", tree)
"""
RUBY_CONF = """
import sys
sys.path.insert(0, ".")
extensions = ["myst_parser", "shohyo.search", "rubynodes"]
"""


def test_ruby_does_not_break_a_text(tmp_path: Path) -> None:
    """Readings are apart from the text, in whichever way the ruby is written, in text, HTML, headings and titles."""
    pages = {
        f"p{number}_md": f"# {ruby}の題\n\n前の{ruby}の後\n\n<div>段の{ruby}は、</div>\n\n役の{{html}}`{ruby}`も\n\n"
        f"木の{{tree}}`{'|'.join(said)}`が\n\n## {ruby}の節\n\n文\n"
        for number, (ruby, said) in enumerate(RUBY.items())
    }
    index = "# Pages\n\n```{toctree}\n:glob:\n\np*\n```\n"
    records = read(
        build(
            write(tmp_path / "site", conf_py=RUBY_CONF, rubynodes_py=RUBY_NODES, index_md=index, **pages),
            tmp_path / "out",
        )
    )
    for number, (word, reading) in enumerate(RUBY.values()):
        record, said = records[f"p{number}.html"], f"{word}（{reading}）"
        lines = [f"前の{word}の後", said, f"段の{word}は、", said, f"役の{word}も", said, f"木の{word}が", said]
        assert [[heading, text.split("\n")] for _anchor, heading, text in record["sections"]] == [
            ["", lines], [f"{word}の節", [said, "文"]],
        ]  # fmt: skip
        assert record["title"] == f"{word}の題"
        assert any(normalise(name) == normalise(reading) for name in record["names"]), record["names"]


def test_pages_that_stay_out(plain: Path, tmp_path: Path) -> None:
    """A page with ``nosearch`` is in no file of the index; the rest are, by their address."""
    output = build(plain, tmp_path / "out")
    assert list(read(output)) == ["deep/child.html", "deep/grandchild.html", "index.html", "page.html"]
    everything = "".join(path.read_text("utf-8") for path in (output / "searchindex").rglob("*.js"))
    for word in ("secretword", "keptout", "hidden", "latexonly", "nobody", "navigation", "alttext"):
        assert word not in everything
    assert "grandchild" in everything


def test_facts_without_the_domain(plain: Path, tmp_path: Path) -> None:
    """The search alone knows tags, a kind, and the pages above one in the tables of contents; and titles without markup.

    Tags stand between commas, or in a list. A page without a title is called as its file.
    """
    write(plain, deep__bare_md="---\norphan: true\n---\n\njust text\n")
    write(plain, page_md='---\ntags: [blue, "one, two", 3]\n---\n\n# A <b>bold</b> *page*\n\nunchanged\n')
    output = build(plain, tmp_path / "out")
    record = read(output)["deep/grandchild.html"]
    assert (record["trail"], record["names"], record["kind"], record["kindLabel"]) == (["Child"], [], "page", "")
    assert read(output)["deep/bare.html"]["title"] == "deep/bare"
    (folder,) = (path for path in (output / "searchindex").iterdir() if path.is_dir())
    assert set(call(folder / "facets.js")[1]["tag"]) == {"red", "green", "blue", "one, two", "3"}
    # nor does the line of help speak of kinds
    assert "looks at titles.<" in (output / "search.html").read_text("utf-8")
    assert ["page.html", "A bold page"] in call(folder / "ways.js")[2]


def test_block_is_left_out_by_a_directive(plain: Path, tmp_path: Path) -> None:
    """``{no-search}`` shows its content and keeps it from being found, in Markdown and in reStructuredText."""
    write(
        plain,
        page_md="# A page\n\n:::{no-search}\nfirsthidden *words*\n\n- secondhidden\n:::\n\nseen\n",
        **{"deep/rest.rst": ":orphan:\n\nTitle\n=====\n\n.. no-search::\n\n   thirdhidden\n\nseen, too\n"},
    )
    output = build(plain, tmp_path / "out")
    records = read(output)
    assert [text for _, _, text in records["page.html"]["sections"]] == ["seen"]
    assert [text for _, _, text in records["deep/rest.html"]["sections"]] == ["seen, too"]
    assert "secondhidden" in (output / "page.html").read_text("utf-8")
    assert "thirdhidden" in (output / "deep/rest.html").read_text("utf-8")


def test_furniture_that_leads_elsewhere_stays_out(rootdir: Path, tmp_path: Path) -> None:
    """Of what is put up around a page's text, its own words are searched: intent, reasons, the data of a reviewed book.

    Names, places, tags and lists of other pages are not, nor a heading that stands above nothing else.
    """
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    (site / "sketch.md").write_text("---\ntitle: 書きかけ\ndraft: true\norphan: true\n---\n\n未完。\n", "utf-8")
    (site / "conf.py").write_text((site / "conf.py").read_text("utf-8") + "\nshohyo_drafts = True\n", "utf-8")
    records = read(build(site, tmp_path / "out"))
    assert (tmp_path / "out/sketch.html").is_file()
    assert "sketch.html" not in records
    text = {
        url: "\n".join(heading + "\n" + body for _, heading, body in record["sections"])
        for url, record in records.items()
    }
    alpha, review, index = (text[url] for url in ("patterns/alpha.html", "reviews/small-book.html", "index.html"))
    for word in ("最初に試す形。", "先に確かめるから。", "section 2", "ベータ"):
        assert word in alpha, word
    for word in ("Alpha way", "Also called", "Pattern", "Pages that mention", "小さな棚", "最初の章", "棚"):
        assert word not in alpha.replace("Alpha", ""), word
    for word in ("架空", "元の記事", "章の紹介。", "アルファパターン", "ページのない見出し"):
        assert word in review, word
    assert "最初に試す形。" not in review
    assert "に触れます。" in index
    assert "最初に試す形。" not in index


def test_sphinx_own_search_is_off(plain: Path, tmp_path: Path) -> None:
    """Sphinx writes no index of its own, and no page asks for its scripts; the search page is there."""
    output = build(plain, tmp_path / "out")
    assert not (output / "searchindex.js").exists()
    assert (output / "search.html").is_file()
    for page in output.rglob("*.html"):
        assert not re.search(r"<script[^>]*(searchtools|language_data|searchindex\.js)", page.read_text("utf-8")), (
            page.name
        )


@pytest.mark.parametrize("builder", ["epub", "text"])
def test_other_builders_write_no_index(plain: Path, tmp_path: Path, builder: str) -> None:
    """Only sites that have a search get an index."""
    done = run_sphinx(plain, tmp_path / "out", builder=builder)
    assert done.returncode == 0
    assert not (tmp_path / "out/searchindex").exists()


def test_addresses_are_those_of_the_builder(plain: Path, tmp_path: Path) -> None:
    """With folders for pages, results lead to folders."""
    assert "deep/child/" in read(build(plain, tmp_path / "out", "-b", "dirhtml"))


def test_typed_pages(rootdir: Path, tmp_path: Path) -> None:
    """Names, kind, tags, chapter and book come from the front matter."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    record = read(build(site, tmp_path / "out"))["patterns/alpha.html"]
    assert record["title"] == "アルファパターン"
    assert record["kind"] == "pattern"
    assert record["names"] == ["アルファ", "Alpha way", "Alpha", "あるふぁぱたーん", "arufapatan"]
    assert len(record["trail"]) == 2
    (folder,) = (path for path in (tmp_path / "out/searchindex").iterdir() if path.is_dir())
    facets = call(folder / "facets.js")[1]
    assert "sato2020/1" in facets["chapter"]
    assert list(facets["book"]) == ["sato2020"]
    assert {"pattern", "review", "page"} <= set(facets["kind"])


def test_readings_on_request(plain: Path, tmp_path: Path) -> None:
    """With ``shohyo_search_readings`` a title is found by its reading; without, an installed analyser changes nothing."""
    write(plain, page_md="# 推論の結果\n\ntext\n")
    assert read(build(plain, tmp_path / "off"))["page.html"]["names"] == []
    record = read(build(plain, tmp_path / "on", "-D", "shohyo_search_readings=1"))["page.html"]
    assert record["names"] == ["すいろんのけっか", "suironnokekka"]


def test_readings_without_the_analyser(plain: Path, tmp_path: Path) -> None:
    """Where it is asked for and not installed, a warning says what to install, and the build goes on."""
    conf = plain / "conf.py"
    conf.write_text(
        conf.read_text("utf-8") + "import sys\nsys.modules['sudachipy'] = None\nshohyo_search_readings = True\n",
        "utf-8",
    )
    done = run_sphinx(plain, tmp_path / "out")
    assert (done.returncode, done.stderr.count('install "shohyo[readings]"')) == (0, 1)
    assert "page.html" in read(tmp_path / "out")


def test_bibliographies_stay_out(rootdir: Path, tmp_path: Path) -> None:
    """Entries of a bibliography are found by nobody who looks for text; citations in the text are."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    for record in read(build(site, tmp_path / "out")).values():
        assert not any("架空書房、" in text for _, _, text in record["sections"]), record["url"]


def test_second_build_equals_first(plain: Path, tmp_path: Path) -> None:
    """After an edit, Sphinx resolves the edited pages only; the index is that of a build from nothing."""
    output = build(plain, tmp_path / "out")
    before = digest(output / "searchindex")
    page = plain / "page.md"
    page.write_text(page.read_text("utf-8").replace("unchanged", "changed"), "utf-8")
    (plain / "deep/more.md").write_text("---\norphan: true\n---\n\n# More\n", "utf-8")
    again = digest(build(plain, output) / "searchindex")
    assert again != before
    assert again == digest(build(plain, tmp_path / "clean") / "searchindex")
    (plain / "deep/more.md").unlink()
    page.write_text(page.read_text("utf-8").replace("changed", "unchanged"), "utf-8")
    assert digest(build(plain, output) / "searchindex") == before


@pytest.mark.parametrize(
    "damage", ["none", "empty", "no database", "overwritten", "another version", "a page is missing"]
)
def test_kept_text_that_is_damaged_is_collected_again(plain: Path, tmp_path: Path, damage: str) -> None:
    """What is kept between builds may be cut off, of another version, or gone."""
    output = build(plain, tmp_path / "out")
    before = digest(output / "searchindex")
    kept = tmp_path / "out.doctrees/shohyo-search-html.sqlite"
    assert kept.stat().st_size > 1000
    with closing(sqlite3.connect(kept, isolation_level=None)) as database:
        assert database.execute("SELECT COUNT(*) FROM pages").fetchone() == (4,)
        if damage == "another version":
            database.execute("PRAGMA user_version = 1")
            database.execute("UPDATE pages SET sections = '[]'")
            database.execute("UPDATE parts SET grams = x'', words = ''")
        if damage == "a page is missing":
            database.execute("DELETE FROM pages WHERE docname = (SELECT MIN(docname) FROM pages)")
    if damage == "none":
        kept.unlink()
    if damage in ("empty", "no database"):
        kept.write_bytes(b"no database " * 200 if damage == "no database" else b"")
    if damage == "overwritten":
        whole = kept.read_bytes()
        kept.write_bytes(whole[:4096] + bytes(range(256)) * ((len(whole) - 4096) // 256))
    shutil.rmtree(output / "searchindex")
    assert digest(build(plain, output) / "searchindex") == before


def test_unchanged_pages_are_not_split_again(plain: Path, tmp_path: Path) -> None:
    """Only pages whose text changed are split into terms."""
    marker = tmp_path / "split.txt"
    conf = plain / "conf.py"
    spy = (
        "\nfrom shohyo.search import index\nold = index.body_terms\n"
        "def spy(pages):\n"
        f"    with open({str(marker)!r}, 'a') as file:\n"
        "        file.writelines(repr([part.lines for part in page.sections]) + '\\n' for page in pages)\n"
        "    return old(pages)\n"
        "index.body_terms = spy\n"
    )
    conf.write_text(conf.read_text("utf-8") + spy, "utf-8")
    output = build(plain, tmp_path / "out")
    assert len(marker.read_text("utf-8").splitlines()) == 4  # one is not searched
    marker.write_text("")
    (plain / "page.md").write_text("# A page\n\nother words\n", "utf-8")
    build(plain, output)
    assert marker.read_text("utf-8") == "[('other words',)]\n"


def test_parallel_build_equals_serial_build(plain: Path, tmp_path: Path) -> None:
    """One job and two write the same index."""
    for number in range(14):
        (plain / f"more{number}.md").write_text(
            f"---\norphan: true\n---\n\n# Page {number}\n\n本文{number}です。\n", "utf-8"
        )
    one = digest(build(plain, tmp_path / "one", "-j", "1") / "searchindex")
    assert one == digest(build(plain, tmp_path / "two", "-j", "2") / "searchindex")


def test_real_site_is_found_in_its_own_index(published: Path) -> None:
    """Every heading and title of the real site, looked up by its terms, leads to its page."""
    records = read(published)
    assert len(records) > 40
    for record in records.values():
        headings = [heading for _, heading, _ in record["sections"]]
        found = indexed(form_of([record["title"], *headings, *(text for _, _, text in record["sections"])])).keys()
        for text in (record["title"], *(heading for _, heading, _ in record["sections"])):
            pairs = re.findall(r"(?=([ぁ-んァ-ヶ一-龠]{2}))", normalise(text))
            assert {"2" + pair for pair in pairs} <= found
