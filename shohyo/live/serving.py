"""The server of ``shohyo live``: it shows what was built, watches the site, and lets pages load again.

Starlette and uvicorn serve, watchfiles tells what changes on the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
import webbrowser
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import click
import uvicorn
import watchfiles
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope as Request
from starlette.websockets import WebSocket

from ..errors import ShohyoError, foreign, say, told
from .building import Builds, Outcome, builds_of
from .watching import Change, Scope, Site

#: how long changes are gathered that come one after the other, and how long none must come to be done earlier (ms)
GATHER, QUIET = 400, 50
#: options of Sphinx that say where the configuration is, or that there is none
ELSEWHERE = ("-c", "--conf-dir", "-C", "--isolated")
#: stands for a page that is not there
MISSING = "<!DOCTYPE html><title>404</title><p>{path} is not built. It is shown as soon as it is."


def serve(
    source: Path, output: Path, options: Sequence[str], *, host: str, port: int, is_opened: bool, language: str = "en"
) -> None:
    """Build a site, serve it, and build it again whenever it changes, until Ctrl-C.

    Args:
        options: of Sphinx, for each build.
        port: 0 takes one that is free.
        is_opened: whether a browser is to show it.
        language: in which the terminal is told what happens.

    Raises:
        ShohyoError: this cannot be done.
    """
    if not source.is_dir():
        raise ShohyoError(say('there is no folder "{folder}"; name the one with conf.py', folder=source))
    if not (source / "conf.py").is_file() and not any(option.startswith(ELSEWHERE) for option in options):
        problem = say('there is no conf.py in "{folder}"', folder=source)
        remedy = say("name the folder with it, or say with -c where it is")
        raise ShohyoError(say("{problem}; {remedy}", problem=problem, remedy=remedy))
    with _listen(host, port) as listening, contextlib.suppress(KeyboardInterrupt):
        live = Live(source, output, builds_of([*options, os.fspath(source), os.fspath(output)]), language)
        asyncio.run(live.run(listening, is_opened=is_opened))


class Live:
    """A site that is served."""

    def __init__(self, source: Path, output: Path, builds: Builds, language: str = "en") -> None:
        self._source = os.path.realpath(source)
        self._output = output
        self._builds = builds
        self._language = language
        self._site: Site | None = None
        self._shown = 0  #: which build is shown, as a number that no other build has
        self._pages: set[WebSocket] = set()  #: that are open
        self._changes: dict[str, set[Change]] = {}  #: path → what became of it since a build last began
        self._has_changes = asyncio.Event()
        self._watching: dict[tuple[str, bool], asyncio.Task[None]] = {}
        self._fault: ShohyoError | None = None  #: why there is nothing more to come

    async def run(self, listening: socket.socket, *, is_opened: bool = False) -> None:
        """Build, serve, and build again."""
        building: asyncio.Task[None] | None = None
        try:
            self._say(say("building the site"))
            await self._watch({self._source: True})  # what is saved from now on is built, if not now, then next
            await self._build({}, is_anew=False)
            if self._site is None:
                raise ShohyoError(say("nothing could be built; mend what is said above, and start again"))
            host, port = listening.getsockname()[:2]
            address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
            self._say(say("{address} shows the site, and what you save; Ctrl-C ends", address=address))
            if is_opened:
                await asyncio.to_thread(webbrowser.open, address)
            config = uvicorn.Config(
                self.application(),
                log_level="error",
                lifespan="off",
                timeout_graceful_shutdown=1,
                ws="websockets-sansio",
            )
            server = uvicorn.Server(config)
            building = asyncio.create_task(self._build_again(server))
            await server.serve(sockets=[listening])
            if building.done():
                building.result()
        finally:
            for task in (building, *self._watching.values()):
                if task:
                    task.cancel()
            await self._builds.close()

    def _say(self, text: str) -> None:
        click.echo(told(text, self._language))

    def application(self) -> Starlette:
        """Return what answers browsers."""
        script = Path(__file__).with_name("reload.js")
        self._output.mkdir(parents=True, exist_ok=True)
        return Starlette(
            routes=[
                Route("/_shohyo/reload.js", lambda _: FileResponse(script)),
                WebSocketRoute("/_shohyo/live", self._listen_to_page),
                Mount("/", Pages(self._output, self)),
            ]
        )

    @property
    def tag(self) -> str:
        """Return what lets a page load again."""
        return f'<script src="/_shohyo/reload.js" data-build="{self._shown}"></script>'

    async def _listen_to_page(self, page: WebSocket) -> None:
        """Let a page load again if it is of an earlier build; keep it for the next one."""
        await page.accept()
        self._pages.add(page)
        try:
            if page.query_params.get("build") != str(self._shown):
                await page.send_text("reload")
            async for _ in page.iter_text():
                pass
        finally:
            self._pages.discard(page)

    async def _build_again(self, server: uvicorn.Server) -> None:
        """Build whenever files of the site have changed, as long as builds are possible."""
        try:
            while True:
                await self._has_changes.wait()
                self._has_changes.clear()
                if self._fault:
                    raise self._fault
                changes, self._changes = self._changes, {}
                scopes = {path: self._site.scope(path, what) for path, what in changes.items()}
                wanted = {path: scope for path, scope in scopes.items() if scope}
                if wanted:
                    await self._build(wanted, is_anew=Scope.ALL in wanted.values())
        finally:
            server.should_exit = True

    async def _build(self, wanted: Iterable[str], *, is_anew: bool) -> None:
        """Build once, and show what was built."""
        start = time.monotonic()
        outcome = await self._builds.build(is_anew=is_anew)
        if not outcome.status:
            self._shown = time.time_ns()
            for page in list(self._pages):
                with contextlib.suppress(Exception):  # it was closed in this moment
                    await page.send_text("reload")
        if outcome.site:
            self._site = outcome.site
            await self._watch(outcome.site.roots())
        if wanted:
            self._say(_sentence(wanted, outcome, time.monotonic() - start))

    async def _watch(self, roots: Mapping[str, bool]) -> None:
        """Watch folders, and go on watching those that were of the site before."""
        for root in roots.items():
            if root not in self._watching:
                self._watching[root] = asyncio.create_task(self._note_changes(*root))
        await asyncio.sleep(0)  # they have begun when this returns

    async def _note_changes(self, folder: str, is_deep: bool) -> None:
        """Note what changes in a folder; a build's own files are too many to be looked at one by one."""

        def is_seen(_: watchfiles.Change, path: str) -> bool:
            written = self._site.written if self._site else [os.path.realpath(self._output)]
            return not path.startswith(tuple(folder + os.sep for folder in written))

        names = {kind: Change(kind.raw_str()) for kind in watchfiles.Change}
        watching = watchfiles.awatch(
            folder, watch_filter=is_seen, recursive=is_deep, debounce=GATHER, step=QUIET, ignore_permission_denied=True
        )
        try:
            async for changes in watching:
                for kind, path in changes:
                    self._changes.setdefault(path, set()).add(names[kind])
                self._has_changes.set()
        except FileNotFoundError:  # it has gone, and is watched again when a build finds it
            self._watching.pop((folder, is_deep))
        except (OSError, RuntimeError) as error:  # there are too many folders for the system, as a rule
            why = foreign(getattr(error, "strerror", None) or str(error))
            self._fault = ShohyoError(say('cannot watch "{folder}": {why}', folder=folder, why=why))
            self._has_changes.set()


