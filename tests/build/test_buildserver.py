"""The build server does as a process of its own does, and keeps nothing of a build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.build.building import REPOSITORY, digest, run_sphinx
from tests.buildserver import server

#: makes ``run_sphinx`` start a process
PROCESS = {"PYTHONHASHSEED": "0"}
#: what a configuration sees of its surroundings, written beside the sources
LOOK = """
import json, os, pathlib, sys, threading, warnings
environment = {key: value for key, value in os.environ.items() if key != "PYTHONHASHSEED"}
seen = [os.getcwd(), environment, sys.path, sys.argv, sys.flags[:11], threading.active_count(),
        sys.stdout.encoding, sys.stderr.encoding, sys.stdout.isatty(), sys.stdin.read(), str(sys.modules["__main__"])]
pathlib.Path("seen.json").write_text(json.dumps([seen, list(map(str, warnings.filters))], default=str))
"""


def project(folder: Path, conf: str) -> Path:
    folder.mkdir()
    (folder / "conf.py").write_text(conf, "utf-8")
    (folder / "index.rst").write_text("Title\n=====\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("jobs", "text"),
    [("1", ""), ("2", "{pattern}`nonexist` と <script>alert(1)</script>\n")],
    ids=["clean", "warnings"],
)
def test_server_and_process_do_the_same(rootdir: Path, tmp_path: Path, jobs: str, text: str) -> None:
    """The same bytes, messages and status, without a warning and with two, the latter of several jobs."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    with (site / "patterns/beta.md").open("a", encoding="utf-8") as page:
        page.write("\n" + text)
    for number in range(12 if jobs == "2" else 0):  # Sphinx reads in parallel only when there is enough to share
        page = f"---\ntitle: 追加{number}\nintent: 形{number}。\nsources: [doe2019]\n---\n"
        (site / f"patterns/extra-{number}.md").write_text(page, "utf-8")
    arguments = ("-W", "--keep-going", "-j", jobs, "-D", "suppress_warnings=shohyo.unlisted")
    forked = run_sphinx(site, tmp_path / "forked", *arguments)
    started = run_sphinx(site, tmp_path / "started", *arguments, **PROCESS)
    assert (forked.returncode, forked.stdout, forked.stderr) == (started.returncode, started.stdout, started.stderr)
    assert (started.returncode, started.stderr.count("WARNING")) == ((1, 2) if text else (0, 0))
    assert digest(tmp_path / "forked") == digest(tmp_path / "started")


def test_surroundings_are_those_of_a_process(tmp_path: Path) -> None:
    """A configuration finds folder, variables, paths, arguments, filters and streams as ever."""
    site = project(tmp_path / "site", LOOK)
    seen = []
    for environment in ({}, PROCESS):
        done = run_sphinx(site, tmp_path / "output", **environment)
        assert (done.returncode, done.stderr) == (0, "")
        seen.append(json.loads((site / "seen.json").read_text()))
    (forked, filters), (started, wanted) = seen
    assert forked == started
    assert [text for text in filters if text in wanted] == wanted  # modules add theirs, and the server has more of them


@pytest.mark.parametrize(
    "conf", ["import sys\nsys.exit(3)\n", "import os\nos._exit(4)\n", "import os\nos.kill(os.getpid(), 9)\n"]
)
def test_ends_are_those_of_a_process(tmp_path: Path, conf: str) -> None:
    """However a build ends, its status and its last words are the same, and the next build is served."""
    site = project(tmp_path / "site", conf)
    forked, started = (run_sphinx(site, tmp_path / "output", **environment) for environment in ({}, PROCESS))
    assert forked.returncode == started.returncode != 0
    report = re.compile(r"\S+/sphinx-err-\w+\.log")  # has a new name each time
    assert report.sub("", forked.stderr) == report.sub("", started.stderr)
    (site / "conf.py").write_text("", "utf-8")
    assert run_sphinx(site, tmp_path / "output").returncode == 0


def test_nothing_is_kept(tmp_path: Path) -> None:
    """What one build does to its process is not there in the next one."""
    conf = "import os, shohyo\nassert not hasattr(shohyo, 'spoilt')\nassert 'SPOILT' not in os.environ\n"
    spoiling = project(tmp_path / "spoiling", "import os, shohyo\nshohyo.spoilt = os.environ['SPOILT'] = '1'\n")
    assert run_sphinx(spoiling, tmp_path / "output").returncode == 0
    looking = project(tmp_path / "looking", conf)
    assert run_sphinx(looking, tmp_path / "output").returncode == 0


def test_builds_that_take_too_long_are_killed(tmp_path: Path) -> None:
    """So is what they started; the next build is served."""
    site = project(
        tmp_path / "site",
        "import pathlib, subprocess, time\nchild = subprocess.Popen(['sleep', '60'])\n"
        "pathlib.Path('child').write_text(str(child.pid))\ntime.sleep(60)\n",
    )
    with pytest.raises(subprocess.TimeoutExpired):
        server().run([str(site), str(tmp_path / "output")], cwd=site, env=os.environ, timeout=2)
    child = Path("/proc", (site / "child").read_text())
    deadline = time.monotonic() + 10
    while child.exists() and " (sleep) Z" not in (child / "stat").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.exists() or " (sleep) Z" in (child / "stat").read_text()
    (site / "conf.py").write_text("", "utf-8")
    assert run_sphinx(site, tmp_path / "output").returncode == 0
    assert server().run(["--version"], cwd=REPOSITORY, env=os.environ, timeout=60).returncode == 0
