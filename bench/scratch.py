"""Folders that benchmarks build in."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

#: how the name of a folder ends that was moved aside
ASIDE = ".old"


def fresh(folder: Path) -> Path:
    """Return an empty folder in place of whatever was there, which is moved aside.

    Deleting it would make the build that follows slower: ext4 looks at each inode that was given back in the last
    minutes before it takes another one.
    """
    if folder.exists():
        folder.rename(tempfile.mkdtemp(suffix=ASIDE, dir=folder.parent))
    folder.mkdir(parents=True)
    return folder


def sweep(folder: Path) -> None:
    """Delete what was moved aside there, however deep."""
    for path, names, _files in os.walk(folder):
        for name in [name for name in names if name.endswith(ASIDE)]:
            shutil.rmtree(Path(path, name))
            names.remove(name)