class Pages(StaticFiles):
    """The files that were built; each page loads again when there is a newer one."""

    def __init__(self, folder: Path, live: Live) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._live = live

    async def get_response(self, path: str, scope: Request) -> Response:
        """Return a file; for a page that is not there, one that waits for it."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            response = HTMLResponse(MISSING.format(path=escape(scope["path"])) + self._live.tag, 404)
        response.headers["Cache-Control"] = "no-cache"  # browsers would guess how long a file is good for
        return response

    def file_response(
        self, full_path: str, stat_result: os.stat_result, scope: Request, status_code: int = 200
    ) -> Response:
        """Return a file; a page is always sent, as what loads it again knows its build."""
        if Path(full_path).suffix not in (".html", ".htm"):
            return super().file_response(full_path, stat_result, scope, status_code)
        return HTMLResponse(Path(full_path).read_bytes() + self._live.tag.encode("ascii"), status_code)


def _sentence(wanted: Iterable[str], outcome: Outcome, seconds: float) -> str:
    """Return the sentence about a build."""
    first, *others = sorted(os.path.relpath(path) for path in wanted)
    names = say("{first} and {count} more", first=first, count=len(others)) if others else first
    if outcome.status:
        return say("{names}: the build failed, and what was built before is shown still", names=names)
    return say("{names}: built in {seconds:.1f} s", names=names, seconds=seconds)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        ShohyoError: it cannot.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        # without the address
        why = foreign(error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno))
        problem = say("cannot serve at {host}, port {port}: {why}", host=host, port=port, why=why)
        remedy = say("choose others with --host and --port")
        raise ShohyoError(say("{problem}; {remedy}", problem=problem, remedy=remedy)) from None
