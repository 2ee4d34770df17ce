"""The benchmark of builds: its text, its edits, its order, and what it makes of figures."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.builds import report
from bench.builds.__main__ import KEPT, Bench
from bench.builds.curve import LINES, PAPER, draw_curve
from bench.builds.figures import Figures
from bench.builds.measure import MeasureError, TooLong, measure
from bench.builds.plan import Step, make_outputs_plan, make_plan, make_short_plan
from bench.builds.shelf import CHARACTERS, EDITS, Shelf, make_shelf
from bench.builds.site import STATE, Site, write
from bench.builds.tools import CASES, OUTPUTS, Files, Shohyo, Tool, make_tools, make_variants
from shohyo.checks.project import check_project

ROOT = Path(__file__).parents[2]
TOOLS = make_tools(before=ROOT)


# --- text and edits


def test_shelf_is_the_same_each_time() -> None:
    """Nothing of a shelf depends on the run, and its pages are as long as they are said to be."""
    shelf = make_shelf(40)
    assert shelf == make_shelf(40)
    assert (len(shelf.reviews), len(shelf.patterns), len(shelf.entries)) == (40, 10, 40)
    lengths = [sum(len(one.text) for _head, texts in page.sections for one in texts) for page in shelf.reviews]
    assert min(lengths) >= CHARACTERS
    assert max(lengths) < 1.2 * CHARACTERS


def test_shelf_is_a_project_without_findings(tmp_path: Path) -> None:
    """What Shohyo builds is what an author would publish; each pattern stands in one outline."""
    shelf = make_shelf(120)
    write(TOOLS["shohyo"].files(shelf), tmp_path)
    checked = check_project(tmp_path / "source")
    assert [str(item) for item in checked.diagnostics] == []
    assert checked.files > shelf.pages
    assert Counter(name for page in shelf.reviews for name in page.outline) == Counter(
        {page.name: 1 for page in shelf.patterns}
    )


@pytest.mark.parametrize("key", TOOLS)
def test_an_edit_changes_one_file(key: str) -> None:
    """What is measured after an edit is the work of that file; what shows that a build took notice is new."""
    tool, shelf = TOOLS[key], make_shelf(40)
    files = tool.files(shelf)
    for case in tool.cases:
        if case in EDITS:
            edit = EDITS[case](shelf)
            edited = tool.files(edit.shelf)
            assert edited.keys() == files.keys()
            (changed,) = [path for path, text in edited.items() if text != files[path]]
            assert edit.words in edited[changed]
            assert edit.page in changed or case == "entry"
            shelf, files = edit.shelf, edited


def test_tools_get_the_same_text() -> None:
    """Each sentence, each heading and each title of the shelf is in the sources of every tool."""
    shelf = make_shelf(20)
    for tool in TOOLS.values():
        text = "\n".join(tool.files(shelf).values())
        for page in (*shelf.reviews, *shelf.patterns):
            assert page.title in text
            assert page.summary in text
            for heading, paragraphs in page.sections:
                assert f"## {heading}" in text
                assert all(paragraph.text in text for paragraph in paragraphs)
            assert all(relation.why in text for relation in page.relations)


# --- order


def test_plan_takes_tools_in_turn() -> None:
    """In each run the cases of a site come in their order, and those of one case stand together."""
    steps = make_plan(TOOLS, (300, 1000), (100, 3000), 3)
    assert len(steps) == len({step.name for step in steps})
    sites: dict[tuple[int, str, int], list[str]] = {}
    for step in steps:
        sites.setdefault((step.size, step.tool, step.run), []).append(step.case)
    for (size, key, _run), cases in sites.items():
        if key in TOOLS and size in (300, 1000):
            assert cases == list(TOOLS[key].cases)
    turns = [step for step in steps if step.size == 300 and step.run == 1]
    groups = [case for number, case in enumerate(step.case for step in turns) if turns[number - 1].case != case]
    assert groups == list(CASES)
    assert {step.run for step in steps if step.size >= 1000 and step.tool in TOOLS} == {1}
    assert {step.tool for step in steps if step.size == 3000} == {"shohyo", "before"}
    # two processes are compared where one is small
    assert {step.size for step in steps if step.tool == "shohyo-jobs"} == {300}


def test_short_plan_is_part_of_the_full_one() -> None:
    """What the short form has measured the full one need not measure again."""
    assert set(make_short_plan()) < set(make_plan(make_tools()))
    assert len(make_short_plan()) == 9


def test_each_output_is_measured_alone() -> None:
    """A variant has what its output needs, and no other; one has none, and one all that others make, too."""
    variants = make_variants()
    on = {
        key: {name for name, value in tool.settings.items() if value}
        for key, tool in variants.items()
        if isinstance(tool, Shohyo)
    }
    assert on.pop("with-no output") == on.pop("with-all but cards") == set()
    assert on == {f"with-{name}": set(names) for name, names in OUTPUTS.items()}
    steps = make_outputs_plan(variants, 300, 2)
    turn = [step.tool for step in steps[: len(variants)]]
    assert [step.tool for step in steps] == turn * 2
    assert sorted(turn) == sorted(variants)
    assert turn[turn.index("with-no output") + 1] == "with-all but cards"
    assert turn[-1] == "with-cards"
    assert {(step.size, step.case) for step in steps} == {(300, "clean")}


def test_outputs_are_all_that_a_setting_can_leave_out() -> None:
    """What is added to a build some day is measured, too."""
    texts = [(ROOT / "shohyo" / name / "__init__.py").read_text("utf-8") for name in ("exports", "sharing", "output")]
    settings = set(re.findall(r'"(shohyo_\w+)", True', "\n".join(texts)))
    assert settings == {name for names in OUTPUTS.values() for name in names}


# --- measuring

RUN: dict[str, str] = dict(os.environ)


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_children_count(tmp_path: Path) -> None:
    """Time and memory of a process that another one started and waited for are part of its figures."""
    inner = "x = bytearray(200_000_000)\\nfor n in range(3_000_000): pass"
    cost = measure(
        python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{inner}'])"), tmp_path, RUN, 60
    )
    assert cost.memory > 200_000_000
    assert cost.cpu > 0
    assert cost.wall > 0


def test_what_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(MeasureError, match="status 3\nno such theme"):
        measure(python("print('no such theme', flush=True); raise SystemExit(3)"), tmp_path, RUN, 60)


def test_what_takes_too_long_ends_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command is ended, and so is what it has started."""
    pid = tmp_path / "pid"

    class Timer(threading.Thread):
        """Time is up when the command has started another one, however long that takes."""

        def __init__(self, _seconds: float, function: Callable[[], None]) -> None:
            super().__init__()
            self.function = function

        def run(self) -> None:
            while not (pid.exists() and pid.read_text().strip()):
                time.sleep(0.01)
            self.function()

        def cancel(self) -> None:
            self.join()

    monkeypatch.setattr(threading, "Timer", Timer)
    with pytest.raises(TooLong, match="more than 2 s"):
        measure(["sh", "-c", "sleep 600 & echo $! > pid; wait"], tmp_path, RUN, 2)
    status = Path(f"/proc/{pid.read_text().strip()}/status")
    while status.exists() and "zombie" not in status.read_text():
        time.sleep(0.01)  # the signal is on its way; without it the test would not end


