"""A shelf of several books: what each list, map, comparison, crosswalk and page says of the books, and after edits."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.util.inventory import InventoryFile

from tests.build.building import article, build, digest, once, run_sphinx, soup

FUKUZAWA, KOKORO, BABBAGE = "『学問のすすめ』", "『こころ』", "『On the Economy of Machinery and Manufactures』"


@pytest.fixture(scope="session")
def shelf(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf, built once."""
    return once(tmp_path_factory, "shelf", lambda folder: build(rootdir / "test-shelf", folder, "-W"))


def texts(found: list[Tag]) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in found]


def section(page: BeautifulSoup, title: str) -> Tag:
    """Return the section under a heading."""
    heading = next(tag for tag in page.select("h2, h3") if tag.get_text().startswith(title))
    return heading.find_parent("section")


def groups(block: Tag) -> list[tuple[str, list[str]]]:
    """Return the headings in a block, each with the pages that are linked below it up to the next one."""
    found: list[tuple[str, list[str]]] = []
    for tag in block.select(".shohyo-heading, .shohyo-name a, .shohyo-name strong"):
        if "shohyo-heading" in tag["class"]:
            found.append((tag.get_text(), []))
        elif found:
            found[-1][1].append(tag.get_text())
    return found


def test_outline_of_a_book_without_a_review(rootdir: Path, tmp_path: Path) -> None:
    """The page of a book has chapters as a review has them: roles find them, lists and the map show them."""
    site = Path(shutil.copytree(rootdir / "test-shelf", tmp_path / "site"))
    path = site / "books/sketch.md"
    text = path.read_text("utf-8")
    outline = "outline:\n  - chapters:\n      - {number: 1, title: Notes, patterns: [alone, {heading: Errata}]}\n"
    path.write_text(text.replace("---\n", f"---\n{outline}", 1), "utf-8")
    (site / "index.md").write_text((site / "index.md").read_text("utf-8") + "\n{chapter}`lovelace1843/1`\n", "utf-8")
    out = build(site, tmp_path / "out", "-W")
    link = article(out / "index.html").select("a[href='books/sketch.html#ch-1']")[-1]
    assert link.get_text() == "第1章 Notes"
    chapter = article(out / "books/sketch.html").select_one("#ch-1")
    assert next(row.get_text(" ", strip=True) for row in chapter.select("li")).startswith("ひとり")
    assert "Errata" in chapter.get_text()
    block = section(article(out / "lists.html"), "章ごと")
    assert ("第1章 Notes", ["ひとり"]) in groups(block)
    assert article(out / "patterns/alone.html").select_one(".shohyo-place a[href$='sketch.html#ch-1']")


def test_index_by_chapter_names_books(shelf: Path) -> None:
    """Chapters stand below their books, in the order of the shelf; an entry of three books stands in each."""
    block = section(article(shelf / "lists.html"), "章ごと")
    assert groups(block) == [
        (FUKUZAWA, []), ("第1章 初編", ["同等", "まなび"]), ("第2章 二編", ["手紙"]),
        (KOKORO, []), ("第1章 先生と私", ["まなび", "ひとり"]),
        (BABBAGE, []), ("第1章 Sources of Advantages", ["まなび", "機関"]),
    ]  # fmt: skip
    levels = [(tag.name, tag.get_text()) for tag in block.select(".shohyo-heading")]
    assert levels[:2] == [("h3", FUKUZAWA), ("h4", "第1章 初編")]


def test_index_is_filtered_by_book(shelf: Path) -> None:
    """Readers choose a book; chapters are offered under the book that they are of, as two have the same number."""
    form = section(article(shelf / "lists.html"), "章ごと").form
    assert texts(form.select('[name="book"] option')) == ["すべて", FUKUZAWA, KOKORO, BABBAGE]
    offered = [(group["label"], texts(group.select("option"))) for group in form.select('[name="chapter"] optgroup')]
    assert offered == [
        (FUKUZAWA, ["第1章 初編", "第2章 二編"]), (KOKORO, ["第1章 先生と私"]), (BABBAGE, ["第1章 Sources of Advantages"]),
    ]  # fmt: skip


