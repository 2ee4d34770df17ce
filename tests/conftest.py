"""What all tests share: Sphinx's own fixtures, and the folder with the small projects that they build."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from tests.build.building import build, once

pytest_plugins = "sphinx.testing.fixtures"

collect_ignore = ["roots"]

# What Sphinx and Shohyo read from the environment is no part of a test: a machine for CI asks for colours with CI=true.
for _name in [name for name in os.environ if name in {"CI", "SOURCE_DATE_EPOCH"} or name.startswith("READTHEDOCS")]:
    del os.environ[_name]
os.environ["NO_COLOR"] = "1"

# A shared machine is slow now and then, which is no failure of the code. What holds a change up is the change: each
# run has the same examples. `make test-long` draws new ones, and many more.
hypothesis.settings.register_profile("shohyo", deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", deadline=None, derandomize=False, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("SHOHYO_PROFILE", "shohyo"))


def pytest_xdist_auto_num_workers() -> int:
    """Return one more worker than there are processors, which a browser or a clock lets wait now and then."""
    affinity = getattr(os, "sched_getaffinity", None)  # not everywhere
    return (len(affinity(0)) if affinity else os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """Folder of the projects that ``@pytest.mark.sphinx(testroot=…)`` names; read by Sphinx's fixtures."""
    return Path(__file__).parent / "roots"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built as ``make html`` does, once for all workers, which only read it; a warning is a failure."""

    def make(folder: Path) -> None:
        build(Path(__file__).parents[1], folder / "html", "-W", "--keep-going", "-j", "2")

    return once(tmp_path_factory, "published", make) / "html"


@pytest.fixture(scope="session")
def small(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built once for all workers, which only read it."""
    return once(tmp_path_factory, "small", lambda folder: build(rootdir / "test-site", folder / "html")) / "html"
