"""What is on the pages of a built site → queries that it has to answer; the same ones from the same text."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..search.names import FIELDS
from ..search.reader import Record, asks
from ..search.tokenise import class_of, normalise

#: how many queries are drawn from the text
SAMPLE = 400
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
    drawn = Drawn(lines)
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


class Drawn:
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
