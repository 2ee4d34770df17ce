"""The engines: how each is built from pages, and how it is asked in a page of its own site.

Each defines ``window.bench`` in the page: ``ask(query)`` → [[address, is labelled], …] of all pages in the engine's
order, and ``first(query)`` → what a reader sees first, without its display; that one is timed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sphinx
from playwright.sync_api import Page as Tab

from ..scratch import fresh
from .corpus import Page, html, markdown, package_root
from .metrics import Answer

ROOT = Path(__file__).parents[2]
#: engines that are published for Node alone, as the Makefile installs them from bench/package-lock.json
PEERS = Path(sys.prefix).parent / "peers"
#: where Debian has its modules of Python
JIEBA = "usr/lib/python3/dist-packages"
#: first page of every site; it has no text of the corpus and counts neither right nor wrong
INDEX = "index"


class EngineError(RuntimeError):
    """An engine could not be built or asked; the message says what it printed."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a clean build, of the search in it, and of its splitting of text; None where it is not known."""

    total: float | None = None
    search: float | None = None
    split: float | None = None


@dataclass
class Built:
    """A site that is ready to be asked."""

    root: Path
    cost: Cost = field(default_factory=Cost)


class Engine:
    """What all have in common."""

    key = ""
    label = ""
    #: addresses of files that only the search needs, and those of them that are scripts or code
    search = re.compile("$^")
    scripts = re.compile("$^")
    #: those that hold titles and texts for the results, beside what they are found by
    shown = re.compile("$^")
    #: page on which ``start`` runs
    entry = "index.html"
    #: JavaScript, an async function without arguments, that defines ``window.bench``
    start = ""

    def build(self, pages: Sequence[Page], folder: Path, language: str = "ja") -> Built:
        """Write the sources and build the site, clean."""
        raise NotImplementedError

    def ready(self, tab: Tab, address: str) -> None:
        """Open the site in a browser and get it ready to be asked."""
        tab.goto(address + self.entry)
        tab.evaluate(self.start)

    def ask(self, tab: Tab, queries: Sequence[str]) -> list[Answer]:
        """Return the whole answer to each query."""
        return self._asked(tab, "ask", queries)

    def _asked(self, tab: Tab, name: str, queries: Sequence[str]) -> list[Answer]:
        found = tab.evaluate(
            """async ([name, queries]) => {
              const all = [];
              for (const query of queries) all.push(await bench[name](query));
              return all;
            }""",
            [name, list(queries)],
        )
        return [self._answer(pages) for pages in found]

    def ask_as_reader(self, tab: Tab, queries: Sequence[str]) -> list[Answer]:
        """Return all that a reader is shown, in order, with what goes beyond the query itself."""
        return self.ask(tab, queries)

    def times(self, tab: Tab, queries: Sequence[str]) -> list[float]:
        """Return milliseconds to the first results of each query, all of which have been asked before."""
        return tab.evaluate(
            """async (queries) => {
              for (const q of queries) await bench.first(q);
              const times = [];
              for (const q of queries) {
                const start = performance.now();
                await bench.first(q);
                times.push(performance.now() - start);
              }
              return times;
            }""",
            list(queries),
        )

    def first_query(self, tab: Tab, address: str, query: str) -> None:
        """Ask one query in a fresh browser, until its first results are there."""
        self.ready(tab, address)
        tab.evaluate("(query) => bench.first(query)", query)

    def _answer(self, found: Sequence[tuple[str, bool]]) -> Answer:
        pages: dict[str, bool] = {}
        for address, labelled in found:
            slug = self.slug(address)
            if slug != INDEX:
                pages.setdefault(slug, labelled)
        return Answer(tuple(pages), frozenset(slug for slug, labelled in pages.items() if labelled))

    @staticmethod
    def slug(address: str) -> str:
        """Return the page of an address."""
        path = unquote(urlsplit(address).path).strip("/").removesuffix(".html")
        return path.replace("/", "-") or INDEX