def test_lists_go_by_book_unless_one_is_named(shelf: Path) -> None:
    """Without a grouping a list is grouped by book; a list of one book does not repeat its name."""
    page = article(shelf / "lists.html")
    assert groups(section(page, "そのまま")) == [
        (FUKUZAWA, ["同等", "まなび", "手紙"]), (KOKORO, ["まなび", "ひとり"]), (BABBAGE, ["まなび", "機関"]),
    ]  # fmt: skip
    assert groups(section(page, "一冊だけ")) == [("第1章 先生と私", ["まなび", "ひとり"])]


def test_outline_of_a_book_on_another_page(shelf: Path) -> None:
    """A page that is no review shows the outline of a book with links; the review has the anchors."""
    block = section(article(shelf / "lists.html"), "構成")
    assert texts(block.select(".shohyo-part")) == ["第1部 はじめ", "第2部"]
    assert [(link.get_text(), link["href"]) for link in block.select("a") if "#ch-" in link["href"]] == [
        ("第1章 初編", "reviews/both.html#ch-1"), ("第2章 二編", "reviews/both.html#ch-2"),
    ]  # fmt: skip


def test_review_of_two_books(shelf: Path) -> None:
    """It has a card for each, outlines under their titles, and anchors that say which book they are of."""
    page = article(shelf / "reviews/both.html")
    assert texts(page.select(".shohyo-book-card__title")) == [FUKUZAWA, KOKORO]
    assert [tag["id"] for tag in page.select("section.shohyo-chapter")] == [
        "ch-1", "ch-2", "ch-soseki1914-1", "ch-soseki1914-2",
    ]  # fmt: skip
    outline = page.select_one("#shohyo-outline")
    assert texts(outline.select("h3"))[0].startswith(FUKUZAWA)
    assert "全部で5、『こころ』は2ページ" in page.get_text()
    links = {link["href"] for link in page.select("p a.shohyo-link, p a.internal")}
    assert {"#ch-2", "#ch-soseki1914-1"} <= {link[link.index("#") :] for link in links if "#" in link}


def test_reviews_of_one_book_list_each_other(shelf: Path) -> None:
    """Each review of a book names the others, with who wrote them."""
    rows = {page: article(shelf / f"reviews/{page}.html").get_text() for page in ("both", "another", "machines")}
    assert "学問のすすめ、もう一つの評（評者 乙）" in rows["both"]
    assert "二冊をいっしょに読む（評者 甲）" in rows["another"]
    assert "ほかの書評" not in rows["machines"]


def test_page_of_a_book_without_a_review(shelf: Path) -> None:
    """It says what the bibliography knows, translator and editor too, series and state; its book is found by roles."""
    terms = [tag.get_text() for tag in article(shelf / "books/sketch.html").select(".shohyo-facts dt")]
    values = texts(article(shelf / "books/sketch.html").select(".shohyo-facts dd"))
    card = dict(zip(terms, values, strict=True))
    assert (card["訳者"], card["編者"]) == ("Ada Lovelace", "Richard Taylor")
    assert (card["シリーズ"], card["本棚"]) == ("Old Machines 2", "これから読む本")


def test_card_of_a_book_whose_state_nobody_says(rootdir: Path, tmp_path: Path) -> None:
    """It leads to the page by its title: what is on the shelf without a state is not said to be to read."""
    site = Path(shutil.copytree(rootdir / "test-shelf", tmp_path / "site"))
    path = site / "books/sketch.md"
    path.write_text(path.read_text("utf-8").replace("shelf: to-read\n", ""), "utf-8")
    (site / "index.md").write_text((site / "index.md").read_text("utf-8") + "\n```{books}\n```\n", "utf-8")
    out = build(site, tmp_path / "out", "-W")
    (card,) = [card for card in article(out / "index.html").select(".shohyo-book-card") if "Sketch" in card.get_text()]
    rows = dict(zip(texts(card.select("dt")), card.select("dd"), strict=True))
    assert "本棚" not in rows
    assert [(link.get_text(), link["href"]) for link in rows["ページ"].select("a")] == [
        ("Sketch of the Analytical Engine", "books/sketch.html")
    ]


