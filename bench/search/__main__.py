"""``python -m bench.search``: build, ask, count, and print the figures; see README.md."""

from __future__ import annotations

import html
import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import LAUNCH_ARGS, find_chromium

from ..scratch import sweep
from . import report
from .corpus import CorpusError, debian_pages, generated_pages, site_pages
from .corpus import Page as Text
from .engines import ROOT, Built, Cost, Engine, EngineError, Pagefind, RealSite, Shohyo, StockSphinx, Zensical
from .kinds import figures, judged, make_kinds, rank
from .metrics import Answer, Judged, gzipped, gzipped_files, judge, known_item, percentile
from .queries import RULES, Truth, make_queries, make_titles, normal
from .serving import Server, served

ENGINES = (StockSphinx, Pagefind, Zensical, Shohyo)
#: corpus → language
CORPORA = {"debian": "ja", "site": "ja", "english": "en", "chinese": "zh", "korean": "ko"}
#: numbers of pages at which bytes and speed are measured, and those of the generated site
SIZES = (45, 150)
SCALE = 10_000
#: queries that are asked in a fresh browser each
COLD = 20
#: pages up to which an answer at scale is compared; a longer one is read through its first results only
ANSWERS = 200


@click.command()
@click.option(
    "--work", type=click.Path(path_type=Path), default=Path("_build/bench"), help="Folder for all that is built."
)
@click.option(
    "--corpus", "corpora", multiple=True, type=click.Choice(list(CORPORA)), help="The answers over this corpus only."
)
@click.option("--sizes", is_flag=True, help="Bytes and speed only.")
@click.option("--scale", is_flag=True, help=f"The site of {SCALE:,} pages only; built once, then reused.")
@click.option("--rebuild", is_flag=True, help="Build the large site anew.")
@click.option(
    "--report", "document", type=click.Path(path_type=Path, exists=True), help="Write the tables into this page."
)
def main(work: Path, corpora: tuple[str, ...], sizes: bool, scale: bool, rebuild: bool, document: Path | None) -> None:
    """Compare the search with other engines on the same pages, in a real browser."""
    work = work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    kept = work / "results.json"
    # beside what another run has measured
    results: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    everything = not (corpora or sizes or scale)
    try:
        with _browser() as browser:
            results["machine"] = _machine(browser)
            if scale:
                results["scale"] = measure_scale(browser, work, rebuild)
            for key in CORPORA if everything else corpora:
                results["corpora"] = {**results.get("corpora", {}), key: measure_corpus(browser, work, key)}
                kept.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
            if sizes or everything:
                results["sizes"] = measure_sizes(browser, work)
    except (CorpusError, EngineError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    finally:
        sweep(work)
    kept.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    text = report.render(results)
    click.echo(text)
    if document:
        report.insert(document, text)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(LAUNCH_ARGS))
        yield browser
        browser.close()


@contextmanager
def _tab(browser: Browser) -> Iterator[Page]:
    """Open a tab in a profile of its own, with an empty cache."""
    context = browser.new_context(locale="ja-JP")
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


def _machine(browser: Browser) -> str:
    return f"Chromium {browser.version}, Python {platform.python_version()}, {os.cpu_count()} processors"


def _say(text: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)


# ---- answers


def measure_corpus(browser: Browser, work: Path, key: str) -> dict[str, Any]:
    """Ask all engines about a corpus; return the figures."""
    language = CORPORA[key]
    engines: list[Engine] = [engine() for engine in ENGINES]
    if key != "site":
        return _measure(browser, debian_pages(work, language), engines, work / key, language, {})
    _say("the site as it is")
    real = RealSite()
    built = real.build((), work / key / real.key)
    sources = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "-") for path in ROOT.rglob("*.md")}
    site = [page for page in site_pages(built.root) if page.slug in sources and page.slug != "index"]
    return _measure(browser, site, [*engines, real], work / key, language, {real.key: built})


