"""Where the lines of a source end between two Japanese characters, readers see nothing, on whatever way it comes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bad import write_files
from tests.build.building import article, once, run_sphinx, soup, warnings_of

FILES = {
    "conf.py": (
        'extensions = ["shohyo", "sphinxext.opengraph"]\nproject, author, language = "棚", "A. Kay", "ja"\n'
        'html_theme = "shohyo"\nhtml_baseurl = ogp_site_url = "https://example.org/"\n'
        'ogp_social_cards = {"enable": False}\nshohyo_cards = False\n'
    ),
    "references.bib": (
        "@article{s, author={山田 花子}, title={静か\n   な論文}, year=2021, journal={静か\n   な雑誌},\n"
        "  publisher={静か\n な社}, note={静か\n  な注}}\n"
        '@book{t, author = {山田\n  花子}, title = "静か\n  な本", subtitle={静か\n な副題}, series={静か\n な叢書},\n'
        "  publisher={静か\n   な版元}, year=2022}\n"
    ),
    "index.md": "# 家\n\n```{toctree}\nreviews/r\nreviews/q\npatterns/p\nwork\n```\n\n```{reviews}\n```\n\n```{patterns}\n```\n",
    "work.md": "# 文献\n\n```{bibliography}\n:all:\n```\n",
    "patterns/p.md": (
        "---\ntitle: 静か\n  な型\nintent: |\n  静か\n  な意図。\ncategory: a\nsources:\n"
        "  - source: 静か\n      な出典\n    where: 静か\n      な節\n---\n\n本文。\n"
    ),
    "reviews/q.md": (
        "---\ntitle: 評\ndate: 2026-01-01\n---\n\n最初\nの{pattern}`p`\nの文と{review}`r`\nの評 {cite:p}`s`の文。\n"
    ),
    "reviews/c.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\n',
    "reviews/r.md": """---
title: >-
  静か
  な列の評
summary: |
  静か
  な要約。
tags: [静か
  な札]
cover: {image: c.svg, alt: 静か
  な表紙}
book: t
date: 2026-01-02
outline:
  - title: 静か
      な部
    chapters:
      - number: 1
        title: >
          静か
          な章
        intro: "静か
          な前書き。"
        patterns: [p, {heading: 静か
          な項目}]
---

これは静か
な**本静か**
な`code`静か
[な列静か
な](../patterns/p.md)静か
な文 {cite:p}`s`の静か
な[^1]。

静か
な見出し
----

:::{figure} c.svg
静か
な図題
:::

![静か
な絵](c.svg)

:::{list-table}
* - 静か
    な欄
  - b
:::

用語
: 静か
  な説明

:欄: 静か
  な値

- 静か
  な項

> 静か
> な引用

:::{note}
静か
な注意
:::

<p>静か
な段落</p>

[^1]: 静か
  な脚注
""",
}
#: what stands on the page of the review
WORDS = [
    "列の評", "札", "部", "章", "前書き。", "項目", "見出し", "図題", "欄", "説明", "値", "項", "引用", "注意", "段落",
    "脚注", "本――静かな副題", "叢書", "版元", "型", "意図。", "本静かなcode静かな列静かな静かな文",
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        done = run_sphinx(write_files(folder / "site", FILES), folder / "out")
        assert warnings_of(done.stderr) == []

    return once(tmp_path_factory, "line-breaks", make) / "out"


@pytest.mark.parametrize("words", WORDS)
def test_words(built: Path, words: str) -> None:
    """Front matter, text, headings, captions, cells, definitions, notes and HTML of one's own are whole."""
    assert f"静かな{words}" in article(built / "reviews/r.html").get_text()


def test_what_is_around(built: Path) -> None:
    """So are descriptions, text alternatives, the page's own citation, lists, bibliography and backlinks."""
    page = soup(built / "reviews/r.html")
    for selector in ('meta[name="description"]', 'meta[property="og:description"]'):
        assert page.select_one(selector)["content"] == "静かな要約。"
    assert {image["alt"] for image in page.select("article img")} >= {"静かな絵", "静かな表紙"}
    assert "{{静かな列の評}}" in page.get_text()
    other = soup(built / "reviews/q.html")
    assert (
        other.select_one('meta[name="description"]')["content"]
        == "最初の静かな型の文と静かな列の評の評 [山田 2021]の文。"
    )
    works = article(built / "work.html").get_text()
    assert "山田 花子「静かな論文」『静かな雑誌』2021年。静かな注。" in works
    assert "山田 花子『静かな本――静かな副題』静かな叢書、静かな版元、2022年。" in works
    pattern = article(built / "patterns/p.html")
    assert "静かな出典" in pattern.get_text()
    assert "静かな節" in pattern.get_text()
    quotes = [quote.get_text() for quote in pattern.select(".shohyo-quote")]
    assert "最初の静かな型の文と静かな列の評の評 [山田 2021]の文。" in quotes


def test_nowhere(built: Path) -> None:
    """No page and no file of the search has such a break."""
    for path in [*built.rglob("*.html"), *built.glob("searchindex/**/*.js")]:
        text = path.read_text("utf-8", "replace")
        assert not re.search(r"静か(?:<[^>]*>|\\n|\s)*\s(?:<[^>]*>|\s)*な", text), path
