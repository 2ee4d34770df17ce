"""Sentences of other pages are quoted as readers see them there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad import write_files
from tests.build.building import article, build, digest, once, run_sphinx, warnings_of

CONF = 'extensions = ["shohyo"]\nproject = "P"\nauthor = "A. Kay"\nnumfig = True\n'
FILES = {
    "conf.py": CONF,
    "references.bib": (
        "@book{lee, author={Eva Lee}, title={Calm}, year=2020, publisher={P}}\n"
        "@book{lee2, author={Eva Lee}, title={Noise}, year=2020, publisher={P}}\n"
        "@book{mori, author={森, 光}, title={静けさ}, year=2021, publisher={翔}}\n"
    ),
    "index.md": "# Home\n\n```{toctree}\nwork\npatterns/quiet\nfrom\n```\n",
    "work.md": "# Works\n\n```{bibliography}\n:all:\n```\n",
    "patterns/quiet.md": "---\ntitle: 静かな列\ncategory: calm\nsources: [{cite: mori}]\n---\n\nText.\n",
}
TO = "{pattern}`quiet`"
#: what stands on the page → how the sentence is quoted
SENTENCES = [
    (f"See {TO} by {{cite:t}}`lee2` and {{cite:p}}`lee,mori`. Next.", "See 静かな列 by Lee [2020b] and [Lee 2020; 森 2021]."),
    (f"See {TO} {{cite:p}}`{{see}}lee{{p. 5}}`. Next.", "See 静かな列 [see Lee 2020, p. 5]."),
    (f"As {{cite:author}}`mori` of {{cite:year}}`lee2` say, {TO} is it.", "As 森 of 2020b say, 静かな列 is it."),
    (f"Foot {{footcite}}`lee` {TO} {{footcite:p}}`mori`, and note[^1] {TO}[^1].", "Foot 静かな列, and note 静かな列."),
    (f"Of {{footcite:t}}`lee` is {TO}.", "Of Lee is 静かな列."),
    (f"There is {{count}}`patterns` page, {TO}.", "There is 1 page, 静かな列."),
    (f"{{abbr}}`VM (virtual machine)`, {{kbd}}`Ctrl`, `code`, ~~old~~ and *{TO}*.", "VM, Ctrl, code, old and 静かな列."),
    (f"See Eq. {{eq}}`sum` and {{numref}}`draft` in {TO}. Next.", "See Eq. (1) and Fig. 1 in 静かな列."),
    (f"The cost $O(n^2)$ is that of {TO}.", "The cost O(n2) is that of 静かな列."),
    ("[The $O(n)$ queue](patterns/quiet.md) is here.", "The O(n) queue is here."),
    (f"<ruby>監<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>視の{TO}です。", "監視の静かな列です。"),
    (f"折り返し\n{TO}\nです。\nさらに{{cite:t}}`mori`\nも。", "折り返し静かな列です。"),
    (f"折り\n返し{{cite:t}}`mori`の\n{TO}と[静か\nな](patterns/quiet.md)\n二つ。", "折り返し森 [2021]の静かな列と静かな二つ。"),
    (f"Written by Mr. Lee et al. in the U.S. {TO} vs. calm.", "Written by Mr. Lee et al. in the U.S. 静かな列 vs. calm."),
    (f"## Of {TO} {{cite:p}}`lee` and more[^1]", "Of 静かな列 [Lee 2020] and more"),
    (f"| a |\n| - |\n| {TO} {{cite:p}}`lee` |", "静かな列 [Lee 2020]"),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        texts = "\n\n".join(text for text, _quote in SENTENCES)
        figure = "```{figure} x.svg\n:name: draft\n\nA figure.\n```\n\n```{footbibliography}\n```\n"
        more = f"\n\n$$\na\n$$ (sum)\n\n{figure}\n[^1]: A note.\n"
        picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\n'
        files = FILES | {"from.md": f"# From\n\n{texts}{more}", "x.svg": picture}
        done = run_sphinx(write_files(folder / "site", files), folder / "out")
        assert warnings_of(done.stderr) == []

    return once(tmp_path_factory, "quotes", make) / "out"


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(built: Path, text: str, expected: str) -> None:
    """Citations have the label that is printed, roles their words, footnotes nothing; lines are joined as on the page."""
    quotes = [quote.get_text() for quote in article(built / "patterns/quiet.html").select(".shohyo-quote")]
    assert expected in quotes


def test_nothing_raw(built: Path) -> None:
    """There is no key, no empty bracket and no TeX; formulas are set, and names marked."""
    block = article(built / "patterns/quiet.html").select_one(".shohyo-mentions")
    text = block.get_text()
    assert not [raw for raw in ("lee", "mori", "[]", "^", "$", "draft", "sum", " .", " ,") if raw in text]
    assert len(block.select(".shohyo-quote math")) == 2
    assert {name.get_text() for name in block.select(".shohyo-quote__name")} >= {"静かな列", "The ", " queue", "(1)"}


def test_edits(tmp_path: Path) -> None:
    """Who quotes a label or a number shows it as it is after an edit elsewhere, as a clean build does."""
    text = f"# From\n\n{TO} by {{cite:t}}`lee` is of {{count}}`patterns`.\n"
    site = write_files(tmp_path / "site", FILES | {"from.md": text})
    output = build(site, tmp_path / "out")
    write_files(site, {"references.bib": FILES["references.bib"].replace("Eva Lee", "Ida Ray")})
    more = "---\ntitle: もう一つ\ncategory: calm\nsources: [{cite: mori}]\n---\n\nText.\n"
    index = FILES["index.md"].replace("\nfrom\n", "\nfrom\npatterns/more\n")
    write_files(site, {"patterns/more.md": more, "index.md": index})
    build(site, output)
    quote = article(output / "patterns/quiet.html").select_one(".shohyo-quote").get_text()
    assert quote == "静かな列 by Ray [2020] is of 2."
    assert digest(build(site, tmp_path / "clean")) == digest(output)
