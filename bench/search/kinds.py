"""The kinds of queries beside the exact ones: other spellings, other forms, and questions in a reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from .engines import INDEX
from .forms import INFLECTED, VARIANTS, Asked, make_asked
from .metrics import Answer, Judged, judge, known_item
from .queries import Truth

#: questions by corpus, written by hand before any engine was asked; those over the site are the ones of its tests
NATURAL = Path(__file__).with_name("natural.yaml")
QUESTIONS = Path(__file__).parents[2] / "tests" / "data" / "questions.yaml"


def make_kinds(truth: Truth, language: str, corpus: str) -> dict[str, list[Asked]]:
    """Return the queries of each kind for a corpus; all known before any engine is asked.

    Raises:
        ValueError: a question names a page that the corpus has not.
    """
    kinds = {
        "variant": make_asked(truth, VARIANTS[language]),
        "inflected": make_asked(truth, INFLECTED[language]),
        "natural": list(_questions(corpus)),
    }
    for asked in kinds["natural"]:
        if unknown := asked.right - truth.lines.keys():
            raise ValueError(f"{asked.text!r} names pages that are not there: {sorted(unknown)}")
    return {kind: found for kind, found in kinds.items() if found}


def _questions(corpus: str) -> Iterator[Asked]:
    for one in yaml.safe_load(NATURAL.read_text("utf-8")).get(corpus, []):
        yield Asked("question", one["ask"], frozenset(one["page"]))
    if corpus == "site":
        for one in yaml.safe_load(QUESTIONS.read_text("utf-8"))["questions"]:
            # names in English are in the front matter, which only the site as it is shows to an engine; and an engine
            # need not find the first page of a site
            pages = frozenset(page.replace("/", "-") for page in one["pages"]) - {INDEX}
            if one["in"] == "site" and one["kind"] in ("question", "words") and pages:
                yield Asked(one["kind"], one["ask"], pages)


@dataclass(frozen=True)
class Figures:
    """How an engine does with the queries of one kind; every page that it shows counts, labelled or not."""

    asked: int
    recall: float  # mean over the queries
    precision: float  # mean over those that are answered; pages that are near count neither way
    silent: int  # without an answer
    first: float  # share with a right page among the first three
    top: float  # share with a right page first
    mrr: float


def figures(asked: Sequence[Asked], answers: Sequence[Answer]) -> dict[str, float]:
    """Return what to say of the answers to one kind of queries."""
    pairs = list(zip(asked, answers, strict=True))
    quality = judge([judged(one, answer) for one, answer in pairs])
    ranks = [rank(one, answer) for one, answer in pairs]
    first, mrr = known_item(ranks)
    top = sum(place == 1 for place in ranks) / len(ranks)
    silent = sum(not answer.pages for answer in answers)
    return asdict(Figures(len(pairs), quality.recall, quality.precision, silent, first, top, mrr))


def judged(asked: Asked, answer: Answer) -> Judged:
    """Return an answer without the pages that are neither right nor wrong."""
    return Judged(asked.right, frozenset(answer.pages) - asked.near)


def rank(asked: Asked, answer: Answer) -> int | None:
    """Return the place of the first page that is right, counted from 1."""
    return next((place for place, page in enumerate(answer.pages, 1) if page in asked.right), None)
