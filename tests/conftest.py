"""What all tests share: Sphinx's own fixtures, and the folder with the small projects that they build."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import hypothesis
import pytest

from tests.build.building import run_sphinx

pytest_plugins = "sphinx.testing.fixtures"

collect_ignore = ["roots"]

# A shared machine is slow now and then, which is no failure of the code.
hypothesis.settings.register_profile("shohyo", parent=hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("shohyo")


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """Folder of the projects that ``@pytest.mark.sphinx(testroot=…)`` names; read by Sphinx's fixtures."""
    return Path(__file__).parent / "roots"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built as ``make html`` does, once for all workers, which only read it; a warning is a failure."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    output, done = folder / "published/html", folder / "published.done"
    with (folder / "published.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second worker waits for the first
        if not done.exists():
            built = run_sphinx(Path(__file__).parents[1], output, "-W", "--keep-going", "-j", "2")
            assert (built.returncode, built.stderr) == (0, "")
            done.touch()
    return output
