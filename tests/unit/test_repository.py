"""The files that hold the repository together: locks, Makefile, package."""

from __future__ import annotations

import fnmatch
import json
import os
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
LOCKS = ("requirements.txt", "requirements-dev.txt", "bench/requirements.txt")


def pins(name: str) -> dict[str, str]:
    """Return package -> version of a lock."""
    found = re.findall(r"^([a-zA-Z0-9._-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(found)


def tools() -> list[str]:
    """Return what the dependency group "dev" asks for, the groups that it includes resolved."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    wanted = list(groups["dev"])
    for entry in wanted:  # grows meanwhile
        if isinstance(entry, dict):
            wanted += groups[entry["include-group"]]
    return [entry for entry in wanted if isinstance(entry, str)]


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
        ("requirements-dev.txt", tools()),
    ):
        locked = pins(name)
        for requirement in map(Requirement, declared):
            version = locked.get(canonicalize_name(requirement.name))
            assert version is not None, requirement.name
            assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def npm_packages(place: Path) -> dict[str, dict[str, object]]:
    """Return folder → what package-lock.json says of the package; the project itself is left out."""
    packages = json.loads((place / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {folder: package for folder, package in packages.items() if folder}


@pytest.mark.parametrize(("place", "least"), [(ROOT, 100), (ROOT / "bench", 5)])
def test_npm_lock_names_no_address(place: Path, least: int) -> None:
    """npm installs from any registry what the lock knows by its hash; only the authors' pages for gifts are addresses."""
    packages = npm_packages(place)
    assert len(packages) > least
    for folder, package in packages.items():
        assert str(package.get("integrity", "")).startswith("sha512-"), folder
        assert "resolved" not in package, folder
        assert "://" not in json.dumps({key: value for key, value in package.items() if key != "funding"}), folder


@pytest.mark.parametrize("place", [ROOT, ROOT / "bench"])
def test_npm_lock_fits_the_declared_packages(place: Path) -> None:
    """A change of package.json without `make lock` is noticed; nothing that npm installs is part of the site."""
    declared = json.loads((place / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((place / "package-lock.json").read_text(encoding="utf-8"))["packages"][""]
    assert locked["devDependencies"] == declared["devDependencies"]
    assert {"dependencies", "scripts"} & set(declared) == set()
    for name, wanted in declared["devDependencies"].items():
        version = str(npm_packages(place)[f"node_modules/{name}"]["version"])
        assert version.split(".")[0] == wanted.removeprefix("^").split(".")[0], name


def test_lint_reads_every_japanese_page() -> None:
    """textlint gets each page of the site, and what is hidden in its front matter."""
    commands = subprocess.run(["make", "-n", "lint"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (line,) = [line for line in commands.replace("\\\n", " ").splitlines() if "textlint.js" in line]
    files = [*ROOT.glob("*.md"), *ROOT.glob("patterns/*.md"), *ROOT.glob("reviews/*.md")]
    names = {path.relative_to(ROOT).as_posix() for path in files}
    japanese = {name for name in names if not re.fullmatch(r"[A-Z_]+\.md", name)}  # those are in English
    assert {"index.md", "README.ja.md", "patterns/prediction-cache.md"} <= japanese
    assert japanese | {f"_build/prose/{page}" for page in japanese} <= set(line.split())


def test_every_runtime_package_is_credited() -> None:
    """THIRD_PARTY.md lists each package that the site is built with."""
    credited = set(
        re.findall(r"^\| ([a-z0-9-]+)[ ,]", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), flags=re.MULTILINE)
    )
    assert sorted(set(pins("requirements.txt")) - credited) == []


def test_every_tool_is_credited() -> None:
    """THIRD_PARTY.md lists each tool that pyproject.toml and package.json name for development."""
    named = {Requirement(text).name for text in tools()}
    named |= set(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"])
    rows = re.findall(r"^\| (@?[a-z0-9_/-]+)", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), flags=re.MULTILINE)
    assert sorted(named - set(rows)) == []


def test_bare_make_lists_every_target() -> None:
    """`make` alone shows one line for each target that a person may call."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    listing = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\S+) +\S", listing, flags=re.MULTILINE) == phony.split()


def test_newest_versions_are_skipped_without_a_python_for_them() -> None:
    """`make test-newest` says what is missing and how to name it, and passes; -n runs the search, but no test."""
    result = subprocess.run(
        ["make", "-n", "test-newest", "PYTHON_NEWEST=false"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (line,) = re.findall(r"^test-newest is skipped: .*", result.stdout, flags=re.MULTILINE)
    assert line.endswith('"false" is not. Name one: make test-newest PYTHON_NEWEST=python3.13')


def test_byte_code_is_kept() -> None:
    """Each start compiles nothing that an earlier one has compiled, on machines that switch that off, too."""
    result = subprocess.run(
        ["make", "--silent", "--eval", "show: ; @python3 -c 'import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)'", "show"],
        cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout.split() == ["False", str(ROOT / ".venv/pycache")]


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


def test_no_folder_of_tests_is_passed_over(request: pytest.FixtureRequest) -> None:
    """pytest does not enter folders called build by its own list; ours must let it into every folder with tests."""
    patterns = request.config.getini("norecursedirs")
    folders = {part for path in (ROOT / "tests").rglob("test_*.py") for part in path.relative_to(ROOT).parts[:-1]}
    assert "build" in folders
    assert [name for name in folders for pattern in patterns if fnmatch.fnmatch(name, pattern)] == []
