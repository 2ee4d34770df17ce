"""Figures → the tables and the curve of docs/performance.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .curve import draw_curve
from .figures import GOALS, MB, Figures
from .tools import CASES, VARIANT

BEGIN, END = "<!-- figures: make bench-builds writes what follows -->", "<!-- end of the figures -->"
#: where the curve is, below docs/
CURVE = "images/builds.svg"
NAMES = {
    "clean": "clean", "nothing": "nothing changed", "body": "one body", "title": "one title", "tag": "one tag",
    "relation": "one relation", "entry": "one entry of the bibliography",
}  # fmt: skip


def write_report(figures: Figures, docs: Path) -> None:
    """Write the tables between the marks of a page, and the picture beside it.

    Raises:
        ValueError: the page has not both marks.
    """
    document = docs / "performance.md"
    before, begin, rest = document.read_text("utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document}: the lines {BEGIN!r} and {END!r} are missing")
    document.write_text(f"{before}{BEGIN}\n\n{render(figures)}\n\n{END}{after}", "utf-8")
    (docs / CURVE).write_text(draw_curve(figures), "utf-8")


def render(figures: Figures) -> str:
    """Return Markdown of all that has been measured so far."""
    parts = [_about(figures)]
    parts += _goals(figures)
    for size in figures.sizes:
        if len(figures.tools(size)) > 1 and "shohyo" in figures.tools(size):
            parts += _cases(figures, size)
            parts += _clean(figures, size)
    parts += _outputs(figures)
    parts += _growth(figures)
    parts += _command(figures)
    return "\n\n".join(parts)


def _about(figures: Figures) -> str:
    about = figures.about
    versions = ", ".join(f"{package} {version}" for package, version in sorted(about["versions"].items()))
    runs = ", ".join(f"{_n(count)} at {_n(size)} reviews" for size, count in figures.runs.items())
    return (
        f"Measured on {about['date']} with {about['processors']} processors, Python {about['python']}, {versions}.\n"
        f"Runs of a clean build by Shohyo: {runs}; a figure is their median."
    )


def _goals(figures: Figures) -> list[str]:
    ours = [tool for tool in ("before", "shohyo") if tool in figures.labels]
    rows = []
    for goal in GOALS:
        values = [goal.figure(figures, tool) for tool in ours]
        if any(value is not None for value in values):
            cells = ["" if value is None else f"{_three(value)}{goal.unit}" for value in values]
            rows.append([goal.text, *cells, f"{goal.most:g}{goal.unit}"])
    head = ["", *(figures.labels[tool] for tool in ours), "at most"]
    return ["### What Shohyo is held to", "Processor time, unless something else is said.", _table(head, rows)]


def _cases(figures: Figures, size: int) -> list[str]:
    """Return the table of all cases; in brackets Shohyo's share of each figure."""
    tools = figures.tools(size, "nothing")  # of the others only a clean build is measured
    rows, old = [], 0
    for case in CASES:
        cells = []
        for tool in tools:
            value = figures.value(size, tool, case)
            share = None if tool == "shohyo" else figures.ratio(size, "shohyo", case, tool)
            stale = int(figures.value(size, tool, case, "old") or 0)
            old = max(old, stale)
            cells.append(_limit(figures, size, tool, case) if value is None else f"{value:.1f}")
            cells[-1] += f" ({share:.2f})" if share is not None else ""
            cells[-1] += " †" if stale else ""
        if any(cells):
            rows.append([NAMES[case], *cells])
    parts = [
        f"### {_n(size)} reviews",
        "Seconds of a processor; in brackets Shohyo's share of them in the same run.",
        _table(["", *(figures.labels[tool] for tool in tools)], rows),
    ]
    if old:
        parts.append(f"† {old} pages that link to the one with the new title still show the old one.")
    return parts


