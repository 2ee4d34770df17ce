"""Find a Chromium for the browser tests, or say what to install.

``python -m tests.browsers`` prints its path. ``make test`` runs that once before pytest, so that the workers of
pytest-xdist find a browser that is there already. Without one the tests fail; they are never skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

VARIABLE = "SHOHYO_CHROMIUM"
#: names of a Chromium; the first has no window to draw, so that a fresh profile takes it a quarter of the time
COMMANDS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: what Debian calls it; older releases and those who build on them lack the first
PACKAGES = ("chromium-headless-shell", "chromium")
FONT_PACKAGE = "fonts-noto-cjk"

#: Chromium's sandbox does not work for root and in many containers; the rest keeps it off the network.
LAUNCH_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class BrowserError(RuntimeError):
    """No usable Chromium; the message says what to install."""


def find_chromium() -> str:
    """Return the path of a Chromium that starts.

    Tried in this order: the environment variable, PATH, Playwright's own, and the system's package manager.

    Raises:
        BrowserError: none was found, or the one that the environment variable names does not start.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        if problem := _problem_with(chosen):
            raise BrowserError(f'{VARIABLE} is "{chosen}", which {problem}; name a Chromium that starts, or unset it')
        return chosen

    tried: list[str] = []
    for candidate in _installed():
        problem = _problem_with(candidate)
        if not problem:
            return candidate
        tried.append(f"{candidate} {problem}")

    for package in PACKAGES:
        problem = apt_install(package, FONT_PACKAGE)
        installed = None if problem else shutil.which(package)
        if installed and not (problem := _problem_with(installed)):
            return installed
    tried.append(problem or f"the package manager installed no command {package}")

    raise BrowserError(
        f"the browser tests need Chromium, and none was found ({'; '.join(tried)}). "
        f"Install it (Debian: apt-get install chromium {FONT_PACKAGE}; "
        f"elsewhere: .venv/bin/python -m playwright install --with-deps chromium) or set {VARIABLE} to its path"
    )


def ensure_japanese_fonts() -> str | None:
    """Install a Japanese font where none is found and that is allowed; return a warning where it is not."""
    if not sys.platform.startswith("linux") or _has_japanese_font():
        return None
    problem = apt_install("fontconfig", FONT_PACKAGE)
    if not problem and _has_japanese_font():
        return None
    return (
        f"no Japanese font was found, so layout is measured with empty boxes ({problem or 'none was installed'}); "
        f"install one (Debian: apt-get install fontconfig {FONT_PACKAGE})"
    )


def main() -> int:
    """Print the path of a Chromium on standard output, everything else on standard error."""
    try:
        path = find_chromium()
    except BrowserError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    if warning := ensure_japanese_fonts():
        sys.stderr.write(f"warning: {warning}\n")
    sys.stdout.write(f"{path}\n")
    return 0


def _installed() -> Iterator[str]:
    """Yield the browsers that are there: those on PATH, then Playwright's own."""
    for command in COMMANDS:
        if path := shutil.which(command):
            yield path
    path = _playwright_path()
    if os.path.exists(path):  # noqa: PTH110 -- a string is what all callers pass on
        yield path


def _playwright_path() -> str:
    """Return where Playwright keeps its Chromium, whether it is installed or not."""
    # Starting Playwright takes a second, which is only spent when PATH has no browser.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _problem_with(path: str) -> str | None:
    """Return why a browser does not start, such as Ubuntu's chromium-browser, which only names a snap."""
    try:
        result = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"does not start: {error}"
    if result.returncode:
        lines = (result.stderr or result.stdout).strip().splitlines()
        return f"does not start: {lines[0] if lines else f'exit status {result.returncode}'}"
    return None


def _has_japanese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    result = subprocess.run(["fc-list", ":lang=ja"], capture_output=True, text=True, check=False)
    return bool(result.stdout.strip())


def apt_install(*packages: str) -> str | None:
    """Install Debian packages; return why that did not work, or None."""
    if not shutil.which("apt-get"):
        return "there is no apt-get here"
    if os.geteuid() != 0:
        return "apt-get may only be used by root"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        sys.stderr.write(f"apt-get {' '.join(command)}\n")
        try:
            result = subprocess.run(
                ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                timeout=600,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"apt-get {command[0]} took more than 10 minutes"
        if result.returncode:
            return f"apt-get {command[0]} failed with status {result.returncode}"
    return None


if __name__ == "__main__":
    sys.exit(main())
