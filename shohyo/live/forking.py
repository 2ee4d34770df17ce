"""A process that has imported what builds import, and forks for each: half of a small build is imports.

A process that is forked reads configuration and environment, and then waits until its build is wanted.  What is
imported belongs to Python, to packages and to Shohyo; modules of the project are read anew by each build.  When a file
that was imported changes, this process begins anew.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Never

from .places import PACKAGE, is_installed
from .turn import FORK, GO, STALE

#: time and size of a file, or None if it is gone
Stamp = tuple[int, int] | None
#: what every build imports; the rest is learned from the first one
FIRST = ("sphinx.cmd.build", "shohyo.reading", "shohyo.page", "shohyo.output", "shohyo.live.reporting")
#: libraries of numpy start threads, with which a process must not fork, unless they are told not to
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main(arguments: Sequence[str]) -> None:
    """Serve whoever has the other end of a socket, until it is closed.

    Args:
        arguments: number of the socket, then the command line of Sphinx.
    """
    channel = int(arguments[0])
    atexit.register(_end_at_once)  # before all others, so that it comes after them
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us, who then closes the socket
    _import(FIRST)
    stamps = {path: _stamp(path) for path in _files()}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as learned:
        while _asked(channel):
            if _is_changed(stamps):
                os.set_inheritable(channel, True)
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
            if os.read(channel, 1) != FORK:
                continue  # its process has ended before it could read
            process = os.fork()
            if not process:
                _build(channel, arguments[1:], learned, stamps)
            with contextlib.suppress(OSError):  # it was faster
                os.setpgid(process, process)
            _say(channel, process=process)
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            learned.seek(0)
            _import([name for name in learned.read().splitlines() if name not in sys.modules])
            learned.seek(0)
            learned.truncate()
            for path in _files():
                stamps.setdefault(path, _stamp(path))
            _say(channel, ended=status)


class Held:
    """A stream that keeps what is written until it may be seen."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._held: list[str] | None = []

    def write(self, text: str) -> int:
        """Write now or later."""
        if self._held is None:
            return self._stream.write(text)
        self._held.append(text)
        return len(text)

    def release(self) -> None:
        """Write what is held, and hold no more."""
        held, self._held = self._held or (), None
        self._stream.write("".join(held))
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class ForkedTurn:
    """The turn of a process that was forked ahead of time; nobody sees what it says before it is wanted."""

    def __init__(self, channel: int, stamps: Mapping[str, Stamp]) -> None:
        self._channel = channel
        self._stamps = stamps  #: of what is imported
        self._is_early = True
        self._streams = sys.stdout, sys.stderr = Held(sys.stdout), Held(sys.stderr)

    def wait(self) -> bool:
        """Return when the build is wanted, at once if that was said before; end where it never will be."""
        if self._is_early:
            if os.read(self._channel, 1) != GO:
                os._exit(0)
            self._is_early = False
            if _is_changed(self._stamps):
                return False
            for stream in self._streams:
                stream.release()
        return True

    def tell(self, **what: Any) -> None:
        """Tell something."""
        _say(self._channel, **what)


def _build(channel: int, arguments: Sequence[str], learned: IO[str], stamps: Mapping[str, Stamp]) -> Never:
    """Go on as ``python -m sphinx``.

    Raises:
        SystemExit: always, with the exit status.
    """
    os.setpgid(0, 0)  # so that it can be ended with all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from . import reporting  # with Sphinx, which whoever imports this module to start it does not need

    turn = ForkedTurn(channel, stamps)
    reporting.begin(turn)
    status = reporting.run_sphinx(arguments)
    if status != STALE and not turn.wait():  # what went wrong before it was wanted is told when it is
        status = STALE
    learned.write("\n".join(sys.modules))
    learned.flush()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    turn.tell(status=status)
    _ending.append(status)
    raise SystemExit(status)


_ending: list[int] = []  #: exit status of this process, if it is a build that is done


def _end_at_once() -> None:
    """End a build without taking down piece by piece what it has in memory, for which the next one would wait."""
    if _ending:
        os._exit(_ending[0])


def _asked(channel: int) -> bool:
    """Wait for a letter, without reading it; False when nobody will send any more."""
    select.select([channel], [], [])
    with socket.socket(fileno=os.dup(channel)) as peeking:
        return bool(peeking.recv(1, socket.MSG_PEEK))


def _say(channel: int, **what: Any) -> None:
    """Send a line."""
    data = json.dumps(what).encode("ascii") + b"\n"
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # nobody waits any more
        while data:
            data = data[os.write(channel, data) :]


def _import(names: Iterable[str]) -> None:
    """Import modules that nobody edits, and those of Shohyo."""
    threads = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    for name in names:
        # what is found by this name was imported by a build; some are made while another is imported, or by hand
        with contextlib.suppress(Exception):
            found = importlib.util.find_spec(name)
            if found and (found.origin in ("built-in", "frozen") or is_preloaded(found.origin)):
                importlib.import_module(name)
    for name, value in threads.items():
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value
    gc.collect()
    gc.freeze()  # so that no build copies what it only looks at


def is_preloaded(path: str | None) -> bool:
    """Tell whether a module belongs to Python, to a package, or to Shohyo."""
    return path is not None and (is_installed(path) or path.startswith(os.fspath(PACKAGE) + os.sep))


def _files() -> Iterator[str]:
    """Yield the files of what is imported."""
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str):
            yield path


def _is_changed(stamps: Mapping[str, Stamp]) -> bool:
    """Tell whether any of these files was changed."""
    return any(_stamp(path) != stamp for path, stamp in stamps.items())


def _stamp(path: str) -> Stamp:
    """Return what tells whether a file was changed."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


if __name__ == "__main__":
    from shohyo.live import forking  # so that it is one module, whoever asks for it

    forking.main(sys.argv[1:])
