"""Footnotes and citations in headings stand there, and in no name of a page or a section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile

from tests.bad import write_files
from tests.build.building import article, once, run_sphinx, soup, warnings_of

FILES = {
    "conf.py": 'extensions = ["shohyo"]\nproject = "P"\nauthor = "A. Kay"\nhtml_baseurl = "https://example.org/"\n'
    "shohyo_cards = False\n",
    "references.bib": "@book{smith, author={Ann Smith}, title={A}, year=2019, publisher={P}}\n",
    "index.md": "# Home\n\n```{toctree}\nreviews/a\nb\n```\n\n```{reviews}\n```\n\n```{bibliography}\n```\n",
    "reviews/a.md": (
        "---\ndate: 2026-01-02\n---\n\n"
        "# Calm {cite:p}`smith` queues[^n]\n\n"
        "(part-label)=\n## Part[^1] two {cite:t}`smith`\n\nText.\n\n"
        "## 章[^1]の 題 {cite:p}`smith`\n\nText, too.\n\n"
        "[^1]: One.\n\n[^n]: Two.\n"
    ),
    "b.md": (
        "# B\n\n[](reviews/a.md), {review}`a`, {ref}`part-label`, "
        "[x](reviews/a.md#part-two) and [y](reviews/a.md#章の-題).\n"
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        done = run_sphinx(write_files(folder / "site", FILES), folder / "out")
        assert warnings_of(done.stderr) == []

    return once(tmp_path_factory, "headings", make) / "out"


def test_headings_keep_them(built: Path) -> None:
    """Where the heading stands, so do they."""
    first, part, chapter = (
        re.sub("[#¶]$", "", heading.get_text()) for heading in article(built / "reviews/a.html").select("h1, h2")[:3]
    )
    assert first == "Calm [Smith 2019] queues[2]"
    assert part == "Part[1] two Smith [2019]"
    assert chapter == "章[1]の 題 [Smith 2019]"


def test_names_are_without_them(built: Path) -> None:
    """Titles, contents, links, lists, neighbours and anchors have neither number nor key."""
    page, home = soup(built / "reviews/a.html"), article(built / "index.html")
    assert page.title.get_text().startswith("Calm queues")
    text = article(built / "reviews/a.html")
    assert [section["id"] for section in text.select("section")][:3] == ["calm-queues", "part-label", "章の-題"]
    assert text.select_one("#part-two") is not None
    links = article(built / "b.html").select("p a")
    assert [link.get_text(strip=True) for link in links] == ["Calm queues", "Calm queues", "Part two", "x", "y"]
    assert [link["href"] for link in links][3:] == ["reviews/a.html#part-label", "reviews/a.html#章の-題"]
    around = [page.select_one(".sphinxsidebar"), soup(built / "b.html").select_one(".sphinxsidebar"), home]
    names = [" ".join(node.get_text(" ").split()) for node in around]
    assert all("Calm queues" in name for name in names)
    assert "Part two 章の 題" in names[0]
    assert not [name for name in names if "smith" in name.split("[Smith 2019] Ann")[0].lower()]


def test_sentences_that_mention_a_page(built: Path) -> None:
    """A link without words is called as on the page where it stands."""
    mention = article(built / "reviews/a.html").select_one("#shohyo-mentions").get_text(" ", strip=True)
    assert "Calm queues , Calm queues , Part two , x and y ." in mention


def test_other_outputs_are_without_them(built: Path) -> None:
    """So have the inventory, the citation of the page, and the search."""
    inventory = InventoryFile.loads((built / "objects.inv").read_bytes(), uri="")
    shown = {(kind, name): item.display_name for kind, items in inventory.data.items() for name, item in items.items()}
    assert shown["std:doc", "reviews/a"] == "Calm queues"
    assert shown["std:label", "part-label"] == "Part two"
    assert shown["shohyo:review", "a"] == "Calm queues"
    text = (built / "reviews/a.html").read_text("utf-8")
    assert re.search(r"title\s*=\s*\{+Calm queues\}+", text)
    found = "".join(path.read_text("utf-8", "replace") for path in built.glob("searchindex/*/d*.js"))
    assert "Part two" in found
    assert "two Smith" not in found
