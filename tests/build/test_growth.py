"""What a page costs in a clean build does not grow with the number of pages: in calls, which no machine changes.

Every call counts, of Python's functions and of C's, and every step of a generator: so a loop through all pages shows
that runs for each of them, wherever it stands.  To a phase of the build belongs a row of ``BUDGETS``; what is to be
called seldom, or calls nothing itself, has a row of ``SELDOM``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.build.building import once
from tests.buildserver import REPOSITORY

FEW, MANY = 60, 200  # multiples of 20, so that each pattern stands in an outline


class Budget(NamedTuple):
    """What a phase may cost."""

    calls: int  #: for each page, at the most
    growth: float  #: of the calls for each page, from few pages to many, at the most; what is done once lets it sink


#: phase, which begins with the event → what it may cost
BUDGETS = {
    "env-before-read-docs": Budget(15_000, 0.995),
    "env-updated": Budget(2_700, 0.99),
}
#: function → how often it may be called for each page, in these phases together
SELDOM = {
    "docutils.frontend:OptionParser.__init__": 0.2,
    "docutils.frontend:OptionParser.populate_from_components": 0.2,
    "myst_parser.config.main:merge_file_level": 0.1,
    "myst_parser.config.main:read_topmatter": 0.1,
    "myst_parser.parsers.mdit:create_md_parser": 0.1,
    "shohyo.cite.bibtex:CiteDomain.clear_doc": 0.01,
    "sphinx.environment.collectors.toctree:TocTreeCollector.clear_doc": 0.01,
    "sphinx.domains.std:StandardDomain.clear_doc": 0.01,
}
#: events with which one phase ends and the next begins; what has no budget is not counted
EVENTS = ("env-before-read-docs", "env-updated", "write-started", "build-finished")

#: builds a project and prints phase → function → number of calls
DRIVER = """
import json, sys
from collections import Counter
from sphinx.application import Sphinx

source, output, budgets, *events = sys.argv[1:]
app = Sphinx(source, source, output, output + ".doctrees", "html", status=None)
phases = {}
modules = {}

def begin(phase):
    if phase not in budgets.split():
        sys.setprofile(None)
        return
    counts = phases.setdefault(phase, Counter())

    def count(frame, event, argument):
        if event == "call":
            code = frame.f_code
            counts[code] += 1
            if code not in modules:
                modules[code] = frame.f_globals.get("__name__", "")
        elif event == "c_call":
            counts[argument.__qualname__] += 1

    sys.setprofile(count)

for event in events:
    app.connect(event, lambda *_, event=event: begin(event), priority=-10_000)
app.build()
found = {}
for phase, counts in phases.items():
    names = found.setdefault(phase, Counter())
    for code, number in counts.items():
        names[code if isinstance(code, str) else f"{modules[code]}:{code.co_qualname}"] += number
print(json.dumps(found))
sys.exit(app.statuscode)
"""


def write_shelf(folder: Path, reviews: int) -> int:
    """Write small pages that have a bit of everything; return how many there are."""
    patterns = reviews // 4
    pages = {
        "index": "# Top\n\n```{toctree}\n:glob:\n\nreviews/*\npatterns/*\n```\n\n```{tags}\n```\n\n```{bibliography}\n```\n"
    }
    for number in range(reviews):
        front = f"title: 書評 {number}\ntags: [tag{number % 10}]\nbook: work{number}\nauthor: 評者\ndate: 2020-01-{number % 28 + 1:02d}\n"
        if number < patterns // 5:
            listed = ", ".join(f"pattern-{number * 5 + place}" for place in range(5))
            front += f"outline:\n- chapters:\n  - {{number: 1, title: 章, patterns: [{listed}]}}\n"
        text = f"本文。{{cite:p}}`work{number}`、{{pattern}}`pattern-{number % patterns}`。\n\n## 節\n\n本文。\n"
        pages[f"reviews/review-{number}"] = f"---\n{front}---\n\n{text}"
    for number in range(patterns):
        front = f"kind: pattern\ntitle: 型 {number}\ntags: [tag{number % 10}]\nsources: [work{number}]\n"
        if number:
            front += f"relations:\n- {{type: refines, target: pattern-{number - 1}, why: 例, basis: ours}}\n"
        pages[f"patterns/pattern-{number}"] = f"---\n{front}---\n\n本文。\n\n## 節\n\n本文。\n"
    (folder / "conf.py").write_text('extensions = ["shohyo"]\nlanguage = "ja"\nhtml_theme = "shohyo"\n', "utf-8")
    entries = (
        f"@book{{work{number}, title = {{本 {number}}}, author = {{山田, 花子}}, publisher = {{社}}, year = {{2000}}}}\n"
        for number in range(reviews)
    )
    (folder / "references.bib").write_text("".join(entries), "utf-8")
    for name, text in pages.items():
        (folder / f"{name}.md").parent.mkdir(exist_ok=True)
        (folder / f"{name}.md").write_text(text, "utf-8")
    return len(pages)


Calls = dict[str, dict[str, float]]


@pytest.fixture(scope="session")
def costs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Calls, Calls]:
    """Return phase → function → calls for each page, of few pages and of many."""

    def measure(folder: Path) -> None:
        for reviews in (FEW, MANY):
            source = folder / str(reviews)
            source.mkdir()
            pages = write_shelf(source, reviews)
            output = folder / f"{reviews}.html"
            command = [sys.executable, "-c", DRIVER, str(source), str(output), " ".join(BUDGETS), *EVENTS]
            environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
            done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)
            assert (done.returncode, done.stderr) == (0, "")
            found: dict[str, dict[str, int]] = json.loads(done.stdout)
            of_page = {
                phase: {name: number / pages for name, number in counts.items()} for phase, counts in found.items()
            }
            (folder / f"{reviews}.json").write_text(json.dumps(of_page), "utf-8")

    folder = once(tmp_path_factory, "growth", measure)
    few, many = (json.loads((folder / f"{reviews}.json").read_text("utf-8")) for reviews in (FEW, MANY))
    return few, many


@pytest.mark.parametrize("phase", BUDGETS)
def test_a_page_costs_no_more_among_many(costs: tuple[Calls, Calls], phase: str) -> None:
    """The message names what has grown most, and what costs most."""
    few, many = (side[phase] for side in costs)
    before, after = sum(few.values()), sum(many.values())
    grown = {name: calls - few.get(name, 0) for name, calls in many.items()}
    about = f"{before:.0f} calls a page, then {after:.0f}; grown: {_first(grown)}; most: {_first(many)}"
    assert after <= before * BUDGETS[phase].growth, about
    assert after <= BUDGETS[phase].calls, about


@pytest.mark.parametrize("name", SELDOM)
def test_what_is_made_once_is_not_made_for_each_page(costs: tuple[Calls, Calls], name: str) -> None:
    """What all pages have in common is worked out a few times, and what would look through all pages is not called."""
    assert sum(counts.get(name, 0) for counts in costs[1].values()) <= SELDOM[name]


def _first(counts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {counts[name]:.1f}" for name in sorted(counts, key=counts.__getitem__)[:-13:-1])