@dataclass
class Copier(Tool):
    """A tool that writes one page, and notes how often it was started."""

    key: str = "shohyo"
    label: str = "Copier"
    cases: tuple[str, ...] = CASES
    broken: set[str] = field(default_factory=set)

    def files(self, shelf: Shelf) -> Files:
        return TOOLS["zensical"].files(shelf)

    def command(self, folder: Path, is_clean: bool) -> list[str]:
        return python(
            "import pathlib\n"
            "target = pathlib.Path('output'); target.mkdir(exist_ok=True)\n"
            "text = '\\n'.join(p.read_text('utf-8') for p in sorted(pathlib.Path('source').rglob('*.md')))\n"
            "(target / 'all.html').write_text(text, 'utf-8')\n"
            f"print('{'clean' if is_clean else 'again'}', file=open('../log', 'a'))\n"
            f"raise SystemExit({int('any' in self.broken)})"
        )

    def page(self, name: str) -> str:
        return "all.html"


def log(folder: Path) -> list[str]:
    return (folder / "log").read_text().split()


def test_site_goes_on_where_it_was(tmp_path: Path) -> None:
    """Edits pile up in one folder; a build that was interrupted is made again from nothing, unmeasured."""
    tool, shelf = Copier(), make_shelf(40)

    def site() -> Site:
        return Site(tool, shelf, tmp_path / "site", 60)

    assert site().build("clean")["files"] == 1
    assert site().build("nothing").get("old") is None
    assert site().build("body")["old"] == 0
    assert site().build("title")["old"] == 0
    assert log(tmp_path) == ["clean", "again", "again", "again"]
    (tmp_path / "site" / STATE).unlink()
    assert site().build("tag")["old"] == 0
    assert log(tmp_path)[4:] == ["clean", "again"]
    assert "This sentence is new." in (tmp_path / "site/output/all.html").read_text("utf-8")
    site().build("clean")
    assert "This sentence is new." not in (tmp_path / "site/output/all.html").read_text("utf-8")