def _measure(
    browser: Browser,
    pages: Sequence[Text],
    engines: Sequence[Engine],
    work: Path,
    language: str,
    ready: dict[str, Built],
) -> dict[str, Any]:
    truth = Truth(pages)
    queries = make_queries(pages, truth, language)
    titles = make_titles(pages)
    kinds = make_kinds(truth, language, work.name)
    right = [truth.answer(query) for query in queries]
    known = {page.slug for page in pages}
    characters = sum(len(line) for page in pages for line in page.lines)
    result: dict[str, Any] = {"pages": len(pages), "characters": characters, "engines": {}, "queries": []}
    result["kinds"] = {
        kind: [{"sort": one.sort, "query": one.text, "right": len(one.right)} for one in asked]
        for kind, asked in kinds.items()
    }
    answers: dict[str, list[Answer]] = {}
    for engine in engines:
        _say(f"{engine.label}, {len(pages)} pages")
        built = ready.get(engine.key) or engine.build(pages, work / engine.key, language)
        with served(built.root) as server, _tab(browser) as tab:
            engine.ready(tab, server.address)
            answered = [_only(known, answer) for answer in engine.ask(tab, [query.text for query in queries])]
            found = engine.ask(tab, [title for title, _slug in titles])
            beyond = {
                kind: [_only(known, answer) for answer in engine.ask_as_reader(tab, [one.text for one in asked])]
                for kind, asked in kinds.items()
            }
        answers[engine.key] = answered
        for kind, asked in kinds.items():
            for row, one, answer in zip(result["kinds"][kind], asked, beyond[kind], strict=True):
                row[engine.key] = [rank(one, answer), *_outcome(one.right, Answer(tuple(judged(one, answer).answered)))]
        ranks = [_rank(answer, slug) for (_title, slug), answer in zip(titles, found, strict=True)]
        result["engines"][engine.key] = {
            "label": engine.label,
            "cost": asdict(built.cost),
            "known": [*known_item(ranks), len(titles)],
            "missed titles": [
                [title, rank] for (title, _slug), rank in zip(titles, ranks, strict=True) if rank is None or rank > 3
            ],
            "kinds": {kind: figures(asked, beyond[kind]) for kind, asked in kinds.items()},
            "unseen": _unseen(built.root, pages),
            "rules": {
                name: _quality([truth.answer(query, rule) for query in queries], answered)
                for name, rule in RULES.items()
            },
            "index": _index_size(engine, built.root),
            "shown": _index_size(engine, built.root, engine.shown),
            "labelled": [
                sum(len(answer.labelled) for answer in answered),
                sum(len(answer.labelled & pages_) for pages_, answer in zip(right, answered, strict=True)),
            ],
        }
    for number, query in enumerate(queries):
        result["queries"].append(
            {
                "sort": query.sort,
                "query": query.text,
                "right": len(right[number]),
                **{key: _outcome(right[number], found[number]) for key, found in answers.items()},
            }
        )
    result["text"] = gzipped(*("\n".join(page.lines).encode() for page in pages))
    result["whole text"] = gzipped("\n".join(line for page in pages for line in page.lines).encode())
    return result


def _only(known: set[str], answer: Answer) -> Answer:
    """Leave out pages that are none of the corpus, such as generated indices."""
    return Answer(tuple(slug for slug in answer.pages if slug in known), answer.labelled & known)


def _rank(answer: Answer, slug: str) -> int | None:
    return answer.pages.index(slug) + 1 if slug in answer.pages else None


def _quality(right: Sequence[frozenset[str]], answers: Sequence[Answer]) -> dict[str, Any]:
    # what is right and comes with a label counts neither way
    judged = [Judged(pages - answer.labelled, answer.literal) for pages, answer in zip(right, answers, strict=True)]
    quality = judge(judged)
    return {**vars(quality), "wrong": list(quality.wrong)}


