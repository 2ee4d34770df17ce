"""Run a PostgreSQL server of its own for a test, as it comes from Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browsers import apt_install

#: the package that brings the newest server that a release of Debian has
PACKAGE = "postgresql"
#: whom root runs the server as, which refuses to run as root
USER = "nobody"


class Server:
    """A server that listens in a folder and nowhere else."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.as_user = {"user": USER, "extra_groups": []} if os.geteuid() == 0 else {}

    def run(self, program: str, *arguments: str, given: str | None = None) -> str:
        """Run one of the server's programs; return what it prints.

        Raises:
            RuntimeError: it fails; the message has what it says.
        """
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            input=given, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False, cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}, **self.as_user,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")
        return done.stdout

    def ask(self, sql: str) -> str:
        """Run statements; return the rows, without heads, columns with a tab between them."""
        options = ("-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1")
        return self.run("psql", *options, "-h", str(self.folder), "-U", "tester", "-d", "postgres", given=sql)


def programs() -> Path:
    """Return the folder with the server's programs, which are installed where they are missing and that is allowed.

    Raises:
        RuntimeError: there are none; the message says what to install.
    """
    for _ in range(2):
        # Debian has them beside PATH, in a folder for each version
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
        on_path = shutil.which("initdb")
        for folder in ([Path(on_path).resolve().parent] if on_path else []) + folders[::-1]:
            if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres", "psql")):
                return folder
        if problem := apt_install(PACKAGE):
            break
    else:
        problem = "the package manager installed no server"
    raise RuntimeError(f"PostgreSQL was not found ({problem}); on Debian: apt-get install {PACKAGE}")


@contextmanager
def server() -> Iterator[Server]:
    """Start a server with an empty database; it is gone afterwards."""
    found = programs()
    # not below the folder of a test, which nobody else may enter; the name of a socket is short
    with tempfile.TemporaryDirectory(prefix="shohyo-pg-") as name:
        made = Server(found, Path(name))
        if made.as_user:
            shutil.chown(name, USER)
        data = str(made.folder / "data")
        made.run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={name} -c fsync=off"
        made.run("pg_ctl", "-D", data, "-w", "-l", f"{name}/log", "-o", settings, "start")
        try:
            yield made
        finally:
            made.run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
