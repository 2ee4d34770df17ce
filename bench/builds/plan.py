"""What is measured, in order: what matters most first, and the tools in turn, so that each case is a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .tools import CASES, Tool

SIZES = (300, 1000)
GROWTH = (100, 3000)  #: of Shohyo alone, beside the others
START = 1  #: the size at which a build is nearly its start alone
RUNS = 3  #: of each case
LARGE = 1000  #: reviews from which on one run takes long enough to be exact
PROBES = ("check", "markdown-it", "start", "libraries")
PROBED = 5  #: runs of each
SHORT = ("shohyo", "stock-collapsed", "zensical")  #: tools of the short form


@dataclass(frozen=True)
class Step:
    """One measurement."""

    size: int
    tool: str
    case: str
    run: int = 1

    @property
    def name(self) -> str:
        return f"{self.size}-{self.tool}-{self.case}-{self.run}"


def make_short_plan() -> list[Step]:
    """Return the steps of the short form: some tools, some cases, one size."""
    return [Step(SIZES[0], tool, case) for case in ("clean", "nothing", "body") for tool in SHORT]


def make_plan(
    tools: Mapping[str, Tool], sizes: Sequence[int] = SIZES, growth: Sequence[int] = GROWTH, runs: int = RUNS
) -> list[Step]:
    """Return the steps of the full form.

    Args:
        tools: key → tool.
        sizes: numbers of reviews at which tools are compared.
        growth: numbers of reviews at which Shohyo alone is built.
        runs: of each case below *LARGE* reviews; one of the others.
    """
    ours = [key for key in ("shohyo", "before") if key in tools]
    small, large = min(sizes), max(sizes)
    steps = list(_turns(tools, small, 1))
    for size in sizes:
        steps += [] if size == small else _turns(tools, size, 1)
    for size in (START, *growth):
        steps += [Step(size, tool, case) for case in ("clean", "nothing") for tool in ours]
    for run in range(1, PROBED + 1):
        steps += [Step(large, f"{tool}-command", case, run) for case in PROBES for tool in ours]
    for run in range(2, runs + 1):
        for size in (START, *sizes):
            if size == START:
                steps += [Step(size, tool, case, run) for case in ("clean", "nothing") for tool in ours]
            elif size < LARGE:
                steps += _turns(tools, size, run)
    return steps


def make_outputs_plan(variants: Iterable[str], size: int = SIZES[0], runs: int = RUNS) -> list[Step]:
    """Return the steps that tell what each output costs: a clean build of each variant in turn, so many times.

    Args:
        variants: the first has no output, and the last all of them.
    """
    without, *alone, whole = variants
    half = len(alone) // 2
    # what is compared most stands side by side, and behind what takes no longer than itself
    turn = [*alone[:half], without, whole, *alone[half:]]
    return [Step(size, key, "clean", run) for run in range(1, runs + 1) for key in turn]


def _turns(tools: Mapping[str, Tool], size: int, run: int) -> Iterator[Step]:
    """Yield all cases of a size, each with all tools that have it; two jobs only at the smaller sizes."""
    for case in CASES:
        for key, tool in tools.items():
            if case in tool.cases and (not key.endswith("-jobs") or size < LARGE):
                yield Step(size, key, case, run)
