"""``python -m bench.builds``: build with all tools, and print the figures; see README.md."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..scratch import sweep
from .figures import Figures
from .measure import MeasureError, TooLong, measure
from .plan import GROWTH, PROBES, RUNS, SIZES, Step, make_outputs_plan, make_plan, make_short_plan
from .probes import probes
from .report import render, write_report
from .shelf import Shelf, make_shelf
from .site import Site, environment, warm
from .tools import ROOT, Shohyo, Tool, make_tools, make_variants

#: the figures that docs/performance.md shows
KEPT = Path(__file__).with_name("results.json")
LONGEST = 3600  #: seconds of one measurement

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.option("--work", type=_FOLDER, default=Path("_build/bench/builds"), help="Folder for all that is built.")
@click.option("--short", is_flag=True, help=f"{SIZES[0]} reviews, three tools, three cases: some minutes.")
@click.option("--outputs", is_flag=True, help="What each output adds to a clean build, at the smallest size, alone.")
@click.option("--size", "sizes", type=click.IntRange(20), multiple=True, default=SIZES, help="Reviews to compare at.")
@click.option("--growth", type=click.IntRange(20), multiple=True, default=GROWTH, help="Reviews of Shohyo alone.")
@click.option("--runs", type=click.IntRange(1), default=RUNS, help="Runs of each case of a small site.")
@click.option(
    "--before", type=click.Path(path_type=Path, exists=True), help="Root of an earlier version, to compare with."
)
@click.option("--longest", type=click.IntRange(1), default=LONGEST, help="Seconds that one measurement may take.")
@click.option("--anew", is_flag=True, help="Leave aside what a run that was interrupted has measured.")
@click.option("--report", "is_report", is_flag=True, help="Write the tables and the curve into docs/.")
@click.option("--tables", is_flag=True, help="Write them anew from the figures that are kept; measure nothing.")
def main(
    work: Path, short: bool, outputs: bool, sizes: Sequence[int], growth: Sequence[int], runs: int,
    before: Path | None, longest: int, anew: bool, is_report: bool, tables: bool,
) -> None:  # fmt: skip
    """Compare what builds cost, with other tools on the same text; a run that was interrupted goes on."""
    if tables:
        write_report(Figures(json.loads(KEPT.read_text("utf-8"))), ROOT / "docs")
        return
    tools, variants = make_tools(before.resolve() if before else None), make_variants()
    known = tools | variants
    steps = make_short_plan() if short else []
    if not short:
        steps += [] if outputs else make_plan(tools, sizes, growth, runs)
        steps += make_outputs_plan(variants, min(sizes), runs)
    folder = work.resolve() / fingerprint(known)
    if anew:
        for path in folder.glob("results/*.json"):
            path.unlink()
    bench = Bench(known, folder, longest)
    # whoever ends this ends the build that is under way, too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        bench.run(steps)
    finally:
        sweep(folder)
    results = bench.results()
    text = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
    (work.resolve() / "results.json").write_text(text, "utf-8")
    figures = Figures(results)
    if is_report:
        KEPT.write_text(text, "utf-8")
        write_report(figures, ROOT / "docs")
    click.echo(render(figures))
    for failure in bench.failures:
        click.echo(f"error: {failure}", err=True)
    sys.exit(1 if bench.failures else 0)


class Bench:
    """The measurements of one version of everything, in a folder of their own."""

    def __init__(self, tools: dict[str, Tool], folder: Path, longest: float) -> None:
        self.tools, self.folder, self.longest = tools, folder, longest
        self.failures: list[str] = []
        self._warm: set[str] = set()
        (folder / "results").mkdir(parents=True, exist_ok=True)
        about = folder / "about.json"
        if not about.exists():
            about.write_text(json.dumps(_about(tools.values())), "utf-8")

    def run(self, steps: Sequence[Step]) -> None:
        """Measure what has not been measured; a tool that fails is left out for that size, and the rest goes on."""
        started, failed = time.monotonic(), set()
        for number, step in enumerate(steps, 1):
            path = self.folder / "results" / f"{step.name}.json"
            if path.exists() and "longer" in json.loads(path.read_text("utf-8")):
                failed.add((step.size, step.tool))
            if path.exists() or (step.size, step.tool) in failed:
                continue
            try:
                figures = self._measure(step)
            except TooLong:
                figures = {"longer": self.longest}
                failed.add((step.size, step.tool))
            except (MeasureError, OSError) as error:
                self.failures.append(str(error))
                failed.add((step.size, step.tool))
                continue
            # whole or not at all
            unfinished = path.with_suffix(".part")
            unfinished.write_text(json.dumps({**asdict(step), **figures}), "utf-8")
            unfinished.replace(path)
            took = f"{figures['cpu']:.1f} s" if "cpu" in figures else f"more than {self.longest:.0f} s"
            minutes = (time.monotonic() - started) / 60
            name = f"{step.size} reviews, {step.case}, {step.tool}, run {step.run}"
            click.echo(f"{minutes:5.1f} min, {number} of {len(steps)}: {name}: {took}", err=True)

    def results(self) -> dict[str, Any]:
        """Return all that has been measured, the short form and an earlier run included."""
        steps = [json.loads(path.read_text("utf-8")) for path in self.folder.glob("results/*.json")]
        order = list(self.tools)
        steps.sort(key=lambda step: (step["size"], order.index(_tool(step["tool"])), step["case"], step["run"]))
        return {**json.loads((self.folder / "about.json").read_text("utf-8")), "steps": steps}

    def _measure(self, step: Step) -> dict[str, Any]:
        if step.case in PROBES:
            command = _commands(self.tools[_tool(step.tool)], step.size, self.folder / "command" / step.tool)
            tool = self.tools[_tool(step.tool)]
            if step.run == 1:
                measure(command[step.case], self.folder, environment(tool), self.longest)  # compiles byte code
            return asdict(measure(command[step.case], self.folder, environment(tool), self.longest))
        tool = self.tools[step.tool]
        if step.tool not in self._warm:
            warm(tool, self.folder / "warm" / step.tool, self.longest)
            self._warm.add(step.tool)
        folder = self.folder / str(step.size) / step.tool
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Site(tool, _shelf(step.size), folder, self.longest).build(step.case)


@functools.lru_cache(1)
def _shelf(size: int) -> Shelf:
    return make_shelf(size)


@functools.cache
def _commands(tool: Shohyo, size: int, folder: Path) -> dict[str, list[str]]:
    return probes(tool, _shelf(size), folder)


def _tool(key: str) -> str:
    return key.removesuffix("-command")


def fingerprint(tools: dict[str, Tool]) -> str:
    """Return a name for what is measured: results of another version of a tool, or of another text, are no part."""
    own = [Path(__file__).with_name(name) for name in ("shelf.py", "tools.py", "probes.py")]
    roots = sorted({tool.path for tool in tools.values() if tool.path})
    paths = [*own, *(path for root in roots for path in sorted(root.glob("shohyo/**/*")))]
    known = hashlib.sha256(repr([tool.versions for tool in tools.values()]).encode())
    for path in paths:
        if path.is_file() and path.suffix != ".pyc":
            known.update(f"{path.name}\0".encode() + path.read_bytes())
    return known.hexdigest()[:12]


def _about(tools: Iterable[Tool]) -> dict[str, Any]:
    """Return what the figures were measured with."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "labels": {tool.key: tool.label for tool in tools},
        "versions": {package: version for tool in tools for package, version in tool.versions.items()},
    }


if __name__ == "__main__":
    main()
