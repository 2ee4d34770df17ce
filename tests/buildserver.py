"""Builds without their start-up: a process that has imported Sphinx and its extensions forks for each build.

More than half of a small build is imports. What a build leaves in memory ends with its process, so builds are as far
apart as those of ``python -m sphinx``, with the same output, messages and exit status. What Python reads when it
starts, such as PYTHONHASHSEED, is that of the server: tests of such things start a process of their own.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import importlib.metadata
import inspect
import json
import logging
import os
import pickle
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel

REPOSITORY = Path(__file__).parents[1]
#: small project whose build shows what there is to import
REHEARSAL = REPOSITORY / "tests/roots/test-site"
#: modules that work something out once, for whatever project
TABLES = (
    "shohyo.bib.language",
    "shohyo.exports.formats",
    "shohyo.search.terms",
    "shohyo.source.vocabulary",
    "shohyo.text.phrases",
)


class Server:
    """The side of the tests; one build at a time."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        # numpy would start threads for its algebra, and a process with threads must not fork
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "OPENBLAS_NUM_THREADS": "1"}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.buildserver", str(theirs.fileno())],
                cwd=REPOSITORY, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self._socket = ours
        self._replies = ours.makefile("r", encoding="ascii")

    def run(
        self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Do what ``python -m sphinx`` does with these arguments, and capture its output.

        Raises:
            subprocess.TimeoutExpired: it took longer than *timeout* seconds; it is killed with all that it started.
        """
        with tempfile.TemporaryDirectory() as folder:
            files = [f"{folder}/stdout", f"{folder}/stderr"]
            request = {"arguments": [*arguments], "cwd": str(cwd), "env": {**env}, "files": files}
            self._socket.settimeout(timeout)
            self._socket.sendall(json.dumps(request).encode("ascii") + b"\n")
            process = self._read()
            try:
                status = self._read()
            except BaseException as error:  # an interrupt, too, must leave nothing behind
                with contextlib.suppress(ProcessLookupError):  # it ended in this moment
                    os.killpg(process, signal.SIGKILL)
                self.close()  # the reply that is still to come is nobody's
                if isinstance(error, TimeoutError):
                    raise subprocess.TimeoutExpired([*arguments], timeout) from None
                raise
            return subprocess.CompletedProcess([*arguments], status, *(Path(file).read_text("utf-8") for file in files))

    def _read(self) -> int:
        line = self._replies.readline()
        if not line:
            raise RuntimeError(f"the build server has ended with status {self._process.wait()}")
        return int(line)

    def close(self) -> None:
        """End the server; the next build starts another."""
        self._replies.close()
        self._socket.close()
        self._process.wait()
        server.cache_clear()


@functools.cache
def server() -> Server:
    """Return the server of this process, which ends with it."""
    started = Server()
    atexit.register(started.close)
    return started


# --- the side of the server


def _serve(connection: socket.socket) -> None:
    """Fork for each request, and say first the number of the process, then its exit status, a line each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the tests, which then go away
    _preload()
    gc.freeze()  # so that no build copies what it only looks at
    # it would go through all of it, for somebody who wants to know whether there is any
    gc.get_freeze_count = lambda: 1
    requests = connection.makefile("r", encoding="ascii")
    for line in requests:
        process = os.fork()
        if not process:
            connection.close()
            requests.close()
            _build(**json.loads(line))
        with contextlib.suppress(OSError):  # it was faster
            os.setpgid(process, process)
        try:
            connection.sendall(b"%d\n" % process)
            status = os.waitpid(process, 0)[1]
            connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
        except ConnectionError:  # nobody waits any more
            return


class Templates(BytecodeCache):
    """What Jinja has made of templates, by their place and their text, which it looks up itself.

    It takes a quarter of a small build to compile those of the theme, which are the same in all of them.
    """

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self.compiled.get(bucket.key):
            bucket.bytecode_from_string(found)  # unless the text is another by now

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


class Offers:
    """What installed packages offer, by what is asked of it: no test installs any into this environment.

    Sphinx, pygments and pybtex ask a dozen times a build, and each time all that is installed is looked through.
    """

    def __init__(self) -> None:
        self._ask = importlib.metadata.entry_points
        self.known: dict[str, object] = {}

    def __call__(self, **wanted: str) -> object:
        key = json.dumps(wanted)
        if key not in self.known:
            self.known[key] = self._ask(**wanted)
        return self.known[key]


def _preload() -> None:
    """Import what the builds of a small project import, compile their templates, work out what is the same in all.

    Nothing else of those builds is kept.
    """
    templates, offers = Templates(), Offers()
    importlib.metadata.entry_points = offers  # before anyone imports it by name
    # Sphinx has no setting for this
    SandboxedEnvironment.__init__ = functools.partialmethod(SandboxedEnvironment.__init__, bytecode_cache=templates)
    with tempfile.TemporaryDirectory() as folder:
        for theme in ("shohyo", "sphinx_book_theme"):
            process = os.fork()
            if not process:
                try:
                    options = ["-q", "-b", "html", "-D", f"html_theme={theme}", "-d", f"{folder}/doctrees-{theme}"]
                    arguments = [*options, str(REHEARSAL), f"{folder}/{theme}"]
                    _build(arguments, str(REHEARSAL), dict(os.environ), [f"{folder}/stdout", f"{folder}/stderr"])
                finally:  # a project that cannot be built is told of by the tests
                    Path(folder, "modules").write_text("\n".join(sys.modules), "utf-8")
                    Path(folder, "offers").write_text("\n".join(offers.known), "utf-8")
                    Path(folder, "templates").write_bytes(pickle.dumps(templates.compiled))
                    os._exit(0)
            os.waitpid(process, 0)
            for name in Path(folder, "modules").read_text("utf-8").splitlines():
                with contextlib.suppress(ImportError):  # made while another one was imported
                    importlib.import_module(name)
            for wanted in Path(folder, "offers").read_text("utf-8").splitlines():
                offers(**json.loads(wanted))
            templates.compiled.update(pickle.loads(Path(folder, "templates").read_bytes()))
    for model in _below(BaseModel):
        if model.__module__.startswith("shohyo."):
            model.model_rebuild()
    for name in TABLES:
        for made in vars(importlib.import_module(name)).values():
            if hasattr(made, "cache_parameters") and not inspect.signature(made).parameters:
                made()
    assets = importlib.import_module("shohyo.assets")
    for name in assets.names():
        if name.endswith(".js"):
            assets.digest(name)  # which makes it small, too


def _below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield all that is derived from a class."""
    for derived in kind.__subclasses__():
        yield derived
        yield from _below(derived)


def _build(arguments: list[str], cwd: str, env: dict[str, str], files: list[str]) -> None:
    """Go on as ``python -m sphinx`` that was started in *cwd* with *env*, its output in *files*; never returns.

    Raises:
        SystemExit: always, with the exit status.
    """
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor, path in enumerate(files, start=1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    if "-q" in arguments:
        logging.disable(logging.INFO)  # each event and node that an extension adds is told of, which nobody hears
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.path[0] = cwd
    sys.argv[1:] = arguments
    runpy.run_module("sphinx", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
