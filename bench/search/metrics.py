"""Answers and truth → figures."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

FIRST = 3  #: results among which somebody looks for a page that they know


@dataclass(frozen=True)
class Answer:
    """What an engine answers: pages in its order, and those that it labels as found by another name or spelling."""

    pages: tuple[str, ...]
    labelled: frozenset[str] = frozenset()

    @property
    def literal(self) -> frozenset[str]:
        """Pages that count as right or wrong."""
        return frozenset(self.pages) - self.labelled


@dataclass(frozen=True)
class Judged:
    """An answer beside what is right."""

    right: Set[str]
    answered: Set[str]

    @property
    def recall(self) -> float:
        return len(self.right & self.answered) / len(self.right)

    @property
    def precision(self) -> float:
        return len(self.right & self.answered) / len(self.answered)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of recall and precision; 1 where nothing is right and nothing is answered."""
        return (
            2 * len(self.right & self.answered) / (len(self.right) + len(self.answered) or 1)
            if self.right or self.answered
            else 1.0
        )


@dataclass(frozen=True)
class Quality:
    """Figures of an engine over the queries of a corpus."""

    asked: int  # queries that something is right for
    nothing: int  # queries that nothing is right for
    recall: float  # mean over the queries that something is right for
    precision: float  # mean over those of them that are answered
    exact: int
    silent: int  # without an answer although something is right
    invented: int  # answered although nothing is right
    wrong: tuple[int, ...] = field(default=(), repr=False)  # which are not answered exactly


def judge(judged: Sequence[Judged]) -> Quality:
    """Return the figures; macro means, so that each query counts the same."""
    asked = [one for one in judged if one.right]
    answered = [one for one in asked if one.answered]
    nothing = [one for one in judged if not one.right]
    return Quality(
        asked=len(asked),
        nothing=len(nothing),
        recall=_mean(one.recall for one in asked),
        precision=_mean(one.precision for one in answered),
        exact=sum(one.right == one.answered for one in asked),
        silent=len(asked) - len(answered),
        invented=sum(bool(one.answered) for one in nothing),
        wrong=tuple(number for number, one in enumerate(judged) if one.right != one.answered),
    )


def known_item(ranks: Sequence[int | None]) -> tuple[float, float]:
    """Return the share of pages among the first three results, and the mean reciprocal rank; ranks count from 1."""
    return _mean(rank is not None and rank <= FIRST for rank in ranks), _mean(1 / rank if rank else 0 for rank in ranks)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def gzipped(*contents: bytes) -> int:
    """Return bytes as a server sends them: each file by itself."""
    return sum(len(gzip.compress(content, 6, mtime=0)) for content in contents)


def gzipped_files(paths: Iterable[Path]) -> int:
    return sum(gzipped(path.read_bytes()) for path in paths)


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean([*map(float, values)] or [0.0])
