"""A build that cannot write says why in one sentence, leaves each file old or new, and is repaired by the next.

The faults are made by conf.py, inside of the build: a limit of the system on the size of files stands for a full disk,
for it fails in the same calls; as root, who may write everywhere, the build goes on as another user.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.build.building import REPOSITORY, build, digest, run_sphinx

#: a user with no rights, on all systems that know one
NOBODY = 65534
#: what conf.py does first, as a file ``fault`` beside it tells
FAULTS = """
import os, pathlib, signal, threading
said = pathlib.Path(__file__).with_name("fault")
kind, _, value = said.read_text().partition(" ") if said.exists() else ("", "", "")
if kind == "limit":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(value), resource.RLIM_INFINITY))
elif kind == "user" and os.geteuid() == 0:
    os.seteuid(65534)
elif kind in ("SIGKILL", "SIGINT"):
    number = getattr(signal, kind)
    end = lambda: os.killpg(0, number) if number == signal.SIGKILL else os.kill(os.getpid(), number)
    timer = threading.Timer(float(value), end)
    timer.daemon = True
    timer.start()
"""


class Project:
    """A small site, and the folders that it is built into."""

    def __init__(self, rootdir: Path, folder: Path) -> None:
        self.folder, self.site = folder, Path(shutil.copytree(rootdir / "test-site", folder / "site"))
        self.output, self.doctrees = folder / "output", folder / "output.doctrees"
        conf = self.site / "conf.py"
        more = 'suppress_warnings = ["shohyo.unlisted"]\nhtml_static_path = ["own"]\n'
        conf.write_text(FAULTS + conf.read_text("utf-8") + 'language = "en"\n' + more, "utf-8")
        (self.site / "own").mkdir()
        for number in range(6):
            page = f"---\ntitle: 追加{number}\nintent: 形{number}。\nsources: [doe2019]\n---\n\n{{pattern}}`alpha`\n"
            (self.site / f"patterns/extra-{number}.md").write_text(page, "utf-8")

    def edit(self, text: str) -> None:
        """Change what all pages show, and a style sheet."""
        (self.site / "own/own.css").write_text(f"/* {text} */\n", "utf-8")
        path = self.site / "patterns/alpha.md"
        path.write_text(re.sub(r"title: .*", f"title: {text}", path.read_text("utf-8"), count=1), "utf-8")

    def run(self, fault: str = "", *arguments: str) -> subprocess.CompletedProcess[str]:
        """Build with a fault."""
        (self.site / "fault").write_text(fault, "ascii")
        return run_sphinx(self.site, self.output, *arguments)

    def clean(self) -> dict[str, str]:
        """Return what a build from nothing writes."""
        (self.site / "fault").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        shutil.rmtree(self.folder / "clean.doctrees", ignore_errors=True)
        return digest(build(self.site, self.folder / "clean"))


@pytest.fixture
def project(rootdir: Path, tmp_path: Path) -> Project:
    return Project(rootdir, tmp_path)


@pytest.fixture
def open_project(rootdir: Path) -> Iterator[Project]:
    """A project in a folder that other users may enter; it belongs to another one if the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="shohyo-faults-"))
    folder.chmod(0o755)
    yield Project(rootdir, folder)
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


