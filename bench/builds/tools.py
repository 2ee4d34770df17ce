"""The tools: what each gets of a shelf as files, and how it builds them.

All get the same text.  Where a tool has no words for something, it gets what Shohyo shows of it as plain text:
relations and outlines are lists of links then, and citations names in brackets.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from .shelf import BIBLIOGRAPHY, EDITS, Page, Paragraph, Shelf

ROOT = Path(__file__).parents[2]
#: a build from nothing, one without a change, and one after each edit
CASES = ("clean", "nothing", *EDITS)
#: what a build makes for programs → the settings that ask for it; cards are pictures, which no other tool here draws
OUTPUTS = {
    "feeds": ("shohyo_feeds",),
    "structured data": ("shohyo_structured_data",),
    "citation tags": ("shohyo_citation_tags",),
    "references": ("shohyo_references",),
    "data": ("shohyo_api",),
    "Markdown": ("shohyo_markdown",),
    "llms.txt": ("shohyo_markdown", "shohyo_llms"),
    "sitemap": ("shohyo_sitemap",),
    "Open Graph": ("shohyo_opengraph",),
    "404 page": ("shohyo_notfound",),
    "cards": ("shohyo_opengraph", "shohyo_cards"),
}

#: what the keys of variants begin with
VARIANT = "with-"

Files = dict[str, str]


class Tool:
    """What all have in common; a folder has the sources in ``source``, the output in ``output``."""

    key = ""
    label = ""
    cases: tuple[str, ...] = CASES
    #: whether a link to a page shows its title
    shows_titles = False
    #: packages whose versions belong to the figures
    packages: tuple[str, ...] = ()
    #: what Python finds first, if it is no installed package
    path: Path | None = None

    def files(self, shelf: Shelf) -> Files:
        """Return path → text of all sources."""
        raise NotImplementedError

    def command(self, folder: Path, is_clean: bool) -> list[str]:
        """Return the command that builds the sources; it is run in the folder."""
        raise NotImplementedError

    def page(self, name: str) -> str:
        """Return where a page is in the output."""
        raise NotImplementedError

    @property
    def versions(self) -> dict[str, str]:
        return {package: version(package) for package in self.packages}


def folder_of(page: str) -> str:
    """Return the folder of a page, with a slash, by its name; pages that are no part of the shelf have none."""
    kind = page.partition("-")[0]
    return f"{kind}s/" if kind in ("review", "pattern") else ""


def body_of(page: Page, cite: Callable[[str], str], link: Callable[[str], str]) -> str:
    """Return the text of a page in Markdown.

    Args:
        page: what it says.
        cite: key → citation in the tool's own way.
        link: name of a pattern → link to it.
    """

    def paragraph(one: Paragraph) -> str:
        return one.text + (one.cited and cite(one.cited)) + (one.linked and link(one.linked))

    return "\n\n".join(
        text for heading, paragraphs in page.sections for text in (f"## {heading}", *map(paragraph, paragraphs))
    )


def plain(page: Page, cite: Callable[[str], str], link: Callable[[str], str]) -> str:
    """Return a page for a tool that knows no reviews: what Shohyo makes of the front matter, as text."""
    parts = [page.summary]
    if page.book:
        parts += [f"評者 {page.date}", f"書誌：{cite(page.book)}"]
    parts.append(body_of(page, cite, link))
    if page.outline:
        parts += [f"## {OUTLINE}", "\n".join(f"- {link(name)}" for name in page.outline)]
    if page.sources:
        parts.append(f"出典：{'、'.join(map(cite, page.sources))}")
    if page.flow:
        parts += ["## 構成", "\n".join(f"- {start} → {end}：{words}" for start, end, words in page.flow)]
    if page.relations:
        parts += ["## 関係", "\n".join(f"- {one.type} {link(one.target)}：{one.why}" for one in page.relations)]
    return "\n\n".join(parts) + "\n"


OUTLINE = "目次"
TITLES = {"tags": "タグ", "books": "書籍", BIBLIOGRAPHY: "参考文献", "map": "地図", "list": "書評", "table": "パターン"}


# --- Sphinx --------------------------------------------------------------------------------------


class _Sphinx(Tool):
    shows_titles = True
    jobs = 1

    def files(self, shelf: Shelf) -> Files:
        return {f"source/{path}": text for path, text in self.sources(shelf).items()}

    def sources(self, shelf: Shelf) -> Files:
        """Return path → text of what is in the folder of conf.py."""
        raise NotImplementedError

    def command(self, folder: Path, is_clean: bool) -> list[str]:
        options = ["-q", "-b", "html", "-j", str(self.jobs), "-d", "doctrees"]
        return [sys.executable, "-m", "sphinx", *options, "source", "output"]

    def page(self, name: str) -> str:
        return f"{folder_of(name)}{name}.html"


class Shohyo(_Sphinx):
    """This project, or an earlier version of it, with all that it makes of front matter."""

    packages = ("Sphinx", "myst-parser")

    def __init__(
        self, key: str, label: str, path: Path, jobs: int = 1, cases: tuple[str, ...] = (),
        settings: dict[str, bool] | None = None,
    ) -> None:  # fmt: skip
        self.key, self.label, self.path, self.jobs = key, label, path, jobs
        self.cases = cases or (CASES if jobs == 1 else ("clean",))
        self.settings = {"shohyo_cards": False} if settings is None else settings

    def sources(self, shelf: Shelf) -> Files:
        conf = {
            "project": "Shelf", "language": "ja", "extensions": ["shohyo"], "html_theme": "shohyo",
            "html_baseurl": "https://example.org/", **self.settings,
        }  # fmt: skip
        blocks = {
            "tags": "{tags}", "books": "{books}", BIBLIOGRAPHY: "{bibliography}", "map": "{map}",
            "list": "{reviews}", "table": "{patterns}\n:as: table\n:filter:",
        }  # fmt: skip
        files = {
            "conf.py": _assignments(conf),
            "index.md": f"{_front(title='棚')}```{{counts}}\n```\n\n{_tree(*_boards(shelf), *blocks)}",
            "references.bib": bibtex(shelf),
            **_boards(shelf),
        }
        for name, block in blocks.items():
            files[f"{name}.md"] = _front(title=TITLES[name]) + f"```{block}\n```\n"
        for page in (*shelf.reviews, *shelf.patterns):
            text = body_of(page, "{{cite:p}}`{}`".format, "{{pattern}}`{}`".format)
            files[f"{folder_of(page.name)}{page.name}.md"] = f"{self._front(page)}{text}\n"
        return files

    @staticmethod
    def _front(page: Page) -> str:
        values: dict[str, object] = {"title": page.title, "tags": _flow(page.tags)}
        if page.book:
            values |= {"author": "評者", "date": page.date, "book": page.book, "summary": page.summary}
        else:
            values |= {"intent": page.summary, "sources": _flow(page.sources)}
        if page.outline:
            values["outline"] = [
                f"chapters: [{{number: 1, title: {page.sections[0][0]}, patterns: {_flow(page.outline)}}}]"
            ]
        if page.relations:
            values["relations"] = [
                f"{{type: {one.type}, target: {one.target}, why: {one.why}, basis: ours}}" for one in page.relations
            ]
        if page.flow:
            labels = list(dict.fromkeys(label for start, end, _words in page.flow for label in (start, end)))
            ids = {label: f"box{number}" for number, label in enumerate(labels)}
            values["components"] = [f"{{id: {ids[label]}, kind: server, label: {label}}}" for label in labels]
            values["flow"] = [
                f"{{from: {ids[start]}, to: {ids[end]}, label: {words}}}" for start, end, words in page.flow
            ]
        return _front(**values)


class Stock(_Sphinx):
    """Sphinx with the theme and the extensions that Shohyo stands on, and nothing of Shohyo."""

    key, label = "stock", "stock Sphinx"
    cases = ("clean",)
    packages = ("Sphinx", "sphinx-book-theme")
    options: dict[str, object] = {}

    def sources(self, shelf: Shelf) -> Files:
        conf = {
            "project": "Shelf", "language": "ja", "html_baseurl": "https://example.org/",
            "extensions": ["myst_parser", "sphinx_design", "sphinxcontrib.bibtex"],
            "bibtex_bibfiles": ["references.bib"],
            "html_theme": "sphinx_book_theme", "html_theme_options": self.options,
        }  # fmt: skip
        files = {
            "conf.py": _assignments(conf),
            "index.md": "# 棚\n\n" + _tree(*_boards(shelf), BIBLIOGRAPHY),
            f"{BIBLIOGRAPHY}.md": f"# {TITLES[BIBLIOGRAPHY]}\n\n```{{bibliography}}\n```\n",
            "references.bib": bibtex(shelf),
            **_boards(shelf),
        }
        for page in (*shelf.reviews, *shelf.patterns):
            text = plain(page, "{{cite:p}}`{}`".format, "{{doc}}`/patterns/{}`".format)
            tags = "、".join(page.tags)
            files[f"{folder_of(page.name)}{page.name}.md"] = f"# {page.title}\n\n{TITLES['tags']}：{tags}\n\n{text}"
        return files


class StockCollapsed(Stock):
    """The same with a sidebar that does not list all pages on each."""

    key, label = "stock-collapsed", "stock Sphinx, collapsed"
    cases = CASES
    options = {"collapse_navbar": True}


def bibtex(shelf: Shelf) -> str:
    """Return the file of the bibliography."""
    return "\n".join(
        f"@book{{{entry.key},\n  title = {{{{{entry.title}}}}},\n  author = {{{entry.author}}},\n"
        f"  publisher = {{{entry.publisher}}},\n  year = {{{entry.year}}}\n}}\n"
        for entry in shelf.entries
    )


def _assignments(values: dict[str, object]) -> str:
    return "".join(f"{name} = {value!r}\n" for name, value in values.items())


def _boards(shelf: Shelf) -> Files:
    """Return path → text of a page for each part of the shelf, with the list of its pages."""
    return {
        f"boards/{name}.md": f"# {name}\n\n" + _tree(*(f"/{folder_of(page.name)}{page.name}" for page in pages))
        for name, pages in shelf.boards.items()
    }


def _tree(*entries: str) -> str:
    return "\n".join(["```{toctree}", ":hidden:", "", *(entry.removesuffix(".md") for entry in entries), "```", ""])


def _front(**values: object) -> str:
    """Return front matter; a list is written as one line for each item."""
    lines = []
    for name, value in values.items():
        lines += [f"{name}:", *(f"- {item}" for item in value)] if isinstance(value, list) else [f"{name}: {value}"]
    return "\n".join(["---", *lines, "---", "", ""])


def _flow(values: tuple[str, ...]) -> str:
    return f"[{', '.join(values)}]"


# --- MkDocs --------------------------------------------------------------------------------------


class _MkDocs(Tool):
    """Material for MkDocs; Zensical reads the same configuration."""

    #: there is no bibliography
    cases = tuple(case for case in CASES if case != "entry")
    #: of the theme
    features: tuple[str, ...] = ()

    def files(self, shelf: Shelf) -> Files:
        entries = {entry.key: f"（{entry.author.replace(', ', ' ')}、{entry.year}）" for entry in shelf.entries}
        files = {
            "mkdocs.yml": "\n".join([
                "site_name: Shelf", "site_url: https://example.org/", "docs_dir: source", "site_dir: output",
                f"theme: {{name: material, language: ja, font: false, features: {_flow(self.features)}}}",
                "plugins: [search, tags]", "nav:", "- index.md", "- tags.md", f"- {BIBLIOGRAPHY}.md",
                *(
                    f"- {name}: {_flow(tuple(f'{folder_of(page.name)}{page.name}.md' for page in pages))}"
                    for name, pages in shelf.boards.items()
                ), "",
            ]),
            "source/index.md": "# 棚\n",
            "source/tags.md": f"# {TITLES['tags']}\n\n<!-- material/tags -->\n",
            f"source/{BIBLIOGRAPHY}.md": f"# {TITLES[BIBLIOGRAPHY]}\n\n" + "\n".join(
                f"- {entry.author.replace(', ', ' ')}『{entry.title}』{entry.publisher}、{entry.year}"
                for entry in shelf.entries
            ) + "\n",
        }  # fmt: skip
        for page in (*shelf.reviews, *shelf.patterns):
            # a link needs a text here; with the name for it an edit of a title changes one file
            text = plain(page, entries.__getitem__, lambda name: f"[{name}](../patterns/{name}.md)")
            files[f"source/{folder_of(page.name)}{page.name}.md"] = (
                f"{_front(tags=_flow(page.tags))}# {page.title}\n\n{text}"
            )
        return files

    def page(self, name: str) -> str:
        return f"{folder_of(name)}{name}/index.html"


class Material(_MkDocs):
    """Material for MkDocs, as it is set up."""

    key, label = "material", "mkdocs-material"
    packages = ("mkdocs-material",)

    def command(self, folder: Path, is_clean: bool) -> list[str]:
        return [sys.executable, "-m", "mkdocs", "build", "-q"]


class MaterialPruned(Material):
    """The same with a sidebar that does not list all pages on each."""

    key, label = "material-pruned", "mkdocs-material, pruned"
    cases = ("clean",)
    features = ("navigation.prune",)


class Zensical(_MkDocs):
    """Zensical, as it is set up."""

    key, label = "zensical", "Zensical"
    packages = ("zensical",)

    def command(self, folder: Path, is_clean: bool) -> list[str]:
        return [sys.executable, "-m", "zensical", "build", *(["--clean"] if is_clean else [])]


class ZensicalPruned(Zensical):
    """The same with a sidebar that does not list all pages on each."""

    key, label = "zensical-pruned", "Zensical, pruned"
    cases = ("clean",)
    features = ("navigation.prune",)


def make_tools(before: Path | None = None) -> dict[str, Tool]:
    """Return key → tool, in the order of the tables.

    Args:
        before: the root of an earlier version of this repository, which is measured, too.
    """
    tools: list[Tool] = [Shohyo("shohyo", "Shohyo", ROOT), Shohyo("shohyo-jobs", "Shohyo, two jobs", ROOT, 2)]
    if before:
        tools.append(Shohyo("before", "Shohyo before", before))
        tools.append(Shohyo("before-jobs", "Shohyo before, two jobs", before, 2))
    tools += [StockCollapsed(), Stock(), Material(), MaterialPruned(), Zensical(), ZensicalPruned()]
    return {tool.key: tool for tool in tools}


def make_variants() -> dict[str, Tool]:
    """Return key → Shohyo with no output, with each output alone, and with all of them but cards.

    What an output costs is the share of a build with it alone in one without any.
    """
    nothing = dict.fromkeys((name for names in OUTPUTS.values() for name in names), False)
    settings = {"no output": nothing}
    settings |= {name: {**nothing, **dict.fromkeys(names, True)} for name, names in OUTPUTS.items()}
    settings["all but cards"] = {"shohyo_cards": False}
    variants = [Shohyo(f"{VARIANT}{name}", name, ROOT, 1, ("clean",), one) for name, one in settings.items()]
    return {tool.key: tool for tool in variants}
