"""The frame of pages: what it loads, what it leaves out, and that titles are text in it."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest

from shohyo.output.frame import without_styles
from shohyo.output.navigation import LONGEST
from tests.build.building import build, digest, run_sphinx, soup

FRAMED = "shohyo_frame = True\n"


@pytest.fixture
def site(rootdir: Path, tmp_path: Path) -> Path:
    """The small project with our frame."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write(FRAMED)
    return site


def loaded(page: Path, root: Path) -> list[Path]:
    """Return a page and the style sheets and scripts that it loads."""
    nodes = soup(page).select("link[rel=stylesheet][href], script[src]")
    base = page.relative_to(root).as_posix()
    return [page, *(root / urljoin(base, node.get("href") or node.get("src")).partition("?")[0] for node in nodes)]


def test_pattern_page_is_light(published: Path) -> None:
    """Every pattern page takes at most 70 KB (gzip) and 10 requests: HTML, style sheets, scripts, two marks."""
    for page in published.glob("patterns/*.html"):
        files = loaded(page, published)
        assert len(files) + 2 <= 10, page.name
        assert sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files) <= 70_000, page.name


def test_style_sheets_come_as_one(published: Path) -> None:
    """A pattern page loads one style sheet, which has all of ours in it and changes its address with them."""
    sheets = [
        node["href"] for node in soup(published / "patterns/prediction-cache.html").select("link[rel=stylesheet]")
    ]
    assert len(sheets) == 1
    assert re.fullmatch(r"../_static/shohyo/pages\.css\?v=[0-9a-f]+", sheets[0])
    text = (published / "_static/shohyo/pages.css").read_text("utf-8")
    for mark in ("--shohyo-paper:", ".shohyo-search", ".shohyo-badge", ".shohyo-compare", ".shohyo-sidebar"):
        assert mark in text
    assert not (published / "_static/shohyo/tokens.css").exists()


def test_frame_script_is_small(published: Path) -> None:
    """The script that runs before the first paint takes at most 3 KB (gzip), and it alone blocks."""
    script = published / "_static/shohyo/shohyo-frame.js"
    assert len(gzip.compress(script.read_bytes(), mtime=0)) <= 3_000
    blocking = soup(published / "index.html").select("script[src]:not([defer], [async])")
    assert [re.sub(r"\?.*", "", node["src"]) for node in blocking] == ["_static/shohyo/shohyo-frame.js"]


def test_nothing_is_inline(published: Path) -> None:
    """No page has a script, a style sheet, a style attribute or an event handler in it."""
    for page in published.rglob("*.html"):
        text = soup(page)
        assert text.select("style, [style], script:not([src]):not([type='application/ld+json'])") == [], page.name
        assert [node for node in text.find_all(True) if any(name.startswith("on") for name in node.attrs)] == [], (
            page.name
        )


def test_files_of_the_theme_are_gone(published: Path) -> None:
    """What no page loads is not published: icons, scripts and styles of the theme."""
    left = {path.name for path in published.glob("_static/**/*")}
    assert not left & {"fontawesome.js", "bootstrap.js", "theme.css", "sphinx-book-theme.css", "vendor", "locales"}


def test_title_is_text_everywhere(site: Path, tmp_path: Path) -> None:
    """Markup, quotes and scripts in a title are text in the head, breadcrumbs, sidebar, contents and sequence."""
    title = """<script>alert("1")</script> & <b>'quoted'</b>"""
    for path, old in (("patterns/alpha.md", "アルファパターン"), ("reviews/small-book.md", "書評：小さなパターンの本")):
        text = (site / path).read_text("utf-8")
        quoted = "'" + title.replace("'", "''") + "'"
        (site / path).write_text(text.replace(f"title: {old}", f"title: {quoted}", 1), "utf-8")
    done = run_sphinx(site, tmp_path / "output")
    assert done.returncode == 0
    for page in (tmp_path / "output").rglob("*.html"):
        text = soup(page)
        assert text.select("script:not([src]), article b, .shohyo-frame b") == [], page.name
    alpha = soup(tmp_path / "output/patterns/alpha.html")
    for place in ("title", "h1", ".shohyo-breadcrumbs [aria-current]", ".shohyo-nav [aria-current]"):
        assert title in alpha.select_one(place).get_text(), place
    neighbours = [
        link.get_text()
        for page in (tmp_path / "output").rglob("*.html")
        for link in soup(page).select(".shohyo-sequence a")
    ]
    assert any("alert" in text for text in neighbours)


