"""Ask the search's client scripts in Node, and say by brute force what they have to find."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shohyo.built import node
from shohyo.manifest import Manifest
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.reader import Record, Site, asks, contains
from shohyo.search.shards import build_files, write_files
from shohyo.search.tokenise import normalise

# what tests in JavaScript ask, too
os.environ.setdefault("SHOHYO_PYTHON", sys.executable)

#: answers more than the one of the package
RUNNER = Path(__file__).parent / "js" / "client.mjs"


def node_command() -> list[str]:
    """Return how to run Node: that of the development requirements, else the one on PATH.

    Raises:
        RuntimeError: there is none; the tests fail then rather than be skipped.
    """
    found = node.node_command()
    if not found:
        raise RuntimeError("Node is missing; install the development requirements, or node itself")
    return list(found)


class Client(node.Client):
    """A Node process with the scripts of this repository, which tells whole answers, and how a text is split."""

    runner = RUNNER

    def __init__(self) -> None:
        super().__init__([])

    def query(self, folder: Path, queries: Sequence[tuple[str, dict[str, Any]]]) -> list[Any]:
        """Return the answers of one engine to these queries, in order; *folder* is that of the index."""
        return self.ask({"folder": str(folder), "queries": queries})

    def query_joined(self, folders: Sequence[Path], queries: Sequence[tuple[str, dict[str, Any]]]) -> list[Any]:
        """Return the answers of one engine of several sites, the first of which is its own."""
        return self.ask({"folders": list(map(str, folders)), "queries": queries})


def has(page: Record, term: str) -> bool:
    """Tell by brute force whether a page has a normal form."""
    return term in page.categories or any(contains(line, term) for line in page.lines)


def read_pages(folder: Path) -> tuple[Record, ...]:
    """Read the pages of an index from its files, by number."""
    return Site(folder).records


def sample_terms(pages: Sequence[Record], number: int, lengths: Sequence[int], seed: int) -> list[str]:
    """Draw substrings of the lines that ask for something and can stand between quotation marks."""
    drawn = random.Random(seed)
    lines = sorted({line for page in pages for line in page.lines if line})
    found: list[str] = []
    while len(found) < number:
        line, length = drawn.choice(lines), drawn.choice(lengths)
        start = drawn.randrange(max(1, len(line) - length + 1))
        term = line[start : start + length].strip()
        if '"' not in term and asks(term) and normalise(term) == term:
            found.append(term)
    return found


def check_answers(client: Client, folder: Path, terms: Sequence[str]) -> int:
    """Insist that each term, as a phrase, finds exactly the pages that have it; return the number of results."""
    pages = read_pages(folder)
    answers = client.query(folder, [(f'"{term}"', {"limit": len(pages)}) for term in terms])
    results = 0
    for term, answer in zip(terms, answers, strict=True):
        literal = [result["page"] for result in answer["results"] if not result["variant"]]
        assert sorted(literal) == [number for number, page in enumerate(pages) if has(page, term)], term
        assert (answer["total"], answer["exact"]) == (len(answer["results"]), True), term
        results += len(literal)
    return results


def write_site(folder: Path, number: int, seed: int) -> None:
    """Write an index of pages whose texts are drawn from pieces that try the tokeniser."""
    write_index(folder, drawn_pages(number, seed))


def write_index(folder: Path, pages: Sequence[Page]) -> None:
    """Write an index of pages."""
    _generation, files = build_files(build_index(pages))
    folder.mkdir(exist_ok=True)
    write_files(Manifest(folder.with_name(f"{folder.name}.files"), folder), files)


def drawn_pages(number: int, seed: int) -> list[Page]:
    """Return pages whose texts are drawn from pieces that try the tokeniser."""
    drawn = random.Random(seed)
    pieces = [
        "推論", "結果", "を", "キャッシュ", "サーバ", "サーバー", "・", "、", "。", " ", "\u3000", "A/B", "テスト", "C++", ".NET", "asp.net", "v1.2", "inference",
        "Netflix", "㍿", "½", "ｶﾞｷﾞ", "か\u3099", "𠮷野家", "👩‍💻", "（株）", "「", "」", "—", "e\u0301", "Straße", "deep learning", "々", "0.5", "-x", "#1", "<b>", "\\n", "Miéville", "mieville", "naïve", "José's", "é-x", "conf.py",
    ]  # fmt: skip

    def draw(most: int) -> str:
        # rare characters between them, so that a text does not have every pair
        rare = (chr(drawn.randint(0x4E00, 0x9FFF)) for _ in range(most))
        return "".join(drawn.choice(pieces) + next(rare) for _ in range(drawn.randint(1, most)))

    pages = []
    for page in range(number):
        sections = tuple(
            Section(f"s{section}" if section else "", draw(3) if section else "", tuple(draw(drawn.choice([5, 30, 250])) for _ in range(drawn.randint(0, 4))))
            for section in range(drawn.randint(1, 4))
        )  # fmt: skip
        names = tuple(draw(3) for _ in range(drawn.randint(0, 2)))
        facets = {"tag": {str(page % 3): f"札 {page % 3}"}}
        pages.append(
            Page(
                f"p{page:04}",
                f"p{page}.html",
                draw(4),
                sections,
                names,
                "topic" if page % 2 else "page",
                facets=facets,
                categories=("推論", "topic") if page % 5 == 1 else (),
            )
        )
    return pages
