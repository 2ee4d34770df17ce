"""``shohyo live`` in a process of its own, as an author starts it."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.buildserver import REPOSITORY

#: how long something may take on a machine that has much else to do, in seconds
PATIENCE = 120


class Living:
    """A site that is served; what is said comes line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.begun = self.until("Ctrl-C ends")
        self.address = self.begun[-1].split(" ")[0]

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, said: str) -> list[str]:
        """Return the lines up to the one in which something is said."""
        lines = []
        while not lines or said not in lines[-1]:
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, (said, lines)
            lines.append(re.sub(r"\x1b\[[0-9;]*m", "", line))
        return lines

    def is_silent(self, seconds: float) -> bool:
        """Tell whether nothing is said for a while."""
        try:
            self._lines.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def interrupt(self) -> int:
        """Press Ctrl-C, and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@contextmanager
def living(source: Path, output: Path, *options: str, package: Path = REPOSITORY) -> Iterator[Living]:
    """Serve a project on a free port, with the package in a folder."""
    command = [sys.executable, "-m", "shohyo", "live", "--port", "0", str(source), str(output), "-q", *options]
    process = subprocess.Popen(
        command, cwd=source, env={**os.environ, "PYTHONPATH": str(package), "PYTHONUNBUFFERED": "1"}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    with process:
        try:
            yield Living(process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