_CONF = """\
project = "Bench"
language = "{language}"
extensions = {extensions}
html_theme = "{theme}"
html_sidebars = {{"**": []}}
html_copy_source = False
html_use_index = False
highlight_language = "text"
smartquotes = False
myst_enable_extensions = []
"""


class _Sphinx(Engine):
    extensions: tuple[str, ...] = ("myst_parser", "bench.search.timer")
    theme = "alabaster"

    def build(self, pages: Sequence[Page], folder: Path, language: str = "ja") -> Built:
        source = fresh(folder / "source")
        name = {"zh": "zh_CN"}.get(language, language)
        conf = _CONF.format(extensions=list(self.extensions), theme=self.theme, language=name)
        (source / "conf.py").write_text(conf, "utf-8")
        names = "\n".join(page.slug for page in pages)
        (source / "index.md").write_text(f"# Bench\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n", "utf-8")
        for page in pages:
            (source / f"{page.slug}.md").write_text(markdown(page), "utf-8")
        return self.run(source, folder, path=self.modules(language, folder.parent.parent))

    def modules(self, language: str, work: Path) -> Sequence[Path]:
        """Return folders of modules that Sphinx needs for a language."""
        return ()

    def run(self, source: Path, folder: Path, *options: str, path: Sequence[Path] = ()) -> Built:
        fresh(folder / "html")
        fresh(folder / "doctrees")
        command = [sys.executable, "-m", "sphinx", "-q", "-E", "-j", "1", *options, "-d", folder / "doctrees"]
        run([*command, source, folder / "html"], path=path)
        return Built(folder / "html", Cost(**json.loads((folder / "cost.json").read_text("utf-8"))))


class Shohyo(_Sphinx):
    """This project, through the interface that docs/search-format.md describes."""

    key, label = "shohyo", "Shohyo"
    extensions = (*_Sphinx.extensions, "shohyo.search")
    search = re.compile(r"(?:^|/)searchindex/|/shohyo/(?:shohyo-(?:text|search|engine|ui)[^/]*\.js|search[^/]*\.css)$")
    scripts = re.compile(r"/shohyo/shohyo-(?:text|search|engine|ui)[^/]*\.js$")
    shown = re.compile(r"/searchindex/[^/]+/[dx][\d-]+\.js$")
    entry = "search.html"
    field = "[data-shohyo-search-page] input[type=search], [data-shohyo-search-page] input"
    start = """async () => {
      const pause = () => new Promise((done) => setTimeout(done, 5));
      document.querySelector("[data-shohyo-search-page] input").dispatchEvent(new FocusEvent("focus"));
      while (!(window.Shohyo && Shohyo.search && Shohyo.search.create)) await pause();
      const base = new URL(document.querySelector("script[data-index]").dataset.index, location.href).href;
      const load = (address) => new Promise((done, fail) => {
        const script = document.createElement("script");
        Object.assign(script, {src: address, onload: done, onerror: fail});
        document.head.append(script);
      });
      const engine = Shohyo.search.create({base, load});
      window.bench = {
        ask: async (query) => (await engine.query(query, {limit: 1e6, offset: 0})).results
          .map((result) => [result.url, Boolean(result.alias || result.variant || result.reading || result.label)]),
        first: (query) => engine.query(query, {limit: 10, offset: 0, facets: true}),
        // an answer of few pages goes on in steps until the page of results is full; a step that is a query of its own
        // links all of its pages, the last ones show some
        reader: async (query) => {
          const answer = await engine.query(query, {limit: 1e6, offset: 0});
          const found = answer.results.map((result) => [result.url, true]);
          if (found.length >= FEW) return found;
          if (!Shohyo.beyond) await load(new URL("_static/shohyo/shohyo-beyond.js", location.href).href);
          const options = {limit: 1e6, lang: document.documentElement.lang, seen: answer.results.map(({page}) => page)};
          await Shohyo.beyond.takeSteps(engine, query, options, ({sort, results}) => {
            const shown = ["most", "rest"].includes(sort) ? results.slice(0, PAGE) : results;
            found.push(...shown.map((result) => [result.url, true]));
            return found.length < PAGE;
          });
          return found;
        },
      };
    }""".replace("FEW", "3").replace("PAGE", "10")

    def ask_as_reader(self, tab: Tab, queries: Sequence[str]) -> list[Answer]:
        """Return exact answers and what goes on after those of less than three pages."""
        return self._asked(tab, "reader", queries)

    def ask_first(self, tab: Tab, queries: Sequence[str]) -> list[Answer]:
        """Return the first ten results of each query."""
        found = tab.evaluate(
            "async (queries) => { const all = []; for (const q of queries) all.push((await bench.first(q)).results);"
            " return all.map((some) => some.map((one) => [one.url, Boolean(one.alias || one.variant)])); }",
            list(queries),
        )
        return [self._answer(pages) for pages in found]

    def times(self, tab: Tab, queries: Sequence[str]) -> list[float]:
        """Return milliseconds from a key press on the search page until its results stand there, without debounce."""
        return tab.evaluate(
            """async (queries) => {
              const input = document.querySelector("[data-shohyo-search-page] input");
              const list = document.querySelector("#search-results");
              const later = window.setTimeout;
              window.setTimeout = (callback, delay, ...values) => later(callback, delay < 1000 ? 0 : delay, ...values);
              const type = (text) => new Promise((done) => {
                // both changes, to busy and back, may come in one batch; the old value tells them apart
                const watch = new MutationObserver((records) => {
                  const wasBusy = records.some((record) => record.oldValue === "true");
                  if (!wasBusy || list.getAttribute("aria-busy") !== "false") return;
                  watch.disconnect();
                  done(performance.now());
                });
                watch.observe(list, {attributes: true, attributeFilter: ["aria-busy"], attributeOldValue: true});
                input.value = text;
                input.dispatchEvent(new InputEvent("input", {bubbles: true}));
              });
              const round = async () => {
                const times = [];
                for (const query of queries) {
                  const start = performance.now();
                  times.push((await type(query)) - start);
                }
                return times;
              };
              await round();
              return round();
            }""",
            list(dict.fromkeys(queries)),
        )

    def first_query(self, tab: Tab, address: str, query: str) -> None:
        """Ask through the search page itself."""
        tab.goto(address + "search.html")
        tab.locator(self.field).first.fill(query)
        tab.wait_for_function(
            """(query) => new URLSearchParams(location.search).get("q") === query
            && document.querySelector("#search-results").getAttribute("aria-busy") === "false" """,
            arg=query,
        )


