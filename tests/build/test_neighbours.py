"""Beside other extensions, under other themes and in the other builders of Sphinx: each does its own, and ours is whole."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from babel.messages import pofile

from tests.bad import write_files
from tests.build.building import build, digest, run_sphinx, soup

OTHERS = [
    "sphinxext.opengraph",
    "sphinx_copybutton",
    "sphinx_togglebutton",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
]
CONF = """
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "code"))
extensions = {extensions}
html_theme = "{theme}"
project, author, copyright, version = "Shelf", "Ann", "2026", "1"
html_baseurl = ogp_site_url = "https://example.org/shelf/"
ogp_social_cards = {{"enable": False}}
shohyo_cards = False
exclude_patterns = ["code"]
intersphinx_mapping = {{"py": ("https://py.example.org/", "py.inv")}}
man_pages = [("index", "shelf", "Shelf", ["Ann"], 1)]
locale_dirs, gettext_compact = ["locale"], False
epub_show_urls = "no"
"""
PAGES = {
    "index.md": "# Shelf\n\nWelcome: {review}`calm`, {pattern}`cache`, {func}`zed.hello`, {py:func}`zed.hello` and "
    "{py:mod}`os`.\n\n```{toctree}\nreviews/calm\nreviews/bold\npatterns/cache\npatterns/queue\napi\nlists\n```\n",
    "reviews/calm.md": "---\ntitle: Calm code\ndate: 2024-03-02\nauthor: Ann\ntags: [calm]\nbook: doe2020\n"
    "summary: 'Short & \"true\".'\nrating: 4\noutline:\n  - title: First part\n    chapters:\n      - number: 1\n"
    "        title: Keeping things\n        intro: What to keep near.\n        patterns: [cache, queue]\n---\n\n"
    "The first words.\n\n```python\nprint()\n```\n\n```{note}\n:class: dropdown\nHidden.\n```\n\n{cite:p}`doe2020`\n",
    "reviews/bold.md": "---\ntitle: Bold code\ndate: 2023-01-05\nauthor: Bob\nbook: doe2020\n"
    "canonical_url: https://blog.example.com/bold\n---\n\nA post that first stood elsewhere.\n",
    "patterns/cache.md": "---\ntitle: Cache\nintent: Keeps things near.\nsources: [doe2020]\nrelations:\n"
    "  - {type: combines-with, target: queue, why: Both shorten the wait., basis: ours}\ncomponents:\n"
    "  - {id: a, kind: client, label: Client}\n  - {id: b, kind: cache, label: Store}\n"
    "flow:\n  - {from: a, to: b, label: asks}\n---\n\nText of the cache.\n",
    "patterns/queue.md": "---\ntitle: Queue\nintent: Lets work wait.\nsources: [doe2020]\n---\n\nSee {pattern}`Cache`.\n",
    "api.rst": "API\n===\n\n.. automodule:: zed\n   :members:\n\n:func:`zed.hello` and :pattern:`cache`.\n",
    "lists.md": "# Lists\n\n```{map}\n```\n\n```{reviews}\n```\n\n```{bibliography}\n```\n",
    "code/zed.py": '"""A module."""\n\n\ndef hello() -> None:\n    """Say hello; see :shohyo:pattern:`cache`."""\n',
    "references.bib": "@book{doe2020, author = {Doe, Jane}, title = {Calm Code}, publisher = {House}, year = {2020}}\n",
}
INVENTORY = b"# Sphinx inventory version 2\n# Project: Py\n# Version: 3\n# The rest is compressed using zlib.\n"


def project(root: Path, *, extensions: list[str] | None = None, theme: str = "alabaster", conf: str = "") -> Path:
    """Write the shelf beside other extensions; without a list of them, behind ours."""
    settings = CONF.format(extensions=["shohyo", *OTHERS] if extensions is None else extensions, theme=theme)
    inventory = INVENTORY + zlib.compress(b"os py:module 0 library/os.html#module-os -\n")
    return write_files(root, {**PAGES, "conf.py": settings + conf, "py.inv": inventory})


def heads(output: Path) -> dict[str, dict[str, list[str]]]:
    """Return page → what stands in its head, by what it is called."""
    found = {}
    for path in sorted(output.rglob("*.html")):
        name = path.relative_to(output).as_posix()
        if not name.startswith("_"):
            page = soup(path)
            head = [
                (meta.get("name") or meta.get("property"), meta["content"]) for meta in page.select("meta[content]")
            ]
            head += [("canonical", link["href"]) for link in page.select("link[rel=canonical]")]
            found[name] = {key: [value for other, value in head if other == key] for key, _value in head}
    return found


def broken_links(output: Path) -> list[tuple[str, str]]:
    """Return page and address of each link within the site that leads nowhere, and each id that is there twice."""
    pages = {path: soup(path) for path in output.rglob("*.html") if "_static" not in path.parts}
    ids = {path: Counter(item["id"] for item in page.select("[id]")) for path, page in pages.items()}
    wrong = [(path.name, name) for path, names in ids.items() for name, count in names.items() if count > 1]
    for path, page in pages.items():
        for link in (item["href"] for item in page.select("a[href]")):
            if re.match("[a-z]+:", link):
                continue
            name, anchor = map(unquote, urldefrag(link))
            # that for what there is not has paths from the top of the host
            start = output if name.startswith("/shelf/") else path.parent
            target = (start / name.removeprefix("/shelf/").partition("?")[0]).resolve() if name else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (anchor and target in ids and anchor not in ids[target]):
                wrong.append((path.name, link))
    return wrong


@pytest.mark.parametrize(
    "theme", ["furo", "alabaster", "sphinx_rtd_theme", "sphinx_book_theme", "pydata_sphinx_theme", "shohyo"]
)
def test_themes(theme: str, tmp_path: Path) -> None:
    """Under each theme a page has one viewport, one address and one description, and no link leads nowhere."""
    conf = "shohyo_cards = True\n" if theme in ("shohyo", "furo") else ""  # one of ours, and one of others
    output = build(project(tmp_path / "site", theme=theme, conf=conf), tmp_path / "out")
    found = heads(output)
    assert {name: head.get("viewport", []) for name, head in found.items() if len(head.get("viewport", [])) != 1} == {}
    said = ("canonical", "description", "og:description")
    assert [[found[f"reviews/{name}.html"][key] for key in said] for name in ("calm", "bold")] == [
        [["https://example.org/shelf/reviews/calm.html"], ['Short & "true".'], ['Short & "true".']],
        [["https://blog.example.com/bold"], *[["A post that first stood elsewhere."]] * 2],
    ]
    assert found["index.html"]["og:description"][0].startswith("Welcome: Calm code, Cache, zed.hello(), zed.hello()")
    assert all(len(values) == 1 for head in found.values() for key, values in head.items() if key.startswith("og:"))
    assert broken_links(output) == []
    search = soup(output / "search.html")
    assert len(search.select("html > body #search-results")) == 1
    assert search.select_one("head title").get_text().startswith("Search")


def test_orders_and_jobs_and_edits(tmp_path: Path) -> None:
    """The order of the extensions and the number of jobs make no difference, nor does an edit a clean build lacks."""
    first = project(tmp_path / "site")
    output = build(first, tmp_path / "first")
    settings = CONF.format(extensions=[*OTHERS, "shohyo"], theme="alabaster")
    parallel = build(first, tmp_path / "second", "-j", "2")
    assert digest(parallel) == digest(output)
    (first / "conf.py").write_text(settings, "utf-8")
    turned = build(first, tmp_path / "third")
    assert heads(turned) == heads(output)
    page = first / "patterns/queue.md"
    page.write_text(page.read_text("utf-8").replace("Lets work wait.", "Lets all work wait."), "utf-8")
    assert digest(build(first, turned)) == digest(build(first, tmp_path / "fourth"))


def test_addresses_of_folders(tmp_path: Path) -> None:
    """Canonical addresses are those that Sphinx gives pages in the builder at work."""
    site = project(tmp_path / "site")
    done = run_sphinx(site, tmp_path / "out", builder="dirhtml")
    assert (done.returncode, done.stderr) == (0, "")
    found = {name: head["canonical"] for name, head in heads(tmp_path / "out").items() if "canonical" in head}
    assert found["reviews/calm/index.html"] == ["https://example.org/shelf/reviews/calm/"]
    assert found["reviews/bold/index.html"] == ["https://blog.example.com/bold"]
    assert found["index.html"] == ["https://example.org/shelf/"]
    assert broken_links(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("builder", "file"),
    [
        ("singlehtml", "index.html"),
        ("epub", "reviews/calm.xhtml"),
        ("latex", "shelf.tex"),
        ("text", "reviews/calm.txt"),
        ("man", "shelf.1"),
        ("xml", "reviews/calm.xml"),
        ("pseudoxml", "reviews/calm.pseudoxml"),
    ],
)
def test_builders(builder: str, file: str, tmp_path: Path) -> None:
    """The other builders of Sphinx write all that a page says, without a warning and without markup as text."""
    done = run_sphinx(project(tmp_path / "site"), tmp_path / "out", builder=builder)
    assert (done.returncode, done.stderr) == (0, "")
    written = (tmp_path / "out" / file).read_text("utf-8").replace("\\-", "-")
    assert all(words in written for words in ("Calm code", "The first words.", "Keeping things", "Hidden."))
    assert not re.search(r"\{(?:pattern|cite|map|note)(?::p)?\}`|shohyo-\w+>|&lt;span", written)


NODES = """
from docutils import nodes
class mark(nodes.inline): pass
def setup(app):
    app.add_node(mark, epub=(lambda self, node: None, lambda self, node: None))
