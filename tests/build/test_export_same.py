"""What programs read is the same, byte for byte, in one process and in two, built anew or over an earlier build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build.building import build, digest, run_sphinx
from tests.build.exporting import NASTY, nasty_site, read, write


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nasty_site(tmp_path_factory.mktemp("same") / "site", NASTY[:9])


def edit_text(site: Path) -> None:
    path = site / "patterns/p1.md"
    path.write_text(path.read_text("utf-8").replace("Words.", "Other words. {pattern}`p3`"), "utf-8")


def edit_title(site: Path) -> None:
    path = site / "patterns/p5.md"
    path.write_text(path.read_text("utf-8").replace("title: ", "title: New ", 1).replace('New "', '"New ', 1), "utf-8")


def edit_work(site: Path) -> None:
    write(site / "references.bib", "@book{b, title = {Another}, author = {Roe, R.}, year = {2021}}\n")


def hide(site: Path) -> None:
    path = site / "patterns/p2.md"
    path.write_text(path.read_text("utf-8").replace("title: ", "draft: true\ntitle: ", 1), "utf-8")


def remove(site: Path) -> None:
    (site / "patterns/p7.md").unlink()


def set_address(site: Path) -> None:
    with (site / "conf.py").open("a") as conf:
        conf.write("html_baseurl = 'https://elsewhere.example/'\n")


def switch_off(site: Path) -> None:
    with (site / "conf.py").open("a") as conf:
        conf.write("shohyo_markdown = False\nshohyo_api = False\n")


#: edits between two builds
EDITS: list[tuple[Callable[[Path], None], ...]] = [
    (),
    (edit_text, edit_title),
    (edit_work, hide),
    (remove, set_address),
    (switch_off,),
]


def test_each_edit_gives_the_bytes_of_a_clean_build(site: Path, tmp_path: Path) -> None:
    """One process after another edit against two processes from nothing; all files of the site."""
    source = Path(shutil.copytree(site, tmp_path / "site"))
    build(source, tmp_path / "out")
    for number, edits in enumerate(EDITS):
        for edit in edits:
            edit(source)
        assert run_sphinx(source, tmp_path / "out").returncode == 0
        clean = tmp_path / f"clean{number}"
        assert run_sphinx(source, clean, "-j", "2").returncode == 0
        assert digest(tmp_path / "out") == digest(clean), number


@pytest.mark.parametrize("value", ["shohyo_api", "shohyo_markdown", "shohyo_llms"])
def test_each_can_be_switched_off(value: str, site: Path, tmp_path: Path) -> None:
    output = build(site, tmp_path / "out", "-D", f"{value}=0")
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    there = {
        "shohyo_api": {"xref.json", "api/v1/index.json"} <= files,
        "shohyo_markdown": "index.md" in files,
        "shohyo_llms": "llms.txt" in files,
    }
    assert there == {name: name != value for name in there}
    assert ("llms-full.txt" in files) is (value == "shohyo_api")
    assert ('type="text/markdown"' in (output / "index.html").read_text("utf-8")) is (value != "shohyo_markdown")
    if value == "shohyo_markdown":
        assert "(https://example.org/kb/patterns/p0.html)" in (output / "llms.txt").read_text("utf-8")
        assert {page["markdown"] for page in read(output / "api/v1/pages.json")["items"]} == {None}


def test_no_draft_is_in_any(site: Path, tmp_path: Path) -> None:
    """Left out, nothing names it; shown in a preview, it has no twin and is in no data."""
    source = Path(shutil.copytree(site, tmp_path / "site"))
    path = source / "patterns/p2.md"
    text = re.sub("(?m)^(title|intent|title_en): .*", r"\1: SECRET", path.read_text("utf-8"))
    path.write_text(text.replace("title: ", "draft: true\ntitle: ", 1), "utf-8")
    for name, options in (("out", []), ("preview", ["-D", "shohyo_drafts=1"])):
        output = tmp_path / name
        assert run_sphinx(source, output, *options).returncode == 0
        data = [*output.glob("api/v1/**/*.json"), output / "xref.json", output / "llms.txt"]
        texts = [*data, *output.rglob("*.md"), output / "llms-full.txt"] if name == "out" else data
        assert [file for file in texts if "SECRET" in file.read_text("utf-8")] == []
        assert not (output / "patterns/p2.md").exists()
        assert not (output / "api/v1/pages/patterns/p2.json").exists()
        for file in data:
            assert "patterns/p2." not in file.read_text("utf-8"), file
    assert (tmp_path / "preview/patterns/p2.html").exists()
    assert 'type="text/markdown"' not in (tmp_path / "preview/patterns/p2.html").read_text("utf-8")
    assert "\n<https://example.org/kb/patterns/p2.html>\n" not in (tmp_path / "preview/llms-full.txt").read_text(
        "utf-8"
    )


def test_a_project_keeps_its_own_files(site: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(site, tmp_path / "site"))
    write(source / "own/llms.txt", "ours\n")
    write(source / "own/api/v1/tags.json", "{}\n")
    with (source / "conf.py").open("a") as conf:
        conf.write("html_extra_path = ['own']\n")
    output = tmp_path / "out"
    for _build in range(2):
        assert run_sphinx(source, output).returncode == 0
        assert (output / "llms.txt").read_text("utf-8") == "ours\n"
        assert (output / "api/v1/tags.json").read_text("utf-8") == "{}\n"
