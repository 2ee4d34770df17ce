"""The theme of ours: what its pages load, what they leave out, and that titles are text in them."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from sphinx.testing.util import SphinxTestApp

from shohyo.output.navigation import LONGEST
from shohyo.output.translator import sizes_of
from tests.build.building import article, build, digest, run_sphinx, soup

MakeApp = Callable[..., SphinxTestApp]

FRAMED = 'html_theme = "shohyo"\n'
BOOK = 'html_theme = "sphinx_book_theme"\n'


@pytest.fixture
def site(rootdir: Path, tmp_path: Path) -> Path:
    """The small project with our theme."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    replace(site / "conf.py", BOOK, FRAMED)
    return site


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def write(folder: Path, conf: str, **pages: str) -> None:
    (folder / "conf.py").write_text(conf + 'exclude_patterns = ["_build"]\n', "utf-8")
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


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
    """A pattern page loads one style sheet, which has all of ours in it and changes its address with them.

    One with a calculator loads that of calculators, too.
    """
    sheets = {
        name: [node["href"] for node in soup(published / f"patterns/{name}.html").select("link[rel=stylesheet]")]
        for name in ("only-me", "prediction-cache")
    }
    assert [len(found) for found in sheets.values()] == [1, 2]
    assert re.fullmatch(r"../_static/shohyo/pages\.css\?v=[0-9a-f]+", sheets["only-me"][0])
    assert set(sheets["only-me"]) < set(sheets["prediction-cache"])
    assert any("/calculator.css" in sheet for sheet in sheets["prediction-cache"])
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
        assert text.select("script:not([src]):not([type='application/ld+json']), article b, .shohyo-frame b") == [], (
            page.name
        )
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
    (site / "conf.py").write_text('extensions = ["shohyo"]\n' + FRAMED, "utf-8")
    (site / "index.md").write_text("# Root\n\n```{toctree}\n" + "\n".join(names) + "\n```\n", "utf-8")
    for name in names:
        (site / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    output = build(site, tmp_path / "output")
    for name in (names[0], names[100], names[-1]):
        entries = soup(output / f"{name}.html").select(".shohyo-sidebar a")
        assert len(entries) == LONGEST
        assert [entry.get_text() for entry in entries if entry.get("aria-current")] == [name]


def test_theme_needs_no_other_setting(tmp_path: Path) -> None:
    """The extension and the name of the theme are all that conf.py has to say, also of a page of plain Sphinx."""
    write(tmp_path, 'extensions = ["shohyo"]\nhtml_theme = "shohyo"\n', index="# Top\n\n## Part\n\nText.\n")
    output = build(tmp_path, tmp_path / "_build", "-W")
    page = soup(output / "index.html")
    assert page.body["class"] == ["shohyo-frame"]
    assert [path.name for path in loaded(output / "index.html", output)] == [
        "index.html", "pages.css", "shohyo-frame.js", "shohyo-ui.js",
    ]  # fmt: skip


def test_switching_themes_leaves_nothing(site: Path, tmp_path: Path) -> None:
    """A site built with our theme, the theme below it and ours again has the bytes of clean builds each time."""
    for number, (old, new) in enumerate([(FRAMED, FRAMED), (FRAMED, BOOK), (BOOK, FRAMED)]):
        replace(site / "conf.py", old, new)
        build(site, tmp_path / "output")
        build(site, tmp_path / f"clean-{number}")
        (tmp_path / "output/.buildinfo.bak").unlink(missing_ok=True)  # Sphinx's note of what the settings were
        assert digest(tmp_path / "output") == digest(tmp_path / f"clean-{number}"), new
        page = soup(tmp_path / "output/patterns/alpha.html")
        ours = page.select(".shohyo-frame, script[src*=shohyo-frame], link[href*='shohyo/pages']")
        assert bool(ours) is (new == FRAMED)
        folders = {path.name for path in (tmp_path / "output/_static").iterdir() if path.is_dir()}
        assert folders == (
            {"shohyo"} if new == FRAMED else {"shohyo", "images", "locales", "scripts", "styles", "vendor"}
        )


def test_files_of_the_project_stay(site: Path, tmp_path: Path) -> None:
    """A file of the project with the name of one of the themes below, or the same bytes, is published and loaded."""
    build(site, tmp_path / "output", "-D", "html_theme=sphinx_book_theme")
    theme = tmp_path / "output/_static"
    for name in ("images/logo_colab.png", "styles/theme.css"):
        (site / "_static" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(theme / name, site / "_static" / name)
    (site / "_static/scripts").mkdir()
    (site / "_static/scripts/own.js").write_text("", "utf-8")
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write('html_static_path = ["_static"]\nhtml_js_files = ["scripts/own.js"]\n')
    build(site, tmp_path / "output")
    assert {path.name for path in theme.glob("*/*") if path.parent.name != "shohyo"} == {
        "logo_colab.png", "theme.css", "own.js",
    }  # fmt: skip
    assert "own.js" in [path.name for path in loaded(tmp_path / "output/index.html", tmp_path / "output")]


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "alabaster"])
def test_former_switch_goes_on_working(site: Path, tmp_path: Path, make_app: MakeApp, theme: str) -> None:
    """``shohyo_frame = True`` gives the same files, with a hint and no warning."""
    build(site, tmp_path / "new")
    replace(site / "conf.py", FRAMED, f'html_theme = "{theme}"\nshohyo_frame = True\n')
    build(site, tmp_path / "old", "-W")
    assert digest(tmp_path / "old") == digest(tmp_path / "new")
    hint = 'shohyo_frame = True はなくなります。代わりに html_theme = "shohyo" と書いてください'
    assert hint in make_app("html", srcdir=site).status.getvalue()
    replace(site / "conf.py", theme, "shohyo")
    assert hint not in make_app("html", srcdir=site).status.getvalue()


