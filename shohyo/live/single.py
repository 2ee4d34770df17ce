"""Where there is no fork, as on Windows: a process for each build, which begins at once.

``python -m shohyo.live.single REPORT …`` does what ``python -m sphinx …`` does, and writes what it tells into a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from . import reporting


class SingleTurn:
    """The turn of a process that is started when a build is wanted."""

    def __init__(self, report: Path) -> None:
        self._report = report

    def wait(self) -> bool:
        """Return at once."""
        return True

    def tell(self, **what: Any) -> None:
        """Write what is told; what is told last is left."""
        self._report.write_text(json.dumps(what), "ascii")


if __name__ == "__main__":
    reporting.begin(SingleTurn(Path(sys.argv[1])))
    raise SystemExit(reporting.run_sphinx(sys.argv[2:]))