def give_away(project: Project) -> None:
    """Let all files belong to the user that the build runs as."""
    if os.geteuid() == 0:
        for path in (project.folder, *project.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence with which a build ended."""
    lines = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", done.stderr).splitlines() if line]
    assert done.returncode == 2, done.stderr
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("limit", "jobs"),
    [
        (2_000, "1"),
        (60_000, "2"),
        *(
            pytest.param(limit, jobs, marks=pytest.mark.long)
            for limit in (10_000, 20_000, 200_000)
            for jobs in ("1", "2")
        ),
    ],
)
def test_disk_that_is_full(project: Project, limit: int, jobs: str) -> None:
    """Whatever cannot be written, the site stays as it was, and the next build is as if nothing had been."""
    before = digest(build(project.site, project.output))
    project.edit("新しい題")
    done = project.run(f"limit {limit}", "-j", jobs)
    assert re.fullmatch(r'ERROR: cannot write ".*": (File too large|disk I/O error|.*full); make room .*', told(done))
    assert digest(project.output) == before
    assert project.run("", "-j", jobs).stderr == ""
    assert digest(project.output) == project.clean()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a disk")
@pytest.mark.parametrize(
    ("which", "size"),
    [
        ("doctrees", "3m"),
        pytest.param("doctrees", "200k", marks=pytest.mark.long),
        pytest.param("output", "300k", marks=pytest.mark.long),
    ],
)
def test_small_disk(project: Project, which: str, size: str) -> None:
    """The same with a disk that has no more room, for what is kept and for what is published."""
    old = digest(build(project.site, project.output))
    project.edit("新しい題")
    new = project.clean()
    disk = project.folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        output = project.output if which == "doctrees" else disk / "html"
        doctrees = project.doctrees if which == "output" else disk / "doctrees"
        done = run_sphinx(project.site, output, "-d", str(doctrees))
        assert "No space left on device" in told(done)
        if which == "doctrees":
            assert digest(output) == old
        else:
            found = digest(output)
            assert {
                name: new[name] for name in found if not name.endswith(".shohyo-unfinished")
            }.items() <= found.items()
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert digest(build(project.site, project.output)) == new


@pytest.mark.parametrize("which", ["output", "output/_static", "output.doctrees"])
def test_folder_that_is_read_only(open_project: Project, which: str) -> None:
    """The folder is named and the system's reason given; with the right to write the next build repairs all."""
    project = open_project
    old = digest(build(project.site, project.output))
    project.edit("新しい題")
    new = project.clean()
    give_away(project)
    folder = project.folder / which
    folder.chmod(0o555)
    if which == "output.doctrees":
        (folder / "shohyo.lock").unlink()
    sentence = told(project.run("user"))
    assert re.fullmatch(
        rf'ERROR: cannot write "{re.escape(str(folder))}.*": (Permission denied|it is read-only); make room .*',
        sentence,
    )
    found = digest(project.output)
    assert all(found[name] in (old.get(name), new.get(name)) for name in found)
    if which in ("output", "output.doctrees"):
        assert found == old
    folder.chmod(0o755)
    assert project.run("user").stderr == ""
    assert digest(project.output) == new


@pytest.mark.parametrize("which", ["output", "doctrees"])
@pytest.mark.parametrize("place", ["", "/inner"])
def test_file_in_place_of_a_folder(project: Project, which: str, place: str) -> None:
    """It is named, as no folder can be made there."""
    file = project.folder / "file"
    file.write_text("", "utf-8")
    output = Path(f"{file}{place}") if which == "output" else project.output
    doctrees = f"{file}{place}" if which == "doctrees" else str(project.doctrees)
    done = run_sphinx(project.site, output, "-d", doctrees)
    if which == "output" and not place:  # Sphinx says it, before it loads any extension
        assert (done.returncode, "is not a directory" in done.stderr) == (2, True)
        return
    assert re.match(r'ERROR: cannot write ".*/file.*": (Not a directory|File exists);', told(done))


def test_page_that_may_not_be_read(open_project: Project) -> None:
    """It is a finding with its name, the site is built without it, and with it as soon as it may be read."""
    project = open_project
    build(project.site, project.output)
    give_away(project)
    page = project.site / "patterns/extra-3.md"
    page.chmod(0)
    done = project.run("user", "-W", "--keep-going")
    assert done.returncode == 1
    assert "patterns/extra-3.md:1:1: WARNING: this cannot be read (Permission denied); " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project.output / "patterns/extra-3.html").exists()
    page.chmod(0o644)
    assert project.run("user").stderr == ""
    assert digest(project.output) == project.clean()


