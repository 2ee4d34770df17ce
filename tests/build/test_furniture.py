"""What a page shows of its front matter, and in which order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import Tag

from tests.build.building import REPOSITORY, article, build

ORDER = [
    "課題", "しくみ", "使う場面、避ける場面", "得るものと引き受けるもの", "決めておくこと",
    "ほかのページとの関係", "ほかの本との対応", "本の中の位置", "出典", "このページに触れているページ",
]  # fmt: skip
ESCAPING = ["見分け方", "なぜ起きるか", "抜け出し方", "防ぎ方", *ORDER[5:]]


def kind(path: Path) -> str:
    return re.search(r"^kind: (.*)$", path.read_text("utf-8"), re.MULTILINE)[1]


PAGES = {path.stem: kind(path) for path in sorted((REPOSITORY / "patterns").glob("*.md")) if path.stem != "index"}


def headings(page: Tag, level: int = 2) -> list[str]:
    """Return the headings of a level without their links."""
    return [title.get_text().removesuffix("#") for title in page.select(f"h{level}")]


@pytest.mark.parametrize("slug", [slug for slug, found in PAGES.items() if found in ("pattern", "antipattern")])
def test_sections_come_in_the_order_of_a_reader(published: Path, slug: str) -> None:
    """A pattern goes from problem to mentions, an antipattern from symptom to prevention, with nothing left out."""
    order = ORDER if PAGES[slug] == "pattern" else ESCAPING
    found = headings(article(published / "patterns" / f"{slug}.html"))
    assert [title for title in found if title in order] == [title for title in order if title in found]
    assert set(order) - set(found) <= {"ほかの本との対応"}


@pytest.mark.parametrize("slug", [slug for slug, found in PAGES.items() if found == "pattern"])
def test_reasons_stand_side_by_side(published: Path, slug: str) -> None:
    """A pattern says when to use it and when to avoid it, in two columns."""
    sides = article(published / "patterns" / f"{slug}.html").select_one(".shohyo-sides")
    assert [title in ("使うとき", "避けるとき", "気をつけるとき") for title in headings(sides, 3)] == [True, True]


@pytest.mark.parametrize("slug", PAGES)
def test_english_readers_find_their_way(published: Path, slug: str) -> None:
    """Every outline page has its English name and intent, marked as English."""
    page = article(published / "patterns" / f"{slug}.html")
    assert page.select_one('.shohyo-kind [lang="en"]').get_text()
    intent = page.select_one('.shohyo-intent-en [lang="en"]').get_text()
    assert 20 < len(intent) <= 140
    assert intent.isascii()


def test_headings_break_between_phrases(published: Path) -> None:
    """A Japanese heading has marks between its phrases, and its text, anchor and inventory are as before."""
    page = article(published / "patterns/prediction-cache.html")
    title = page.select_one("#shohyo-relations > h2")
    assert "ほかの<wbr/>ページとの<wbr/>関係" in str(title)
    assert b"wbr" not in (published / "objects.inv").read_bytes()
    assert "wbr" not in "".join(path.read_text("utf-8") for path in (published / "searchindex").glob("*.js"))


def test_home_counts_what_there_is(published: Path) -> None:
    """The numbers of the home page are those of the book's pages, with a field to search and the newest review."""
    page = article(published / "index.html")
    counts = dict(reversed(item.get_text().split()) for item in page.select(".shohyo-counts li"))
    ours = {Path(link["href"]).stem for link in article(published / "supplement.html").select(".shohyo-chapter li a")}
    of_the_book = [kind for name, kind in PAGES.items() if name not in ours]
    assert len(of_the_book) == 47
    assert counts["パターン"] == str(of_the_book.count("pattern"))
    assert counts["アンチパターン"] == str(of_the_book.count("antipattern"))
    assert page.select_one("form.shohyo-search-field")["action"] == "search.html"
    cover = page.select_one("img.shohyo-cover")
    assert cover["alt"]
    assert {"width", "height"} <= cover.attrs.keys()
    ElementTree.parse(published / cover["src"])


def test_a_page_is_cited_by_its_address(rootdir: Path, tmp_path: Path) -> None:
    """With ``html_baseurl`` the address stands in both forms; without, a place for it; the search finds neither."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    bare = article(build(site, tmp_path / "bare") / "patterns/alpha.html").select_one("details.shohyo-cite")
    assert [place.get_text() for place in bare.select(".shohyo-cite__address")] == ["patterns/alpha.html"] * 2
    assert all(button.has_attr("hidden") for button in bare.select("button"))
    options = ("-D", "html_baseurl=https://example.org/base", "-D", "shohyo_cards=0")
    output = build(site, tmp_path / "output", *options)
    text, bibtex = article(output / "reviews/small-book.html").select("details.shohyo-cite pre")
    assert text.get_text() == (
        "評者 太郎「書評：小さなパターンの本」小さな棚、2024年。https://example.org/base/reviews/small-book.html"
    )
    assert "{{評者 太郎}}" in bibtex.get_text()
    assert "url          = {https://example.org/base/reviews/small-book.html}" in bibtex.get_text()
    assert all("howpublished" not in path.read_text("utf-8") for path in (output / "searchindex").glob("*.js"))


def test_the_author_opens_a_closing_section(rootdir: Path, tmp_path: Path) -> None:
    """What the text says under the title of a closing section stands there first, at its anchor."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    path = site / "patterns/alpha.md"
    path.write_text(
        path.read_text("utf-8") + "\n## 出典\n\n先に言葉。\n\n## ほかの本との対応\n\n[似た形](#出典)です。\n", "utf-8"
    )
    page = article(build(site, tmp_path / "output") / "patterns/alpha.html")
    found = headings(page)
    assert found[found.index("ほかのページとの関係") :] == [
        "ほかのページとの関係", "ほかの本との対応", "本の中の位置", "出典", "このページに触れているページ",
    ]  # fmt: skip
    section = page.select_one("#shohyo-sources")
    assert section.p.get_text() == "先に言葉。"
    assert section.select_one(".shohyo-sources")
    assert page.select_one("#shohyo-elsewhere a.internal")["href"] == "#shohyo-sources"