"""


def test_node_of_another_extension_for_one_builder(tmp_path: Path) -> None:
    """An extension that has a node for EPUB by name, as sphinx-needs has, takes nothing from the pages of a book."""
    extensions = ["shohyo", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"]
    written = []
    for name, others in (("alone", []), ("beside", ["marks"])):
        site = project(tmp_path / name, extensions=[*extensions, *others])
        write_files(site, {"code/marks.py": NODES})
        done = run_sphinx(site, tmp_path / f"{name}-out", builder="epub")
        assert (done.returncode, done.stderr) == (0, "")
        written.append({path.name: path.read_bytes() for path in (tmp_path / f"{name}-out").rglob("*.xhtml")})
    assert len(written[0]) > 3
    assert written[0] == written[1]


def test_role_in_a_docstring_that_names_nothing(tmp_path: Path) -> None:
    """It is said at its line of the Python file, with and without other projects to look in."""
    site = project(tmp_path / "site")
    code = site / "code/zed.py"
    code.write_text(code.read_text("utf-8").replace("`cache`", "`cash`"), "utf-8")
    expected = 'code/zed.py:5:40: WARNING: unknown pattern "cash" (did you mean "cache"?) [shohyo.reference]'
    assert run_sphinx(site, tmp_path / "out").stderr.splitlines() == [expected]
    project(site, extensions=["shohyo", "sphinx.ext.autodoc"], conf="del intersphinx_mapping\n")
    code.write_text(code.read_text("utf-8").replace("`cache`", "`cash`"), "utf-8")
    write_files(site, {"index.md": PAGES["index.md"].replace(" and {py:mod}`os`", "")})
    assert run_sphinx(site, tmp_path / "other").stderr.splitlines() == [expected]


def test_roles_beside_a_primary_domain(tmp_path: Path) -> None:
    """What conf.py says of the primary domain is nothing to our roles."""
    for domain in ("c", "shohyo"):
        site = project(tmp_path / domain, extensions=["shohyo"], conf=f'primary_domain = "{domain}"\n')
        write_files(
            site, {"index.md": "# Shelf\n\n{pattern}`cache` {shohyo:pattern}`queue`\n", "api.rst": ":orphan:\n"}
        )
        output = build(site, tmp_path / f"out-{domain}", "-D", "suppress_warnings=toc")
        links = [link["href"] for link in soup(output / "index.html").select("div.body p a.reference")]
        assert links == ["patterns/cache.html", "patterns/queue.html"]


#: what myst_nb does in its setup: it brings MyST along, and takes its suffix
NOTEBOOKS = """
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.sphinx_ext.main import setup_sphinx