def test_entry_of_three_books(shelf: Path) -> None:
    """Breadcrumbs, neighbours and sidebar go by the first book of the shelf; the furniture lists all of them."""
    page = soup(shelf / "patterns/study.html")
    assert texts(page.select(".shohyo-breadcrumbs li, nav[aria-label] ol li"))[:2] == [FUKUZAWA, "第1章 初編"]
    assert texts(page.select(".shohyo-place > li")) == [
        f"{FUKUZAWA} › 第1部 はじめ › 第1章 初編（2項目のうち2番目）",
        f"{KOKORO} › 第1章 先生と私（2項目のうち1番目）",
        f"{BABBAGE} › 第1章 Sources of Advantages（2項目のうち1番目）",
    ]
    assert [link["href"] for link in page.select('a[rel="prev"], a[rel="next"]')] == ["equal.html", "letter.html"]
    assert texts(page.select(".shohyo-nav--books a")) == [FUKUZAWA, KOKORO, BABBAGE]
    assert texts(page.select(".shohyo-nav--chapters > :is(ul, ol) > li > a")) == ["第1章 初編", "第2章 二編"]


def test_map_names_books(shelf: Path) -> None:
    """The picture has a title for each book, a choice among them, and rows say in which they stand; one may be alone."""
    first, second = article(shelf / "map.html").select(".shohyo-map")
    *short, long = first.select("text.shohyo-map__book")
    assert (texts(short), long.title.get_text()) == ([FUKUZAWA, KOKORO], BABBAGE)
    assert texts(first.select('[name="book"] option'))[1:] == [FUKUZAWA, KOKORO, BABBAGE]
    rows = [json.loads(row["data-row"]) for row in first.select("tr[data-row]")]
    assert {row["id"]: row["book"] for row in rows}["study.combines-with.alone"] == ["soseki1914"]
    assert {row["id"]: row["book"] for row in rows}["alone.combines-with.engine"] == []
    assert texts(second.select("text.shohyo-map__chapter")) == ["第1章 先生と私"]
    assert texts(second.select(".shohyo-map__node")) == ["まなび", "ひとり"]
    assert not second.select('[name="book"], .shohyo-map__book')


def test_comparison_says_books(shelf: Path) -> None:
    """Where there are several books, a comparison has a row of them; in one book it names what is in it."""
    first, second = article(shelf / "compare.html").select("table.shohyo-compare")
    rows = {row.th.get_text(strip=True): texts(row.select("td")) for row in first.select("tbody tr")}
    assert all(book in rows["本と章"][0] for book in (FUKUZAWA, KOKORO, BABBAGE))
    rows = {row.th.get_text(strip=True): texts(row.select("td")) for row in second.select("tbody tr")}
    assert rows["章"][0].endswith("第1章 初編")
    assert "ひとり" not in rows["ほかのページとの関係"][0]


def test_crosswalk_names_its_books(shelf: Path) -> None:
    """It says which two books it compares; entries of the third are none of its business."""
    page = article(shelf / "crosswalk.html")
    assert texts(page.select(".shohyo-crosswalk__books")) == [f"{BABBAGE} ↔ {FUKUZAWA}"]


def test_numbers_are_counted(shelf: Path) -> None:
    """Roles say how many there are, of all or of a book; counters do, too."""
    page = article(shelf / "index.html")
    assert "4冊、5の関係、2章、2部、対応表は1、出典は4、書評は2。" in " ".join(page.p.get_text().split())
    first, second = page.select(".shohyo-counts")
    assert texts(first.select("li")) == ["5 パターン", "3 書評", "4 本", "4 出典"]
    assert texts(second.select("li")) == ["2 パターン", "1 書評"]


def test_books_by(shelf: Path) -> None:
    """Books are listed by what readers look for; names by reading, years and ratings from the latest and highest."""
    page = article(shelf / "by.html")

    def by(name: str) -> list[tuple[str, list[str]]]:
        return groups(section(page, f"by-{name}"))

    sketch = "『Sketch of the Analytical Engine』"
    assert [title for title, _books in by("author")] == ["夏目 漱石", "福澤 諭吉", "Charles Babbage", "Luigi Menabrea"]
    assert [books for _title, books in by("translator")] == [[sketch]]
    assert by("publisher")[-1] == ("架空書房", [KOKORO, FUKUZAWA])
    assert by("series") == [("Old Machines", [sketch, BABBAGE])]  # 2 before 10
    assert [title for title, _books in by("rating")] == ["評点 5点中5", "評点 5点中4.5", "評点 5点中3", "評点なし"]
    assert [title for title, _books in by("year")] == ["2024", "2023", "2022", "2019"]
    assert by("shelf")[0] == ("これから読む本", [sketch])
    assert groups(section(page, "to-read")) == [(sketch, [])]