@pytest.mark.parametrize("kind", ["review", "pattern"])
def test_footnotes_stand_above_the_citation(tmp_path: Path, kind: str) -> None:
    """Notes belong to the text: they come before "cite this page", in the page's own section, numbered as they are."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["shohyo"]\nproject = "P"\nhtml_theme = "shohyo"\n', "utf-8")
    front = "---\ntitle: Calm\nauthor: A\n" + ("sources: [https://example.org/]\n" if kind == "pattern" else "")
    text = "One[^b], two[^a].\n\n## More\n\nThree[^a].\n\n[^a]: Second note.\n[^b]: First note.\n"
    (source / "index.md").write_text(f"{front}kind: {kind}\n---\n\n{text}", "utf-8")
    page = article(build(source, tmp_path / "html") / "index.html")
    notes = page.select("aside.footnote")
    assert [note.get_text(" ", strip=True)[-12:].strip() for note in notes] == ["First note.", "Second note."]
    cite = page.select_one(".shohyo-cite")
    assert all(cite in note.find_all_next("details") for note in notes)
    assert notes[0].find_parent("section") is cite.find_parent("section")
    assert page.select("section")[-1] in notes[0].find_all_previous("section")
    assert not cite.find_next("aside")


def test_site_without_an_author_names_nobody(tmp_path: Path) -> None:
    """Sphinx's placeholder is no author: not in a citation, not in the frame, not in a book of the pages."""
    conf = 'extensions = ["shohyo"]\nproject = "A small shelf"\nlanguage = "en"\nversion = copyright = "2026"\n'
    (tmp_path / "patterns").mkdir()
    (tmp_path / "conf.py").write_text(conf, "utf-8")
    (tmp_path / "index.md").write_text("# Home\n\n```{toctree}\npatterns/canary\n```\n", "utf-8")
    page = '---\ntitle: Canary\ndate: 2026-01-02\nsources: ["https://example.org/"]\n---\n\nText.\n'
    (tmp_path / "patterns/canary.md").write_text(page, "utf-8")
    for builder in ("html", "epub", "latex", "man"):
        output = build(tmp_path, tmp_path / "out" / builder, "-b", builder)
        assert not [path for path in output.rglob("*.*") if b"uthor name not set" in path.read_bytes()]
    cited = article(tmp_path / "out/html/patterns/canary.html").select(".shohyo-cite pre")
    assert [text.get_text().split("\n")[0] for text in cited] == [
        "“Canary” (2026). A small shelf. patterns/canary.html", "@misc{canary,",
    ]  # fmt: skip
    assert "author" not in cited[1].get_text()


def test_card_of_a_book_from_a_bibliography_of_biblatex(tmp_path: Path) -> None:
    """Subtitle, editor, translator and what the book inherits stand on the card."""
    (tmp_path / "reviews").mkdir()
    (tmp_path / "conf.py").write_text(
        'extensions = ["shohyo"]\nproject = "Shelf"\nauthor = "A"\nlanguage = "en"\n', "utf-8"
    )
    (tmp_path / "index.md").write_text("# Home\n\n```{toctree}\nreviews/r\n```\n\n```{bibliography}\n```\n", "utf-8")
    (tmp_path / "reviews/r.md").write_text("---\ntitle: Review\nbook: s\ndate: 2026-01-02\n---\n\nText.\n", "utf-8")
    (tmp_path / "references.bib").write_text(
        "@book{s, author={family=Meier, given=Hans, prefix=von}, title={Quiet Queues}, subtitle={A Field Guide}, "
        "editor={Ann Smith}, translator={Jane Roe and Otto Berg}, date={2019/2021}, xdata={lan}, isbn={9784798169453 (pbk.)}}\n"
        "@xdata{lan, publisher={Lantern}, location={Oslo}}\n",
        "utf-8",
    )
    output = build(tmp_path, tmp_path / "out")
    card = article(output / "reviews/r.html").select_one(".shohyo-book-card")
    assert "“Quiet Queues: A Field Guide”" in card.get_text()
    facts = dict(
        zip(
            (term.get_text() for term in card.select("dt")),
            (text.get_text().strip() for text in card.select("dd")),
            strict=True,
        )
    )
    assert facts == {
        "Author": "Hans von Meier", "Editor": "Ann Smith", "Translator": "Jane Roe, Otto Berg", "Publisher": "Lantern",
        "Year": "2019", "ISBN": "978-4-7981-6945-3", "Cite as": "[Meier 2019]",
    }  # fmt: skip
    (entry,) = article(output / "index.html").select(".shohyo-bibliography li > p:first-child")
    assert entry.get_text() == (
        "[Meier 2019] Hans von Meier. Quiet Queues: A Field Guide. Edited by Ann Smith. "
        "Translated by Jane Roe and Otto Berg. Lantern, Oslo, 2019–2021."
    )