def test_run_goes_on_and_says_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was measured is not measured again; a tool that fails is passed over, and tried the next time."""
    tool = Copier()
    steps = [Step(20, "shohyo", case) for case in ("clean", "nothing", "body")]
    Bench({"shohyo": tool}, tmp_path, 60).run(steps[:2])
    tool.broken.add("any")
    failing = Bench({"shohyo": tool}, tmp_path, 60)
    failing.run(steps)
    assert len(failing.failures) == 1
    assert "status 1" in failing.failures[0]
    tool.broken.clear()
    last = Bench({"shohyo": tool}, tmp_path, 60)
    last.run(steps)
    assert [step["case"] for step in last.results()["steps"]] == ["body", "clean", "nothing"]
    assert capsys.readouterr().err.count("reviews, clean") == 1


# --- figures


def results(*steps: tuple[int, str, str, int, float]) -> dict[str, Any]:
    return {
        "date": "2026-01-02", "python": "3.11.0", "processors": 2, "versions": {"Sphinx": "9.0"},
        "labels": {tool.key: tool.label for tool in (make_tools() | make_variants()).values()},
        "steps": [
            {"size": size, "tool": tool, "case": case, "run": run, "cpu": cpu, "wall": cpu, "memory": 5e8,
             "files": 1200, "bytes": 3e6}
            for size, tool, case, run, cpu in steps
        ],
    }  # fmt: skip


SEVERAL = (
    (300, "shohyo", "clean", 1, 10.0), (300, "zensical", "clean", 1, 10.0),
    (300, "shohyo", "clean", 2, 30.0), (300, "zensical", "clean", 2, 20.0),
    (300, "shohyo", "clean", 3, 20.0),
    (300, "shohyo", "nothing", 1, 1.0), (300, "zensical", "nothing", 1, 2.0),
    (3000, "shohyo", "clean", 1, 220.0),
)  # fmt: skip


def test_ratios_are_those_of_one_run() -> None:
    """A run that only one of two has counts for the median, and for no ratio."""
    figures = Figures(results(*SEVERAL))
    assert figures.value(300, "shohyo", "clean") == 20
    assert figures.ratio(300, "shohyo", "clean", "zensical") == 1.25
    assert figures.ratio(300, "shohyo", "body", "zensical") is None
    text = report.render(figures)
    assert "| clean | 20.0 | 15.0 (1.25) |" in text
    assert "| clean, for each page, 3,000 reviews against 300 | 1.10 | 1.1 |" in text
    assert "| memory of a process, 3,000 reviews | 500 MB | 600 MB |" in text


def test_what_is_not_known_is_left_out() -> None:
    """A command that was ended shows its limit; stale pages are marked and counted."""
    known = results(*SEVERAL, (300, "shohyo", "title", 1, 1.0))
    known["steps"] += [
        {"size": 300, "tool": "stock", "case": "clean", "run": 1, "longer": 3600},
        {"size": 300, "tool": "stock-collapsed", "case": "clean", "run": 1, "cpu": 40.0, "wall": 41.0},
        {"size": 300, "tool": "stock-collapsed", "case": "nothing", "run": 1, "cpu": 4.0, "wall": 4.0},
        {"size": 300, "tool": "stock-collapsed", "case": "title", "run": 1, "cpu": 4.0, "wall": 4.0, "old": 12},
    ]
    text = report.render(Figures(known))
    assert "| stock Sphinx | more than 3,600 |  |  |  |  |" in text
    assert "| one title | 1.0 | 4.0 (0.25) † |  |" in text
    assert "† 12 pages that link" in text


def test_outputs_are_compared_with_a_build_without_any() -> None:
    """Each is a share of what was measured in the same run; none of them is a tool among the others."""
    text = report.render(Figures(results(
        *SEVERAL,
        (300, "with-no output", "clean", 1, 10.0), (300, "with-feeds", "clean", 1, 10.5),
        (300, "with-no output", "clean", 2, 20.0), (300, "with-feeds", "clean", 2, 22.0),
        (300, "with-no output", "clean", 3, 10.0), (300, "with-feeds", "clean", 3, 9.9),
    )))  # fmt: skip
    assert "without any (10.0 s of a processor)" in text
    assert "| feeds | +5.0 % | 0 | 0.0 |" in text
    assert text.count("no output") == 0
    assert "| sitemap |" not in text


def test_document_is_what_the_results_say(tmp_path: Path) -> None:
    """Tables and picture in docs/ are those of the results that are kept; nobody has edited one of the two."""
    (tmp_path / "images").mkdir()
    (tmp_path / "performance.md").write_text((ROOT / "docs/performance.md").read_text("utf-8"), "utf-8")
    report.write_report(Figures(json.loads(KEPT.read_text("utf-8"))), tmp_path)
    for name in ("performance.md", report.CURVE):
        assert (tmp_path / name).read_text("utf-8") == (ROOT / "docs" / name).read_text("utf-8")


def test_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("# Speed\n", "utf-8")
    with pytest.raises(ValueError, match="are missing"):
        report.write_report(Figures(results(*SEVERAL)), tmp_path)
    assert document.read_text("utf-8") == "# Speed\n"


def test_curve_has_names_and_words() -> None:
    """The picture tells its figures as text, has a name at each line, and no two names cover each other."""
    steps = [(size, tool, "clean", 1, cpu) for size, cpu in ((300, 30.0), (1000, 110.0)) for tool in LINES]
    known = results(*steps)
    known["labels"]["before"] = "Shohyo before"
    svg = draw_curve(Figures(known))
    assert svg == draw_curve(Figures(known))
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert "Shohyo: 80 ms at 300, 88 ms at 1,000" in (root.findtext(f"{space}desc") or "")
    names = {element.text: element for element in root.iter(f"{space}text")}
    heights = [float(names[known["labels"][tool]].get("y", "")) for tool in LINES]
    assert all(abs(one - other) >= 20 for one, other in combinations(heights, 2))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("tool", LINES)
def test_colours_have_contrast(tool: str) -> None:
    """Names are read in their line's colour, on light and on dark paper."""
    for colour, paper in zip(LINES[tool][:2], PAPER, strict=True):
        one, other = sorted((luminance(colour), luminance(paper)))
        assert (other + 0.05) / (one + 0.05) >= 4.5
