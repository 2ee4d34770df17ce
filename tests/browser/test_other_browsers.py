"""The main paths in Firefox and in WebKit, which ``make test-long`` asks for; a missing browser is an error there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.ink import gaps
from tests.build.building import build
from tests.otherbrowsers import PACKAGES, Window, opened

pytestmark = pytest.mark.long

NAMES = sorted(PACKAGES)


@pytest.fixture(scope="module", params=NAMES)
def window(request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window of 1280 pixels in each of the browsers."""
    with opened(request.param) as window:
        window.resize(1280, 900)
        yield window


@pytest.fixture
def go(window: Window, request: pytest.FixtureRequest) -> Iterator[Window]:
    """The window; what it shows at the end of a test is kept where ``SHOHYO_PICTURES`` says, to be looked at."""
    yield window
    if folder := os.environ.get("SHOHYO_PICTURES"):
        window.picture(Path(folder, request.node.name.replace("[", "-").rstrip("]") + ".png"))
    window.resize(1280, 900)


def shown(selector: str) -> str:
    """Return an expression for what is to be seen of a selector."""
    return f"[...document.querySelectorAll({selector!r})].filter((node) => node.checkVisibility())"


def test_search(go: Window, published: Path) -> None:
    """A Japanese query finds pages, and on the page that is opened the words are marked."""
    go.go(f"{published.as_uri()}/search.html")
    go.click("main input[type=search]")
    go.type("推論キャッシュ")
    go.wait(
        "document.querySelector('#search-results')?.ariaBusy === 'false' && document.querySelector('.search-result')"
    )
    assert go.ask("document.querySelector('.search-result a').textContent") == "推論キャッシュパターン"
    go.click(".search-result a")
    go.wait("location.pathname.endsWith('/patterns/prediction-cache.html')")
    go.wait("document.querySelector('article mark, article .shohyo-mark') || CSS.highlights?.size")


def test_guide(go: Window, published: Path) -> None:
    """Answers lead to a result, whose address shows it again."""
    go.go(f"{published.as_uri()}/guide.html")
    for _number in range(10):
        go.wait("document.querySelector('#guide [data-question], #guide [data-core]')")
        if go.ask("!!document.querySelector('#guide [data-core]')"):
            break
        asked = go.ask("document.querySelector('#guide [data-question]').dataset.question")
        go.click("#guide [data-answer]")
        go.wait(f"document.querySelector('#guide [data-question]')?.dataset.question !== {asked!r}")
    core = go.ask("document.querySelector('#guide [data-core]').dataset.core")
    go.go(go.ask("location.href"))
    go.wait(f"document.querySelector('#guide [data-core]')?.dataset.core === {core!r}")
    assert go.ask("document.querySelector('.shohyo-guide__whole').textContent")


def test_index(go: Window, published: Path) -> None:
    """A choice narrows the table."""
    go.go(f"{published.as_uri()}/patterns/index.html?kind=antipattern")
    go.wait(f"{shown('.shohyo-filter tr[data-row]')}.length === 8")
    go.click(".shohyo-filter__reset")
    go.wait(f"{shown('.shohyo-filter tr[data-row]')}.length === 56")


def test_map(go: Window, published: Path) -> None:
    """Arcs to other chapters come with the mouse; a choice leaves the relations of a pattern."""
    go.go(f"{published.as_uri()}/map.html")
    far = shown(".shohyo-map__edge--far") + ".filter((arc) => getComputedStyle(arc).visibility === 'visible').length"
    assert go.ask(far) == 0
    go.hover(".shohyo-map__drawn [data-id=prediction-log]")
    go.wait(far)
    go.go(f"{published.as_uri()}/map.html?node=data-cache")
    go.wait(f"{shown('.shohyo-map tr[data-row]')}.length === 6")


@pytest.mark.parametrize(("width", "count"), [(480, 2), (700, 3), (1280, 3)])
def test_comparison(go: Window, published: Path, width: int, count: int) -> None:
    """All columns are beside each other on a wide screen, two of them on a phone."""
    go.resize(width, 800)
    go.go(f"{published.as_uri()}/compare.html")
    cells = "document.querySelectorAll('.shohyo-compare tbody tr:first-child')[0].querySelectorAll('td')"
    boxes = go.ask(
        f"[...{cells}].map((cell) => [cell.getBoundingClientRect().top, cell.getBoundingClientRect().right])"
    )
    inside = go.ask("innerWidth")
    assert inside == width
    assert len({round(top) for top, _right in boxes}) == 1
    assert sum(right <= inside for _top, right in boxes) == count
    assert go.ask("document.documentElement.scrollWidth") <= inside


def test_colours(go: Window, published: Path) -> None:
    """The button changes the colours."""
    go.go(f"{published.as_uri()}/index.html")
    before = go.ask("getComputedStyle(document.body).backgroundColor")
    go.click("[data-shohyo-theme]")
    go.wait(f"getComputedStyle(document.body).backgroundColor !== {before!r}")
    go.click("[data-shohyo-theme]")
    go.wait(f"getComputedStyle(document.body).backgroundColor === {before!r}")


#: what is painted → the letters before the space that is written
WRITTEN = {"第1章 機械": 3, "14 口口": 2, "2 口口": 1, "口口 24": 2, "口E 口口": 2}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with texts that have a space beside Japanese."""
    source = tmp_path_factory.mktemp("words")
    conf = (
        'extensions = ["shohyo"]\nproject = "P"\nlanguage = "ja"\nhtml_theme = "shohyo"\nhtml_css_files = ["big.css"]\n'
    )
    (source / "conf.py").write_text(f'{conf}html_static_path = ["static"]\n', "utf-8")
    (source / "static").mkdir()
    (source / "static/big.css").write_text("article p { font-size: 40px !important; max-inline-size: none; }", "utf-8")
    (source / "index.md").write_text("# 語\n\n" + "\n\n".join(WRITTEN), "utf-8")
    return build(source, source / "html")


@pytest.mark.parametrize("name", NAMES)
def test_spaces_are_painted_where_they_are_written(name: str, words: Path, tmp_path: Path) -> None:
    """By what is painted, and not by what the browser says: where a space is written there is room, and no two letters
    touch."""
    with opened(name) as window:  # of its own: after many pages the driver of WebKit may owe a picture
        window.go((words / "index.html").as_uri())
        boxes = window.ask("""[...document.querySelectorAll("article p")].map((node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          const box = range.getBoundingClientRect();
          return [box.left - 8, box.top, box.right + 8, box.bottom].map(Math.round);
        })""")
        window.picture(tmp_path / "words.png")
    picture = (tmp_path / "words.png").read_bytes()
    for (text, letters), box in zip(WRITTEN.items(), boxes, strict=True):
        found = gaps(picture, tuple(box))
        assert len(found) >= len(text.replace(" ", "")) - 1, (text, found)
        assert found[letters - 1][1] >= 9, (text, found)
