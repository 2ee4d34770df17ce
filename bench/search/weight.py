"""``python -m bench.search.weight``: what a first query reads, by sort of file, on posts of 5,000 characters.

Nothing is built by Sphinx and no browser runs: an index is written from pages, and the client scripts answer in Node.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from shohyo.assets import served
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.shards import build_files
from tests.client import Client

from . import corpus
from .metrics import gzipped, percentile
from .queries import Truth, make_queries

#: code points of a post, how many there are, and how many queries are asked
LENGTH, POSTS, QUERIES = 5000, 150, 100
#: what a page of results asks for at first, and what it is made of
FIRST = {"limit": 4, "offset": 0, "facets": True}
SCRIPTS = ("shohyo/shohyo-engine.js", "shohyo/shohyo-page.js")
#: sorts of files, by their names
SORTS = {"t": "lists", "d": "records", "x": "texts", "f": "facets", "m": "manifest"}


def posts(source: Sequence[corpus.Page], length: int = LENGTH) -> Iterator[corpus.Page]:
    """Yield pages as long as posts are: those of a manual that follow one another, joined."""
    sections: list[corpus.Section] = []
    size, title = 0, ""
    for page in source:
        title = title or page.title
        for section in page.sections:
            heading = section.heading or (page.title if page.title != title else "")
            sections.append(corpus.Section(heading, section.blocks))
        size += sum(map(len, page.lines))
        if size >= length:
            yield corpus.Page(page.slug, title, tuple(sections))
            sections, size, title = [], 0, ""


def some(pages: Sequence[corpus.Page], number: int) -> list[corpus.Page]:
    """Return so many pages from all over."""
    return [pages[at * len(pages) // number] for at in range(number)]


def indexed(page: corpus.Page) -> Page:
    """Return a page as the index takes it."""
    sections = []
    for number, section in enumerate(page.sections):
        lines = [line for is_code, text in section.blocks for line in (text.split("\n") if is_code else [text])]
        sections.append(Section(f"id{number}" if number else "", section.heading, tuple(lines)))
    kinds = {"kind": "page", "kind_label": "ページ", "trail": ("Debian の手引き",)}
    return Page(page.slug, f"{page.slug}.html", page.title, tuple(sections), **kinds)


def materials(work: Path) -> dict[str, Callable[[], Sequence[corpus.Page]]]:
    """Return the corpora by name."""
    return {
        "posts": lambda: list(posts(corpus.debian_pages(work)))[:POSTS],
        "mixed": lambda: corpus.generated_pages(corpus.debian_pages(work), POSTS, LENGTH),
        "manuals": lambda: some(corpus.debian_pages(work), POSTS),
    }


def measure(pages: Sequence[corpus.Page], folder: Path) -> dict[str, Any]:
    """Return bytes after gzip: of the whole index, and of what each query reads, by sort of file."""
    _generation, files = build_files(build_index(map(indexed, pages)))
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    sizes = {name: gzipped(content) for name, content in files.items()}
    whole: Counter[str] = Counter()
    for name, size in sizes.items():
        whole[_sort(name)] += size
    texts = _queries(pages, folder.with_suffix(".json"))
    scripts = sum(len(gzip.compress(served(name), 9, mtime=0)) for name in SCRIPTS)
    asked = []
    client = Client()
    try:
        for text in texts:
            (answer,) = client.query(folder, [(text, FIRST)])
            read = {"manifest.js", *(f"{path}.js" for path in answer["explain"]["read"])}
            of: Counter[str] = Counter({"scripts": scripts})
            for name in read:
                of[_sort(name)] += sizes[name]
                of[f"{_sort(name)}, files"] += 1
            of["all"] = scripts + sum(sizes[name] for name in read)
            asked.append((text, of, answer["total"], answer["exact"]))
    finally:
        client.close()
    return {"pages": len(pages), "files": len(files), "index": whole, "asked": asked}


def _queries(pages: Sequence[corpus.Page], kept: Path) -> list[str]:
    """Return what is asked, which is found by reading all pages many times: once."""
    if not kept.exists():
        queries = make_queries(pages, Truth(pages))
        some = [queries[at * len(queries) // QUERIES].text for at in range(min(QUERIES, len(queries)))]
        kept.write_text(json.dumps(some, ensure_ascii=False), "utf-8")
    return json.loads(kept.read_text("utf-8"))


def _sort(name: str) -> str:
    return SORTS.get(re.sub(r"^[^/]*/", "", name)[0], "words")


@click.command()
@click.option("--work", type=click.Path(path_type=Path), default=Path("_build/bench"), help="Folder for what is made.")
@click.option("--heaviest", default=5, help="How many of the heaviest queries are named.")
@click.argument("names", nargs=-1)
def main(work: Path, heaviest: int, names: tuple[str, ...]) -> None:
    """Print what first queries read."""
    for name, pages in materials(work).items():
        if names and name not in names:
            continue
        found = measure(pages(), work / "weight" / name)
        asked = found["asked"]
        index = ", ".join(f"{sort} {size / 1000:.0f}" for sort, size in sorted(found["index"].items()))
        whole = sum(found["index"].values()) / 1000
        click.echo(f"{name}: {found['pages']} pages, {found['files']} files; KB of index: {index}; all {whole:.0f}")
        for sort in sorted({sort for _, of, *_ in asked for sort in of}):
            values = [of[sort] for _, of, *_ in asked]
            click.echo(
                f"  {sort:16} median {percentile(values, 0.5):7} p90 {percentile(values, 0.9):7} worst {max(values):7}"
            )
        for text, of, total, exact in sorted(asked, key=lambda one: -one[1]["all"])[:heaviest]:
            click.echo(f"    {text}: {total}{'' if exact else ' at most'} {dict(of)}")


if __name__ == "__main__":
    main()
