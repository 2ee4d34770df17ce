"""A server for one folder that remembers what was asked for; bytes are counted from it, workers included."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit


class Server:
    """Where a folder is served, and the files that were read since ``forget()``."""

    def __init__(self, address: str, root: Path) -> None:
        self.address, self.root = address, root
        self.paths: list[str] = []

    def forget(self) -> None:
        self.paths = []

    @property
    def files(self) -> list[Path]:
        """Return the files that were read, each once, in order."""
        found = []
        for path in dict.fromkeys(self.paths):
            file = self.root / unquote(urlsplit(path).path).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            if file.is_file():
                found.append(file)
        return found


@contextmanager
def served(root: Path) -> Iterator[Server]:
    """Serve a folder on a free port of this machine."""
    server = Server("", root)

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        extensions_map = {
            **SimpleHTTPRequestHandler.extensions_map,
            ".js": "text/javascript",
            ".wasm": "application/wasm",
        }

        def do_GET(self) -> None:
            server.paths.append(self.path)
            super().do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Listening(ThreadingHTTPServer):
        request_queue_size = 128  # a query reads many files at once

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a browser that is gone before it has read everything."""
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(request, client_address)

    with Listening(("127.0.0.1", 0), partial(Handler, directory=str(root))) as listening:
        server.address = f"http://127.0.0.1:{listening.server_port}/"
        Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            listening.shutdown()