def _clean(figures: Figures, size: int) -> list[str]:
    rows = []
    for tool in figures.tools(size):
        cpu, wall = (figures.value(size, tool, "clean", what) for what in ("cpu", "wall"))
        if cpu is None or wall is None:
            rows.append([figures.labels[tool], _limit(figures, size, tool, "clean"), "", "", "", ""])
            continue
        memory, files, size_ = (figures.value(size, tool, "clean", what) or 0 for what in ("memory", "files", "bytes"))
        rows.append([figures.labels[tool], f"{cpu:.1f}", f"{wall:.1f}", _n(memory / MB), _n(files), _n(size_ / MB)])
    head = ["Clean build", "Processor (s)", "Wall (s)", "Memory (MB)", "Files", "Size (MB)"]
    return [_table(head, rows)]


def _outputs(figures: Figures) -> list[str]:
    """Return the table of what each output adds to a build that has none."""
    base = f"{VARIANT}no output"
    for size in figures.sizes:
        value = figures.value(size, base, "clean")
        if value is not None:
            break
    else:
        return []
    rows = []
    for tool in figures.variants(size):
        share = figures.ratio(size, tool, "clean", base)
        files, weight = (
            (figures.value(size, tool, "clean", what) or 0) - (figures.value(size, base, "clean", what) or 0)
            for what in ("files", "bytes")
        )
        if share is not None and tool != base:
            rows.append([figures.labels[tool], f"{100 * (share - 1):+.1f} %", _n(files), f"{weight / MB:.1f}"])
    return [
        f"### What outputs cost, {_n(size)} reviews",
        f"What a clean build with one output takes beyond one without any ({value:.1f} s of a processor).",
        _table(["Output", "Processor", "Files", "Size (MB)"], rows),
    ]


def _limit(figures: Figures, size: int, tool: str, case: str) -> str:
    """Return what to write where a build was ended, and nothing where there was none."""
    longer = figures.value(size, tool, case, "longer")
    return f"more than {_n(longer)}" if longer else ""


def _growth(figures: Figures) -> list[str]:
    ours = [tool for tool in ("before", "shohyo") if tool in figures.labels]
    rows = []
    for tool in ours:
        for size in figures.sizes:
            clean, nothing = figures.per_page(size, tool), figures.value(size, tool, "nothing")
            memory = figures.value(size, tool, "clean", "memory")
            if clean is not None:
                cells = [_n(clean), "" if nothing is None else f"{nothing:.1f}", _n((memory or 0) / MB)]
                rows.append([figures.labels[tool], _n(size), *cells])
    head = ["", "Reviews", "Clean, each page (ms)", "Nothing changed (s)", "Memory (MB)"]
    picture = (
        f"```{{image}} {CURVE}\n:alt: Milliseconds of a processor for each page of a clean build, by the number of "
        "reviews; Shohyo's figures are in the table below, those of the others follow from the tables above.\n```"
    )
    return ["### Growth", "Processor time; memory is that of a clean build.", picture, _table(head, rows)]


def _command(figures: Figures) -> list[str]:
    rows = []
    for tool in ("before", "shohyo"):
        name = f"{tool}-command"
        for case, than, what in (
            ("check", "markdown-it", "`shohyo check`; markdown-it alone on the same pages"),
            ("start", "libraries", "its start, a check of one page; import of its libraries"),
        ):
            for size in figures.sizes:
                one, other = figures.value(size, name, case), figures.value(size, name, than)
                share = figures.ratio(size, name, case, name, than=than)
                if one is not None and other is not None and share is not None:
                    rows.append([figures.labels[tool], what, _n(size), f"{one:.2f}", f"{other:.2f}", f"{share:.2f}"])
    if not rows:
        return []
    head = ["", "", "Reviews", "Processor (s)", "Compared with (s)", "Ratio"]
    return ["### The command", _table(head, rows)]


def _n(number: float) -> str:
    return f"{number:,.0f}"


def _three(number: float) -> str:
    """Return about three digits of a number."""
    return _n(number) if number >= 100 else f"{number:.2f}"


def _table(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> str:
    words = 1 if len(head) < 2 or head[1] else 2
    lines = [head, ["---" if at < words else "---:" for at in range(len(head))], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
