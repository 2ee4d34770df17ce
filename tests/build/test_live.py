"""``shohyo live`` with real builds: what they read is watched, and nothing of one is left in the next."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.build.building import build, digest
from tests.buildserver import REPOSITORY
from tests.living import Living, living

CONF = """
import pathlib, sys
sys.path.insert(0, "_ext")
extensions = ["shohyo", "counting"]
project = "Shelf"
version = pathlib.Path("version.txt").read_text("utf-8")
exclude_patterns = ["_build", "parts"]
templates_path = ["_templates"]
html_static_path = ["_static"]
"""
#: an extension of the project: what it keeps would be kept by a process that builds again
COUNTING = """
builds = []
def setup(app):
    builds.append(app)
    assert len(builds) == 1
    app.connect("build-finished", lambda app, _: print("WORD", flush=True))
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A project that reads what a project may read."""
    source = tmp_path.resolve() / "shelf"
    for name, text in {
        "conf.py": CONF,
        "version.txt": "1.0",
        "_ext/counting.py": COUNTING,
        "_templates/note.html": "",
        "_static/own.css": "p {}",
        "index.md": "# Shelf\n\n```{include} parts/part.txt\n```\n\n```{toctree}\n:glob:\n\n*\n```\n",
        "parts/part.txt": "One part.\n",
        "page.md": "# Page\n\nText.\n",
    }.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return source


def get(live: Living, name: str) -> str:
    with urllib.request.urlopen(live.address + name) as response:
        return response.read().decode()


def test_what_is_read_is_watched(shelf: Path) -> None:
    """Pages, included files, configuration and what it reads, modules, templates, static and new files; no logs."""
    with living(shelf, shelf / "_build") as live:

        def save(name: str, text: str) -> list[str]:
            (shelf / name).write_text(text, "utf-8")
            return live.until(f"{name}: built in")

        save("page.md", "# Page\n\nOther text.\n")
        assert "Other text." in get(live, "page.html")
        save("parts/part.txt", "Another part.\n")
        assert "Another part." in get(live, "")
        save("conf.py", CONF.replace("Shelf", "Rack"))
        assert "Rack" in get(live, "page.html")
        save("version.txt", "2.0")
        save("_ext/counting.py", COUNTING.replace("WORD", "OTHER"))
        assert "OTHER" in save("page.md", "# Page\n\nText.\n")
        save("_static/own.css", "a {}")
        assert get(live, "_static/own.css") == "a {}"
        save("new.md", "# New\n")
        assert ">New</a>" in get(live, "")
        (shelf / "new.md").unlink()
        live.until("new.md: built in")
        assert ">New</a>" not in get(live, "")
        for name in ("debug.log", "page.md~", ".page.md.swp", "parts/unread.txt"):
            (shelf / name).write_text("noise", "utf-8")
        assert live.is_silent(2)
        assert live.interrupt() == 0


@pytest.mark.long
def test_builds_are_those_of_sphinx(shelf: Path, tmp_path: Path) -> None:
    """After some edits the output is what a clean build writes."""
    output, options = tmp_path / "live", ["-d", str(tmp_path / "doctrees")]
    with living(shelf, output, *options) as live:
        for name, text in {
            "page.md": "# Title\n\nText.\n",
            "parts/part.txt": "Part.\n",
            "_static/own.css": "a {}",
        }.items():
            (shelf / name).write_text(text, "utf-8")
            live.until(f"{name}: built in")
    assert digest(output) == digest(build(shelf, tmp_path / "clean"))


def test_failures_keep_what_was_built(shelf: Path) -> None:
    """What goes wrong is said when it is saved and not before, and once; the next save mends it."""
    with living(shelf, shelf / "_build") as live:
        (shelf / "conf.py").write_text(CONF + "1 / 0\n", "utf-8")
        said = live.until("conf.py: the build failed")
        assert any("ZeroDivisionError" in line for line in said)
        assert "Text." in get(live, "page.html")
        assert live.is_silent(2)
        (shelf / "conf.py").write_text(CONF, "utf-8")
        live.until("conf.py: built in")
        (shelf / "_ext/counting.py").write_text("import os\nos._exit(3)\n", "utf-8")
        live.until("counting.py: the build failed")
        (shelf / "_ext/counting.py").write_text(COUNTING, "utf-8")
        live.until("counting.py: built in")


def test_findings_are_failures_with_the_option(shelf: Path) -> None:
    """With -W a page that has a finding is not shown, and the one before is; without it, it is."""
    broken = "# Page\n\nBroken. {pattern}`missing`\n"
    for options, is_shown in (((), True), (("-W",), False)):
        (shelf / "page.md").write_text("# Page\n\nText.\n", "utf-8")
        with living(shelf, shelf / "_build", *options) as live:
            (shelf / "page.md").write_text(broken, "utf-8")
            said = live.until("page.md: ")
            assert any(line.startswith(f"{shelf}/page.md:3") or "page.md:3:" in line for line in said), said
            assert ("built in" in said[-1]) is is_shown
            assert ("Broken." in get(live, "page.html")) is is_shown
            (shelf / "page.md").write_text("# Page\n\nMended.\n", "utf-8")
            said = live.until("page.md: built in")
            assert not any("page.md:3:" in line for line in said)
            assert "Mended." in get(live, "page.html")


@pytest.mark.long
def test_builds_by_others_are_noticed(shelf: Path, tmp_path: Path) -> None:
    """What was read ahead of a build is not used when another build has written meanwhile, which none has to wait for."""
    with living(shelf, tmp_path / "html", "-d", str(tmp_path / "html.doctrees")) as live:
        (shelf / "page.md").write_text("# Page\n\nOther text.\n", "utf-8")
        live.until("page.md: built in")
        output = build(shelf, tmp_path / "html")
        (shelf / "index.md").write_text("# Racks\n\n```{toctree}\npage\n```\n", "utf-8")
        live.until("index.md: built in")
    assert digest(output) == digest(build(shelf, tmp_path / "clean"))


@pytest.mark.long
def test_changes_of_what_is_preloaded_begin_anew(tmp_path: Path) -> None:
    """A process that has imported a module of Shohyo that is changed is replaced."""
    clone, source = tmp_path / "clone", tmp_path / "source"
    shutil.copytree(REPOSITORY / "shohyo", clone / "shohyo", ignore=shutil.ignore_patterns("__pycache__"))
    source.mkdir()
    (source / "conf.py").write_text("extensions = ['shohyo']\n", "utf-8")
    (source / "index.md").write_text("# Title\n\n```{counts}\n```\n", "utf-8")
    module = clone / "shohyo/errors.py"
    with living(source, tmp_path / "output", package=clone) as live:
        with module.open("a", encoding="utf-8") as stream:
            stream.write("\nprint('CHANGED', flush=True)\n")
        assert "CHANGED" in live.until("errors.py: built in")


def test_a_process_for_each_build_does_the_same(shelf: Path, tmp_path: Path) -> None:
    """Where there is no fork, a build reports the same files, and its failure."""
    report = tmp_path / "report.json"

    def single(output: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "shohyo.live.single",
            str(report),
            "-q",
            "-n",
            str(shelf),
            str(tmp_path / output),
        ]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        return subprocess.run(command, cwd=shelf, env=environment, capture_output=True, text=True, check=False)

    done = single("output")
    assert (done.returncode, done.stderr) == (0, "")
    site = json.loads(report.read_text("ascii"))["site"]
    assert {str(shelf / name) for name in ("index.md", "page.md", "parts/part.txt")} <= {*site["pages"]}
    assert {str(shelf / name) for name in ("conf.py", "version.txt", "_ext/counting.py")} <= {*site["settings"]}
    (shelf / "conf.py").write_text("1 / 0\n", "utf-8")
    done = single("output")
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr
