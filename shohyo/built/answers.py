"""A built site → proof that its search finds exactly what is there, or the queries that fail.

Every title, name and heading is asked for, and a sample of the text that depends on nothing but the text.
What has to be found is said by looking through the text itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..search.errors import SearchError
from ..search.names import FIELDS
from ..search.reader import Record, asks, contains, site_at
from ..search.tokenise import class_of, normalise
from ..wording import Wording, say
from .node import Client, node_command

#: how many queries are drawn from the text
SAMPLE = 400
_SCRIPT = re.compile(r'<script[^>]*\sdata-engine="([^"]*)"[^>]*\ssrc="([^"?]*)')
_FIELD = re.compile(f"(?:{'|'.join(FIELDS)}):")
#: code points and terms of a query, as far as it is looked at
LONGEST, MOST = 200, 32


@dataclass(frozen=True)
class Probe:
    """A query, and by which normal forms its answer can be told without an index."""

    query: str
    has: tuple[str, ...]  #: all of which a page contains
    lacks: tuple[str, ...] = ()  #: none of which it contains
    either: tuple[str, ...] = ()  #: one of which it contains, if there are any


@dataclass(frozen=True)
class Failure:
    """A query that is answered wrongly, with the addresses of pages."""

    query: str
    missing: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def sentence(self) -> Wording:
        """What is wrong with the answer."""
        missing, surplus = _listed(self.missing), _listed(self.surplus)
        if not self.surplus:
            return say("{query} does not find {missing}", query=self.query, missing=missing)
        if not self.missing:
            return say("{query} wrongly finds {surplus}", query=self.query, surplus=surplus)
        return say(
            "{query} does not find {missing} and wrongly finds {surplus}",
            query=self.query,
            missing=missing,
            surplus=surplus,
        )

    def __str__(self) -> str:
        return str(self.sentence)


def _listed(urls: Sequence[str]) -> str:
    first, count = ", ".join(urls[:3]), len(urls) - 3
    return say("{first} and {count} more", first=first, count=count) if count > 0 else first


@dataclass(frozen=True)
class SearchReport:
    """What came of asking."""

    asked: int
    pages: int
    in_node: bool  #: whether the client scripts have answered, or the lists of the index alone
    failures: tuple[Failure, ...]


def verify_site(output: Path, *, in_node: bool | None = None) -> SearchReport:
    """Ask the search of a built site.

    Args:
        output: folder of the site.
        in_node: whether its own scripts answer, in Node, or the lists of its index; None takes Node if it is there.

    Raises:
        SearchError: there is no site with a search, its index is damaged, or its scripts do not run.
    """
    site = site_at(output)
    probes = list({probe.query: probe for probe in (*name_probes(site.records), *text_probes(site.records))}.values())
    in_node = node_command() is not None if in_node is None else in_node
    if in_node:
        with Client(scripts_of(output)) as client:
            failures = compare(site.records, probes, ask_client(client, site.folder, len(site.records), probes))
    else:
        answers = (site.find(probe.has, probe.lacks, probe.either) for probe in probes)
        failures = compare(site.records, probes, answers)
    return SearchReport(len(probes), len(site.records), in_node, tuple(failures))


def scripts_of(output: Path) -> list[Path]:
    """Return the scripts that the search page of a built site loads to search."""
    for page in ("search.html", "search/index.html"):
        if (output / page).is_file():
            found = _SCRIPT.search((output / page).read_text("utf-8"))
            if found:
                folder = (output / page).parent / Path(found[2]).parent
                return [folder / name.partition("?")[0] for name in found[1].split()]
    raise SearchError(say('"{folder}" has no search page; build the site again', folder=output))


def ask_client(client: Client, folder: Path, pages: int, probes: Sequence[Probe]) -> list[frozenset[int]]:
    """Return the pages that the client scripts find literally, for each query."""
    queries = [(probe.query, {"limit": pages}) for probe in probes]
    return list(map(frozenset, client.ask({"folder": str(folder), "queries": queries})))


def compare(records: Sequence[Record], probes: Iterable[Probe], answers: Iterable[frozenset[int]]) -> Iterator[Failure]:
    """Yield what differs from the pages whose text contains what was asked for."""
    # lines stay apart: no term has a line feed
    texts = ["\n".join(record.lines) for record in records]

    def has(number: int, text: str, term: str) -> bool:
        return term in records[number].categories or contains(text, term)

    for probe, found in zip(probes, answers, strict=True):
        right = {
            number
            for number, text in enumerate(texts)
            if all(has(number, text, term) for term in probe.has)
            and not any(has(number, text, term) for term in probe.lacks)
            and (not probe.either or any(has(number, text, term) for term in probe.either))
        }
        if found != right:
            missing, surplus = (
                tuple(records[number].url for number in sorted(numbers)) for numbers in (right - found, found - right)
            )
            yield Failure(probe.query, missing, surplus)


def name_probes(records: Iterable[Record]) -> Iterator[Probe]:
    """Yield each title, name and heading, and what pages are one of, as a phrase and as it would be typed."""
    texts = dict.fromkeys(
        text for record in records for text in (record.title, *record.names, *record.headings, *record.categories)
    )
    for text in texts:
        # a quotation mark cannot stand in a phrase, and what is too long is not looked at
        found = [phrase for part in text.split('"') if _is_phrase(phrase := normalise(part[: LONGEST - 2]))]
        phrases = [phrase for at, phrase in enumerate(found) if sum(map(len, found[: at + 1])) + 3 * at + 2 <= LONGEST]
        if phrases:
            yield Probe(" ".join(f'"{phrase}"' for phrase in phrases), tuple(phrases))
        words = text.split(" ")
        if 1 < len(words) <= MOST and len(text) <= LONGEST and all(map(_is_plain, words)):
            yield Probe(text, tuple(words))


def text_probes(records: Sequence[Record], number: int = SAMPLE) -> list[Probe]:
    """Return queries of all sorts drawn from the text; the same ones from the same text.

    They are pieces of Han and kana, beginnings of words, compounds such as ``A/B``, phrases across spaces, any
    other pieces, two terms of one page or of two, one of them, one without another, all pages without one, and pieces
    that were put together.
    """
    lines = [[line for line in record.lines if line] for record in records]
    lines = [page for page in lines if page]
    if not any(asks(line) for page in lines for line in page):
        return []
    drawn = _Drawn(lines)
    sorts = (drawn.run, drawn.run, drawn.prefix, drawn.compound, drawn.phrase, drawn.piece, drawn.several, drawn.glued)
    found: dict[str, Probe] = {}
    for attempt in range(number * 10):  # a text may have nothing of a sort
        if len(found) == number:
            break
        if probe := sorts[attempt % len(sorts)]():
            found.setdefault(probe.query, probe)
    return list(found.values())


def _is_phrase(text: str) -> bool:
    """Tell whether a normal form can be asked for between quotation marks."""
    return asks(text) and '"' not in text and not _FIELD.fullmatch(text) and normalise(text) == text


def _is_plain(text: str) -> bool:
    """Tell whether a normal form can be asked for as it is."""
    return _is_phrase(text) and " " not in text and text[0] != "-" and not _FIELD.match(text)


class _Drawn:
    """Draws queries from lines; each method returns one, or None if the place that it looked at has none."""

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        self.pages = pages
        self.random = random.Random("\n".join(line for page in pages for line in page))

    def line(self) -> str:
        return self.random.choice(self.random.choice(self.pages))

    def cut(self, text: str, shortest: int, longest: int) -> str:
        """Return a piece of a text."""
        length = min(len(text), self.random.randint(shortest, longest))
        start = self.random.randint(0, len(text) - length)
        return text[start : start + length].strip(" ")

    def part(self, sort: str) -> str:
        """Return a word or an ideographic run, or nothing."""
        runs = ["".join(run) for found, run in groupby(self.line(), class_of) if found == sort]
        return self.random.choice(runs) if runs else ""

    def run(self) -> Probe | None:
        return _plain(self.cut(self.part("ideographic"), 1, 8))

    def prefix(self) -> Probe | None:
        word = self.part("word")
        return _plain(word[: self.random.randint(1, len(word))]) if word else None

    def compound(self) -> Probe | None:
        tokens = [token for token in self.line().split(" ") if {"word", "mark"} <= set(map(class_of, token))]
        return _plain(self.cut(self.random.choice(tokens), 2, 24)) if tokens else None

    def phrase(self) -> Probe | None:
        line = self.line()
        spaces = [at for at, character in enumerate(line) if character == " "]
        if not spaces:
            return None
        at = self.random.choice(spaces)
        start, end = at - self.random.randint(1, 20), at + self.random.randint(2, 20)
        return _phrase(line[max(0, start) : end].strip(" "))

    def piece(self) -> Probe | None:
        return _phrase(self.cut(self.line(), 2, 60))

    def several(self) -> Probe | None:
        """Two terms of one page or of any two, either of them, one term without the other, or pages without one."""
        page = self.random.choice(self.pages)
        lines = [self.random.choice(page), self.random.choice(self.random.choice([page, *self.pages]))]
        one, two = (self.cut(line, 1, 4) for line in lines)
        if not (_is_plain(one) and _is_plain(two)) or one == two:
            return None
        probes = [Probe(f"{one} {two}", (one, two)), Probe(f"{one} OR {two}", (), (), (one, two))]
        if not {"word", "ideographic"}.isdisjoint(map(class_of, two)):  # a minus before marks is one of them
            probes += [Probe(f"{one} -{two}", (one,), (two,)), Probe(f"-{two}", (), (two,))]
        return self.random.choice(probes)

    def glued(self) -> Probe | None:
        """Two pieces that are rarely neighbours: mostly there is nothing to find."""
        return _plain(self.cut(self.part("ideographic"), 1, 2) + self.cut(self.part("ideographic"), 1, 2))


def _plain(text: str) -> Probe | None:
    return Probe(text, (text,)) if _is_plain(text) else None


def _phrase(text: str) -> Probe | None:
    return Probe(f'"{text}"', (text,)) if _is_phrase(text) else None
