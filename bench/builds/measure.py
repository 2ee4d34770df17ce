"""A command → what it took, children included."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class MeasureError(RuntimeError):
    """A command failed; the message has the end of what it printed."""


class TooLong(MeasureError):
    """It took too long and was ended."""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    cpu: float  #: seconds of all its processes, in user and system mode
    wall: float  #: seconds
    memory: int  #: bytes of its largest process at its largest


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str], longest: float) -> Cost:
    """Run a command in a folder.

    Args:
        command: program and arguments.
        folder: where it is run.
        environment: all that it gets.
        longest: seconds after which it is ended, with all that it started.

    Raises:
        TooLong: it was ended.
        MeasureError: it failed.
    """
    with tempfile.TemporaryFile() as printed:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
            start_new_session=True,
        )  # fmt: skip
        late = threading.Event()

        def end() -> None:
            late.set()
            with contextlib.suppress(ProcessLookupError):  # it has just come to its end
                os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(longest, end)
        timer.start()
        try:
            # wait4 gives the figures of this child and of those that it waited for, and of no other
            _pid, status, used = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            timer.cancel()
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            text = printed.read()[-2000:].decode("utf-8", "replace")
            name = " ".join(command)
            if late.is_set():
                raise TooLong(f"{name}: took more than {longest:.0f} s")
            raise MeasureError(f"{name}: failed with status {process.returncode}\n{text}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)
