"""A built site → proof of what follows an answer of few pages, as the page of results shows it.

Each step has to say what it did, to link the query that it asked, and to show what that query finds; none changes
the exact answer or shows a page again, and who finds nothing is told where to go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..search.reader import Record, Site
from ..wording import Wording, say
from .node import Client
from .probes import Drawn

#: questions that are drawn of each sort
EACH = 12
#: how the interface is told its texts
LABEL = "data-label-"
#: steps that ask their query as it is; the others show the best of the pages that have some of its words
WHOLE = ("step-words", "step-forms", "step-near", "step-unfiltered")
#: what no page has
NOWHERE = ("qzxjvkwq", "鑫鼈齉", "ヴュヱヰ")
#: runs of a normal form that are names more often than not
_NAMES = re.compile("[一-鿿々]{2,4}|[ァ-ヺ][ァ-ヺー]{2,}|[가-힣]{2,}|[a-z]{4,}")
#: a question, and values of its filters by facet
Question = tuple[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Scripts:
    """What the page of results loads to search."""

    engine: list[Path]
    beyond: list[Path]  #: the steps beyond exact answers
    labels: dict[str, str]  #: attribute → text of the interface
    lang: str  #: of the site


@dataclass(frozen=True)
class StepFault:
    """A question that is followed wrongly."""

    query: str
    problem: Wording

    @property
    def sentence(self) -> Wording:
        """The question, and what is wrong."""
        return say("{query}: {problem}", query=self.query, problem=self.problem)

    def __str__(self) -> str:
        return str(self.sentence)


def listed(urls: Sequence[str]) -> str:
    """Return addresses of pages, of many the first."""
    first, count = ", ".join(urls[:3]), len(urls) - 3
    return say("{first} and {count} more", first=first, count=count) if count > 0 else first


def questions(records: Sequence[Record], each: int = EACH) -> list[Question]:
    """Return questions drawn from the text; the same ones from the same text.

    They are names as they are, words that no line has together, words in other forms and with a slip, words beside
    one that no page has, many words, names with a filter that leaves none, and what is nowhere.
    """
    lines = [found for record in records if (found := [line for line in record.lines if _NAMES.search(line)])]
    asked: list[Question] = [(word, {}) for word in NOWHERE]
    if lines:
        drawn = _Asked(lines, [record.title for record in records if record.title])
        for draw in (drawn.name, drawn.phrase, drawn.form, drawn.slip, drawn.most, drawn.without):
            asked += [(draw(), {}) for _ in range(each)]
        asked += [(drawn.long(), {}) for _ in range(each // 4)]
        asked += [(drawn.name(), {"kind": [NOWHERE[0]]}) for _ in range(each // 4)]
    return [question for at, question in enumerate(asked) if question[0] and question not in asked[:at]]


class _Asked(Drawn):
    """Draws questions from lines, each of which has a name."""

    def __init__(self, pages: Sequence[Sequence[str]], titles: Sequence[str]) -> None:
        super().__init__(pages)
        self.titles = titles

    def name(self) -> str:
        return self.random.choice(self.titles) if self.titles else ""

    def word(self) -> str:
        return self.random.choice(_NAMES.findall(self.line()))

    def words(self) -> tuple[str, str]:
        """Two words of one page."""
        page = self.random.choice(self.pages)
        one, two = (self.random.choice(_NAMES.findall(self.random.choice(page))) for _ in range(2))
        return one, two

    def phrase(self) -> str:
        one, two = self.words()
        if (one + two).isascii():
            return f"how do i {one} the {two}?"
        return self.random.choice([f"{one}を{two}したい", f"{one}と{two}の違い", f"{one}{two}", f"{one} {two}"])

    def form(self) -> str:
        """A word with another ending, in the other kana, or as two."""
        word = self.word()
        if word.isascii():
            half = len(word) // 2
            return self.random.choice([f"{word}s", f"{word}ing", f"{word[:half]}-{word[half:]}"])
        return "".join(chr(ord(sign) - 96) if "ァ" <= sign <= "ヶ" else sign for sign in word)

    def slip(self) -> str:
        """A word with two neighbours exchanged, or without one of its characters."""
        word = self.word()
        at = self.random.randrange(len(word) - 1)
        return word[:at] + self.random.choice([word[at + 1] + word[at], ""]) + word[at + 2 :]

    def most(self) -> str:
        return " ".join((*self.words(), self.random.choice(NOWHERE)))

    def long(self) -> str:
        return " ".join(self.word() for _ in range(12))

    def without(self) -> str:
        one, two = self.words()
        return f"{one}{two} -{self.word()}"


def follow(
    client: Client, output: Path, site: Site, scripts: Scripts, asked: Sequence[Question]
) -> tuple[int, list[StepFault]]:
    """Return how many steps follow questions, and what is wrong with these."""
    labels = {name.removeprefix(LABEL): text for name, text in scripts.labels.items()}
    said = client.ask(
        {
            "folder": str(site.folder),
            "beyond": [str(path) for path in scripts.beyond],
            "labels": labels,
            "lang": scripts.lang,
            "follow": asked,
            "pages": site.pages,
        }
    )
    patterns = {
        name: re.compile(".+".join(map(re.escape, text.split("%s"))), re.DOTALL)
        for name, text in labels.items()
        if name.startswith("step-") and "%s" in text
    }
    faults, count = [], 0
    for (query, _filters), answer in zip(asked, said, strict=True):
        count += sum(step["query"] != "" for step in answer["steps"])
        found = _Followed(answer, site, output, patterns, labels.get("ways", ""))
        faults += [StepFault(query, problem) for problem in found.problems()]
    return count, faults


@dataclass(frozen=True)
class _Followed:
    """What came of a question, as ``client.mjs`` tells it."""

    answer: dict[str, Any]
    site: Site
    output: Path
    patterns: dict[str, re.Pattern[str]]  #: sort of a step → what says so
    ways: str  #: what is said where nothing was found

    def urls(self, pages: Sequence[int]) -> str:
        return listed([self.site.records[page].url for page in pages]) or say("no page")

    def problems(self) -> Iterator[Wording]:
        """Yield what is wrong."""
        before, after = self.answer["before"], self.answer["after"]
        was, now = ([result["page"] for result in results] for results in (before, after))
        if was != now:
            yield say(
                "the exact answer is {before}, and {after} where steps are loaded",
                before=self.urls(was),
                after=self.urls(now),
            )
        elif before != after:
            yield say("the exact answer tells something else of {pages} where steps are loaded", pages=self.urls(was))
        shown = list(self.answer["seen"])
        steps = [step for step in self.answer["steps"] if step["title"] != self.ways]
        for step in steps:
            yield from self.of_step(step, shown)
            shown += [result["page"] for result in step["results"]]
        yield from self.at_the_end(shown)

    def of_step(self, step: dict[str, Any], shown: Sequence[int]) -> Iterator[Wording]:
        """Yield what is wrong with a step after these pages."""
        title, pages = step["title"], [result["page"] for result in step["results"]]
        sort = next((name for name, pattern in self.patterns.items() if pattern.fullmatch(title)), None)
        if sort is None:
            yield say(
                'a step with {pages} does not say what it did, but "{title}"', pages=self.urls(pages), title=title
            )
        if not step["query"]:
            yield say('the step "{title}" links no query', title=title)
        if twice := [page for at, page in enumerate(pages) if page in shown or page in pages[:at]]:
            yield say('the step "{title}" shows {pages} again', title=title, pages=self.urls(twice))
        linked, fresh = step["linked"], [page for page in step["linked"] if page not in shown]
        if step["query"] and (lost := [page for page in pages if page not in linked]):
            yield say(
                'the step "{title}" shows {pages}, and the query that it links does not find them: {linked}',
                title=title,
                pages=self.urls(lost),
                linked=step["query"],
            )
        elif step["query"] and sort in WHOLE and not twice and pages != fresh[: len(pages)]:
            yield say(
                'the step "{title}" shows {pages}, and the query that it links finds {fresh} first: {linked}',
                title=title,
                pages=self.urls(pages),
                fresh=self.urls(fresh[: len(pages)]),
                linked=step["query"],
            )
        for result in step["results"]:
            for word in result["lacks"]:
                if self.site.records[result["page"]].has(word):
                    yield say(
                        'the step "{title}" says that {page} lacks "{word}", which it has',
                        title=title,
                        page=self.urls([result["page"]]),
                        word=word,
                    )

    def at_the_end(self, shown: Sequence[int]) -> Iterator[Wording]:
        """Yield what is wrong with where a reader is told to go on."""
        ways = [way["url"] for step in self.answer["steps"] if step["title"] == self.ways for way in step["results"]]
        if not shown and not ways and not self.answer["problem"]:
            yield say("nothing is found, and nothing is offered instead")
        for url in ways:
            target = self.output / unquote(url)
            if not (target.is_file() or (target / "index.html").is_file()):
                yield say("nothing is found, and {page} is offered, which is not there", page=url)
