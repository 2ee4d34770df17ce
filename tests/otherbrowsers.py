"""Firefox and WebKit for ``make test-long``: just enough of WebDriver to open a page, click, type, ask and look.

Firefox speaks WebDriver BiDi itself, through a socket (W3C, Working Draft of 2025); WebKitGTK has a driver that speaks
WebDriver (W3C, Recommendation of 2018) over HTTP, and needs a screen, which Xvfb is.  Both come from Debian's packages.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import connect

PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}
COMMANDS = {"firefox": ("firefox-esr", "firefox"), "webkit": ("WebKitWebDriver",)}
MINI_BROWSER = "webkit2gtk-*/MiniBrowser"
#: seconds for a browser to start, and for what is waited for on a page
STARTING, WAITING = 60, 20


class Missing(RuntimeError):
    """A browser is not there; the message says what to install."""


def find(name: str) -> str:
    """Return the path of a browser, or of the driver that starts it.

    Raises:
        Missing: there is none.
    """
    path = next(filter(None, map(shutil.which, COMMANDS[name])), None)
    if path and (name == "firefox" or shutil.which("Xvfb")):
        return path
    raise Missing(f"{name} is not there; install it (Debian: apt-get install {PACKAGES[name]})")


class Window:
    """A page in a browser."""

    def __init__(self, evaluate: Callable[[str], Any], act: Callable[[list[Any]], Any]) -> None:
        self._evaluate, self._act = evaluate, act

    def ask(self, expression: str) -> Any:
        """Return what an expression of JavaScript gives, as JSON can say it."""
        found = self._evaluate(f"JSON.stringify({expression})")
        return None if found is None else json.loads(found)

    def wait(self, expression: str) -> None:
        """Wait until an expression holds."""
        end = time.monotonic() + WAITING
        while not self.ask(f"!!({expression})"):
            assert time.monotonic() < end, f"{expression} did not come true: {self.ask('document.title')}"
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        """Click in the middle of an element, brought into view."""
        self._point(selector, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def hover(self, selector: str) -> None:
        """Move the mouse there."""
        self._point(selector)

    def _point(self, selector: str, *then: dict[str, Any]) -> None:
        query = f"document.querySelector({json.dumps(selector)})"
        self.wait(query)
        box = self.ask(
            f"(() => {{ const e = {query}, at = e.getBoundingClientRect();"
            " scrollTo({top: scrollY + at.y - innerHeight / 2, behavior: 'instant'}); const b = e.getBoundingClientRect();"
            " return [Math.round(b.x + b.width / 2), Math.round(b.y + b.height / 2)]; })()"
        )
        move = {"type": "pointerMove", "x": box[0], "y": box[1], "duration": 0}
        parameters = {"pointerType": "mouse"}
        self._act([{"type": "pointer", "id": "mouse", "parameters": parameters, "actions": [move, *then]}])

    def type(self, text: str) -> None:
        """Press the keys of a text."""
        strokes = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self._act([{"type": "key", "id": "keys", "actions": strokes}])

    def go(self, address: str) -> None:
        raise NotImplementedError

    def resize(self, width: int, height: int) -> None:
        raise NotImplementedError

    def picture(self, path: Path) -> None:
        """Write what is seen as PNG."""
        raise NotImplementedError


@contextmanager
def opened(name: str) -> Iterator[Window]:
    """Start a browser and yield its window; it ends with the block."""
    with ExitStack() as stack:
        profile = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        yield (_firefox if name == "firefox" else _webkit)(stack, profile)


def _started(stack: ExitStack, log: Path, *command: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a program that ends with the stack; what it says goes to a file, as nobody reads a pipe to its end."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={**os.environ, **environment}
        )

    def end() -> None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    stack.callback(end)
    return process


# --- Firefox ---------------------------------------------------------------------------------------------


class _Bidi(Window):
    def __init__(self, send: Callable[..., Any]) -> None:
        self.send = send
        send("session.new", capabilities={})
        self.context = send("browsingContext.getTree")["contexts"][0]["context"]
        super().__init__(
            self._value, lambda actions: send("input.performActions", context=self.context, actions=actions)
        )

    def _value(self, expression: str) -> Any:
        target = {"context": self.context}
        found = self.send("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert found["type"] == "success", found
        return found["result"].get("value")

    def go(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        self.send("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.send("browsingContext.captureScreenshot", context=self.context)["data"]))


def _firefox(stack: ExitStack, profile: str) -> Window:
    log = Path(profile, "log")
    command = (find("firefox"), "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0")
    process = _started(stack, log, *command, HOME=profile, LANG="ja_JP.UTF-8")
    end = time.monotonic() + STARTING
    while not (match := re.search(r"WebDriver BiDi listening on (ws://\S+)\n", log.read_text("utf-8", "replace"))):
        assert process.poll() is None, log.read_text("utf-8", "replace")
        assert time.monotonic() < end, "firefox does not say where it listens"
        time.sleep(0.1)
    connection = stack.enter_context(connect(f"{match[1]}/session", max_size=None, open_timeout=STARTING))
    numbers = iter(range(1, 1_000_000))

    def send(method: str, **parameters: Any) -> Any:
        number = next(numbers)
        connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(connection.recv(timeout=STARTING))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    return _Bidi(send)


# --- WebKit ----------------------------------------------------------------------------------------------


class _WebDriver(Window):
    def __init__(self, send: Callable[..., Any]) -> None:
        self.send = send
        super().__init__(
            lambda expression: send("execute/sync", script=f"return {expression}", args=[]),
            lambda actions: send("actions", actions=actions),
        )

    def go(self, address: str) -> None:
        self.send("url", url=address)

    def resize(self, width: int, height: int) -> None:
        # a window is set with its frame, whose size is not known, and follows when it likes; the narrowest has 447
        asked, end = [width, height], time.monotonic() + WAITING
        while (inside := self.ask("[innerWidth, innerHeight]")) != [width, height]:
            assert time.monotonic() < end, f"the window is {inside}, not {[width, height]}"
            self.send("window/rect", width=asked[0], height=asked[1])
            time.sleep(0.3)
            beside = self.ask(f"[{width} - innerWidth, {height} - innerHeight]")
            asked = [asked[0] + beside[0], asked[1] + beside[1]]

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.send("screenshot")))


def _webkit(stack: ExitStack, profile: str) -> Window:
    driver = find("webkit")
    libraries = Path("/usr/lib")
    browser = next(iter(sorted((*libraries.glob(f"*/{MINI_BROWSER}"), *libraries.glob(MINI_BROWSER)))), None)
    if browser is None:
        raise Missing(f"webkit is not there; install it (Debian: apt-get install {PACKAGES['webkit']})")
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stack.callback(screen.wait, 10)
    stack.callback(screen.terminate)
    os.close(writing)
    with os.fdopen(reading) as told:
        display = f":{told.readline().strip()}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _started(
        stack, Path(profile, "log"), driver, "-p", str(port), DISPLAY=display, HOME=profile, XDG_RUNTIME_DIR=profile, LANG="C.UTF-8",
        LIBGL_ALWAYS_SOFTWARE="1", WEBKIT_DISABLE_COMPOSITING_MODE="1", NO_AT_BRIDGE="1", GDK_BACKEND="x11",
    )  # fmt: skip
    root = f"http://127.0.0.1:{port}/session"

    def request(address: str, parameters: dict[str, Any] | None, method: str) -> Any:
        data = None if parameters is None else json.dumps(parameters).encode()
        asked = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(asked, timeout=STARTING) as answer:
            return json.load(answer)["value"]

    options = {"binary": str(browser), "args": ["--automation"]}
    end = time.monotonic() + STARTING
    while True:
        try:
            capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
            session = request(root, {"capabilities": capabilities}, "POST")["sessionId"]
            break
        except (ConnectionError, urllib.error.URLError):
            assert time.monotonic() < end, "the driver of WebKit does not answer"
            time.sleep(0.1)
    stack.callback(request, f"{root}/{session}", None, "DELETE")

    def send(what: str, **parameters: Any) -> Any:
        is_question = what == "screenshot"
        return request(
            f"{root}/{session}/{what}", None if is_question else parameters, "GET" if is_question else "POST"
        )

    return _WebDriver(send)