@pytest.mark.parametrize(
    ("which", "language", "sentence"),
    [
        ("doctrees", "en", 'another build is at work in "{folder}"; wait until it has ended, and build again'),
        ("output", "en", 'another build is at work in "{folder}"; wait until it has ended, and build again'),
        ("output", "ja", "別のビルドが「{folder}」で動いています。終わるのを待って、もう一度ビルドしてください"),
    ],
)
def test_folder_in_which_another_build_is_at_work(project: Project, which: str, language: str, sentence: str) -> None:
    """The second build says so and ends, and reads and writes nothing; it builds when the first one has ended."""
    conf = project.site / "conf.py"
    more = f'import shohyo.building.folders as f\nf.PATIENCE = 0.1\nlanguage = "{language}"\n'
    conf.write_text(conf.read_text("utf-8") + more, "utf-8")
    before = digest(build(project.site, project.output))
    project.edit("新しい題")
    path = project.doctrees / "shohyo.lock" if which == "doctrees" else project.output
    lock = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert told(project.run()) == f"ERROR: {sentence.format(folder=getattr(project, which))}"
        assert digest(project.output) == before
    finally:
        os.close(lock)
    assert project.run().stderr == ""
    assert digest(project.output) == project.clean()


def race(project: Project, number: int) -> int:
    """Let two builds begin at once; return how many of them built."""
    project.edit(f"題{number}")
    (project.site / "fault").unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-n",
        "-d",
        str(project.doctrees),
        str(project.site),
        str(project.output),
    ]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    both = [
        subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    ended = []
    for process in both:
        output, error = process.communicate(timeout=300)
        done = subprocess.CompletedProcess(command, process.returncode, output, error)
        if done.returncode:
            assert "another build is at work in" in told(done)
        else:
            assert error == ""
        ended.append(done.returncode)
    assert 0 in ended
    assert digest(project.output) == project.clean()
    return ended.count(0)


def test_two_builds_at_once(project: Project) -> None:
    """One of them builds, and the other builds after it or says why not; the site is whole."""
    race(project, 1)


@pytest.mark.long
def test_two_builds_at_once_many_times(project: Project) -> None:
    """The same, ten times into the same folder."""
    for number in range(10):
        race(project, number)


def break_off(project: Project, kind: str, delay: float, number: int) -> bool:
    """Break a build off after so many seconds, if it takes as long; return whether it did."""
    jobs = ("-j", str(number % 2 + 1))
    old = digest(project.output)
    project.edit(f"題{number}")
    new = project.clean()
    done = project.run(f"{kind} {delay}", *jobs)
    assert done.returncode in ((-9, 0) if kind == "SIGKILL" else (2, 0))
    found = digest(project.output)
    assert all(found[name] in (old.get(name), new.get(name)) for name in found)
    if done.returncode:
        assert kind == "SIGKILL" or "Interrupted!" in done.stderr
    assert project.run("", *jobs).stderr == ""
    assert digest(project.output) == new
    return done.returncode != 0


@pytest.mark.parametrize("kind", ["SIGKILL", "SIGINT"])
def test_build_that_is_broken_off(project: Project, kind: str) -> None:
    """Killed or interrupted at any moment, a build leaves each file old or new, and the next one repairs all."""
    build(project.site, project.output)
    random = Random(5)
    broken = [break_off(project, kind, random.uniform(0.05, 0.4), number) for number in range(3)]
    assert any(broken)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["SIGKILL", "SIGINT"])
def test_build_that_is_broken_off_many_times(project: Project, kind: str) -> None:
    """The same, 30 times."""
    build(project.site, project.output)
    random = Random(6)
    broken = [break_off(project, kind, random.uniform(0.02, 1.2), number) for number in range(30)]
    assert sum(broken) >= 10


def test_command_prints_nothing_of_its_own(project: Project) -> None:
    """Sphinx adds versions and a traceback to what ends a build, and none to the exception of ours."""
    conf = project.site / "conf.py"
    plain = conf.read_text("utf-8")
    for call in ("shohyo.upstream.ending.end_build('why', 'en')", "raise sphinx.errors.SphinxError('why')"):
        body = f"import shohyo.upstream.ending, sphinx.errors\ndef end(app):\n    {call}\n"
        conf.write_text(f"{plain}\n{body}def setup(app):\n    app.connect('builder-inited', end)\n", "utf-8")
        done = project.run()
        assert done.returncode == 2
        assert ("Versions" in done.stderr) is call.startswith("raise")