def test_chart_has_a_table_beside(shelf: Path) -> None:
    """Each year from the first to the last has a bar and a row; who read a book before, read it again."""
    chart = section(article(shelf / "by.html"), "chart")
    rows = [texts(row.select("td")) for row in chart.select("tbody tr")]
    assert rows == [
        ["2019", "2", "0"], ["2020", "0", "0"], ["2021", "0", "0"], ["2022", "1", "0"], ["2023", "1", "0"], ["2024", "2", "2"],
    ]  # fmt: skip
    picture = chart.svg
    assert (picture["role"], picture["aria-label"]) == ("img", "年ごとに読んだ冊数")
    assert len(picture.select("rect")) == 6


def test_covers_of_authors(shelf: Path) -> None:
    """The author's cover stands on the review and in lists, with its larger file and its size; others are drawn."""
    for name in ("index", "reviews/both", "lists"):
        image = article(shelf / f"{name}.html").select_one('img.shohyo-book-card__cover[alt="表紙の写真"]')
        assert (image["width"], image["height"]) == ("1200", "1800")
        files = [image["src"], *re.findall(r"(\S+) [12]x", image["srcset"])]
        assert len(files) == 3
        assert all(((shelf / name).parent / file).resolve().is_file() for file in files)
    assert len(article(shelf / "index.html").select("img.shohyo-cover")) == 2
    assert not (shelf / "_images/covers/reviews/both.svg").exists()


def test_inventory_names_books(shelf: Path) -> None:
    """Chapters in inventories say of which book they are; a page of a book is where its name leads."""
    with (shelf / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda _base, path: path)
    chapters = {name: (item.uri, item.display_name) for name, item in inventory["shohyo:chapter"].items()}
    assert chapters["soseki1914/1"] == ("reviews/both.html#ch-soseki1914-1", f"{KOKORO} 第1章 先生と私")
    assert chapters["fukuzawa1872/1"] == ("reviews/both.html#ch-1", f"{FUKUZAWA} 第1章 初編")
    assert inventory["shohyo:book"]["lovelace1843"].uri == "books/sketch.html"


#: file, what stands in it, and what it becomes
EDITS = {
    "second book goes": ("reviews/machines.md", "outline:\n  - chapters:\n      - {number: 1, title: Sources of Advantages, patterns: [study, engine]}\n", ""),
    "title of a book": ("references.bib", "{{こころ}}", "{{別のこころ}}"),
    "translator": ("references.bib", "{Lovelace, Ada}", "{Byron, Ada}"),
    "date read": ("reviews/another.md", "date_read: 2023-04", "date_read: [2020, 2023-04]"),
    "state": ("books/sketch.md", "to-read", "given-up"),
    "cover goes": ("reviews/both.md", "cover: {image: tall.png, large: wide.png, alt: 表紙の写真}\n", ""),
    "cover is another": ("reviews/both.md", "image: tall.png, large: wide.png", "image: wide.png"),
    "review of a book is another's": ("reviews/another.md", "book: fukuzawa1872", "book: soseki1914"),
    "entry moves": ("reviews/both.md", "patterns: [letter]", "patterns: [letter, alone]"),
    "relation goes": ("patterns/alone.md", "relations:\n  - {type: combines-with, target: engine, why: 近いから。, basis: ours}\n", ""),
}  # fmt: skip


#: those of which each shows in another way
SHORT = {"second book goes", "cover is another", "review of a book is another's", "title of a book"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in SHORT else pytest.mark.long) for name in EDITS]
)
def test_edits_reach_all_that_shows_them(name: str, rootdir: Path, tmp_path: Path) -> None:
    """After an edit of what other pages show, a second build has the bytes of a clean one."""
    site = Path(shutil.copytree(rootdir / "test-shelf", tmp_path / "site"))
    run_sphinx(site, tmp_path / "output")
    path, before, after = EDITS[name]
    text = (site / path).read_text("utf-8")
    assert before in text
    (site / path).write_text(text.replace(before, after), "utf-8")
    again, clean = run_sphinx(site, tmp_path / "output"), run_sphinx(site, tmp_path / "clean")
    assert again.stderr == clean.stderr
    assert digest(tmp_path / "output") == digest(tmp_path / "clean")
