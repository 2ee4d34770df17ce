"""How a build ends that cannot write: with one sentence.

Checked with Sphinx 9.0.4, whose command prints versions and a traceback after every exception but one;
``tests/build/test_faults.py`` fails when that changes.
"""

from __future__ import annotations

import os
from bdb import BdbQuit
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util.logging import getLogger, prefixed_warnings
from sphinx.util.parallel import ParallelTasks

from ..wording import foreign, say, told
from .docutils import replaced

if TYPE_CHECKING:
    from typing import Never

logger = getLogger(__name__)


class ToldError(SphinxError, BdbQuit):
    """Ends a build whose reason was told already, with exit status 2."""

    # what ends a debugger is the exception after which the command prints nothing


def end_build(sentence: str, language: str, cause: BaseException | None = None) -> Never:
    """Say what is wrong in the language of the project, and end the build.

    Raises:
        ToldError: always.
    """
    sentence = told(sentence, language)
    with prefixed_warnings(""):  # or Sphinx says in which setup() it was noticed
        logger.error("%s", sentence)
    raise ToldError(sentence) from cause


@contextmanager
def writing(folder: Path, language: str) -> Iterator[None]:
    """Say what is wrong with a folder that is written into, and end the build, where something is."""
    try:
        yield
    except OSError as error:
        end_build(cannot_write(error, folder), language, error)


def cannot_write(error: OSError | str, folder: Path | None = None) -> str:
    """Return what is wrong with a file that cannot be written, or a folder that is named for it."""
    if isinstance(error, str):
        place, why = folder, error
    else:
        names = (name for name in (error.filename2, error.filename) if isinstance(name, str | bytes))
        place, why = folder or next(names, None), error.strerror or str(error)
    why = foreign(why)
    if not place:
        return say("cannot write: {why}; make room or allow it, and build again", why=why)
    return say('cannot write "{path}": {why}; make room or allow it, and build again', path=os.fsdecode(place), why=why)


def ending_all_tasks() -> AbstractContextManager[None]:
    """Let a build with several jobs end them all when it is broken off, and say that it was."""
    # where the result of a task is being taken, Sphinx no longer knows it and fails itself; then it waits for ever for
    # those that it has not ended
    terminate = ParallelTasks.terminate

    def terminate_all(tasks: ParallelTasks) -> None:
        for task in tasks._precvs:
            tasks._result_funcs.setdefault(task, lambda _argument, _result: None)
        terminate(tasks)

    return replaced(ParallelTasks, "terminate", terminate_all)
