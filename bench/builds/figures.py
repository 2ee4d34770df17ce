"""Measurements → figures: medians, and ratios of what was measured in the same run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from .plan import START
from .tools import VARIANT

#: pages of a shelf for each review: a quarter as many patterns
PAGES = 1.25
MB = 1_000_000


class Figures:
    """The results of a run, which is what ``python -m bench.builds`` keeps as JSON."""

    def __init__(self, results: dict[str, Any]) -> None:
        self.about = {key: value for key, value in results.items() if key != "steps"}
        self.labels: dict[str, str] = results["labels"]
        self._found: dict[tuple[int, str, str], dict[int, dict[str, Any]]] = {}
        for step in results["steps"]:
            self._found.setdefault((step["size"], step["tool"], step["case"]), {})[step["run"]] = step

    @property
    def sizes(self) -> list[int]:
        return sorted({size for size, _tool, _case in self._found} - {START})

    @property
    def runs(self) -> dict[int, int]:
        """Return size → how often a clean build was measured."""
        return {
            size: len(self._found[size, "shohyo", "clean"])
            for size in self.sizes
            if (size, "shohyo", "clean") in self._found
        }

    def tools(self, size: int, case: str = "clean") -> list[str]:
        """Return the tools that were measured at a size, in the order of the tables."""
        return [tool for tool in self._measured(size, case) if not tool.startswith(VARIANT)]

    def variants(self, size: int) -> list[str]:
        """Return what was measured at a size of Shohyo with other outputs."""
        return [tool for tool in self._measured(size, "clean") if tool.startswith(VARIANT)]

    def value(self, size: int, tool: str, case: str, what: str = "cpu") -> float | None:
        """Return the median of a figure; None where there is none."""
        values = [run[what] for run in self._runs(size, tool, case).values() if what in run]
        return median(values) if values else None

    def ratio(self, size: int, tool: str, case: str, other: str, what: str = "cpu", than: str = "") -> float | None:
        """Return the median of a tool's share of another's figure, run by run.

        Args:
            size: reviews.
            tool: whose share it is.
            case: that is compared.
            other: the tool that it is compared with.
            what: figure.
            than: case of the other, if it is another one.
        """
        ours, theirs = self._runs(size, tool, case), self._runs(size, other, than or case)
        shares = [
            ours[run][what] / theirs[run][what]
            for run in sorted(ours.keys() & theirs.keys())
            if what in ours[run] and what in theirs[run]
        ]
        return median(shares) if shares else None

    def per_page(self, size: int, tool: str, case: str = "clean") -> float | None:
        """Return milliseconds of a processor for each page."""
        value = self.value(size, tool, case)
        return None if value is None else 1000 * value / (size * PAGES)

    def _measured(self, size: int, case: str) -> list[str]:
        return [tool for tool in self.labels if (size, tool, case) in self._found]

    def _runs(self, size: int, tool: str, case: str) -> dict[int, dict[str, Any]]:
        return self._found.get((size, tool, case), {})


@dataclass(frozen=True)
class Goal:
    """Something that a version of Shohyo is held to."""

    text: str
    most: float
    unit: str
    figure: Callable[[Figures, str], float | None]  #: of a tool


def _growth(figures: Figures, tool: str) -> float | None:
    large, small = figures.per_page(3000, tool), figures.per_page(300, tool)
    return large / small if large and small else None


def _beyond_start(figures: Figures, tool: str) -> float | None:
    all_of_it, start = figures.value(1000, tool, "nothing"), figures.value(START, tool, "nothing")
    return 1000 * (all_of_it - start) / (1000 * PAGES) if all_of_it and start else None


def _memory(figures: Figures, tool: str) -> float | None:
    value = figures.value(3000, tool, "clean", "memory")
    return value / MB if value else None


def _share(size: int, case: str, other: str) -> Callable[[Figures, str], float | None]:
    return lambda figures, tool: figures.ratio(size, tool, case, other)


def _command(case: str, other: str) -> Callable[[Figures, str], float | None]:
    return lambda figures, tool: figures.ratio(1000, f"{tool}-command", case, f"{tool}-command", than=other)


GOALS = (
    Goal("clean, 1,000 reviews, against mkdocs-material", 0.8, "", _share(1000, "clean", "material")),
    Goal("clean, 1,000 reviews, against Zensical", 1.1, "", _share(1000, "clean", "zensical")),
    Goal("clean, 300 reviews, against stock Sphinx, collapsed", 0.45, "", _share(300, "clean", "stock-collapsed")),
    Goal("clean, for each page, 3,000 reviews against 300", 1.1, "", _growth),
    Goal(
        "clean, 300 reviews, wall, two jobs against one", 0.7, "",
        lambda figures, tool: figures.ratio(300, f"{tool}-jobs", "clean", tool, "wall"),
    ),
    Goal("nothing changed, 1,000 reviews, against Zensical", 0.2, "", _share(1000, "nothing", "zensical")),
    Goal("nothing changed, 1,000 reviews, beyond the start, for each page", 2, " ms", _beyond_start),
    Goal("one body, 1,000 reviews, against Zensical", 0.2, "", _share(1000, "body", "zensical")),
    Goal("one body, 1,000 reviews, against stock Sphinx, collapsed", 1, "", _share(1000, "body", "stock-collapsed")),
    Goal("memory of a process, 3,000 reviews", 600, " MB", _memory),
    Goal("`shohyo check`, 1,000 reviews, against markdown-it alone", 3, "", _command("check", "markdown-it")),
    Goal("start of `shohyo check` against an import of its libraries", 1.5, "", _command("start", "libraries")),
)  # fmt: skip
