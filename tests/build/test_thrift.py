"""What is saved while a build lasts is put back when it ends, however it ends."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from myst_parser.mdit_to_docutils import base
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp
from sphinx.util import docutils as sphinx_docutils

from shohyo.building.thrift import YOUNG

MakeApp = Callable[..., SphinxTestApp]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conf.py").write_text('extensions = ["shohyo"]\n', "utf-8")
    (tmp_path / "index.md").write_text("# Top\n", "utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Leave the collector as other tests know it."""
    before = gc.get_threshold()
    yield
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*before)


def state() -> tuple[object, ...]:
    return gc.get_threshold(), gc.get_freeze_count(), sphinx_docutils._get_settings, base.get_default_settings


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_all_is_as_before(make_app: MakeApp, project: Path, error: type[BaseException] | None) -> None:
    """Collector and functions are those of before, after success, an error and an interrupt; meanwhile they are not."""
    gc.set_threshold(500, 5, 7)
    app, before = make_app("html", srcdir=project), state()
    seen: list[tuple[object, ...]] = []

    def on_env_updated(*_: object) -> None:
        seen.append(state())
        if error:
            raise error

    app.connect("env-updated", on_env_updated)
    assert state() == before
    with pytest.raises((ExtensionError, KeyboardInterrupt)) if error else nullcontext():
        app.build()
    assert state() == before
    assert all(while_building != outside for while_building, outside in zip(seen[0], before, strict=True))
    assert seen[0][0][1:] == (5, 7)


def test_what_others_have_settled_stays(make_app: MakeApp, project: Path) -> None:
    """A collector that is switched off or rare stays so, and what someone has frozen is not thawed."""
    app = make_app("html", srcdir=project)
    for threshold in (0, 10**6):
        gc.set_threshold(threshold, 5, 7)
        gc.freeze()
        frozen = gc.get_freeze_count()
        app.connect("env-updated", lambda *_, kept=threshold: [] if gc.get_threshold()[0] == kept else 1 / 0)
        app.build(force_all=True)
        assert gc.get_threshold() == (threshold, 5, 7)
        assert gc.get_freeze_count() > frozen // 2  # what is no longer used goes, frozen or not
        app = make_app("html", srcdir=project, freshenv=True)


def test_environment_is_loaded_with_few_collections(
    make_app: MakeApp, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The collector is rare while it is loaded, also where that fails, and no longer when it is there."""
    gc.set_threshold(500, 5, 7)
    make_app("html", srcdir=project).build()
    seen: list[int] = []
    setup = BuildEnvironment.setup

    def noting(self: BuildEnvironment, app: SphinxTestApp) -> None:
        seen.append(gc.get_threshold()[0])
        setup(self, app)
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(BuildEnvironment, "setup", noting)
    for _ in range(2):
        with nullcontext() if not seen else pytest.raises(KeyboardInterrupt):
            make_app("html", srcdir=project)
        assert gc.get_threshold() == (500, 5, 7)
        assert not gc.get_freeze_count()
    assert seen == [YOUNG, YOUNG]


def test_nothing_is_torn_down_at_the_end(project: Path) -> None:
    """When Python ends after a build, it looks through no cycle any more; until then it does as ever."""
    program = """
import gc, sys
from sphinx.cmd.build import main

class Cycle:
    def __init__(self):
        self.me = self
    def __del__(self):
        print("torn down", self.name, flush=True)

def leave(name):
    Cycle().name = name

leave("early")
code = main(sys.argv[1:]) if sys.argv[1:] else 0
leave("late")
gc.collect()
leave("last")
sys.exit(code)
"""
    heard = [
        subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=120
        ).stdout
        for arguments in ([], ["-q", str(project), str(project / "_out")])
    ]
    assert [line for line in heard[0].splitlines() if "last" in line] == ["torn down last"]
    assert [line for line in heard[1].splitlines() if line.startswith("torn")] == ["torn down early", "torn down late"]
