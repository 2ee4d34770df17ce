"""Three small projects side by side, searched as one: the folder of their sources, and how they are built."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.build.building import build, run_sphinx

#: those below, in the order in which they are built, and the one that searches all
MEMBERS, MAIN = ("babbage", "lovelace"), "main"


def copy_sites(rootdir: Path, folder: Path) -> Path:
    """Copy the sources to where they are built; the inventories of all are there, as after a first build."""
    shutil.copytree(rootdir / "test-sites", folder, dirs_exist_ok=True)
    for name in MEMBERS:  # they refer to each other
        done = run_sphinx(folder / name, folder / "first" / name)
        assert done.returncode == 0
        (folder / "out" / name).mkdir(parents=True)
        shutil.copy(folder / "first" / name / "objects.inv", folder / "out" / name)
    return folder


def build_one(folder: Path, name: str, *arguments: str) -> Path:
    """Build a project where it is published."""
    output = folder / "out" / ("" if name == MAIN else name)
    return build(folder / name, output, "-d", str(folder / "doctrees" / name), *arguments)


def build_all(folder: Path) -> Path:
    """Build all three, the one that searches them last; return the folder that is published."""
    for name in MEMBERS:
        build_one(folder, name)
    return build_one(folder, MAIN)