class Parser(MystParser):
    supported = ("myst-nb",)
    def parse(self, inputstring, document):
        super().parse("# Notebook\\n\\nSee {pattern}`cache`.\\n", document)

def setup(app):
    setup_sphinx(app)
    app.add_source_parser(Parser)
    app.add_source_suffix(".md", "myst-nb", override=True)
    app.add_source_suffix(".ipynb", "myst-nb")
"""


@pytest.mark.parametrize("extensions", [["shohyo", "myst_nb"], ["myst_nb", "shohyo"]])
def test_notebooks(extensions: list[str], tmp_path: Path) -> None:
    """Markdown is ours and notebooks are myst_nb's, in either order of the extensions, and a check knows both."""
    site = project(tmp_path / "site", extensions=[*extensions, "sphinx.ext.autodoc", "sphinx.ext.intersphinx"])
    pages = {"index.md": PAGES["index.md"].replace("lists\n", "lists\nbook\n"), "book.ipynb": "{}"}
    write_files(site, {**pages, "code/myst_nb.py": NOTEBOOKS})
    output = build(site, tmp_path / "out")
    assert soup(output / "reviews/calm.html").select_one(".shohyo-byline__author").get_text() == "Ann"
    assert soup(output / "book.html").select_one("div.body a.reference")["href"] == "patterns/cache.html"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("extensions", [["shohyo", "myst_nb"], ["myst_nb", "shohyo"]])
