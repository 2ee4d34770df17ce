"""The files that hold the repository together: locks, Makefile, package."""

from __future__ import annotations

import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import shohyo

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def pins(name: str) -> dict[str, str]:
    """Return package -> version of a lock."""
    found = re.findall(r"^([a-zA-Z0-9._-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address(name: str) -> None:
    """A lock works with any package index: it holds no address and no option that names one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    """Nothing is installed that the lock does not know by its hash."""
    text = (ROOT / name).read_text(encoding="utf-8")
    requirements = [entry for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if re.match(r"\w", entry)]
    assert requirements
    assert [entry.split()[0] for entry in requirements if "--hash=sha256:" not in entry] == []


def test_development_lock_extends_the_runtime_lock() -> None:
    """Tests run with the very versions that the site is built with."""
    development = pins("requirements-dev.txt")
    assert {package: development.get(package) for package in pins("requirements.txt")} == pins("requirements.txt")


def test_locks_meet_the_declared_ranges() -> None:
    """A range that was changed in pyproject.toml without `make lock` is noticed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, declared in (
        ("requirements.txt", project["project"]["dependencies"]),
        ("requirements-dev.txt", project["dependency-groups"]["dev"]),
    ):
        locked = pins(name)
        for requirement in map(Requirement, declared):
            version = locked.get(canonicalize_name(requirement.name))
            assert version is not None, requirement.name
            assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_every_runtime_package_is_credited() -> None:
    """THIRD_PARTY.md lists each package that the site is built with."""
    credited = set(re.findall(r"^\| ([a-z0-9-]+) \|", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), flags=re.MULTILINE))
    assert sorted(set(pins("requirements.txt")) - credited) == []


def test_bare_make_lists_every_target() -> None:
    """`make` alone shows one line for each target that a person may call."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    listing = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\S+) +\S", listing, flags=re.MULTILINE) == phony.split()


def test_wheel_holds_code_and_data(tmp_path: Path) -> None:
    """The package carries its version, its command and every file of shohyo/, catalogues and styles included."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    assert Path(wheel).name.startswith(f"shohyo-{shohyo.__version__}-")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry_points,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "shohyo = shohyo.cli:main" in archive.read(entry_points).decode()
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "shohyo").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if name.startswith("shohyo/")} == expected
