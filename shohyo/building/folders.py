"""The folders that a build writes into: they are its own while it lasts, and what is wrong with them is said once.

Two builds in one folder would read data that the other is about to write.  The second one waits a moment, for what
a build that was killed has left at work ends soon, and then ends itself: one that waits for long, unseen, looks as if
it hung.  Locks are the system's own, which end with the processes that hold them, however these end.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import SphinxParallelError

from ..upstream.ending import ToldError, cannot_write, end_build, writing
from ..upstream.sphinx import filter_warnings, noted_os_errors
from ..wording import say

if TYPE_CHECKING:
    import logging

    from sphinx.application import Sphinx

try:
    import fcntl
except ImportError:  # on Windows
    import msvcrt

    fcntl = None

#: how long a build waits for another one, in seconds
PATIENCE = 3
LOCK = "shohyo.lock"
#: what is wrong with a disk or a folder, whichever file it is told of
OF_DISKS = frozenset(getattr(errno, name, None) for name in ("ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO"))
#: what Python writes of such an error, where only its text is left
_IN_TEXT = re.compile(r"\w+Error: \[Errno (\d+)\] ([^:]+)(.*)")


def claim(app: Sphinx) -> None:
    """Make the folders of a build and keep other builds out of them, or end the build with the reason.

    This comes before Sphinx makes them, which tells no reason but ends in a traceback.
    """
    doctrees, output, language = Path(app.doctreedir), Path(app.outdir), app.config.language
    with writing(doctrees, language):
        doctrees.mkdir(parents=True, exist_ok=True)
        if doctrees not in _locked:
            _lock(doctrees, os.open(doctrees / LOCK, os.O_RDWR | os.O_CREAT), language)
    with writing(output, language):
        output.mkdir(parents=True, exist_ok=True)
        if not os.access(output, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            raise OSError(errno.EROFS, say("it is read-only"))
        if output not in _locked and fcntl:  # the folder itself, which gets no file of ours
            _lock(output, os.open(output, os.O_RDONLY), language)


def on_builder_inited(app: Sphinx) -> None:
    """Listen for what Sphinx would only warn of."""
    app.env.domains["shohyo"].faults = Faults(app)


def on_env_get_outdated(app: Sphinx, *_: object) -> list[str]:
    """Begin a build; an application that builds again claims its folders again."""
    claim(app)
    app.env.domains["shohyo"].faults.begin()
    return []


def before_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Let nothing be published that could not be written."""
    faults: Faults = app.env.domains["shohyo"].faults
    faults.end()
    if faults.first and not exception:
        end_build(faults.first, app.config.language)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Let other builds into the folders, and say why this one was broken off, if it was for them."""
    release(app)
    if exception is not None:
        app.env.domains["shohyo"].faults.explain(exception)


class Faults:
    """What went wrong with the folders of one application."""

    def __init__(self, app: Sphinx) -> None:
        self.first = ""  #: what is to be said, of the first
        self._doctrees = Path(app.doctreedir)
        self._folders = Path(app.outdir), self._doctrees
        self._language = app.config.language
        self._listening = ExitStack()
        filter_warnings(self._hold_back)

    def begin(self) -> None:
        """Listen, until the build ends."""
        self.first = ""
        self._listening.enter_context(noted_os_errors(self._note))

    def end(self) -> None:
        """Listen no longer."""
        self._listening.close()

    def explain(self, exception: BaseException) -> None:
        """Say in one sentence what a build ended with, if it is a fault of a folder."""
        if isinstance(exception, ToldError):
            return
        if self.first:  # what came after it is no news
            end_build(self.first, self._language, exception)
        seen: BaseException | None = exception
        while seen is not None:
            if isinstance(seen, OSError) and self._is_fault(seen):
                end_build(self._sentence(seen), self._language, exception)
            if isinstance(seen, sqlite3.OperationalError):  # what the search keeps
                end_build(cannot_write(str(seen), self._doctrees), self._language, exception)
            if isinstance(seen, SphinxParallelError) and (found := _IN_TEXT.match(seen.message)):
                number, why, names = found.groups()
                if int(number) in OF_DISKS or any(str(folder) in names for folder in self._folders):
                    end_build(cannot_write(why, self._doctrees), self._language, exception)
            seen = seen.__cause__ or seen.__context__

    def _note(self, error: OSError, record: logging.LogRecord) -> None:
        if self._is_fault(error):
            record.shohyo_fault = self._sentence(error)

    def _sentence(self, error: OSError) -> str:
        return cannot_write(error, None if error.filename or error.filename2 else self._doctrees)

    def _hold_back(self, record: logging.LogRecord) -> bool:
        fault = getattr(record, "shohyo_fault", "")
        self.first = self.first or fault
        return not fault

    def _is_fault(self, error: OSError) -> bool:
        paths = [Path(os.fsdecode(name)) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
        return error.errno in OF_DISKS or any(path.is_relative_to(folder) for path in paths for folder in self._folders)


def release(app: Sphinx) -> None:
    """Let other builds into the folders of an application."""
    for folder in (Path(app.doctreedir), Path(app.outdir)):
        if folder in _locked:
            os.close(_locked.pop(folder))


#: folder → what is open as long as this process has it; its own applications do not wait for each other
_locked: dict[Path, int] = {}


def _lock(folder: Path, lock: int, language: str) -> None:
    """Take a folder, by what is open for it; who has to give up is told so in a language.

    Raises:
        ToldError: another process has it.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            _lock_at_once(lock)
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                os.close(lock)
                problem = say('another build is at work in "{folder}"', folder=folder)
                remedy = say("wait until it has ended, and build again")
                end_build(say("{problem}; {remedy}", problem=problem, remedy=remedy), language)
            time.sleep(0.1)
        except OSError:  # not every file system knows locks, and a build without one is what it was before
            os.close(lock)
            return
        else:
            _locked[folder] = lock
            return


def _lock_at_once(lock: int) -> None:
    """Lock what is open.

    Raises:
        OSError: it is locked, or cannot be.
    """
    if fcntl:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
