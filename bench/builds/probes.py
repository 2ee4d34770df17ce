"""``shohyo check`` and what it is compared with: markdown-it alone on the same pages, and an import of libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .shelf import Shelf
from .site import environment, write
from .tools import Shohyo

#: parses all pages, and does nothing with what comes out
PARSE = """\
import pathlib, sys
from markdown_it import MarkdownIt
parser = MarkdownIt()
for path in pathlib.Path(sys.argv[1]).rglob("*.md"):
    parser.parse(path.read_text("utf-8"))
"""
#: checks a project, and prints the modules that were loaded for it and are neither Python's nor Shohyo's
LOADED = """\
import contextlib, io, json, runpy, sys
before = set(sys.modules)
sys.argv = ["shohyo", "check", sys.argv[1]]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    runpy.run_module("shohyo", run_name="__main__")
own = {*sys.stdlib_module_names, "shohyo", "__main__", "__mp_main__"}
print(json.dumps([name for name in sys.modules if name not in before and name.partition(".")[0] not in own]))
"""
#: imports modules, where this is possible: some are made by others
IMPORT = """\
import contextlib, importlib, sys
for name in sys.argv[1:]:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
"""
#: a project of one page
SMALL = {"source/conf.py": 'extensions = ["shohyo"]\n', "source/index.md": "---\ntitle: 棚\n---\n\n本文。\n"}


def probes(tool: Shohyo, shelf: Shelf, folder: Path) -> dict[str, list[str]]:
    """Return case → command, run in any folder; the sources are written.

    Args:
        tool: whose command is measured.
        shelf: that is checked.
        folder: for the sources.
    """
    write(tool.files(shelf), folder / "shelf")
    write(SMALL, folder / "small")
    large, small = (str(folder / name / "source") for name in ("shelf", "small"))
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED, small], env=environment(tool), check=True, capture_output=True, text=True
    ).stdout
    return {
        "check": [sys.executable, "-m", "shohyo", "check", large],
        "markdown-it": [sys.executable, "-c", PARSE, large],
        "start": [sys.executable, "-m", "shohyo", "check", small],
        "libraries": [sys.executable, "-c", IMPORT, *json.loads(loaded)],
    }
