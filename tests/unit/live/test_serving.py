"""Saves become builds, and builds become reloads; the builds are of the test."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from shohyo.errors import ShohyoError
from shohyo.live import serving
from shohyo.live.building import Builds, Outcome
from shohyo.live.watching import Site


class Recorded(Builds):
    """Builds that are noted, each as long as it takes to be let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__([])
        self.folder = folder
        self.made: list[bool] = []
        self.status = 0
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def build(self, *, is_anew: bool = False) -> Outcome:
        self.made.append(is_anew)
        await self.may_end.wait()
        pages = frozenset(str(path) for path in (self.folder / "source").glob("*.md"))
        output = str(self.folder / "output")
        site = Site(str(self.folder / "source"), (output,), pages, frozenset(), (), (".md",), ("**",), ("**/.*",))
        return Outcome(self.status, site)

    async def close(self) -> None:
        self.made.append(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path = tmp_path.resolve()
    (tmp_path / "source").mkdir()
    (tmp_path / "output").mkdir()
    for name in ("one", "two", "three"):
        (tmp_path / f"source/{name}.md").write_text(name, "utf-8")
    (tmp_path / "output/one.html").write_text("<p>page</p>", "utf-8")
    (tmp_path / "output/some.css").write_text("p {}", "utf-8")
    return tmp_path


def live(folder: Path, during: Callable[[Recorded, str], Awaitable[None]]) -> list[bool | None]:
    """Serve while something happens; return the builds that were made: whether anew, and None for their end."""

    async def main() -> list[bool]:
        builds = Recorded(folder)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            served = asyncio.create_task(
                serving.Live(folder / "source", folder / "output", builds).run(listening, is_opened=False)
            )
            await until(lambda: builds.made)
            await asyncio.sleep(0.3)  # the folder is watched by now
            try:
                await during(builds, f"http://127.0.0.1:{listening.getsockname()[1]}/")
                await asyncio.sleep(0.6)  # what has not begun by now does not
            finally:
                served.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await served
        return builds.made

    with ThreadPoolExecutor(1) as pool:  # in this thread the browser of other tests may have its loop
        return pool.submit(asyncio.run, asyncio.wait_for(main(), 30)).result()


async def until(holds: Callable[[], object]) -> None:
    while not holds():
        await asyncio.sleep(0.02)


async def get(address: str) -> tuple[int, str]:
    def fetch() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(address) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    return await asyncio.to_thread(fetch)


def save(folder: Path, *names: str) -> None:
    for name in names:
        (folder / "source" / name).write_text(f"changed {name}", "utf-8")


def test_saves_in_quick_succession_are_one_build(folder: Path) -> None:
    """However many files they are of."""

    async def during(builds: Recorded, _: str) -> None:
        save(folder, "one.md", "two.md", "three.md", "one.md")
        await until(lambda: len(builds.made) > 1)

    assert live(folder, during) == [False, False, None]


def test_saves_during_a_build_are_one_build_after_it(folder: Path) -> None:
    """Builds never overlap, and nothing that was saved is forgotten."""

    async def during(builds: Recorded, _: str) -> None:
        builds.may_end.clear()
        save(folder, "one.md")
        await until(lambda: len(builds.made) == 2)
        for name in ("two.md", "three.md"):
            save(folder, name)
            await asyncio.sleep(0.6)
        assert len(builds.made) == 2
        builds.may_end.set()
        await until(lambda: len(builds.made) == 3)

    assert live(folder, during) == [False, False, False, None]


def test_new_pages_are_built_anew(folder: Path) -> None:
    """Configurations may list what there is."""

    async def during(builds: Recorded, _: str) -> None:
        save(folder, "four.md")
        await until(lambda: len(builds.made) > 1)

    assert live(folder, during) == [False, True, None]


def test_nothing_else_is_built(folder: Path) -> None:
    """A log, a copy and the output start no build."""

    async def during(_: Recorded, address: str) -> None:
        save(folder, "debug.log", "one.md~", ".one.md.swp")
        (folder / "output/one.html").write_text("other", "utf-8")

    assert live(folder, during) == [False, None]


def test_pages_hear_of_builds(folder: Path) -> None:
    """Each open page hears of a build that it does not show, one that comes late at once; a failure is not told."""

    async def during(builds: Recorded, address: str) -> None:
        async def build_of_page() -> str:
            status, text = await get(address + "one.html")
            assert status == 200
            assert text.startswith("<p>page</p><script src=")
            return text.split('data-build="')[1].split('"')[0]

        first = await build_of_page()
        listening = address.replace("http", "ws") + "_shohyo/live?build="
        async with connect(listening + first) as one, connect(listening + first) as other:
            builds.status = 2
            save(folder, "one.md")
            await until(lambda: len(builds.made) == 2)
            await asyncio.sleep(0.3)
            assert await build_of_page() == first
            builds.status = 0
            save(folder, "one.md")
            assert [await one.recv(), await other.recv()] == ["reload", "reload"]
        assert await build_of_page() != first
        async with connect(listening + first) as late:
            assert await late.recv() == "reload"

    assert live(folder, during) == [False, False, False, None]


def test_files_are_served_as_they_are(folder: Path) -> None:
    """Only pages get something added; one that is not there waits for its build, and names itself harmlessly."""

    async def during(_: Recorded, address: str) -> None:
        assert await get(address + "some.css") == (200, "p {}")
        status, text = await get(address + "_shohyo/reload.js")
        assert (status, "WebSocket" in text) == (200, True)
        status, text = await get(address + "%3Cb%3E.html")
        assert status == 404
        assert "&lt;b&gt;.html is not built" in text
        assert "data-build" in text

    live(folder, during)


def test_what_cannot_be_served_is_said_in_a_sentence(folder: Path) -> None:
    """A folder that is not there or is no project, a port that is taken, and a host that is none."""
    with pytest.raises(ShohyoError, match=r"there is no conf\.py in"):
        serving.serve(folder / "source", folder, [], host="127.0.0.1", port=0, is_opened=False)
    (folder / "source/conf.py").touch()
    with pytest.raises(ShohyoError, match="there is no folder"):
        serving.serve(folder / "missing", folder, [], host="127.0.0.1", port=0, is_opened=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ShohyoError, match=rf"port {port}: Address already in use; choose others"):
            serving.serve(folder / "source", folder, [], host="127.0.0.1", port=port, is_opened=False)
    with pytest.raises(ShohyoError, match="cannot serve at no such host"):
        serving.serve(folder / "source", folder, [], host="no such host", port=0, is_opened=False)
