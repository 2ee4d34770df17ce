"""A tool and a size → a site that is built, edited and built again, each build measured and kept.

A site remembers which edits its output has, so that a run that was interrupted goes on where it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..scratch import fresh
from .measure import measure
from .shelf import EDITS, Edit, Shelf, make_shelf
from .tools import Tool

#: name of the file that says which edits the output of a site has
STATE = "state.json"


class Site:
    """The sources and the output of one tool for one shelf."""

    def __init__(self, tool: Tool, shelf: Shelf, folder: Path, longest: float) -> None:
        """Take a folder, which may have been one before.

        Args:
            tool: that builds it.
            shelf: before any edit.
            folder: of its own.
            longest: seconds that a build may take.
        """
        self.tool, self.original, self.folder, self.longest = tool, shelf, folder, longest

    def build(self, case: str) -> dict[str, Any]:
        """Build for a case, after those before it; return the figures.

        Raises:
            MeasureError: the tool failed or took too long.
        """
        before = [name for name in self.tool.cases[: self.tool.cases.index(case)] if name in EDITS]
        if case == "clean":
            return self._clean(before)
        if self._edits() != before:
            self._clean(before)
        edit = EDITS[case](self._shelf(before)) if case in EDITS else None
        if edit:
            write(self.tool.files(edit.shelf), self.folder)
        return self._run([*before, *([case] if edit else [])], False, edit)

    def _clean(self, edits: Sequence[str]) -> dict[str, Any]:
        fresh(self.folder)
        write(self.tool.files(self._shelf(edits)), self.folder)
        return self._run(edits, True, None)

    def _run(self, edits: Sequence[str], is_clean: bool, edit: Edit | None) -> dict[str, Any]:
        state = self.folder / STATE
        state.unlink(missing_ok=True)  # what is interrupted is built anew
        command = self.tool.command(self.folder, is_clean)
        cost = measure(command, self.folder, environment(self.tool), self.longest)
        output = self.folder / "output"
        sizes = [path.stat().st_size for path in output.rglob("*") if path.is_file()]
        figures: dict[str, Any] = {**asdict(cost), "files": len(sizes), "bytes": sum(sizes)}
        if edit:
            names = [edit.page, *(edit.linking if self.tool.shows_titles else ())]
            pages = [(output / self.tool.page(name)).read_text("utf-8") for name in names]
            figures["old"] = sum(edit.words not in page for page in pages)
        state.write_text(json.dumps(edits), "utf-8")
        return figures

    def _edits(self) -> list[str] | None:
        """Return the edits that the output has; None where there is no whole output."""
        state = self.folder / STATE
        return json.loads(state.read_text("utf-8")) if state.exists() else None

    def _shelf(self, edits: Sequence[str]) -> Shelf:
        shelf = self.original
        for name in edits:
            shelf = EDITS[name](shelf).shelf
        return shelf


def warm(tool: Tool, folder: Path, longest: float) -> None:
    """Build a small site, so that byte code and the files of a tool are there when it is measured."""
    Site(tool, make_shelf(4), folder, longest).build("clean")


def write(files: dict[str, str], folder: Path) -> list[str]:
    """Write what differs from what is there; return the paths of that."""
    written = []
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            written.append(name)
    return written


def environment(tool: Tool) -> dict[str, str]:
    """Return the environment of a tool's commands: that of this process, with the tool's own folder for Python."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**kept, **({"PYTHONPATH": str(tool.path)} if tool.path else {})}
