"""The side of ``shohyo live`` that asks for builds, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ShohyoError, say
from .turn import FORK, GO, STALE
from .watching import Site


@dataclass(frozen=True)
class Outcome:
    """How a build ended."""

    status: int  #: of the process
    site: Site | None  #: None if it broke off before its configuration was read


class Builds(ABC):
    """Builds of one command line of Sphinx."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = arguments

    @abstractmethod
    async def build(self, *, is_anew: bool = False) -> Outcome:
        """Build.

        Args:
            is_anew: whether what is read when a build begins may differ from what it was when the last build ended.
        """

    @abstractmethod
    async def close(self) -> None:
        """End what is at work."""


class SingleBuilds(Builds):
    """A process of its own for each build."""

    _process: asyncio.subprocess.Process | None = None

    async def build(self, *, is_anew: bool = False) -> Outcome:
        """Build; everything is always read anew."""
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "report.json")
            command = (sys.executable, "-m", "shohyo.live.single", os.fspath(report), *self.arguments)
            self._process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL)
            status = await self._process.wait()
            told = json.loads(report.read_text("ascii")) if report.is_file() else {}
        return Outcome(status, Site.of(told["site"]) if told else None)

    async def close(self) -> None:
        """End the build that is at work."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


class ForkedBuilds(Builds):
    """A process that forks for each build, ahead of time."""

    _server: asyncio.subprocess.Process | None = None
    _ready: asyncio.Task[None] | None = None  #: done when a process waits for its turn
    _process = 0  #: that waits or builds

    async def build(self, *, is_anew: bool = False) -> Outcome:
        """Build, by the process that waits unless what it has read may differ."""
        if self._server is None:
            await self._start()
        await (self._ready or self._get_ready())
        if is_anew:
            self._kill()
            await self._get_ready(is_one_left=True)
        while (outcome := await self._build()).status == STALE:
            await self._ready
        return outcome

    async def close(self) -> None:
        """End all processes."""
        if self._ready:
            self._ready.cancel()
        self._kill()
        if self._server:
            self._writer.close()
            try:
                await asyncio.wait_for(self._server.wait(), 5)
            except TimeoutError:
                self._server.kill()
                await self._server.wait()

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            channel = theirs.fileno()
            command = (sys.executable, "-m", "shohyo.live.forking", str(channel), *self.arguments)
            self._server = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, pass_fds=[channel]
            )
        self._reader, self._writer = await asyncio.open_connection(sock=ours, limit=2**30)

    def _get_ready(self, *, is_one_left: bool = False) -> asyncio.Task[None]:
        """Have a process forked, which reads the configuration while nobody waits for it.

        Args:
            is_one_left: whether the one before has not ended yet.
        """
        self._ready = asyncio.create_task(self._fork(is_one_left))
        return self._ready

    async def _fork(self, is_one_left: bool) -> None:
        while is_one_left:
            is_one_left = "ended" not in await self._hear()
        self._writer.write(FORK)
        self._process = (await self._hear())["process"]

    async def _build(self) -> Outcome:
        """Let the process that waits build."""
        self._writer.write(GO)
        site = None
        while True:
            told = await self._hear()
            if "site" in told:
                site = Site.of(told["site"])
            elif "status" in told:  # what is left of it is nobody's business
                self._get_ready(is_one_left=True)
                return Outcome(told["status"], site)
            elif "ended" in told:  # in the midst of it, as the next one may, which is forked when it is wanted
                self._ready, self._process = None, 0
                return Outcome(told["ended"] or 1, site)

    async def _hear(self) -> dict[str, Any]:
        """Return the next thing that is told.

        Raises:
            ShohyoError: there will be none.
        """
        line = await self._reader.readline()
        if not line:
            status = await self._server.wait()
            raise ShohyoError(say("the process that builds has ended with status {status}; start again", status=status))
        return json.loads(line)

    def _kill(self) -> None:
        """End the process that waits or builds, with all that it has started."""
        process, self._process = self._process, 0
        if process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)


def builds_of(arguments: Sequence[str]) -> Builds:
    """Return what builds on this system."""
    return (ForkedBuilds if hasattr(os, "fork") else SingleBuilds)(arguments)
