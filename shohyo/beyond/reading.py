"""Titles and their readings → words and how each is read, for questions in hiragana alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..text.kana import hiragana
from .alias import READING, Called

#: kana of a word that is told by them
SHORTEST = 3
_RUN = re.compile("(?P<han>[一-鿿々]+)|(?P<kana>[ぁ-ゖァ-ヺー・]+)|(?P<letters>[0-9a-z]+)")
#: a title that may stand within a question: without spaces and signs
_NAME = re.compile("[ァ-ヺー]*[一-鿿々]+[一-鿿々ァ-ヺー]*")
_KATAKANA = re.compile("[ァ-ヺ][ァ-ヺー]{2,}")
_SILENT = re.compile("[ー・ ]")


def reading_tables(pages: Sequence[Called]) -> dict[str, list[list[str]]]:
    """Return the table of readings, unless there are none."""
    rows = reading_rows(pages)
    return {"readings": rows} if rows else {}


def reading_rows(pages: Sequence[Called]) -> list[list[str]]:
    """Return rows of a reading in hiragana and the words that are read so; words in katakana are read as they are.

    A title says how its words in Han are read where its reading has what stands between them at one place only.
    Of a word that begins or ends with another one, the rest is known, too. The title itself is a word.
    """
    # as 検索インデックスの鮮度 has インデックスの between two words
    read: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for title, kana in _read(page):
            for word, said in aligned(title, _spoken(kana)):
                read[word].add(said)
    for _ in range(2):  # the rest of one word may be the beginning of another
        for word, kana in [(word, kana) for word, readings in read.items() for kana in readings]:
            for rest, left in _rests(word, kana, read):
                read[rest].add(left)
    rows: dict[str, set[str]] = defaultdict(set)
    for word, readings in read.items():
        for kana in readings:
            rows[kana].add(word)
    for page in pages:
        for title, kana in _read(page):
            if _NAME.fullmatch(title):
                rows[kana].add(title)
        for written in (page.title, *page.names, *page.headings):
            for word in _KATAKANA.findall(written):
                rows[hiragana(word)].add(word)
    return [[kana, *sorted(words)] for kana, words in sorted(rows.items()) if len(kana) >= SHORTEST]


def _read(page: Called) -> Iterator[tuple[str, str]]:
    """Yield the title of a page with each of its readings, both without what the page is one of."""
    title = page.title
    kinds = [kind for kind in page.kinds if kind and title.endswith(kind) and title != kind]
    kind = max(kinds, key=len, default="")
    for name in filter(READING.fullmatch, page.names):
        said = hiragana(kind) if name.endswith(hiragana(kind)) else ""
        yield title.removesuffix(kind if said else ""), name.removesuffix(said)


def aligned(written: str, kana: str) -> Iterator[tuple[str, str]]:
    """Yield each run of Han of a normal form and its reading, if there is one way only to find them in a reading."""
    runs = [(match.lastgroup, match[0]) for match in _RUN.finditer(written)]
    found = []
    for any_of in ("(.+?)", "(.+)"):
        pattern = "".join(re.escape(_spoken(run)) if script == "kana" else any_of for script, run in runs)
        found.append(re.fullmatch(pattern, kana))
    first, last = found
    if first and last and first.groups() == last.groups():
        asked = [(script, run) for script, run in runs if script != "kana"]
        yield from ((run, said) for (script, run), said in zip(asked, first.groups(), strict=True) if script == "han")


def _rests(word: str, kana: str, read: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield what is left of a word and its reading without another word of two characters and more."""
    for at in range(1, len(word)):
        head, tail = word[:at], word[at:]
        for part, rest, is_head in ((head, tail, True), (tail, head, False)):
            for said in sorted(read.get(part, ())) if len(part) > 1 else ():
                left = kana.removeprefix(said) if is_head else kana.removesuffix(said)
                if left and left != kana:
                    yield rest, left


def _spoken(kana: str) -> str:
    return _SILENT.sub("", hiragana(kana))