def test_options_of_the_themes_below(site: Path, tmp_path: Path) -> None:
    """Announcement and footer are shown; options that mean nothing here are accepted, others are warned of."""
    options = {
        "announcement": "<b>News</b>", "extra_footer": "<i>Foot</i>", "show_navbar_depth": 2, "logo": {"text": "T"},
        "navbar_end": ["theme-switcher"], "footer_start": ["copyright"], "use_download_button": False,
    }  # fmt: skip
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write(f"html_theme_options = {options!r}\n")
    page = soup(build(site, tmp_path / "output", "-W") / "index.html")
    assert page.select_one(".shohyo-announcement b").get_text() == "News"
    assert page.select_one(".shohyo-footer i").get_text() == "Foot"
    replace(site / "conf.py", "'logo'", "'lgoo'")
    assert "unsupported theme option 'lgoo'" in run_sphinx(site, tmp_path / "other").stderr


def test_other_builders_write_pages_and_none(site: Path, tmp_path: Path) -> None:
    """Builders of pages for browsers have the frame; those of books and text build without a warning."""
    # json is not among them: sphinx-book-theme fails under it by itself
    for builder in ("dirhtml", "singlehtml", "epub", "latex", "text", "xml"):
        done = run_sphinx(site, tmp_path / builder, builder=builder)
        assert (done.returncode, [line for line in done.stderr.splitlines() if "epub" not in line.lower()]) == (
            0,
            [],
        ), builder
    for page in (tmp_path / "dirhtml/patterns/alpha/index.html", tmp_path / "singlehtml/index.html"):
        assert soup(page).body["class"] == ["shohyo-frame"]
        assert soup(page).select("[style]") == []
    text = (tmp_path / "epub/patterns/alpha.xhtml").read_text("utf-8")
    assert "shohyo/pages.css" not in text
    assert "shohyo-frame.js" not in text
    assert "この場所へのリンク" not in text