def _outcome(right: frozenset[str], answer: Answer) -> list[Any]:
    """Return what to say of one answer: right, wrong, missed, F1, labelled, and a few of the wrong and missed pages."""
    one = Judged(right - answer.labelled, answer.literal)
    wrong, missed = sorted(one.answered - one.right), sorted(one.right - one.answered)
    return [
        len(one.right & one.answered),
        len(wrong),
        len(missed),
        round(one.f1, 4),
        len(answer.labelled),
        wrong[:3],
        missed[:3],
    ]


def _unseen(root: Path, pages: Sequence[Text]) -> int:
    """Return how many lines of the corpus are not in the pages that an engine got; 0 where all saw the same."""
    missing = 0
    for page in pages:
        file = next(
            (path for name in (f"{page.slug}.html", f"{page.slug}/index.html") if (path := root / name).exists()), None
        )
        if file is None:
            continue  # the site as it is has other names; truth was read from it
        source = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "", file.read_text("utf-8"), flags=re.DOTALL)
        text = "".join(normal(html.unescape(source)).split())
        missing += sum("".join(normal(line).split()) not in text for line in page.lines)
    return missing


def _index_size(engine: Engine, root: Path, sort: re.Pattern[str] = re.compile("")) -> int:
    """Return the bytes of an index on disk, each file gzipped; without scripts, or of one *sort* of its files only."""
    names = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    files = (root / name for name in names if engine.search.search(name) and sort.search("/" + name))
    return gzipped_files(path for path in files if path.suffix != ".css" and not _is_script(engine, path, root))


def _is_script(engine: Engine, path: Path, root: Path) -> bool:
    return bool(engine.scripts.search("/" + path.relative_to(root).as_posix()))


# ---- bytes and speed


