"""Whose files are whose: those of packages, which nobody edits, and all others."""

from __future__ import annotations

import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_PYTHON = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib"))


def is_installed(path: str) -> bool:
    """Tell whether a file belongs to Python or to an installed package."""
    return not {"site-packages", "dist-packages"}.isdisjoint(Path(path).parts) or any(
        Path(path).is_relative_to(folder) for folder in _PYTHON
    )
