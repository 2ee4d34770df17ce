"""Helpers of the build tests: run Sphinx as authors do, and read what it wrote."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.buildserver import REPOSITORY, server


def run_sphinx(
    source: Path, output: Path, *arguments: str, builder: str = "html", timeout: float = 600, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Do what ``python -m sphinx`` with the repository's package does.

    A process of its own is started only where something is set that Python reads when it starts; otherwise the build
    server forks.
    """
    options = ["-q", "-n", "-b", builder, "-d", str(output) + ".doctrees", *arguments, str(source), str(output)]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
    if not any(name == "TZ" or name.startswith("PYTHON") for name in environment):
        return server().run(options, cwd=source, env=env, timeout=timeout)
    command = [sys.executable, "-m", "sphinx", *options]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=source, timeout=timeout, check=False)


def build(source: Path, output: Path, *arguments: str, **environment: str) -> Path:
    """Build HTML and insist on success without a warning."""
    done = run_sphinx(source, output, *arguments, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return output


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that *make* fills for the first worker that asks; all of them may read it, and none write."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second worker waits for the first
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of an attempt that failed
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


#: themes that people use, ours first
THEMES = ["shohyo", "sphinx_book_theme", "furo", "pydata_sphinx_theme", "alabaster", "sphinx_rtd_theme"]


def shelf_under(factory: pytest.TempPathFactory, theme: str) -> Path:
    """Return the pages of the second site under a theme, built without a warning."""

    def make(folder: Path) -> None:
        build(REPOSITORY / "examples/shelf", folder / "html", "-W", "--keep-going", "-D", f"html_theme={theme}")

    return once(factory, f"example-shelf-{theme}", make) / "html"


def manual_in(factory: pytest.TempPathFactory) -> Path:
    """Return the pages of the manual, built without a warning."""

    def make(folder: Path) -> None:
        build(REPOSITORY / "docs", folder / "html", "-W", "--keep-going")

    return once(factory, "manual", make) / "html"


def case_name(text: str) -> str:
    """Return a name for a page with a text, where a build has one for each of many."""
    return "case-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def digest(output: Path) -> dict[str, str]:
    """Return relative path → SHA-256 of every file that was written."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def article(path: Path) -> BeautifulSoup:
    """Return the text of a page, without the theme around it."""
    page = soup(path)
    return page.select_one("article, div.body") or page


def warnings_of(text: str) -> list[str]:
    """Return the warnings of a log, without colours and machine paths."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return [
        re.sub(r"^/\S*/(?=\S+\.md)", "", line) for line in plain.splitlines() if "WARNING" in line or "ERROR" in line
    ]