def test_breadcrumbs_lead_from_book_to_chapter(published: Path) -> None:
    """A pattern page says where it stands: book, chapter, itself; a page at the top says nothing."""
    crumbs = soup(published / "patterns/prediction-cache.html").select(".shohyo-breadcrumbs li")
    assert [crumb.get_text(strip=True) for crumb in crumbs] == [
        "『AIエンジニアのための機械学習システムデザインパターン』",
        "第4章 推論システムをつくる",
        "推論キャッシュパターン",
    ]
    assert crumbs[1].a["href"].endswith("#ch-4")
    assert crumbs[2].a is None
    assert soup(published / "about.html").select(".shohyo-breadcrumbs") == []


def test_sidebar_does_not_grow_with_the_site(tmp_path: Path) -> None:
    """A root page that lists 200 pages gives each of them a sidebar of a fixed length, with itself in it."""
    site = tmp_path / "site"
    site.mkdir()
    names = [f"page-{number:03}" for number in range(200)]
    (site / "conf.py").write_text('extensions = ["shohyo"]\nhtml_theme = "sphinx_book_theme"\n' + FRAMED, "utf-8")
    (site / "index.md").write_text("# Root\n\n```{toctree}\n" + "\n".join(names) + "\n```\n", "utf-8")
    for name in names:
        (site / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    output = build(site, tmp_path / "output")
    for name in (names[0], names[100], names[-1]):
        entries = soup(output / f"{name}.html").select(".shohyo-sidebar a")
        assert len(entries) == LONGEST
        assert [entry.get_text() for entry in entries if entry.get("aria-current")] == [name]


def test_switching_the_frame_off_restores_the_theme(site: Path, tmp_path: Path) -> None:
    """A site that was built with the frame and then without it has the bytes of one that never had it."""
    build(site, tmp_path / "output")
    conf = site / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace(FRAMED, ""), "utf-8")
    build(site, tmp_path / "output")
    build(site, tmp_path / "clean")
    (tmp_path / "output/.buildinfo.bak").unlink(missing_ok=True)  # Sphinx's note of what the settings were
    assert digest(tmp_path / "output") == digest(tmp_path / "clean")
    page = soup(tmp_path / "output/patterns/alpha.html")
    assert page.select(".shohyo-frame, script[src*=shohyo-frame], link[href*='shohyo/frame']") == []


def test_other_extensions_keep_their_scripts(site: Path, tmp_path: Path) -> None:
    """A script of the project stays, and with it what Sphinx offers to scripts."""
    (site / "_static").mkdir()
    (site / "_static/own.js").write_text("", "utf-8")
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write('html_static_path = ["_static"]\nhtml_js_files = ["own.js"]\n')
    output = build(site, tmp_path / "output")
    names = [path.name for path in loaded(output / "index.html", output)]
    assert {"own.js", "documentation_options.js", "shohyo-frame.js"} <= set(names)
    assert "bootstrap.js" not in names


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img alt="a" src="b" style="width: 440px;" />', '<img alt="a" src="b" width="440" />'),
        ('<col style="width: 33.3%" />', '<col width="33.3%" />'),
        ('<img src="b" style="width: 10px; height: 20px;">', '<img src="b" width="10" height="20">'),
        ("<p>&lt;img style=&quot;width: 1px&quot;&gt;</p>", "<p>&lt;img style=&quot;width: 1px&quot;&gt;</p>"),
    ],
)
def test_sizes_become_attributes(html: str, expected: str) -> None:
    """Sizes that docutils writes as style are attributes; text that looks like a tag is left alone."""
    assert without_styles(html) == expected