def measure_sizes(browser: Browser, work: Path) -> dict[str, Any]:
    """Return bytes of a first query and speed of the next ones, at two sizes of Debian's manuals."""
    everything = debian_pages(work)
    sizes: dict[str, Any] = {}
    for size in SIZES:
        pages = [everything[number * len(everything) // size] for number in range(size)]
        queries = make_queries(pages, Truth(pages))
        texts = [query.text for query in queries]
        cold = _sample(texts, COLD)
        sizes[str(size)] = {}
        for kind in ENGINES:
            engine = kind()
            _say(f"{engine.label}, {size} pages")
            built = engine.build(pages, work / str(size) / engine.key)
            with served(built.root) as server:
                weights = [_weigh(browser, engine, server, text) for text in cold]
                with _tab(browser) as tab:
                    engine.ready(tab, server.address)
                    times = engine.times(tab, texts)
                before = _before(browser, engine, server)
            sizes[str(size)][engine.key] = {
                "label": engine.label,
                "before": before,
                "first": _spread([weight["all"] for weight in weights]),
                "index": _spread([weight["index"] for weight in weights]),
                "scripts": max(weight["scripts"] for weight in weights),
                "times": [percentile(times, 0.5), percentile(times, 0.95)],
            }
    return sizes


def _sample(texts: Sequence[str], number: int) -> list[str]:
    return [texts[at * len(texts) // number] for at in range(min(number, len(texts)))]


def _before(browser: Browser, engine: Engine, server: Server) -> list[int]:
    """Return the bytes of search on a page that a reader only reads: of the index; of scripts and styles."""
    server.forget()
    with _tab(browser) as tab:
        tab.goto(server.address + "index.html", wait_until="networkidle")
    files = _searched(engine, server)
    interface = [path for path in files if path.suffix == ".css" or _is_script(engine, path, server.root)]
    return [gzipped_files(set(files) - set(interface)), gzipped_files(interface)]


def _searched(engine: Engine, server: Server) -> list[Path]:
    return [path for path in server.files if engine.search.search(path.relative_to(server.root).as_posix())]


def _weigh(browser: Browser, engine: Engine, server: Server, text: str) -> dict[str, int]:
    """Return the bytes that a first query reads, gzipped, by what they are."""
    server.forget()
    with _tab(browser) as tab:
        engine.first_query(tab, server.address, text)
    files = _searched(engine, server)
    scripts = [path for path in files if _is_script(engine, path, server.root)]
    lists = [path for path in files if re.fullmatch(r"manifest\.js|[tl]\d+\.js", path.name)]
    return {
        "all": gzipped_files(files),
        "scripts": gzipped_files(scripts),
        "lists": gzipped_files(lists),
        "index": gzipped_files(set(files) - set(scripts))
        - gzipped_files(path for path in files if path.suffix == ".css"),
    }


def _spread(values: Sequence[float]) -> list[float]:
    """Return median and worst."""
    return [percentile(values, 0.5), max(values)]


# ---- a large site


def measure_scale(browser: Browser, work: Path, rebuild: bool) -> dict[str, Any]:
    """Return the figures of the generated site; it takes minutes to build, so it is built once."""
    engine = Shohyo()
    engine.theme = "basic"
    pages = generated_pages(debian_pages(work), SCALE)
    folder = work / str(SCALE)
    if rebuild or not (folder / "cost.json").exists():
        _say(f"{engine.label}, {SCALE} pages")
        engine.build(pages, folder)
    root = folder / "html"
    cost = Cost(**json.loads((folder / "cost.json").read_text("utf-8")))
    truth = Truth(pages)
    _say("queries")
    queries = make_queries(pages, truth)
    right = [truth.answer(query) for query in queries]
    texts = [query.text for query in queries]
    few = [number for number, found in enumerate(right) if len(found) <= ANSWERS]
    with served(root) as server:
        _say("answers")
        with _tab(browser) as tab:
            engine.ready(tab, server.address)
            answers = engine.ask(tab, [texts[number] for number in few])
            many = [number for number in range(len(queries)) if number not in set(few)]
            heads = engine.ask_first(tab, [texts[number] for number in many])
            titles = make_titles(pages)
            found = engine.ask(tab, [title for title, _slug in titles])
        _say("speed")
        with _tab(browser) as tab:
            engine.ready(tab, server.address)
            times = engine.times(tab, texts)
        _say("bytes")
        weights = [_weigh(browser, engine, server, text) for text in texts]
    chosen = [right[number] for number in few]
    pairs = list(zip(weights, texts, strict=True))
    return {
        "pages": len(pages),
        "characters": sum(len(line) for page in pages for line in page.lines),
        "queries": len(queries),
        "compared": len(few),
        "quality": _quality(chosen, answers),
        "wrong": [
            [queries[number].sort, texts[number], len(pages_), *_outcome(pages_, answer)]
            for number, pages_, answer in zip(few, chosen, answers, strict=True)
            if pages_ - answer.labelled != answer.literal
        ],
        "known": [
            *known_item([_rank(answer, slug) for (_t, slug), answer in zip(titles, found, strict=True)]),
            len(titles),
        ],
        "times": [percentile(times, 0.5), percentile(times, 0.95)],
        "lists": _spread([weight["lists"] for weight in weights]),
        "index read": _spread([weight["index"] for weight in weights]),
        "heaviest": {
            what: [[text, weight[what]] for weight, text in sorted(pairs, key=lambda pair: -pair[0][what])[:5]]
            for what in ("lists", "index")
        },
        "heads": [
            len(many),
            sum(len(answer.literal - right[number]) for number, answer in zip(many, heads, strict=True)),
            [texts[number] for number, answer in zip(many, heads, strict=True) if answer.literal - right[number]],
        ],
        "manifest": gzipped((root / "searchindex" / "manifest.js").read_bytes()),
        "cost": asdict(cost),
        "index": _index_size(engine, root),
        "shown": _index_size(engine, root, engine.shown),
        "text": gzipped(*("\n".join(page.lines).encode() for page in pages)),
        "whole text": gzipped("\n".join(line for page in pages for line in page.lines).encode()),
    }


if __name__ == "__main__":
    main()