def test_notebooks_in_markdown_are_refused(extensions: list[str], language: str, tmp_path: Path) -> None:
    """A conf.py that gives all of Markdown to myst_nb is told what to write, in one line and in its language."""
    said = {"en": 'write ".md": "markdown"', "ja": '".md": "markdown" と書き'}[language]
    conf = f'source_suffix = {{".rst": "restructuredtext", ".md": "myst-nb"}}\nlanguage = "{language}"\n'
    site = project(tmp_path / "site", extensions=extensions, conf=conf)
    write_files(site, {"code/myst_nb.py": NOTEBOOKS})
    done = run_sphinx(site, tmp_path / "out")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert said in done.stderr


def test_translations(tmp_path: Path) -> None:
    """What readers see of the front matter is in the catalogue of its page, and told in the language of the site."""
    site = project(tmp_path / "site", extensions=["shohyo", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"])
    done = run_sphinx(site, tmp_path / "pot", builder="gettext")
    assert (done.returncode, done.stderr) == (0, "")
    words = {
        "reviews/calm": ["Calm code", 'Short & "true".', "First part", "Keeping things", "What to keep near."],
        "patterns/cache": ["Cache", "Keeps things near.", "Both shorten the wait.", "Client", "Store", "asks"],
    }
    for name, expected in words.items():
        with (tmp_path / f"pot/{name}.pot").open("rb") as file:
            template = pofile.read_po(file)
        assert set(expected) <= {message.id for message in template}
        target = site / f"locale/ja/LC_MESSAGES/{name}.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        for message in template:
            if message.id in expected:
                message.string = f"訳：{message.id}"
        with target.open("wb") as file:
            pofile.write_po(file, template)
    output = build(site, tmp_path / "out", "-D", "language=ja")
    review, pattern = (soup(output / f"{name}.html").select_one("div.body").get_text() for name in words)
    assert [word for word in words["reviews/calm"][2:] if f"訳：{word}" not in review] == []
    assert [word for word in words["patterns/cache"] if f"訳：{word}" not in pattern] == []
    other = soup(output / "patterns/queue.html").select_one("div.body").get_text()
    assert "See 訳：Cache." in other  # by the title as it was written
    assert "訳：Both shorten the wait." in other
    catalogue = site / "locale/ja/LC_MESSAGES/patterns/cache.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace("訳：Both", "別の訳：Both"), "utf-8")
    build(site, output, "-D", "language=ja")
    assert "別の訳：Both" in soup(output / "patterns/queue.html").get_text()
    assert digest(build(site, tmp_path / "clean", "-D", "language=ja")) == digest(output)


GUIDE = """start: first
stages: [{id: a, title: A stage.}]
questions:
  - id: first
    stage: a
    text: Is there time?
    why: It decides.
    answers:
      - {id: "yes", text: There is., core: cache, action: Breathe., next: end}
      - {id: "no", text: There is none., core: queue, add: [cache], next: end}
checklist:
  - {id: cache, level: must, why: It is near.}
cores:
  - {id: cache, when: It is hot.}
  - id: queue
    when: >-
      It is
      cold.
addons:
  - id: cache
    checks: [Is it full?, Is it warm?]
"""
CROSSWALK = """book: roe1990
here: doe2020
chapters: [{number: 1, title: Their chapter}]
patterns:
  - number: 1
    name: Larder
    working_title: Our name
    chapter: 1
    links: [{target: cache, type: equivalent, strength: strong, why: Both keep things., basis: ours}]
  - {number: 2, name: Attic, chapter: 1, none: It is far.}
without: [{id: queue, why: They do not wait.}]
"""
DATA_WORDS = {
    "guide": ["A stage.", "Is there time?", "It decides.", "There is none.", "Breathe.", "It is near.", "It is cold.", "Is it warm?"],
    "crosswalk": ["Their chapter", "Our name", "Both keep things.", "It is far.", "They do not wait."],
}  # fmt: skip


def test_translations_of_data_files(tmp_path: Path) -> None:
    """What readers see of a guide and of a crosswalk is in the catalogue of their page, at its line in their file."""
    site = project(tmp_path / "site", extensions=["shohyo", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"])
    bib = PAGES["references.bib"] + "@book{roe1990, author={Roe, Ed}, title={Old Code}, publisher={H}, year={1990}}\n"
    pages = {name: f"---\ntitle: {name}\n---\n\n```{{{name}}} {name}.yaml\n```\n" for name in DATA_WORDS}
    index = PAGES["index.md"].replace("\nlists\n", "\nlists\nguide\ncrosswalk\n")
    files = {"guide.yaml": GUIDE, "crosswalk.yaml": CROSSWALK, "references.bib": bib, "index.md": index}
    write_files(site, files | {f"{name}.md": text for name, text in pages.items()})
    done = run_sphinx(site, tmp_path / "pot", builder="gettext")
    assert (done.returncode, done.stderr) == (0, "")
    for name, expected in DATA_WORDS.items():
        lines = files[f"{name}.yaml"].splitlines()
        with (tmp_path / f"pot/{name}.pot").open("rb") as file:
            template = pofile.read_po(file)
        found = {message.id: message for message in template}
        assert set(expected) <= set(found)
        assert not {"first", "cache", "must", "Larder", "roe1990", "equivalent"} & set(found)
        for text in expected:
            (place, line), *_others = found[text].locations
            assert place.endswith(f"{name}.yaml")
            assert text in lines[line - 1] or lines[line - 1].endswith(">-")
            found[text].string = f"訳：{text}"
        target = site / f"locale/ja/LC_MESSAGES/{name}.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            pofile.write_po(file, template)
    output = build(site, tmp_path / "out", "-D", "language=ja")
    for name, expected in DATA_WORDS.items():
        text = (output / f"{name}.html").read_text("utf-8")
        assert [word for word in expected if f"訳：{word}" not in text] == []
    catalogue = site / "locale/ja/LC_MESSAGES/guide.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace("訳：Is there", "別の訳：Is there"), "utf-8")
    build(site, output, "-D", "language=ja")
    assert "別の訳：Is there time?" in (output / "guide.html").read_text("utf-8")
    assert digest(build(site, tmp_path / "clean", "-D", "language=ja")) == digest(output)