def test_other_extensions_keep_their_scripts(site: Path, tmp_path: Path) -> None:
    """Scripts of the project stay, in the page, too, and with them what Sphinx offers to scripts."""
    (site / "_static").mkdir()
    (site / "_static/own.js").write_text("", "utf-8")
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write('html_static_path = ["_static"]\nhtml_js_files = ["own.js", ("", {"body": "own();"})]\n')
    output = build(site, tmp_path / "output")
    inline = soup(output / "index.html").select("script:not([src])")
    assert [script.get_text() for script in inline] == ["own();"]
    names = [path.name for path in loaded(output / "index.html", output)]
    assert {"own.js", "documentation_options.js", "shohyo-frame.js"} <= set(names)
    assert "bootstrap.js" not in names


EXTENSION = """
from sphinx.writers.html5 import HTML5Translator

class Translator(HTML5Translator):
    def visit_paragraph(self, node):
        self.body.append("<!-- other -->")
        super().visit_paragraph(node)

def add(app, name, template, context, doctree):
    if name == "index":
        app.add_css_file("page.css")

def setup(app):
    app.set_translator("html", Translator)
    app.add_css_file("other.css")
    app.connect("html-page-context", add, priority=950)
"""


def test_other_extensions_keep_translator_and_styles(site: Path, tmp_path: Path) -> None:
    """A translator of another extension goes on writing, with our signs; its style sheets come where it says."""
    (site / "other.py").write_text(EXTENSION, "utf-8")
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write('import sys\nsys.path.insert(0, ".")\nextensions.append("other")\n')
    done = run_sphinx(site, tmp_path / "output")
    assert done.returncode == 0
    pages = {name: soup(tmp_path / f"output/{name}.html") for name in ("index", "patterns/alpha")}
    for name, page in pages.items():
        assert "<!-- other -->" in str(page)
        assert page.select_one("h1 a.headerlink")["aria-label"] == "この場所へのリンク"
        sheets = [Path(node["href"].partition("?")[0]).name for node in page.select("link[rel=stylesheet]")]
        assert [name for name in sheets if not name.startswith("sphinx-design")] == [
            "other.css", *(["page.css"] if name == "index" else []), "pages.css",
        ]  # fmt: skip


def test_a_project_extends_the_frame(site: Path, tmp_path: Path) -> None:
    """A template of the project extends the layout as in any theme, or by the name that it had before."""
    (site / "_templates").mkdir()
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write('templates_path = ["_templates"]\n')
    for name in ("!layout.html", "shohyo/layout.html", "shohyo/frame.html"):
        text = '{% extends "NAME" %}{% block footer %}{{ super() }}<p id="own">Own</p>{% endblock %}'
        (site / "_templates/layout.html").write_text(text.replace("NAME", name), "utf-8")
        page = soup(build(site, tmp_path / "output") / "index.html")
        assert page.select_one("#own") is not None, name
        assert page.body["class"] == ["shohyo-frame"], name


def test_a_theme_inherits_from_ours(site: Path, tmp_path: Path) -> None:
    """A theme of a project that inherits from ours has the frame, and its own static files."""
    theme = site / "themes/shelf"
    (theme / "static").mkdir(parents=True)
    (theme / "theme.toml").write_text('[theme]\ninherit = "shohyo"\nstylesheets = ["shelf.css"]\n', "utf-8")
    (theme / "static/shelf.css").write_text("", "utf-8")
    replace(site / "conf.py", FRAMED, 'html_theme_path = ["themes"]\nhtml_theme = "shelf"\n')
    output = build(site, tmp_path / "output")
    names = [path.name for path in loaded(output / "index.html", output)]
    assert {"shelf.css", "pages.css"} <= set(names)
    assert (output / "_static/shelf.css").exists()
    assert not (output / "_static/vendor").exists()


