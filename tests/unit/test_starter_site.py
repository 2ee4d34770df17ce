"""A new site is valid as it stands, whatever its title is, and nothing is overwritten."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from shohyo.checks.project import check_project
from shohyo.cli import main
from shohyo.errors import TURNING, ShohyoError
from shohyo.source.frontmatter import parse
from shohyo.starter import LANGUAGES, nearest_language
from shohyo.starter.site import _CONTROL, one_line, site_files, write_site

TODAY = dt.date(2026, 11, 30)
ODD = [
    "a: b",
    "'",
    '"x" y',
    "\\",
    "{{title|python}}",
    "# x",
    "- x",
    "[a](b)",
    "🦉 é",
    "%",
    "true",
    "<b>",
    "*a*",
    "@",
    "$(x)",
]
NAMES = st.sampled_from(ODD) | st.text(max_size=40)


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *arguments, **options: CliRunner().invoke(main, arguments, **options)


@pytest.mark.parametrize("language", LANGUAGES)
def test_site_has_no_finding(language: str, tmp_path: Path) -> None:
    """Every page of it is checked, and nothing is wrong."""
    files = site_files("T", "A", language, TODAY)
    write_site(tmp_path / "deep/site", files)
    report = check_project(tmp_path / "deep/site")
    assert report.diagnostics == ()
    assert report.files == 5
    assert {"conf.py", ".gitignore", ".readthedocs.yaml", ".github/workflows/site.yml", "Makefile", "README.md"} < set(
        files
    )
    assert "{{" not in "".join(files.values())


@given(NAMES, NAMES, st.sampled_from(LANGUAGES))
def test_any_title_and_author(title: str, author: str, language: str) -> None:
    """Both come out of conf.py, front matter and Markdown as they went in, or are refused with a reason."""
    if _CONTROL.search(title + author) or TURNING.search(title + author):
        with pytest.raises(ShohyoError, match="remove it"):
            one_line(title + author, "title")
        return
    title, author = one_line(title, "title"), one_line(author, "author")
    files = site_files(title, author, language, TODAY)
    assert files.keys() == site_files("T", "", language, TODAY).keys()
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(files["conf.py"]).body
        if isinstance(node.value, (ast.Constant, ast.List))
    }
    assert (values["project"], values.get("author", "")) == (title, author)
    block = files["index.md"].split("---\n")[1]
    assert yaml.safe_load(block)["title"] == title
    front = parse(files["reviews/second-reading.md"], "reviews/second-reading.md", "reviews/second-reading")
    assert front.diagnostics == []
    assert tuple(person.name for person in front.record.author) == ((author,) if author else ())
    heading = MarkdownIt().parse(files["README.md"])[1]
    text = "".join(part.content for part in heading.children or ())
    assert " ".join(text.split()) == " ".join(title.split())


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """All that is in the way is named, be it a dangling link or a file in the place of a folder, and nothing written."""
    (tmp_path / "conf.py").write_text("mine", "utf-8")
    (tmp_path / "index.md").symlink_to("nowhere")
    (tmp_path / "reviews").write_text("", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ShohyoError, match=r"conf\.py, index\.md, reviews exists already"):
        write_site(tmp_path, site_files("T", "A", "en", TODAY))
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "conf.py").read_text("utf-8") == "mine"


def test_no_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a disk is full in the middle, what was written is taken away."""
    opened, real = [], Path.open

    def fails(path: Path, *arguments: str, **options: str) -> object:
        opened.append(path)
        if len(opened) == 7:
            raise OSError(28, "No space left on device")
        return real(path, *arguments, **options)

    files = site_files("T", "A", "en", TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", fails)
        with pytest.raises(OSError, match="No space"):
            write_site(tmp_path / "site", files)
    assert list(tmp_path.rglob("*")) == []


def test_command(tmp_path: Path, run: Callable[..., Result]) -> None:
    """Without a terminal, options and the locale say what it needs; a second call writes nothing."""
    site = tmp_path / "棚"
    done = run("init", str(site), "--author", 'A "B"', env={"LC_ALL": "ja_JP.UTF-8"})
    assert done.exit_code == 0, done.output
    conf = (site / "conf.py").read_text("utf-8")
    assert 'project = "棚"\nauthor = "A \\"B\\""\nlanguage = "ja"\n' in conf
    again = run("init", str(site), "--language", "en")
    assert again.exit_code == 2
    assert "Makefile" in again.stderr
    assert (site / "conf.py").read_text("utf-8") == conf
    assert run("new", "topic", "t", "--root", str(site)).exit_code == 0
    assert "ずっと変えません" in (site / "patterns/t.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("title", "problem"), [("a\nb", "U+000A"), ("a\u202eb", "U+202E"), (" ", "the title is empty")]
)
def test_titles_that_are_none(title: str, problem: str, tmp_path: Path, run: Callable[..., Result]) -> None:
    """What would break a line or turn it around is refused before anything is written."""
    result = run("init", str(tmp_path / "s"), "--title", title, "--language", "en")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert problem in result.stderr


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ja", "ja"), ("ja_JP.UTF-8", "ja"), ("JA-jp", "ja"), ("C.UTF-8", "en"), ("de", "en"), ("", "en")],
)
def test_language_nearest_to_a_locale(tag: str, language: str) -> None:
    """Where there are no texts in a language, they are English."""
    assert nearest_language(tag) == language
