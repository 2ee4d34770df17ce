"""Cards and Open Graph tags of a site with every sort of title: compared with the front matter, and built again."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tests.build.building import build, digest, once, soup
from tests.nasty import TITLES, in_yaml

#: those that front matter may have; of the others, `tests/unit/exports/test_cards.py` draws the cards
ALLOWED = {name: title for name, title in TITLES.items() if name not in ("control", "lines", "nonscalar", "surrogate")}
BASE = "https://example.org/kb/"
COVERS = Path(__file__).parents[2] / "examples/shelf/covers"
CONF = f"""
project, author, language = "Nasty & <b>titles</b>", "A. Kay", "ja"
extensions = ["shohyo"]
html_theme = "shohyo"
html_baseurl = "{BASE}"
suppress_warnings = ["shohyo.unlisted", "shohyo.character", "shohyo.remote"]
"""
REVIEW = """---
title: 書評：遠い機械
date: 2026-11-01
updated: 2026-11-20
lang: ja
summary: 一行の"要約"です。
cover: {image: fukuzawa1969.png, alt: 表紙}
---

本文。
"""
OWN = """---
title: Own pictures
lang: en-GB
kind: page
social_image: {image: /reviews/babbage1835.svg, alt: Wheels, width: 400, height: 600}
---

Text.
"""
FAR = "---\ntitle: Far\nkind: page\nsocial_image: https://example.com/a b.png\n---\n\nText.\n"


def write_site(folder: Path) -> None:
    """Write a page for each title, and some with pictures."""
    (folder / "reviews").mkdir(parents=True)
    (folder / "conf.py").write_text(CONF, "utf-8")
    names = [*ALLOWED, "own", "far"]
    contents = "\n".join(["reviews/far-machine", *names])
    (folder / "index.md").write_text(
        f"---\nsummary: Home.\n---\n\n# Home\n\n```{{toctree}}\n{contents}\n```\n", "utf-8"
    )
    for name, title in ALLOWED.items():
        page = f"---\ntitle: {in_yaml(title)}\nkind: page\nsummary: {in_yaml(title)}\n---\n\nText.\n"
        (folder / f"{name}.md").write_text(page, "utf-8")
    (folder / "reviews/far-machine.md").write_text(REVIEW, "utf-8")
    (folder / "own.md").write_text(OWN, "utf-8")
    (folder / "far.md").write_text(FAR, "utf-8")
    for name in ("fukuzawa1969.png", "babbage1835.svg"):
        shutil.copy(COVERS / name, folder / "reviews" / name)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        write_site(folder / "source")
        build(folder / "source", folder / "html")

    return once(tmp_path_factory, "cards", make)


def tags(page: BeautifulSoup) -> dict[str, str]:
    """Return the tags of a page by their names, each of which stands once."""
    found = [(tag.get("property") or tag["name"], tag["content"]) for tag in page.select("meta[content]")]
    found = [(name, value) for name, value in found if name.startswith(("og:", "article:", "twitter:"))]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_the_tags_of_a_review(site: Path) -> None:
    assert tags(soup(site / "html/reviews/far-machine.html")) == {
        "og:title": "書評：遠い機械",
        "og:type": "article",
        "og:url": f"{BASE}reviews/far-machine.html",
        "og:site_name": "Nasty & <b>titles</b>",
        "og:locale": "ja_JP",
        "og:description": '一行の"要約"です。',
        "article:published_time": "2026-11-01",
        "article:modified_time": "2026-11-20",
        "og:image": f"{BASE}_images/cards/reviews/far-machine.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "書評：遠い機械",
        "twitter:card": "summary_large_image",
    }


def test_the_home_page_stands_for_the_site(site: Path) -> None:
    found = tags(soup(site / "html/index.html"))
    assert (found["og:type"], found["og:title"]) == ("website", "Nasty & <b>titles</b>")


def test_a_picture_of_the_author_wins(site: Path) -> None:
    own, far = (tags(soup(site / f"html/{name}.html")) for name in ("own", "far"))
    assert {name: value for name, value in own.items() if name.startswith("og:image")} == {
        "og:image": f"{BASE}_images/social/own.svg",
        "og:image:width": "400",
        "og:image:height": "600",
        "og:image:alt": "Wheels",
    }
    assert own["og:locale"] == "en_GB"
    assert (site / "html/_images/social/own.svg").read_bytes() == (COVERS / "babbage1835.svg").read_bytes()
    assert far["og:image"] == "https://example.com/a%20b.png"
    assert "og:image:width" not in far


@pytest.mark.parametrize("name", ALLOWED)
def test_nothing_leaves_the_tags(site: Path, name: str) -> None:
    """A title is one value, whatever is in it, and a page has no tag more than others."""
    page = soup(site / f"html/{name}.html")
    found = tags(page)
    assert found["og:image:alt"] == found["og:title"] == found.get("og:description", found["og:title"])
    assert len(page.select("script:not([src])")) == len(soup(site / "html/numbers.html").select("script:not([src])"))
    assert "".join(ALLOWED[name].split()).startswith("".join(found["og:title"].split())[:3])


def test_every_page_has_its_card(site: Path) -> None:
    pages = [path.stem for path in site.glob("html/*.html") if (site / f"source/{path.stem}.md").exists()]
    assert len(pages) == len(ALLOWED) + 3
    for name in [*pages, "reviews/far-machine"]:
        data = (site / f"html/_images/cards/{name}.png").read_bytes()
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.size, len(data) <= 60_000) == ("PNG", (1200, 630), True)


def test_other_builds_give_the_same_pictures(site: Path, tmp_path: Path) -> None:
    """One job or two, at once or bit by bit; what is edited, new or gone is so among the cards, too."""
    source, output = tmp_path / "source", tmp_path / "html"
    shutil.copytree(site / "source", source)
    clean = digest(site / "html")
    (source / "numbers.md").write_text("---\ntitle: Others\nkind: page\n---\n\nText.\n", "utf-8")
    (source / "gone.md").write_text("---\ntitle: Gone\nkind: page\norphan: true\n---\n\nText.\n", "utf-8")
    (source / "reviews/fukuzawa1969.png").write_bytes((COVERS / "babbage1835.svg").read_bytes())
    build(source, output, "-j", "2")
    assert (output / "_images/cards/gone.png").exists()
    (source / "gone.md").unlink()
    for name in ("numbers.md", "reviews/fukuzawa1969.png"):
        shutil.copy(site / "source" / name, source / name)
    build(source, output)
    assert digest(output) == clean
    kept = {path.read_bytes() for path in tmp_path.glob("html.doctrees/*.cards/*")}
    assert kept == {path.read_bytes() for path in output.rglob("cards/**/*.png")}
    assert not (output / "_images/cards/gone.png").exists()


SETTINGS = [
    ("html_baseurl = ''", set()),
    ("shohyo_opengraph = False", {"_images/cards"}),
    ("shohyo_cards = False", {"og:title", "summary"}),
    ("shohyo_card_font = 'no.otf'", {"og:title", "summary"}),
    ("shohyo_card_font = 'conf.py'", {"og:title", "summary_large_image"}),
    ("extensions += ['sphinxext.opengraph']; ogp_social_cards = {'enable': False}", {"_images/cards", "og:title"}),
]


@pytest.mark.parametrize(("setting", "expected"), SETTINGS, ids=[setting for setting, _expected in SETTINGS])
def test_what_is_left_out(tmp_path: Path, setting: str, expected: set[str]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF + f"ogp_site_url = html_baseurl\n{setting}\n", "utf-8")
    (source / "index.md").write_text("# Home\n\nText.\n", "utf-8")
    output = build(source, tmp_path / "html")
    found = tags(soup(output / "index.html"))
    state = {name for name in ("og:title",) if name in found} | set(filter(None, [found.get("twitter:card")]))
    state |= {"_images/cards"} if (output / "_images/cards").exists() else set()
    assert json.dumps(sorted(state)) == json.dumps(sorted(expected))