MARKUP = """# Top

[Contents]{.x}

```{contents}
```

## Part

```{figure} mark.svg
:width: 50%
:name: mark

A mark
```

```{image} mark.svg
:width: 200px
:height: 3em
```

```{list-table} Table
:widths: 1 2
:width: 80%

* - a
  - b
```

```{index} single: entry; below, triple; a; b
```
"""


def test_sizes_and_signs_of_a_page(tmp_path: Path) -> None:
    """Sizes are attributes, and every sign says the same, also of headings that lead back to the contents."""
    conf = 'extensions = ["shohyo"]\nhtml_theme = "shohyo"\nmyst_enable_extensions = ["attrs_inline"]\n'
    write(tmp_path, conf, index=MARKUP)
    (tmp_path / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    output = build(tmp_path, tmp_path / "_build")
    page = soup(output / "index.html")
    images = page.select("article img")
    assert [(image.get("width"), image.get("height")) for image in images] == [("50%", None), ("200", "48")]
    assert page.select_one("article table")["width"] == "80%"
    assert [column["width"] for column in page.select("article col")] == ["33.3%", "66.7%"]
    signs = page.select("a.headerlink")
    assert len(signs) == 4
    assert {(sign["aria-label"], sign["title"]) for sign in signs} == {("Link to this place",) * 2}
    heading = page.select_one("h2")
    assert [link["class"] for link in heading.select("a")] == [["toc-backref"], ["headerlink"]]
    assert heading.select("a a") == []
    for name in ("index", "genindex"):
        assert (
            soup(output / f"{name}.html").select("[style], style, script:not([src]):not([type='application/ld+json'])")
            == []
        ), name


def test_indices_are_those_of_sphinx(tmp_path: Path) -> None:
    """The indices show what those of Sphinx show, word for word and link for link, with no style or script in them."""
    text = (
        "# Top\n\n```{py:module} shelf\n:synopsis: Of <books>\n```\n\n```{py:module} shelf.row\n:deprecated:\n```\n\n"
        "```{index} single: entry; below\n```\n\n```{index} other <&>\n```\n\n## Part\n\n"
        "```{index} ! other <&>\n```\n\n```{index} see: nothing; entry\n```\n"
    )
    pages = {}
    for theme in ("shohyo", "alabaster"):
        folder = tmp_path / theme
        folder.mkdir()
        write(folder, f'extensions = ["shohyo"]\nhtml_theme = "{theme}"\nhtml_split_index = True\n', index=text)
        output = build(folder, folder / "_build")
        names = [path.name for path in output.glob("*index*.html") if path.name != "index.html"]
        assert {"genindex.html", "genindex-all.html", "genindex-O.html", "py-modindex.html"} <= set(names)
        for name in names:
            found = article(output / name)
            links = sorted(
                {
                    (link["href"], link.get_text(strip=True))
                    for link in found.select("li a, code, td a[href]")
                    if link.get("href")
                }
            )
            pages.setdefault(name, []).append((found.h1.get_text(strip=True), links))
            if theme == "shohyo":
                assert (
                    soup(output / name).select("[style], style, script:not([src]):not([type='application/ld+json'])")
                    == []
                ), name
    for name, (ours, stock) in pages.items():
        assert ours == stock, name


@pytest.mark.parametrize(
    ("style", "sizes", "left"),
    [
        ("width: 440px;", {"width": "440"}, ""),
        ("width: 33.3%", {"width": "33.3%"}, ""),
        ("width: 10px; height: 20px;", {"width": "10", "height": "20"}, ""),
        ("width: 2em; height: 1in", {"width": "32", "height": "96"}, ""),
        ("width: calc(1px + 2%); color: red", {}, "width: calc(1px + 2%); color: red"),
        ("max-width: 3px; width: 2px", {"width": "2"}, "max-width: 3px"),
        ("", {}, ""),
    ],
)
def test_sizes_become_attributes(style: str, sizes: dict[str, str], left: str) -> None:
    """Sizes that docutils writes as style are attributes, in pixels or percentages; what is no size stays."""
    assert sizes_of(style) == (sizes, left)