class RealSite(Shohyo):
    """The site of this repository, as it is published."""

    key, label = "shohyo-site", "Shohyo, the site as it is"

    def build(self, pages: Sequence[Page], folder: Path, language: str = "ja") -> Built:
        return self.run(ROOT, folder, "-D", "extensions=shohyo,bench.search.timer")


class StockSphinx(_Sphinx):
    """Sphinx's own search for the language, through the functions that its search page calls."""

    key, label = "sphinx", f"stock Sphinx {sphinx.__version__}"
    search = re.compile(r"(?:^|/)(?:searchindex|searchtools|language_data)\.js$")
    scripts = re.compile(r"/(?:searchtools|language_data)\.js$")
    entry = "search.html"
    start = """async () => {
      while (!(typeof Search !== "undefined" && Search._index)) await new Promise((done) => setTimeout(done, 5));
      // in Chinese it names a stemmer that is not there, and its page stops with an error
      if (typeof Stemmer === "undefined") window.Stemmer = EnglishStemmer;
      const ask = async (query) => Search._performSearch(...Search._parseQuery(query))
        .reverse().map(([docname]) => [docname, false]);  // its page takes them from the end
      window.bench = {ask, first: ask};
    }"""

    def modules(self, language: str, work: Path) -> Sequence[Path]:
        # without jieba Sphinx would find no Chinese; it is published as source, and as a package of Debian
        return [package_root("python3-jieba", f"{JIEBA}/jieba", work) / JIEBA] if language == "zh" else ()


