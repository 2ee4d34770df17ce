"""The wheel is enough: installed in an environment of its own, it starts a site and builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment with the wheel, and all else from that of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    venv.create(folder / "env", with_pip=False)
    python = folder / "env/bin/python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(list(map(os.fspath, pip)), check=True, cwd=folder, timeout=120)
    purelib = Path(run(python, folder, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # what it needs comes after the wheel, so that nothing of the repository can stand in for it
    (purelib / "tests.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def run(python: Path, folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [python, *arguments], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(("language", "word"), [("en", "First pass"), ("ja", "最初の通読")])
def test_site_from_the_wheel(python: Path, language: str, word: str, tmp_path: Path) -> None:
    """A new site has no finding and builds without a warning, with templates, scripts and translations of the wheel."""
    site = tmp_path / "site"
    run(python, tmp_path, "-m", "shohyo", "init", "site", "--title", "T: x", "--author", "A", "--language", language)
    said = {"en": "no problems", "ja": "問題はありません"}
    assert said[language] in run(python, site, "-m", "shohyo", "check", "--strict")
    run(python, site, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-b", "html", ".", "_build/html")
    home = (site / "_build/html/index.html").read_text("utf-8")
    assert word in home
    assert "T: x" in home
    assert ("書評" in home) is (language == "ja")
    assert list((site / "_build/html/searchindex").iterdir())
    assert list((site / "_build/html/_static/shohyo").glob("*.css"))
    assert str(ROOT) not in run(python, site, "-c", "import shohyo; print(shohyo.__file__)")
