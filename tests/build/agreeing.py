"""What ``shohyo check`` and a build say of one project, which must be the same."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from shohyo.checks.project import check_project
from shohyo.errors import printable
from shohyo.source.project import load_project
from shohyo.source.vocabulary import TABLE, fingerprint, load_table
from tests.build.building import run_sphinx

#: the machine has no D2, or it fails
ONLY_A_BUILD_KNOWS = ("[shohyo.diagram]",)
#: seconds that no input takes, on the slowest of machines
LONGEST = 120


def said(stderr: str) -> list[str]:
    """Return the findings in a log as the command prints them, in their order."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", stderr).splitlines()
    return [
        printable(line.replace(": WARNING: ", ": ", 1))
        for line in lines
        if re.search(r"\[shohyo\.\w+\]$", line) and not line.endswith(ONLY_A_BUILD_KNOWS)
    ]


def compare(root: Path, output: Path, builder: str = "dummy") -> tuple[list[str], str]:
    """Insist that command and build agree and come to an end; return the findings and the whole log."""
    done = run_sphinx(root, output, builder=builder, timeout=LONGEST)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    built = said(done.stderr)
    with within(LONGEST):
        report = check_project(root)
        checked = [item.line_in(report.language) for item in report.diagnostics]
        if checked != built:  # without the names that the build has left it finds no more, but may find less
            assert set(checked) <= set(built), [line for line in checked if line not in built]
            table = load_table(Path(f"{output}.doctrees", TABLE), fingerprint(root))
            report = check_project(root, project=replace(load_project(root), known=table))
            checked = [item.line_in(report.language) for item in report.diagnostics]
    assert built == checked, [line for line in (*built, *checked) if (line in built) != (line in checked)]
    return checked, done.stderr


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """End what waits for ever, such as for somebody to write into a pipe."""

    def give_up(_number: int, _frame: object) -> None:
        raise TimeoutError(f"it took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
