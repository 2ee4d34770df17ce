"""What bad input costs: twice as much of it against once, and against the same pages without the mistake.

``python -m bench.cost [kind …]`` prints seconds of processor time of ``shohyo check`` and of a build, and their ratios;
the processor time of the start is taken off.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
CONF = 'extensions = ["shohyo"]\nbibtex_bibfiles = ["references.bib"]\n'
#: seconds for one command
LONGEST = 300

Files = dict[str, str]


def tags(count: int, bad: bool) -> Files:
    """Elements that are not closed in one paragraph, or words in bold."""
    return {"page.md": "# T\n\n" + " ".join(["<b>x" if bad else "**x**"] * count) + "\n"}


def names(count: int, bad: bool) -> Files:
    """Ids with a slip, in 400 pages."""
    pages, wrong = 400, "x" if bad else ""
    return {
        f"patterns/page-number-{page}.md": f"---\ntitle: T{page}\nsources: [{{source: s}}]\n---\n\n"
        + "".join(
            f"{{pattern}}`page-number-{(page * 7 + number) % pages}{wrong}`\n\n" for number in range(count // pages)
        )
        for page in range(pages)
    }


def roles(count: int, bad: bool) -> Files:
    """Roles with a slip."""
    name = "emphasiss" if bad else "emphasis"
    return {"page.md": "# T\n\n" + "".join(f"{{{name}}}`x{number}`\n\n" for number in range(count))}


def circle(count: int, bad: bool) -> Files:
    """Pages each of which lists the next, and the last the first."""
    files = {"index.md": "# I\n\n```{toctree}\np0\n```\n"}
    for number in range(count):
        entry = f"\n```{{toctree}}\np{(number + 1) % count}\n```\n" if bad or number < count - 1 else ""
        files[f"p{number}.md"] = f"# P{number}\n{entry}"
    return files


def words(count: int, bad: bool) -> Files:
    """Tags of one page, each of its own, shown by the list of tags; without the mistake the page has ten."""
    listed = ", ".join(f"tag{number}" for number in range(count if bad else 10))
    return {"page.md": f"---\ntitle: T\ntags: [{listed}]\n---\n\nx\n", "tags.md": "# Tags\n\n```{tags}\n```\n"}


def text(size: int, bad: bool) -> Files:
    """A page of many bytes; the mistake is an element without an end."""
    line = "Lorem ipsum dolor sit amet, *consetetur* sadipscing elitr.\n\n"
    return {"page.md": f"# T\n\n{'<div>' if bad else ''}\n\n" + line * (size // len(line))}


KINDS: dict[str, tuple[Callable[[int, bool], Files], int]] = {
    "tags": (tags, 5000), "names": (names, 1000 * 2), "roles": (roles, 1000), "circle": (circle, 125),
    "words": (words, 2500), "text": (text, 500_000),
}  # fmt: skip


def seconds(arguments: list[str], folder: Path) -> float:
    """Return the processor time of a command, or infinity where it takes too long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", *arguments]
    try:
        subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return float("inf")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(files: Files) -> tuple[float, float]:
    """Return the time of a check and of a build of a project."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        for path, content in {"conf.py": CONF, "references.bib": "", "index.md": "# Index\n", **files}.items():
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, "utf-8")
        build = ["sphinx", "-q", "-b", "html", "-d", f"{folder}/doctrees", str(site), f"{folder}/html"]
        return seconds(["shohyo", "check", str(site)], site), seconds(build, site)


def main(chosen: list[str]) -> None:
    start = measure({})
    table = [f"{'kind':8}{'size':>8}  {'':7}{'bad':>7}{'twice':>7}{'good':>7}{'growth':>8}{'cost':>7}"]
    for kind in chosen or KINDS:
        make, size = KINDS[kind]
        once, twice, good = (measure(make(*case)) for case in ((size, True), (2 * size, True), (2 * size, False)))
        for index, what in enumerate(("check", "build")):
            bad, more, without = (max(times[index] - start[index], 0.05) for times in (once, twice, good))
            # the start belongs to both, so that a few milliseconds more are not ten times as much
            cost = twice[index] / good[index]
            row = f"{kind:8}{size:>8}  {what:7}{bad:7.1f}{more:7.1f}{without:7.1f}{more / bad:8.1f}{cost:7.1f}"
            table.append(row)
    sys.stdout.write("\n".join([*table, ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