class Pagefind(Engine):
    """Pagefind through its JavaScript interface; the pages are plain HTML."""

    key, label = "pagefind", "Pagefind 1.6.0 extended"
    search = re.compile(r"(?:^|/)pagefind/")
    scripts = re.compile(r"/pagefind/(?:pagefind[^/]*\.js|wasm\..*)$")  # its interfaces, too, which are not asked
    shown = re.compile(r"/pagefind/fragment/")
    start = """async () => {
      const pagefind = await import(new URL("pagefind/pagefind.js", location.href).href);
      await pagefind.init();
      window.bench = {
        ask: async (query) => {
          const found = await pagefind.search(query);
          const pages = await Promise.all(found.results.map((result) => result.data()));
          return pages.map((page) => [page.raw_url || page.url, false]);
        },
        first: async (query) => {
          const found = await pagefind.search(query);
          return (await Promise.all(found.results.slice(0, 10).map((result) => result.data()))).length;
        },
      };
    }"""

    def build(self, pages: Sequence[Page], folder: Path, language: str = "ja") -> Built:
        root = fresh(folder / "html")
        for page in pages:
            (root / f"{page.slug}.html").write_text(html(page, language), "utf-8")
        plain = f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>Bench</title><body></body></html>'
        (root / "index.html").write_text(plain, "utf-8")
        program = next(PEERS.glob("node_modules/@pagefind/*/bin/pagefind_extended"), None)
        if not program:
            raise EngineError(f"Pagefind is not in {PEERS}; `make bench-search` installs it")
        return Built(root, Cost(None, run([program, "--site", root, "--quiet"])))


_ZENSICAL = """\
[project]
site_name = "Bench"
[project.theme]
language = "{language}"
font = false
[project.markdown_extensions.toc]
"""


class Zensical(Engine):
    """Zensical's own search worker, fed and asked as its page does it."""

    key, label = "zensical", "Zensical 0.0.73"
    search = re.compile(r"(?:^|/)search\.json$|/workers/search\.[^/]*\.js$")
    scripts = re.compile(r"/workers/search\.[^/]*\.js$")
    start = """async () => {
      const config = JSON.parse(document.querySelector("#__config").textContent);
      const index = await (await fetch(new URL("search.json", new URL(config.base + "/", location.href)))).json();
      const worker = new Worker(new URL(config.search, location.href));
      const say = (message) => new Promise((done, fail) => {
        worker.onmessage = ({data}) => (data.type === 4 ? fail(new Error("worker failed")) : done(data.data));
        worker.onerror = fail;
        worker.postMessage(message);
      });
      await say({type: 0, data: index});
      const filter = {input: {type: "operator", data: {operator: "and", operands: []}}};
      const query = (input, page) => say({type: 2, data: {input, filter, page}});
      window.bench = {
        ask: async (input) => {
          const found = await query(input);
          const items = [...found.items];
          for (let next = found.pagination.next; next; ) {
            const more = await query(input, next);
            items.push(...more.items);
            next = more.pagination.next;
          }
          return items.map((item) => [index.items[item.id].location, false]);
        },
        first: (input) => query(input),
      };
    }"""

    def build(self, pages: Sequence[Page], folder: Path, language: str = "ja") -> Built:
        docs = fresh(folder / "docs")
        (folder / "zensical.toml").write_text(_ZENSICAL.format(language=language), "utf-8")
        (docs / "index.md").write_text("# Bench\n", "utf-8")
        for page in pages:
            (docs / f"{page.slug}.md").write_text(markdown(page), "utf-8")
        fresh(folder / "site")
        total = run([sys.executable, "-m", "zensical", "build", "--clean"], cwd=folder)
        return Built(folder / "site", Cost(total, None))


def run(command: Sequence[str | Path], cwd: Path = ROOT, path: Sequence[Path] = ()) -> float:
    """Run a program, with more folders of Python's modules; return the CPU seconds that it took.

    Raises:
        EngineError: it failed; the message has the end of what it printed.
    """
    before = os.times()
    # from the root of the repository, so that its own shohyo/ and bench/ are the ones that are measured
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [ROOT, *path]))}
    result = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise EngineError(f"{' '.join(map(str, command))}\n{(result.stdout + result.stderr)[-2000:]}")
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system
