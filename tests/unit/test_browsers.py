"""Where a Chromium is looked for, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import browsers


def fake(folder: Path, name: str, script: str = "exit 0") -> str:
    """Write a command that behaves like a browser which is asked for its version; return its path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Machine without a browser, and without a package manager; return the only folder on its PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv(browsers.VARIABLE, raising=False)
    monkeypatch.setattr(browsers, "_playwright_path", lambda: str(tmp_path / "playwright" / "chrome"))
    return folder


def test_variable_wins_over_path(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser named by the environment variable is taken even if PATH has another."""
    fake(bare, "chromium")
    chosen = fake(tmp_path, "mine")
    monkeypatch.setenv(browsers.VARIABLE, chosen)
    assert browsers.find_chromium() == chosen


def test_variable_that_names_no_browser_is_an_error(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong environment variable is reported with its value, not passed over for PATH."""
    fake(bare, "chromium")
    monkeypatch.setenv(browsers.VARIABLE, "/nowhere/chrome")
    with pytest.raises(browsers.BrowserError, match=r'SHOHYO_CHROMIUM is "/nowhere/chrome", which does not start'):
        browsers.find_chromium()


@pytest.mark.parametrize("name", browsers.COMMANDS)
def test_each_command_on_path_is_found(bare: Path, name: str) -> None:
    """Chromium goes by several names on PATH."""
    path = fake(bare, name)
    assert browsers.find_chromium() == path


def test_command_that_does_not_start_is_passed_over(bare: Path) -> None:
    """Ubuntu's chromium-browser that only asks for a snap is not taken for a browser."""
    fake(bare, "chromium-browser", "echo 'requires the chromium snap' >&2; exit 1")
    chrome = fake(bare, "google-chrome")
    assert browsers.find_chromium() == chrome


def test_playwrights_own_is_taken_when_path_has_none(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Chromium that Playwright has downloaded is found."""
    own = fake(tmp_path, "chrome")
    monkeypatch.setattr(browsers, "_playwright_path", lambda: own)
    assert browsers.find_chromium() == own


@pytest.mark.parametrize("available", browsers.PACKAGES)
def test_package_manager_is_the_last_resort(bare: Path, monkeypatch: pytest.MonkeyPatch, available: str) -> None:
    """Root on Debian gets Chromium and a Japanese font installed: the first package that this release has."""
    log, command = bare / "log", bare / available
    fake(
        bare,
        "apt-get",
        f'echo "$@" >> {log}; case "$*" in *update) ;; *"install -y --no-install-recommends {available} "*) '
        f'printf "#!/bin/sh\n" > {command}; /bin/chmod 755 {command};; *) exit 100;; esac',
    )
    monkeypatch.setattr(browsers.os, "geteuid", lambda: 0)
    assert browsers.find_chromium() == str(command)
    update, install = log.read_text().splitlines()[-2:]
    assert update.endswith("update")
    assert install.endswith(f"install -y --no-install-recommends {available} fonts-noto-cjk")


@pytest.mark.parametrize(
    ("user", "apt", "reason"),
    [
        (0, None, "there is no apt-get here"),
        (1000, "exit 0", "apt-get may only be used by root"),
        (0, "exit 100", "apt-get update failed with status 100"),
        (0, "exit 0", "installed no command chromium"),
    ],
)
def test_missing_browser_is_an_error_that_says_what_to_install(
    bare: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    user: int,
    apt: str | None,
    reason: str,
) -> None:
    """Without any browser the command fails, says why it could not help and what to install."""
    if apt is not None:
        fake(bare, "apt-get", apt)
    monkeypatch.setattr(browsers.os, "geteuid", lambda: user)
    assert browsers.main() == 1
    output = capfd.readouterr()
    assert output.out == ""
    assert reason in output.err
    assert "apt-get install chromium fonts-noto-cjk" in output.err


def test_main_prints_the_path_only(bare: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output is the path and nothing else, because the Makefile reads it."""
    path = fake(bare, "chromium")
    fake(bare, "fc-list", "echo font")
    assert browsers.main() == 0
    assert capfd.readouterr().out == f"{path}\n"


def test_missing_japanese_font_is_a_warning(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without a Japanese font the tests run, after a warning that names the package."""
    fake(bare, "chromium")
    fake(bare, "fc-list", "exit 0")
    monkeypatch.setattr(browsers.sys, "platform", "linux")
    assert browsers.main() == 0
    assert "warning: no Japanese font was found" in capfd.readouterr().err
